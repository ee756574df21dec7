import { TraceAccumulator } from '../../../src/analysis/accumulator.ts';
import { buildReport, type ReportFrame } from '../../../src/analysis/report/report.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { DEFAULT_CONFIG } from '../../../src/score/config/config.ts';
import type { TraceRecord } from '../../../src/trace/record.ts';

/** A call as tests write it down; what is left out is absent. */
export interface Call {
  module?: string;
  name?: string;
  filename?: string;
  branch_tag?: string;
  exception_type?: string;
  exception_message?: string;
  duration?: number;
  cpu_time?: number;
  wait_time?: number;
  memory?: number;
  timestamp?: number;
  lineno?: number;
  error?: boolean;
  /** Makes the record a measurement of the event loop instead of a call. */
  lag?: number;
}

const TEXTS = ['module', 'name', 'filename', 'branch_tag', 'exception_type'] as const;

/** Feeds calls to an accumulator without any file: the analysis by itself. */
export function accumulate(calls: Iterable<Call>, root = '/workspace'): TraceAccumulator {
  const texts: string[][] = TEXTS.map(() => []);
  const ids = TEXTS.map(() => new Map<string, number>());
  const id = (slot: number, text: string | undefined): number => {
    if (text === undefined || text === '') return -1;
    const known = ids[slot].get(text);
    if (known !== undefined) return known;
    ids[slot].set(text, texts[slot].length);
    return texts[slot].push(text) - 1;
  };
  let message: string | null = null;
  const record: TraceRecord = {
    numbers: new Float64Array(9),
    texts: new Int32Array(5),
    error: false,
    exceptionMessage: () => message,
  };
  const accumulator = new TraceAccumulator(texts, {
    root,
    unknownModule: 'unknown',
    exactBytes: 2 ** 24,
    share: () => null,
  });
  let offset = 0;
  for (const call of calls) {
    record.numbers.set([
      call.duration ?? 0,
      call.cpu_time ?? 0,
      call.wait_time ?? 0,
      call.memory ?? 0,
      call.timestamp ?? NaN,
      call.lineno ?? 0,
      call.lag ?? NaN,
      offset,
      100,
    ]);
    offset += 101;
    TEXTS.forEach((key, slot) => (record.texts[slot] = id(slot, call[key])));
    record.error = call.error ?? false;
    message = call.exception_message ?? null;
    if (call.lag === undefined) accumulator.trace(record);
    else accumulator.systemMetric(record);
  }
  return accumulator;
}

const FRAME: ReportFrame = {
  config: DEFAULT_CONFIG,
  configPath: null,
  source: { path: 'traces.json', bytes: 0, format: 'array', compression: null },
  damage: null,
  warnings: [],
  complete: true,
};

export function reportOf(accumulator: TraceAccumulator, frame: Partial<ReportFrame> = {}): Report {
  return buildReport(accumulator, { ...FRAME, ...frame });
}

/** Small numbers from a seed, 0..1 (mulberry32). */
export function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
