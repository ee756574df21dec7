import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareWithExact } from '../../bench/accuracy.ts';
import { ExactScope, rawPss } from '../../bench/exactScores.ts';
import type { ExactTrace } from '../../bench/exactScores.ts';
import { DEFAULTS, generateTraces } from '../../bench/generator/traces.ts';
import type { FunctionReport, ModuleReport, Report } from '../../src/protocol/report.ts';

const CASES = 'test/fixtures/conformance';

interface Expected {
  exit: number;
  pss: number;
  scores: Record<'ts' | 'ms' | 'ev' | 'be' | 'cc', number>;
}

/** The calls of a fixture that uses nothing but the plain types, which is all that the yardstick reads; else null. */
function plainCalls(document: unknown): ExactTrace[] | null {
  const items: unknown = Array.isArray(document) ? document : (document as { traces?: unknown } | null)?.traces;
  if (!Array.isArray(items) || items.length === 0) return null;
  const calls: ExactTrace[] = [];
  for (const item of items as unknown[]) {
    if (typeof item !== 'object' || item === null || 'system_metric' in item) return null;
    const call = { duration: 0, wait_time: 0, memory: 0, error: false, branch_tag: null, ...item } as ExactTrace;
    if (![call.duration, call.wait_time, call.memory].every((value) => Number.isFinite(value))) return null;
    if (typeof call.error !== 'boolean' || (call.branch_tag !== null && typeof call.branch_tag !== 'string'))
      return null;
    calls.push(call);
  }
  return calls;
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

describe('exact scores of the benchmark', () => {
  it('agree with the conformance cases', () => {
    const files = readdirSync(CASES);
    let compared = 0;
    for (const name of files.filter((file) => file.endsWith('.json') && !file.endsWith('.expect.json'))) {
      const base = name.slice(0, -'.json'.length);
      // Two `traces` arrays in one document count together, of which JSON.parse keeps only one.
      if (files.includes(`${base}.toml`) || base === 'duplicate_traces_key') continue;
      const calls = plainCalls(parsed(join(CASES, name)));
      const expected = JSON.parse(readFileSync(join(CASES, `${base}.expect.json`), 'utf8')) as Expected;
      if (!calls || expected.exit !== 0) continue;
      const scope = new ExactScope();
      calls.forEach((call) => scope.add(call));
      const scores = scope.scores();
      for (const key of ['ts', 'ms', 'ev', 'be', 'cc'] as const)
        assert.ok(Math.abs(scores[key] - expected.scores[key]) < 1e-9, `${base} ${key}: ${scores[key]}`);
      assert.ok(Math.abs(rawPss(scores) - expected.pss) <= 0.5 + 1e-9, base);
      compared++;
    }
    assert.ok(compared >= 20, `only ${compared} cases compared`);
  });

  it('find the scope that a report gets wrong', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pypss-accuracy-'));
    try {
      const path = join(folder, 'traces.ndjson');
      const blocks: Buffer[] = [];
      generateTraces({ ...DEFAULTS, bytes: 300_000, modules: 3, functions: 9 }, (block) =>
        blocks.push(Buffer.from(block)),
      );
      writeFileSync(path, Buffer.concat(blocks));
      const report = exactReport(Buffer.concat(blocks).toString());
      const right = await compareWithExact(path, report);
      assert.deepEqual(
        right.deviations.map(({ scope, exact, worstExact }) => [scope, exact, worstExact]),
        [
          ['file', 1, 0],
          ['module', 3, 0],
          ['function', 9, 0],
          ['window', report.timeline!.start.length, 0],
        ],
      );

      report.modules[1].scores.ms -= 0.25;
      report.timeline!.exact[2] = false;
      report.timeline!.cc[2] += 0.125;
      const wrong = await compareWithExact(path, report);
      assert.ok(Math.abs(wrong.deviations[1].worstExact - 0.25) < 1e-12);
      assert.equal(wrong.deviations[3].sketched, 1);
      assert.ok(Math.abs(wrong.deviations[3].worstSketched - 0.125) < 1e-12);

      report.modules[0].module = 'elsewhere';
      await assert.rejects(compareWithExact(path, report), /a module that the file does not have/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** What a report without any error would say, as far as the comparison reads it. */
function exactReport(ndjson: string): Report {
  type Line = ExactTrace & Record<'name' | 'module' | 'filename', string> & Record<'lineno' | 'timestamp', number>;
  const all = ndjson.trimEnd().split('\n');
  const traces = all.map((line) => JSON.parse(line) as Line & { system_metric?: true; metadata?: { lag: number } });
  const width = 600;
  const scored = (keep: (trace: Line) => boolean, withLag: boolean) => {
    const scope = new ExactScope();
    for (const trace of traces.filter(keep))
      if (!trace.system_metric) scope.add(trace);
      else if (withLag) scope.addLag(trace.metadata!.lag);
    return scope.scores();
  };
  const calls = traces.filter((trace) => !trace.system_metric);
  const distinct = <T>(values: T[]): T[] => [...new Set(values)];
  const starts = distinct(calls.map(({ timestamp }) => Math.floor(timestamp / width) * width));
  const windows = starts.map((start) =>
    scored(({ timestamp }) => Math.floor(timestamp / width) * width === start, true),
  );
  const functions = distinct(calls.map(({ name, filename, lineno }) => JSON.stringify([filename, lineno, name])));
  const column = (key: keyof (typeof windows)[number]): number[] => windows.map((scores) => scores[key]);
  const file = scored(() => true, true);
  return {
    pss: Math.round(rawPss(file)),
    exact: true,
    scores: file,
    modules: distinct(calls.map(({ module }) => module)).map(
      (module) => ({ module, exact: true, scores: scored((trace) => trace.module === module, false) }) as ModuleReport,
    ),
    functions: functions.map((key) => {
      const [filename, lineno, name] = JSON.parse(key) as [string, number, string];
      const own = (trace: Line): boolean =>
        trace.name === name && trace.filename === filename && trace.lineno === lineno;
      return { name, filename, lineno, exact: true, scores: scored(own, false) } as FunctionReport;
    }),
    timeline: {
      width,
      start: starts,
      exact: starts.map(() => true),
      ts: column('ts'),
      ms: column('ms'),
      ev: column('ev'),
      be: column('be'),
      cc: column('cc'),
    },
  } as unknown as Report;
}
