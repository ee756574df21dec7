import { scopeReport } from '../src/analysis/report/scopeReport.ts';
import { DEFAULT_CONFIG } from '../src/score/config/config.ts';
import type { FunctionFigures, ScoredRun } from '../src/score/runFigures.ts';
import { verdictsOf } from '../src/score/verdict.ts';
import { FILE_SUMMARY, SCOPE_SUMMARY, TraceSummary, type CallColumns } from '../src/stats/traceSummary.ts';
import { Random } from './generator/random.ts';

/** A program whose runs differ by chance alone, and now and then by one function that became slower. */
export interface TrialSettings {
  functions: number;
  /** Calls of each function in a run. */
  calls: number;
  /** Deviation of the logarithms of durations within a function, and of the factor that a run has in common. */
  sigma: number;
  common: number;
  /** Runs before the one that is judged. */
  earlier: number;
  /** What the durations of one function are multiplied by; 1 plants nothing. */
  slowdown: number;
}

export const TRIAL: TrialSettings = {
  functions: 300,
  calls: 500,
  sigma: 0.4,
  common: 0.03,
  earlier: 6,
  slowdown: 1.2,
};

export interface TrialOutcome {
  /** The planted function was called worse by its name. */
  found: boolean;
  /** Verdicts of worse or better on anything that was not planted. */
  alarms: number;
}

/** Judges one generated run; the same seed gives the same one. */
export function verdictTrial(settings: TrialSettings, seed: number): TrialOutcome {
  const random = new Random(seed);
  const medians = Array.from({ length: settings.functions }, () => 0.0005 * Math.exp(6 * random.uniform()));
  const planted = settings.slowdown === 1 ? -1 : random.below(settings.functions);
  const earlier = Array.from({ length: settings.earlier }, () => generatedRun(settings, medians, -1, random));
  const head = generatedRun(settings, medians, planted, random);

  const called = verdictsOf(head, earlier).filter(({ verdict }) => verdict === 'worse' || verdict === 'better');
  const isPlanted = (name: string): boolean => name === nameOf(planted);
  const ofPlanted = called.filter(({ scope }) => scope.kind === 'function' && isPlanted(scope.name));
  return {
    found: ofPlanted.some(({ verdict, metric }) => verdict === 'worse' && (metric === 'median' || metric === 'p95')),
    alarms: called.length - ofPlanted.length,
  };
}

function nameOf(index: number): string {
  return `function_${String(index)}`;
}

function generatedRun(settings: TrialSettings, medians: readonly number[], planted: number, random: Random): ScoredRun {
  const { calls, sigma, common, slowdown } = settings;
  const factor = Math.exp(common * random.normal());
  const file = new TraceSummary(FILE_SUMMARY);
  const functions = medians.map((median, i): FunctionFigures => {
    const summary = new TraceSummary(SCOPE_SUMMARY);
    const scale = median * factor * (i === planted ? slowdown : 1);
    const columns = emptyColumns(calls);
    for (let call = 0; call < calls; call++) {
      columns.duration[call] = scale * Math.exp(sigma * random.normal());
      columns.memory[call] = 1e8 * (1 + 0.01 * random.uniform());
      columns.failed[call] = random.uniform() < 0.005 ? 1 : 0;
    }
    summary.addCalls(columns, 0, calls);
    file.merge(summary);
    return {
      name: nameOf(i),
      module: 'app',
      filename: 'app.py',
      lineno: i + 1,
      ...scopeReport(summary, DEFAULT_CONFIG),
    };
  });
  return { ...scopeReport(file, DEFAULT_CONFIG), functions, config: null };
}

function emptyColumns(calls: number): CallColumns {
  return {
    duration: new Float64Array(calls),
    memory: new Float64Array(calls),
    wait: new Float64Array(calls),
    cpu: new Float64Array(calls),
    tag: new Int32Array(calls).fill(-1),
    failed: new Uint8Array(calls),
  };
}
