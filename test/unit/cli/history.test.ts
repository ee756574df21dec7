import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeFile } from '../../../src/analysis/analyze.ts';
import { HistoryStore } from '../../../src/history/store.ts';
import type { Comparison } from '../../../src/protocol/history.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { writeWithPython } from '../history/python.ts';
import { PLAIN, useFolder } from '../history/support.ts';
import { random } from '../analysis/feed.ts';
import { python } from '../python.ts';
import { runCli, type CliRun } from './runCli.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'samples');

/** Rows that Python's csv module reads in its strict mode. */
function strictCsv(text: string): string[][] {
  const script = `
import csv, io, json, sys
print(json.dumps(list(csv.reader(io.StringIO(json.load(sys.stdin), newline=""), strict=True))))`;
  return python(script, text) as string[][];
}

function oneLine(run: CliRun): void {
  assert.match(run.stderr, /^pypss: [^\n]+\n$/);
}

describe('pypss with a history', () => {
  const folder = useFolder();
  const pypss = (...args: string[]): Promise<CliRun> => runCli(args, { cwd: folder() });
  const store = (...args: string[]): Promise<CliRun> =>
    pypss('analyze', '--trace-file', 'traces.json', '--format', 'markdown', '--store-history', ...args);

  beforeEach(() => copyFileSync(join(SAMPLES, 'traces.json'), join(folder(), 'traces.json')));

  /** A history with as many rows, one each six hours, the newest an hour ago, all of that score. */
  function filled(rows: number, pss = 78, name = 'pypss_history.db'): void {
    const now = Date.now() / 1000;
    const times = Array.from({ length: rows }, (_, i) => now - 3600 - (rows - 1 - i) * 21_600);
    writeWithPython(
      join(folder(), name),
      times.map((time) => [time, pss, 0.69, 0.94, 0.6, 0.77, 1, '{"trace_file": "a, \\"b\\"\\r\\n.json"}']),
    );
  }

  it('does what the usage page shows', async () => {
    assert.equal((await pypss('analyze', '--trace-file', 'traces.json', '--store-history')).status, 0);
    writeFileSync(join(folder(), 'my_script.py'), 'def f(n):\n    return n\nfor i in range(9):\n    f(i)\n');
    const ran = await pypss('run', 'my_script.py', '--store-history');
    assert.equal(ran.status, 0, ran.stderr);
    const last = await pypss('history');
    assert.deepEqual([last.status, last.stderr], [0, '']);
    assert.match(last.stdout, /^2 runs in pypss_history\.db\n/);
    assert.match(last.stdout, /^ +1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +78 .* 0\.69 .* traces\.json$/m);
    assert.match((await pypss('history', '--days', '7')).stdout, /my_script\.py/);
    const rows = strictCsv((await pypss('history', '--export', 'csv')).stdout);
    assert.deepEqual(rows[0], ['id', 'timestamp', 'pss', 'ts', 'ms', 'ev', 'be', 'cc', 'meta']);
    assert.deepEqual(
      rows.slice(1).map((row) => [row[0], row[8]]),
      [
        ['2', '{"script": "my_script.py"}'],
        ['1', '{"trace_file": "traces.json"}'],
      ],
    );
  });

  it('shows ten runs, all of --days, and as many as --limit says', async () => {
    filled(40);
    const rowsOf = ({ stdout }: CliRun): number => stdout.match(/^ *\d+ {2}\d{4}-/gm)?.length ?? 0;
    const usual = await pypss('history');
    assert.equal(rowsOf(usual), 10);
    assert.match(usual.stdout, /^10 of 40 runs in/);
    for (const line of usual.stdout.split('\n')) assert.ok(line.length <= 80, line);
    assert.equal(rowsOf(await pypss('history', '--days', '7')), 28);
    assert.equal(rowsOf(await pypss('history', '--days', '7', '--limit', '3')), 3);
    assert.equal(strictCsv((await pypss('history', '--export', 'csv', '--limit', '-1')).stdout).length, 41);
  });

  it('exports CSV and JSON that strict readers take, whatever the rows hold', async () => {
    filled(3);
    const { stdout } = await pypss('history', '--export', 'csv');
    const rows = strictCsv(stdout);
    assert.equal(rows[1][8], '{"trace_file": "a, \\"b\\"\\r\\n.json"}');
    assert.ok(stdout.endsWith('\r\n') && !stdout.endsWith('\r\n\r\n'));
    assert.equal(stdout.replaceAll('\r\n', '').match(/[\r\n]/), null);
    const objects = JSON.parse((await pypss('history', '--export', 'json')).stdout) as Record<string, unknown>[];
    assert.deepEqual(
      objects.map(({ id, pss, meta }) => [id, pss, meta]),
      [3, 2, 1].map((id) => [id, 78, { trace_file: 'a, "b"\r\n.json' }]),
    );
  });

  it('exports infinite and missing figures as they are', async () => {
    writeWithPython(
      join(folder(), 'pypss_history.db'),
      [],
      'db.execute("INSERT INTO pss_history VALUES (1, 1e9, 9e999, -9e999, NULL, 0.5, 1, 1, \'{}\')")',
    );
    const rows = strictCsv((await pypss('history', '--export', 'csv')).stdout);
    assert.deepEqual(rows[1], ['1', '1000000000.0', 'inf', '-inf', '', '0.5', '1.0', '1.0', '{}']);
    const [row] = JSON.parse((await pypss('history', '--export', 'json')).stdout) as Record<string, unknown>[];
    assert.deepEqual([row['pss'], row['ts'], row['ms'], row['ev']], [null, null, null, 0.5]);
  });

  it('says that there is nothing, and creates nothing by looking', async () => {
    assert.match((await pypss('history')).stdout, /^No history in pypss_history\.db yet\. Store a run: /);
    assert.equal((await pypss('history', '--export', 'csv')).stdout, 'id,timestamp,pss,ts,ms,ev,be,cc,meta\r\n');
    assert.equal((await pypss('history', '--export', 'json')).stdout, '[]\n');
    assert.match((await pypss('compare', 'traces.json', 'traces.json')).stdout, /unchanged/);
    assert.equal(existsSync(join(folder(), 'pypss_history.db')), false);
    writeWithPython(join(folder(), 'old.db'), [[1e9, 50, 0, 0, 0, 0, 0, '{}']]);
    const old = await pypss('history', '--days', '2', '--db-path', 'old.db');
    assert.match(old.stdout, /^No runs in the last 2 days; 1 older in old\.db\.\n$/);
  });

  it('refuses wrong usage with 2 and unusable files with 1, in one line', async () => {
    for (const args of [
      ['--limit', '0'],
      ['--days', 'x'],
      ['--export', 'xml'],
    ]) {
      const run = await pypss('history', ...args);
      assert.equal(run.status, 2);
      oneLine(run);
    }
    writeFileSync(join(folder(), 'text.db'), 'not a database at all, but long enough to be taken for one'.repeat(20));
    const run = await pypss('history', '--db-path', 'text.db');
    assert.equal(run.status, 1);
    oneLine(run);
    const stored = await store('--db-path', 'text.db');
    assert.equal(stored.status, 1);
    assert.match(stored.stdout, /^## PSS: 78/);
    oneLine(stored);
  });

  it('warns of a regression with the true number of runs, by the configured rule', async () => {
    filled(2, 95);
    const run = await store();
    assert.equal(run.status, 0);
    assert.match(run.stderr, /warning: regression: PSS 78 is 17\.0 points below the mean of the last 2 runs, 95\.0/);
    assert.match((await pypss('history')).stdout, /▼ regression/);
    filled(8, 95, 'other.db');
    writeFileSync(
      join(folder(), 'pypss.toml'),
      '[tool.pypss]\nregression_threshold_drop = 20.0\nregression_history_limit = 10\nstorage_uri = "other.db"\n',
    );
    assert.doesNotMatch((await store()).stderr, /regression/);
    assert.match((await pypss('history')).stdout, /^9 runs in other\.db/);
  });

  it('names the functions that got worse by more than chance', async () => {
    const dice = random(4);
    const write = (slow: number): void => {
      const traces = Array.from({ length: 1200 }, (_, i) => {
        const name = `f${String(i % 6)}`;
        const duration = 0.01 * (1 + dice()) * (name === 'f4' ? slow : 1);
        return { name, module: 'app', filename: 'app.py', lineno: i % 6, duration, memory: 1e8, timestamp: 1.7e9 + i };
      });
      writeFileSync(join(folder(), 'traces.json'), JSON.stringify(traces));
    };
    const history = await HistoryStore.open(join(folder(), 'pypss_history.db'), { mode: 'write' });
    for (let i = 0; i < 6; i++) {
      write(1);
      const outcome = await analyzeFile({ path: join(folder(), 'traces.json'), root: folder() });
      assert.ok(outcome.ok);
      await history.store(outcome.report, PLAIN);
    }
    await history.close();
    write(1.5);
    const { stderr } = await store();
    assert.match(stderr, /warning: f4 got worse: median 2\d\.\d ms, usually 1\d\.\d ms \(6 earlier runs, q /);
    assert.doesNotMatch(stderr, /f[01235] got/);
  });

  it('works without SQLite but for the history', async () => {
    const env = { NODE_OPTIONS: '--no-experimental-sqlite' };
    const args = ['analyze', '--trace-file', 'traces.json', '--format', 'markdown'];
    assert.equal((await runCli(args, { cwd: folder(), env })).stderr, '');
    const run = await runCli([...args, '--store-history'], { cwd: folder(), env });
    assert.equal(run.status, 1);
    assert.match(run.stdout, /^## PSS: 78/);
    assert.match(run.stderr, /^pypss: the history needs SQLite, which [^\n]*; everything else works\n$/);
  });

  it('looks for storage_uri beside the configuration', async () => {
    mkdirSync(join(folder(), 'svc'));
    copyFileSync(join(folder(), 'traces.json'), join(folder(), 'svc', 'traces.json'));
    writeFileSync(join(folder(), 'svc', 'pypss.toml'), '[pypss]\nstorage_uri = "runs.db"\n');
    await pypss('analyze', '--trace-file', 'svc/traces.json', '--store-history');
    assert.deepEqual(
      [existsSync(join(folder(), 'svc', 'runs.db')), existsSync(join(folder(), 'runs.db'))],
      [true, false],
    );
  });

  it('fails a drop below the newest runs, and not without any', async () => {
    const none = await pypss('analyze', '--trace-file', 'traces.json', '--fail-if-drop', '5');
    assert.equal(none.status, 0);
    assert.match(none.stderr, /no earlier runs in pypss_history\.db/);
    assert.equal(existsSync(join(folder(), 'pypss_history.db')), false);
    filled(3, 90);
    const gate = ['analyze', '--trace-file', 'traces.json', '--format', 'junit', '--fail-if-drop'];
    assert.equal((await pypss(...gate, '12')).status, 0);
    const failed = await pypss(...gate, '11.9');
    assert.equal(failed.status, 1);
    assert.match(
      failed.stderr,
      /12\.0 points below the mean of the last 3 runs \(90\.0\), more than 11\.9 \(--fail-if-drop\)/,
    );
    assert.match(failed.stdout, /<failure type="regression"/);
    assert.equal((await pypss(...gate, '-1')).status, 2);
  });

  it('does not store damaged traces unless told to', async () => {
    copyFileSync(join(SAMPLES, 'damaged.traces.json'), join(folder(), 'traces.json'));
    const refused = await store();
    assert.deepEqual([refused.status, existsSync(join(folder(), 'pypss_history.db'))], [0, false]);
    assert.match(refused.stderr, /not stored in the history, since the trace file is damaged at byte/);
    assert.match((await store('--store-damaged')).stderr, /stored as run 1/);
  });

  it('compares trace files, reports and stored runs', async () => {
    copyFileSync(join(SAMPLES, 'night.traces.json'), join(folder(), 'night.json'));
    await store('--output', 'base.json');
    await pypss('analyze', '--trace-file', 'night.json', '--store-history', '--output', 'head.json');
    const sides = [
      ['traces.json', 'night.json'],
      ['base.json', 'head.json'],
      ['1', '2'],
      ['base.json', '#2'],
    ];
    for (const [base, head] of sides) {
      const run = await pypss('compare', base, head, '--format', 'json');
      assert.equal(run.status, 0, run.stderr);
      const comparison = JSON.parse(run.stdout) as Comparison;
      assert.deepEqual([comparison.base.pss, comparison.head.pss, comparison.functions[0].name], [78, 28, 'reserve']);
    }
    const text = await pypss('compare', '1', '2', '--fail-if-drop', '49');
    assert.equal(text.status, 1);
    assert.match(text.stdout, /^PSS: 78 → 28 {2}▼ −50\.0 points$/m);
    for (const line of text.stdout.split('\n')) assert.ok(line.length <= 80, line);
    oneLine(text);
    assert.equal((await pypss('compare', '1', '2', '--fail-if-drop', '50')).status, 0);
    assert.match((await pypss('compare', '1', '2', '--format', 'markdown')).stdout, /\| <code>reserve<\/code> \| −/);
  });

  it('says which side cannot be compared', async () => {
    writeWithPython(join(folder(), 'pypss_history.db'), [[1.79e9, 50, 0, 0, 0, 0, 0, '{}']]);
    await pypss('analyze', '--trace-file', 'traces.json', '--output', 'whole.json');
    const report = JSON.parse(readFileSync(join(folder(), 'whole.json'), 'utf8')) as Report;
    const spoilt = { ...report, functions: report.functions.map((one) => ({ ...one, latency: null })) };
    writeFileSync(join(folder(), 'spoilt.json'), JSON.stringify(spoilt));
    writeFileSync(join(folder(), 'scoreless.json'), JSON.stringify({ ...report, scores: null }));
    for (const [base, message] of [
      ['spoilt.json', /no traces in spoilt\.json/],
      ['scoreless.json', /no traces in scoreless\.json/],
      ['9', /no run 9 in/],
      ['1', /run 1 holds scores only/],
      ['none.json', /none\.json/],
      ['pypss_history.db', /pypss_history\.db/],
    ] as const) {
      const run = await pypss('compare', base, 'traces.json');
      assert.equal(run.status, 1);
      oneLine(run);
      assert.match(run.stderr, message);
    }
    assert.equal((await pypss('compare', 'traces.json')).status, 2);
  });

  it('notes commit, branch and changes of the source', async () => {
    const git = (...args: string[]): unknown =>
      python(
        'import json, subprocess, sys; a = json.load(sys.stdin); subprocess.run(["git", "-C", a[0], "-c", "user.name=a", "-c", "user.email=a@b.c"] + a[1], check=True, stdout=subprocess.DEVNULL); print("null")',
        [folder(), args],
      );
    git('init', '-q', '-b', 'topic');
    git('add', 'traces.json');
    git('commit', '-q', '-m', 'x');
    await store();
    writeFileSync(join(folder(), 'traces.json'), readFileSync(join(folder(), 'traces.json'), 'utf8') + '\n');
    await store();
    const history = await HistoryStore.open(join(folder(), 'pypss_history.db'), { mode: 'read' });
    const details = (await history.list()).map((run) => run.details);
    assert.deepEqual(
      details.map((one) => [one?.branch, one?.dirty]),
      [
        ['topic', true],
        ['topic', false],
      ],
    );
    assert.match(details[0]?.commit ?? '', /^[0-9a-f]{40}$/);
    await history.close();
  });
});
