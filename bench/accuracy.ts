import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Report, Scores } from '../src/protocol/report.ts';
import { ExactScope, rawPss } from './exactScores.ts';
import type { ExactTrace } from './exactScores.ts';

interface GeneratedTrace extends ExactTrace {
  name: string;
  module: string;
  filename: string;
  lineno: number;
  timestamp: number;
  system_metric?: boolean;
  metadata?: { lag: number };
}

/** How far the sub-scores of some scopes are from the exact ones. */
export interface Deviation {
  scope: 'file' | 'module' | 'function' | 'window';
  /** Scopes compared: those that claim to be exact, and those that say that a sketch took part. */
  exact: number;
  sketched: number;
  /** Largest difference of a sub-score among each; 0 when there are none. */
  worstExact: number;
  worstSketched: number;
  /** What the project promises for sketched ones. */
  promised: number;
}

export interface Accuracy {
  traces: number;
  /** PSS of the report and before rounding, and the exact one before rounding. */
  pss: number;
  exactPss: number;
  deviations: Deviation[];
}

const METRICS = ['ts', 'ms', 'ev', 'be', 'cc'] as const;

/** Promise for scopes that say `exact`. */
export const EXACT_PROMISE = 1e-9;

/** Compares a report of a generated NDJSON file with scores computed from all its values. */
export async function compareWithExact(path: string, report: Report): Promise<Accuracy> {
  const exact = await readExact(path, report.timeline?.width ?? null);
  const file = new Comparison('file', 0.0002);
  file.add(report.exact, report.scores, exact.file);
  const modules = new Comparison('module', 0.002);
  for (const module of report.modules) modules.add(module.exact, module.scores, exact.modules.get(module.module));
  const functions = new Comparison('function', 0.002);
  for (const { exact: claim, scores, name, filename, lineno } of report.functions)
    functions.add(claim, scores, exact.functions.get(functionKey(filename, lineno, name)));
  const windows = new Comparison('window', 0.005);
  const timeline = report.timeline;
  timeline?.start.forEach((start, index) => {
    const scores = Object.fromEntries(METRICS.map((key) => [key, timeline[key][index]])) as Scores;
    windows.add(timeline.exact[index], scores, exact.windows.get(Math.round(start / timeline.width)));
  });
  return {
    traces: exact.file.traces,
    pss: report.pss,
    exactPss: rawPss(exact.file.scores()),
    deviations: [file, modules, functions, windows].map((comparison) => comparison.result),
  };
}

class Comparison {
  readonly result: Deviation;

  constructor(scope: Deviation['scope'], promised: number) {
    this.result = { scope, exact: 0, sketched: 0, worstExact: 0, worstSketched: 0, promised };
  }

  /** @throws Error when the report speaks of something that is not in the file. */
  add(exact: boolean, scores: Scores, scope: ExactScope | undefined): void {
    if (!scope) throw new Error(`the report has a ${this.result.scope} that the file does not have`);
    const right = scope.scores();
    const difference = Math.max(...METRICS.map((key) => Math.abs(scores[key] - right[key])));
    if (exact) {
      this.result.exact++;
      this.result.worstExact = Math.max(this.result.worstExact, difference);
    } else {
      this.result.sketched++;
      this.result.worstSketched = Math.max(this.result.worstSketched, difference);
    }
  }
}

function functionKey(filename: string | null, lineno: number | null, name: string): string {
  return JSON.stringify([filename, lineno, name]);
}

async function readExact(path: string, width: number | null) {
  const file = new ExactScope();
  const modules = new Map<string, ExactScope>();
  const functions = new Map<string, ExactScope>();
  const windows = new Map<number, ExactScope>();
  const window = ({ timestamp }: GeneratedTrace): ExactScope | null =>
    width === null ? null : scopeOf(windows, Math.floor(timestamp / width));
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const trace = JSON.parse(line) as GeneratedTrace;
    if (trace.system_metric) {
      const lag = trace.metadata?.lag ?? 0;
      file.addLag(lag);
      window(trace)?.addLag(lag);
      continue;
    }
    file.add(trace);
    scopeOf(modules, trace.module).add(trace);
    scopeOf(functions, functionKey(trace.filename, trace.lineno, trace.name)).add(trace);
    window(trace)?.add(trace);
  }
  return { file, modules, functions, windows };
}

function scopeOf<K>(scopes: Map<K, ExactScope>, key: K): ExactScope {
  let scope = scopes.get(key);
  if (!scope) scopes.set(key, (scope = new ExactScope()));
  return scope;
}
