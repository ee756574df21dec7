import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { useFolder } from '../history/support.ts';
import { python } from '../python.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The YAML recipes of the README, by the text that comes only in one of them. */
function recipe(mark: string): string {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```yaml\n(.*?)^```$/gms)]
    .map(([, text]) => text)
    .filter((text) => text.includes(mark));
  assert.equal(blocks.length, 1, mark);
  return blocks[0];
}

/** The texts of list items that begin with `prefix`, folded as YAML folds them; after `|` they stay as they are. */
function steps(yaml: string, prefix: string): string[] {
  const lines = yaml.split('\n');
  const found: string[] = [];
  lines.forEach((line, i) => {
    const start = /^( *)- /.exec(line);
    if (start === null || !line.trimStart().startsWith(prefix)) return;
    const more: string[] = [];
    for (const next of lines.slice(i + 1)) {
      if (/^ */.exec(next)![0].length <= start[1].length) break;
      more.push(next.trim());
    }
    const first = line.trimStart().slice(prefix.length).trim();
    found.push(first === '|' ? more.join('\n') : [first, ...more].join(' '));
  });
  return found;
}

describe('the CI recipes of the README', () => {
  const folder = useFolder();

  /** A repository with the extension's package and a program that records traces that fail as often as told. */
  function repository(): void {
    mkdirSync(join(folder(), 'tools'));
    const script = `
import json, sys, zipfile
task = json.load(sys.stdin)
with zipfile.ZipFile(task["file"], "w") as package:
    package.writestr("extension/package.json", '{"type": "module"}')
    package.writestr("extension/dist/cli.js", "await import(" + json.dumps(task["cli"]) + ");")
print("null")`;
    const cli = pathToFileURL(join(ROOT, 'src', 'cli', 'start.ts')).href;
    python(script, { file: join(folder(), 'tools', 'pypss.vsix'), cli });
    writeFileSync(
      join(folder(), 'record.py'),
      `import json, os
failing = os.environ.get("FAILING") == "yes"
json.dump([{"name": "f", "module": "m", "duration": 0.01, "memory": 1000, "timestamp": 1.7e9 + i,
            "error": failing and i % 3 == 0} for i in range(90)], open("traces.json", "w"))
`,
    );
    // The steps say node, and mean one that is new enough.
    mkdirSync(join(folder(), 'bin'));
    symlinkSync(process.execPath, join(folder(), 'bin', 'node'));
  }

  function runStep(step: string, env: Record<string, string>): { status: number | null; stderr: string } {
    const path = `${join(folder(), 'bin')}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
    const options = { cwd: folder(), encoding: 'utf8', env: { ...process.env, ...env, PATH: path } } as const;
    return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step], options);
  }

  /** Runs a pipeline as its system does, until a step fails; returns the exit status. */
  function pipeline(all: readonly string[], env: Record<string, string>): number | null {
    for (const step of all) {
      const { status, stderr } = runStep(step, env);
      if (status !== 0) {
        assert.match(stderr, /fail-if-(below|drop)/, stderr);
        return status;
      }
    }
    return 0;
  }

  it('pass and fail on GitHub, with a summary and a history that lasts', () => {
    repository();
    const all = steps(recipe('actions/checkout'), '- run:');
    assert.equal(all.length, 3);
    const summary = join(folder(), 'summary.md');
    const env = { GITHUB_STEP_SUMMARY: summary };
    assert.equal(pipeline(all, env), 0);
    assert.match(readFileSync(summary, 'utf8'), /^## PSS: 100\/100/);
    assert.ok(existsSync(join(folder(), 'pypss_history.db')));
    assert.equal(pipeline(all, { ...env, FAILING: 'yes' }), 1);
    assert.match(readFileSync(summary, 'utf8'), /^## PSS: (?!100)\d+\/100/m);
  });

  it('pass and fail on GitLab, with a test report', () => {
    repository();
    const yaml = recipe('image:');
    const script = yaml.slice(yaml.indexOf('script:'), yaml.indexOf('artifacts:'));
    const all = steps(script, '- ');
    assert.equal(all.length, 3);
    assert.equal(pipeline(all, {}), 0);
    const report = (): string => readFileSync(join(folder(), 'pypss.xml'), 'utf8');
    assert.match(report(), /failures="0"/);
    assert.equal(pipeline(all, { FAILING: 'yes' }), 1);
    assert.match(report(), /<failure type="regression" message="PSS \d+ is \d+\.0 points below the one run before/);
  });

  it('are followed by commands that exist', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const section = readme.slice(readme.indexOf('## History and CI'), readme.indexOf('## Privacy and trust'));
    repository();
    const shim = join(folder(), 'bin', 'pypss');
    writeFileSync(shim, `#!/bin/sh\nexec node .pypss/extension/dist/cli.js "$@"\n`);
    chmodSync(shim, 0o755);
    const [install, record] = steps(recipe('actions/checkout'), '- run:');
    assert.equal(pipeline([install, record], {}), 0);
    const commands = /^```sh\n(.*?)^```$/ms.exec(section)![1].trim().split('\n');
    assert.equal(commands.length, 4);
    const statuses = commands.map((command) => runStep(command.replace('41 42', '1 1'), {}).status);
    assert.deepEqual(statuses, [0, 0, 0, 0]);
  });
});
