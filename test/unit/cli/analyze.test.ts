import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../src/protocol/report.ts';
import { runCli, startCli, type CliRun } from './runCli.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'samples');
const TRACES = join(SAMPLES, 'traces.json');
const DAMAGED = join(SAMPLES, 'damaged.traces.json');

/** A run of `pypss analyze` on the sample. */
function analyze(...args: string[]): Promise<CliRun> {
  return runCli(['analyze', '--trace-file', TRACES, ...args]);
}

function oneLine(run: CliRun): void {
  assert.match(run.stderr, /^pypss: [^\n]+\n$/);
}

describe('pypss analyze', () => {
  let folder: string;
  let report: Report;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-cli-'));
    report = JSON.parse((await analyze('--format', 'json')).stdout) as Report;
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('prints the text report', async () => {
    const run = await analyze();
    assert.equal(run.status, 0);
    assert.equal(run.stderr, '');
    assert.match(run.stdout, new RegExp(`^PSS: ${String(report.pss)}/100 `, 'm'));
  });

  it('reads standard input', async () => {
    const run = await runCli(['analyze', '--trace-file', '-', '--format', 'json'], { input: await readFile(TRACES) });
    assert.equal(run.status, 0, run.stderr);
    const piped = JSON.parse(run.stdout) as Report;
    assert.deepEqual([piped.scores, piped.traces, piped.source.path], [report.scores, report.traces, '-']);
  });

  it('writes the same report to a file, in folders that did not exist, and nothing beside it', async () => {
    const output = join(folder, 'new', 'deep', 'report.json');
    const run = await analyze('--output', output);
    assert.equal(run.status, 0, run.stderr);
    assert.deepEqual(JSON.parse(await readFile(output, 'utf8')), report);
    assert.deepEqual(await readdir(join(folder, 'new', 'deep')), ['report.json']);
    assert.match(run.stdout, /Report written to .*report\.json/);
  });

  it('keeps standard output pure JSON with --output', async () => {
    const run = await analyze('--format', 'json', '--output', join(folder, 'both.json'));
    assert.deepEqual(JSON.parse(run.stdout), report);
  });

  it('replaces a link’s target, not the link', async () => {
    await writeFile(join(folder, 'target.json'), 'old');
    await symlink('target.json', join(folder, 'link.json'));
    await analyze('--output', join(folder, 'link.json'));
    assert.deepEqual(JSON.parse(await readFile(join(folder, 'target.json'), 'utf8')), report);
  });

  it('writes into a device without replacing it', async function () {
    if (process.platform === 'win32') this.skip();
    const run = await analyze('--output', '/dev/null');
    assert.equal(run.status, 0, run.stderr);
    assert.ok((await stat('/dev/null')).isCharacterDevice());
  });

  it('fails below the gate, and passes at it', async () => {
    const below = await analyze('--fail-if-below', String(report.pss + 1));
    assert.equal(below.status, 1);
    oneLine(below);
    assert.match(below.stderr, new RegExp(`PSS ${String(report.pss)} is below ${String(report.pss + 1)}`));
    assert.match(below.stdout, /^PSS: /m);
    assert.equal((await analyze('--fail-if-below', String(report.pss))).status, 0);
    assert.equal((await analyze('--fail-if-below', String(report.pss + 0.5))).status, 1);
  });

  it('warns of damage and counts what is whole; --strict fails', async () => {
    const run = await runCli(['analyze', '--trace-file', DAMAGED]);
    assert.equal(run.status, 0);
    oneLine(run);
    assert.match(
      run.stderr,
      /^pypss: warning: .*damaged\.traces\.json is damaged at byte \d+: .+; [\d,]+ traces before it count$/m,
    );
    const strict = await runCli(['analyze', '--trace-file', DAMAGED, '--strict', '--format', 'json']);
    assert.equal(strict.status, 1);
    assert.ok((JSON.parse(strict.stdout) as Report).damage !== null);
    assert.equal((await analyze('--strict')).status, 0);
  });

  it('takes the configuration that it is given', async () => {
    const config = join(folder, 'strict.toml');
    await writeFile(config, '[pypss]\nalpha = 9\nalhpa = 3\n');
    const run = await analyze('--config', config, '--format', 'json');
    assert.equal(run.status, 0);
    assert.match(run.stderr, /^pypss: warning: .*strict\.toml:3:1: .*alpha/);
    assert.equal((JSON.parse(run.stdout) as Report).config.alpha, 9);
  });

  it('refuses a broken configuration with its place', async () => {
    const config = join(folder, 'broken.toml');
    await writeFile(config, '[pypss]\nalpha = "much"\n');
    const run = await analyze('--config', config);
    assert.equal(run.status, 1);
    oneLine(run);
    assert.match(run.stderr, /broken\.toml:2:9: /);
    assert.equal((await analyze('--config', join(folder, 'absent.toml'))).status, 1);
  });

  it('refuses what it cannot read, in one line', async () => {
    await writeFile(join(folder, 'other.json'), '{"name": "x"}');
    for (const file of ['absent.json', 'other.json', '.']) {
      const run = await runCli(['analyze', '--trace-file', join(folder, file)]);
      assert.equal(run.status, 1, file);
      assert.equal(run.stdout, '');
      oneLine(run);
    }
    const empty = await runCli(['analyze', '--trace-file', '-']);
    assert.equal(empty.status, 1);
    oneLine(empty);
  });

  it('refuses an output that cannot be written, before reading', async () => {
    await writeFile(join(folder, 'file'), '');
    await mkdir(join(folder, 'folder'), { recursive: true });
    for (const output of ['file/report.json', 'folder', `${'n'.repeat(300)}.json`]) {
      const run = await analyze('--output', join(folder, output));
      assert.equal(run.status, 1, output);
      assert.equal(run.stdout, '');
      oneLine(run);
      assert.match(run.stderr, /^pypss: cannot write /);
    }
  });

  it('fails in one line where the system denies a folder', async function () {
    if (process.platform !== 'linux') this.skip();
    const run = await analyze('--output', '/proc/pypss/report.json');
    assert.equal(run.status, 1);
    oneLine(run);
  });

  it('refuses to overwrite its input, by any name', async () => {
    const traces = join(folder, 'own.json');
    await writeFile(traces, await readFile(TRACES));
    await symlink(traces, join(folder, 'alias.json'));
    for (const output of [traces, join(folder, 'alias.json'), join(folder, '.', 'own.json')]) {
      const run = await runCli(['analyze', '--trace-file', traces, '--output', output]);
      assert.equal(run.status, 2);
      oneLine(run);
    }
    assert.deepEqual(await readFile(traces), await readFile(TRACES));
  });

  it('says so when standard output is full', async function () {
    if (process.platform !== 'linux') this.skip();
    const full = await open('/dev/full', 'w');
    const run = await runCli(['analyze', '--trace-file', TRACES], { stdout: full.fd });
    await full.close();
    assert.equal(run.status, 1);
    oneLine(run);
    assert.match(run.stderr, /cannot write standard output: no space left/);
  });

  it('takes a reader that leaves for no failure, and still writes its file', async () => {
    const output = join(folder, 'kept.json');
    const child = startCli(['analyze', '--trace-file', TRACES, '--output', output]);
    child.stdout?.destroy();
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(await readFile(output, 'utf8')), report);
  });

  it('stops at Ctrl+C with 130 and leaves nothing behind', async function () {
    if (process.platform === 'win32') this.skip();
    const output = join(folder, 'stopped', 'report.json');
    const child = startCli(['analyze', '--trace-file', '-', '--output', output]);
    // More than a pipe holds: once it is taken, the analysis is under way.
    const sent = new Promise((resolve) => child.stdin?.write(`[${'{"duration": 1},'.repeat(100_000)}`, resolve));
    await sent;
    child.kill('SIGINT');
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    assert.deepEqual([code, signal], [130, null]);
    await assert.rejects(access(join(folder, 'stopped')));
  });

  it('can be stopped while it waits for a named pipe', async function () {
    if (process.platform === 'win32') this.skip();
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const child = startCli(['analyze', '--trace-file', pipe]);
    // Opening for writing succeeds once the other side reads.
    const writer = await open(pipe, 'w');
    await writer.write(`[${'{"duration": 1},'.repeat(100_000)}`);
    child.kill('SIGINT');
    const [, signal] = (await once(child, 'close')) as [number | null, string | null];
    assert.equal(signal, 'SIGINT');
    await writer.close();
  });
});

