import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Breakdown, Report, Scores } from '../../../src/protocol/report.ts';
import { runCli, type CliRun } from './runCli.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'conformance');
const TOLERANCE = 1e-9;
/** Processes at a time. */
const AT_ONCE = 2;

interface ScopeExpectation {
  pss: number;
  breakdown: Breakdown;
  scores: Scores;
  traces: number;
  errors: number;
}

type Expectation =
  | { exit: 1; why: 'configuration' | 'no traces' }
  | (ScopeExpectation & { exit: 0; damaged: boolean; skipped: number; modules?: Record<string, ScopeExpectation> });

const EXPECT = '.expect.json';
const files = readdirSync(FOLDER);
const names = files.filter((file) => file.endsWith(EXPECT)).map((file) => file.slice(0, -EXPECT.length));

function inputOf(name: string): string {
  const input = files.find((file) => file === `${name}.json` || file === `${name}.ndjson`);
  assert.ok(input !== undefined, `no input for ${name}`);
  return input;
}

/** A workspace as a user has it: the traces, and pypss.toml beside them. */
async function runCase(name: string, folder: string): Promise<CliRun> {
  const input = inputOf(name);
  const traces = `traces${extname(input)}`;
  await mkdir(folder);
  await copyFile(join(FOLDER, input), join(folder, traces));
  const config = join(FOLDER, `${name}.toml`);
  if (existsSync(config)) await copyFile(config, join(folder, 'pypss.toml'));
  return runCli(['analyze', '--trace-file', traces, '--format', 'json'], { cwd: folder });
}

function sameScope(actual: ScopeExpectation, expected: ScopeExpectation, where: string): void {
  for (const key of ['pss', 'traces', 'errors'] as const) assert.equal(actual[key], expected[key], `${where}: ${key}`);
  assert.deepEqual(actual.breakdown, expected.breakdown, `${where}: breakdown`);
  for (const key of ['ts', 'ms', 'ev', 'be', 'cc'] as const) {
    const off = Math.abs(actual.scores[key] - expected.scores[key]);
    assert.ok(
      off <= TOLERANCE,
      `${where}: ${key} is ${String(actual.scores[key])}, not ${String(expected.scores[key])}`,
    );
  }
}

function checkRefusal(run: CliRun, why: 'configuration' | 'no traces'): void {
  assert.equal(run.stdout, '');
  assert.match(run.stderr, /^pypss: [^\n]+\n$/);
  assert.match(run.stderr, why === 'no traces' ? /^pypss: no traces in traces\.n?d?json: / : /pypss\.toml:\d+:\d+: /);
}

describe('the command line on every conformance case', () => {
  const runs = new Map<string, CliRun>();
  let folder: string;

  before(async function () {
    this.timeout(240_000);
    folder = await mkdtemp(join(tmpdir(), 'pypss-conformance-'));
    const waiting = [...names];
    const work = async (): Promise<void> => {
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        runs.set(name, await runCase(name, join(folder, name)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('has cases', () => {
    assert.ok(names.length > 90);
  });

  for (const name of names) {
    it(name, async () => {
      const expected = JSON.parse(await readFile(join(FOLDER, name + EXPECT), 'utf8')) as Expectation;
      const run = runs.get(name);
      assert.ok(run !== undefined);
      assert.equal(run.status, expected.exit, run.stderr);
      if (expected.exit === 1) {
        checkRefusal(run, expected.why);
        return;
      }
      const report = JSON.parse(run.stdout) as Report;
      sameScope(report, expected, 'file');
      assert.equal(report.skipped, expected.skipped);
      assert.equal(report.damage !== null, expected.damaged);
      assert.equal(/ is damaged at byte \d+: /.test(run.stderr), expected.damaged);
      if (expected.modules === undefined) return;
      const modules = new Map(report.modules.map((module) => [module.module, module]));
      assert.deepEqual([...modules.keys()].sort(), Object.keys(expected.modules).sort());
      for (const [module, scope] of Object.entries(expected.modules)) {
        const actual = modules.get(module);
        assert.ok(actual !== undefined);
        sameScope(actual, scope, module);
      }
    });
  }
});
