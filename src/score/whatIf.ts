import type { Sensitivities } from '../protocol/question.ts';
import type { Breakdown, ScoreFigures, Scores } from '../protocol/report.ts';
import type { TraceSummary } from '../stats/traceSummary.ts';
import { DEFAULT_CONFIG, type Config } from './config/config.ts';
import { breakdownOf, normalisedWeights, pssOf } from './pss.ts';
import {
  branchingEntropy,
  concurrencyOf,
  durationFigures,
  errorVolatility,
  memoryFigures,
  memoryOf,
  timingOf,
  waitFigures,
} from './subScores.ts';

/** A score under other settings. */
export interface WhatIf {
  /** 0..100, rounded half to even. */
  pss: number;
  scores: Scores;
  breakdown: Breakdown;
  /** Points of the 100 that each metric loses. */
  pointsLost: Scores;
}

/** What is kept of a file, so that it can be scored again without being read. */
export function scoreFigures(summary: TraceSummary, config: Config): ScoreFigures {
  const { n, errors, longest } = summary.runs;
  const { memoryEpsilon, errorVmrMultiplier, errorSpikeImpactMultiplier, consecutiveErrorDecayMultiplier } =
    config.score;
  return {
    durations: durationFigures(summary, config),
    memory: memoryFigures(summary),
    errors: { n, errors, longest },
    branching: branchingEntropy(summary.tags).score,
    waits: waitFigures(summary),
    constants: {
      memoryEpsilon,
      errorVmrMultiplier,
      errorSpikeImpactMultiplier,
      consecutiveErrorDecayMultiplier,
    },
  };
}

/** The score of kept figures under these settings: the very formulas of an analysis. */
export function whatIf(figures: ScoreFigures, settings: Sensitivities): WhatIf {
  const config: Config = {
    ...DEFAULT_CONFIG,
    ...settings,
    score: { ...DEFAULT_CONFIG.score, ...figures.constants },
  };
  const scores: Scores = {
    ts: timingOf(figures.durations, config).score,
    ms: memoryOf(figures.memory, config).score,
    ev: errorVolatility(figures.errors, config).score,
    be: figures.branching,
    cc: concurrencyOf(figures.waits, config).score,
  };
  const weights = normalisedWeights(config);
  const lost = (key: keyof Scores): number => 100 * weights[key] * (1 - scores[key]);
  return {
    pss: pssOf(scores, config),
    scores,
    breakdown: breakdownOf(scores),
    pointsLost: { ts: lost('ts'), ms: lost('ms'), ev: lost('ev'), be: lost('be'), cc: lost('cc') },
  };
}