describe('wrong usage of pypss', () => {
  const CASES: Record<string, [args: string[], message: RegExp]> = {
    'no trace file': [['analyze'], /--trace-file/],
    'a misspelt option': [['analyze', '--trace-file', TRACES, '--formt', 'json'], /--formt.*Did you mean --format/],
    'an unknown format': [['analyze', '--trace-file', TRACES, '--format', 'xml'], /Allowed choices are text, json/],
    'no number in a gate': [['analyze', '--trace-file', TRACES, '--fail-if-below', 'x'], /from 0 to 100/],
    'a gate beyond 100': [['analyze', '--trace-file', TRACES, '--fail-if-below', '101'], /from 0 to 100/],
    'an empty gate': [['analyze', '--trace-file', TRACES, '--fail-if-below', ''], /from 0 to 100/],
    'a path that is none': [['analyze', '--trace-file', TRACES, '--path', 'run.calls'], /like \$\.run\.calls/],
    'a path with an index': [['analyze', '--trace-file', TRACES, '--path', '$.a[1].b'], /like \$\.run\.calls/],
    'no rows': [['analyze', '--trace-file', TRACES, '--top', '0'], /whole number/],
    'a page without a name': [['analyze', '--trace-file', TRACES, '--html'], /--html needs --output/],
    'an output on standard output': [['analyze', '--trace-file', TRACES, '--output', '-'], /--format json/],
    'one argument too many': [['analyze', '--trace-file', TRACES, 'more'], /too many arguments/],
    'an unknown command': [['analyse'], /unknown command 'analyse'.*Did you mean analyze/],
    'an escape sequence in an option': [['--\x1b[2J'], /--\\x1b\[2J/],
  };
  for (const [title, [args, message]] of Object.entries(CASES)) {
    it(`ends with 2 and one line: ${title}`, async () => {
      const run = await runCli(args);
      assert.equal(run.status, 2);
      assert.equal(run.stdout, '');
      oneLine(run);
      assert.match(run.stderr, message);
    });
  }

  it('shows help on standard error when no command is given', async () => {
    const run = await runCli([]);
    assert.equal(run.status, 2);
    assert.equal(run.stdout, '');
    assert.match(run.stderr, /Usage: pypss/);
  });
});

describe('help and version', () => {
  it('are printed on request', async () => {
    const help = await runCli(['analyze', '--help']);
    assert.equal(help.status, 0);
    assert.match(help.stdout, /Usage: pypss analyze[\s\S]*--fail-if-below[\s\S]*Examples:/);
    const version = await runCli(['--version']);
    assert.deepEqual([version.status, version.stderr], [0, '']);
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  });
});
