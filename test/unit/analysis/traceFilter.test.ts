import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { analyzeFile } from '../../../src/analysis/analyze.ts';
import { foldMessage } from '../../../src/analysis/exceptionTable.ts';
import { readPage } from '../../../src/analysis/tracePage.ts';
import type { PageRequest } from '../../../src/protocol/analysis.ts';
import type { TraceFilter, TraceRow } from '../../../src/protocol/question.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { readRecordText } from '../../../src/trace/readRecord.ts';

interface Call {
  name: string;
  module: string;
  filename: string;
  lineno: number;
  duration: number;
  memory: number;
  wait_time: number;
  timestamp?: number;
  branch_tag?: string;
  error: boolean;
  exception_type?: string;
  exception_message?: string;
}

const START = 1_700_000_000;

/** Calls in file order that differ in everything a filter can ask for. */
function calls(count: number, seed = 1): Call[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  return Array.from({ length: count }, (_, index): Call => {
    const lineno = 1 + random(5);
    const error = random(6) === 0;
    const tag = random(3);
    return {
      name: `f${lineno}`,
      module: `shop.m${random(2)}`,
      filename: `/srv/shop/${lineno % 2}.py`,
      lineno,
      duration: (1 + random(1000)) / 1e4,
      memory: 1e6 + random(1000),
      wait_time: random(100) / 1e4,
      ...(random(20) === 0 ? {} : { timestamp: START + index / 10 + random(3) }),
      ...(tag === 0 ? {} : { branch_tag: tag === 1 ? 'hit' : 'miss' }),
      error,
      ...(error
        ? { exception_type: random(2) === 0 ? 'KeyError' : 'OSError', exception_message: `id ${random(9)}` }
        : {}),
    };
  });
}

/** The filter's meaning, written down once more as plainly as can be. */
function wanted(call: Call, filter: TraceFilter): boolean {
  const { from, to, module, function: fn, branch, failed, exception, message } = filter;
  if (from !== undefined && !(call.timestamp !== undefined && call.timestamp >= from)) return false;
  if (to !== undefined && !(call.timestamp !== undefined && call.timestamp < to)) return false;
  if (module !== undefined && call.module !== module) return false;
  if (fn !== undefined && (call.name !== fn.name || call.lineno !== fn.lineno || call.filename !== fn.filename))
    return false;
  if (branch !== undefined && (call.branch_tag ?? null) !== branch) return false;
  if (failed !== undefined && call.error !== failed) return false;
  if (exception !== undefined && !(call.error && call.exception_type === exception)) return false;
  return message === undefined || (call.error && foldMessage(call.exception_message ?? '') === message);
}

const arbitraryFilter: fc.Arbitrary<TraceFilter> = fc.record(
  {
    from: fc.integer({ min: 0, max: 60 }).map((seconds) => START + seconds),
    to: fc.integer({ min: 0, max: 80 }).map((seconds) => START + seconds),
    module: fc.constantFrom('shop.m0', 'shop.m1', 'none'),
    function: fc.integer({ min: 1, max: 6 }).map((lineno) => ({
      name: `f${lineno}`,
      filename: `/srv/shop/${lineno % 2}.py`,
      lineno,
    })),
    branch: fc.constantFrom('hit', 'miss', null),
    failed: fc.boolean(),
    exception: fc.constantFrom('KeyError', 'OSError'),
    message: fc.constantFrom('id #', 'other'),
  },
  { requiredKeys: [] },
);

type Shape = 'array' | 'indented' | 'object' | 'ndjson';

function written(list: readonly Call[], shape: Shape): string {
  if (shape === 'ndjson') return list.map((call) => JSON.stringify(call)).join('\n');
  if (shape === 'object') return JSON.stringify({ version: 1, traces: list, end: { x: [1] } });
  return JSON.stringify(list, null, shape === 'indented' ? 2 : undefined);
}

const FORMATS = { array: 'array', indented: 'array', object: 'object', ndjson: 'ndjson' } as const;

