import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../cli/runCli.ts';
import { interpreters, runPython } from './interpreters.ts';
import { callsByName, traceLines } from './traceLines.ts';

const DECORATED = `
from pypss.instrumentation import monitor_function

@monitor_function
def work(): return 1

print(work())
`;

describe('Python runtime: settings', () => {
  const [{ path: python }] = interpreters();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pypss-settings-'));
    writeFileSync(join(folder, 'own.py'), DECORATED);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const traces = (): string => join(folder, 'pypss_output', 'traces.json');

  async function runWith(settings: string) {
    writeFileSync(join(folder, 'pypss.toml'), settings);
    return runPython(python, ['own.py'], folder);
  }

  for (const [where, settings] of [
    ['[pypss]', '[pypss]\nsample_rate = 0'],
    ['[tool.pypss] beside [pypss]', '[pypss.ui]\ntitle = "Mine"\n[tool.pypss]\nsample_rate = 0'],
    ['no table', 'sample_rate = 0'],
    ['a file with a byte order mark', '\uFEFF[pypss]\nsample_rate = 0'],
    ['[pypss], which wins', 'sample_rate = 1\n[pypss]\nsample_rate = 0\n[tool.pypss]\nsample_rate = 1'],
  ]) {
    it(`reads ${where}`, async () => {
      const run = await runWith(settings);
      assert.deepEqual([run.status, run.stdout, run.stderr], [0, '1\n', '']);
      assert.equal(existsSync(traces()), false);
    });
  }

  for (const settings of [
    'pypss = 3',
    'tool = 3',
    '[pypss]\nsample_rate = "x"',
    '[pypss]\ncontext_sampling_rules = 5',
    '[pypss]\ncontext_sampling_rules = [5]',
    '[pypss.discovery]\nignore_modules = 5',
    '[pypss.discovery]\nignore_dirs = ["a", 5]',
    '[pypss.default]\ntrace_file = 5',
    '[pypss',
  ]) {
    it(`tells of ${JSON.stringify(settings)} in one line and records by its defaults`, async () => {
      const run = await runWith(settings);
      assert.deepEqual([run.status, run.stdout], [0, '1\n'], run.stderr);
      assert.match(run.stderr, /^PyPSS goes on with its default settings: .+\n$/);
      assert.deepEqual(callsByName(traceLines(traces())), { work: 1 });
    });
  }

  it('takes those of pypss run --config', async () => {
    const program = 'def work(): return 1\ndef keep_out(): return work()\nkeep_out()\n';
    writeFileSync(join(folder, 'main.py'), program);
    writeFileSync(join(folder, 'pypss.toml'), '[pypss]\nsample_rate = 0\n');
    writeFileSync(join(folder, 'ci.toml'), '[pypss.discovery]\nignore_funcs_prefix = "keep"\n');
    const run = await runCli(['run', '--config', 'ci.toml', '--traces', 'traces.ndjson', 'main.py'], { cwd: folder });
    assert.equal(run.status, 0, run.stderr);
    assert.deepEqual(callsByName(traceLines(join(folder, 'traces.ndjson'))), { work: 1 });
  });
});