describe('filtered reading', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pypss-filter-'));
  });

  after(() => rm(folder, { recursive: true }));

  async function file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }

  async function report(path: string, filter?: TraceFilter): Promise<Report> {
    const outcome = await analyzeFile({ path, root: folder, ...(filter === undefined ? {} : { filter }) });
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.problem.message);
    return outcome.report;
  }

  /** Without what says which file it is, and how it was chosen. */
  const figures = (of: Report): object => ({ ...of, source: null, failures: null, slowest: null, warnings: null });

  async function allPages(request: Omit<PageRequest, 'cursor'>): Promise<{ rows: TraceRow[]; pages: number }> {
    const rows: TraceRow[] = [];
    let cursor: number | null = null;
    for (let pages = 1; ; pages++) {
      const outcome = await readPage({ ...request, cursor });
      assert.ok(outcome.ok, outcome.ok ? '' : outcome.problem.message);
      assert.ok(outcome.page.next === null || outcome.page.rows.length === request.limit);
      rows.push(...outcome.page.rows);
      cursor = outcome.page.next;
      if (cursor === null) return { rows, pages };
    }
  }

  it('gives the report of a file that holds the matching traces only', async () => {
    const list = calls(600);
    const path = await file('all.json', written(list, 'array'));
    let nonEmpty = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryFilter, async (filter) => {
        const some = list.filter((call) => wanted(call, filter));
        if (some.length > 0) nonEmpty++;
        const alone = await file('some.json', written(some, 'array'));
        assert.deepEqual(figures(await report(path, filter)), figures(await report(alone)));
      }),
      { seed: 11, numRuns: 100 },
    );
    assert.ok(nonEmpty >= 15, `${nonEmpty} filters had traces`);
  });

  it('takes nothing away without conditions', async () => {
    const path = await file('plain.json', written(calls(300), 'ndjson'));
    assert.deepEqual(await report(path, {}), await report(path));
  });

  it('counts measurements of the event loop for times and modules, not for calls', async () => {
    const lag = (module: string, timestamp: number): object => ({
      system_metric: true,
      module,
      timestamp,
      metadata: { lag: 0.1 },
    });
    const text = JSON.stringify([
      ...calls(50),
      lag('shop.m0', START + 1),
      lag('shop.m1', START + 1),
      lag('shop.m0', START + 900),
    ]);
    const path = await file('lag.json', text);
    assert.equal((await report(path, { from: START, to: START + 60 })).systemMetrics, 2);
    assert.equal((await report(path, { module: 'shop.m0' })).systemMetrics, 2);
    assert.equal((await report(path, { failed: false })).systemMetrics, 0);
  });

  it('says nothing wrong of a range without traces', async () => {
    const path = await file('none.json', written(calls(30), 'array'));
    const none = await report(path, { from: 1, to: 2 });
    assert.equal(none.traces, 0);
    assert.deepEqual(none.warnings, []);
  });

  it('finds by the shown beginning what has a name of kilobytes', async () => {
    const name = 'n'.repeat(5000);
    const path = await file('long.json', JSON.stringify([{ ...calls(1)[0], module: name }, calls(2)[1]]));
    assert.equal((await report(path, { module: `${'n'.repeat(1000)}…` })).traces, 1);
    assert.equal((await report(path, { module: 'n…' })).traces, 0);
  });

  for (const shape of ['array', 'indented', 'object', 'ndjson'] as const) {
    it(`pages through what matches, in file order: ${shape}`, async () => {
      const list = calls(500, 3);
      const text = written(list, shape);
      const path = await file(`${shape}.json`, text);
      await fc.assert(
        fc.asyncProperty(arbitraryFilter, fc.integer({ min: 1, max: 40 }), async (filter, limit) => {
          const some = list.filter((call) => wanted(call, filter));
          const request = { request: { path, root: folder, filter }, limit, format: FORMATS[shape] };
          const { rows, pages } = await allPages(request);
          assert.deepEqual(
            rows.map(({ name, duration, timestamp, branch }) => ({ name, duration, timestamp, branch })),
            some.map((call) => ({
              name: call.name,
              duration: call.duration,
              timestamp: call.timestamp ?? null,
              branch: call.branch_tag ?? null,
            })),
          );
          assert.equal(pages, Math.max(1, Math.ceil(some.length / limit)));
          for (const { offset, length, duration } of rows) {
            assert.equal((JSON.parse(text.slice(offset, offset + length)) as Call).duration, duration);
          }
        }),
        { seed: 5, numRuns: 25 },
      );
    });
  }

  it('pages and reads records back from a compressed file', async () => {
    const list = calls(400, 9);
    const text = written(list, 'ndjson');
    const path = await file('traces.json.gz', gzipSync(text));
    const request = { path, root: folder, filter: { failed: true } };
    const { rows } = await allPages({ request, limit: 7, format: 'ndjson' });
    assert.equal(rows.length, list.filter((call) => call.error).length);
    const last = rows[rows.length - 1];
    assert.equal(
      await readRecordText(path, last.offset, last.length),
      text.slice(last.offset, last.offset + last.length),
    );
  });

  it('pages through traces at a JSON path by their number', async () => {
    const list = calls(90, 4);
    const path = await file('nested.json', JSON.stringify({ run: { calls: list } }));
    const request = { path, root: folder, jsonPath: '$.run.calls', filter: { module: 'shop.m1' } };
    const { rows, pages } = await allPages({ request, limit: 10, format: 'path' });
    assert.deepEqual(
      rows.map((row) => row.duration),
      list.filter((call) => call.module === 'shop.m1').map((call) => call.duration),
    );
    assert.ok(pages > 2);
    assert.ok(rows.every((row) => row.offset === -1));
  });

  it('reads several documents one after another from their beginning', async () => {
    const [one, two] = [calls(40, 5), calls(40, 6)];
    const path = await file('several.json', `${written(one, 'array')} ${written(two, 'object')}`);
    const request = { path, root: folder, filter: {} };
    const { rows } = await allPages({ request, limit: 9, format: 'sequence' });
    assert.deepEqual(
      rows.map((row) => row.duration),
      [...one, ...two].map((call) => call.duration),
    );
  });

  it('stops when asked, and says so', async () => {
    const path = await file('stop.json', written(calls(50), 'array'));
    const page = { request: { path, root: folder }, cursor: null, limit: 5, format: null };
    const outcome = await readPage(page, () => true);
    assert.ok(!outcome.ok);
    assert.equal(outcome.problem.kind, 'cancelled');
  });

  it('says what is wrong with a file that is gone, and with a record that is not there', async () => {
    const gone = await readPage({
      request: { path: join(folder, 'gone.json'), root: folder },
      cursor: null,
      limit: 5,
      format: null,
    });
    assert.ok(!gone.ok);
    assert.equal(gone.problem.kind, 'not-found');
    const path = await file('record.json', written(calls(3), 'array'));
    await assert.rejects(readRecordText(path, 2, 10), /no record at byte 2/);
  });

  it('shows the beginning of a record of megabytes', async () => {
    const record = JSON.stringify({ duration: 1, name: 'é'.repeat(300_000) });
    const path = await file('huge.json', `[${record}]`);
    const text = await readRecordText(path, 1, Buffer.byteLength(record));
    assert.ok(record.startsWith(text) && text.length > 100_000);
  });
});
