import type { Sensitivities } from './question.ts';
import type { MetricKey, Scores } from './report.ts';

const METRICS: readonly MetricKey[] = ['ts', 'ms', 'ev', 'be', 'cc'];
/** Beyond that, figures say nothing any more; it also keeps sums finite. */
const MOST = 1e6;

/**
 * The settings in a report's configuration or in a page's question. A report of an older version does not carry all.
 * @returns the settings if all are there and each is in its range (contract of `pypss.toml`), else null
 */
export function parseSensitivities(value: unknown): Sensitivities | null {
  if (typeof value !== 'object' || value === null) return null;
  const given = value as Record<string, unknown>;
  const weights = parseWeights(given['weights']);
  const { alpha, beta, gamma, delta } = given;
  const { memSpikeThresholdRatio, errorSpikeThreshold, consecutiveErrorThreshold, concurrencyWaitThreshold } = given;
  if (weights === null || !isSize(alpha) || !isSize(beta) || !isSize(gamma) || !isSize(delta)) return null;
  if (!isSize(memSpikeThresholdRatio) || !isSize(concurrencyWaitThreshold)) return null;
  if (!isSize(errorSpikeThreshold) || errorSpikeThreshold > 1) return null;
  if (!isSize(consecutiveErrorThreshold) || !Number.isInteger(consecutiveErrorThreshold)) return null;
  return {
    weights,
    alpha,
    beta,
    gamma,
    delta,
    memSpikeThresholdRatio,
    errorSpikeThreshold,
    consecutiveErrorThreshold,
    concurrencyWaitThreshold,
  };
}

function parseWeights(value: unknown): Scores | null {
  if (typeof value !== 'object' || value === null) return null;
  const given = value as Record<string, unknown>;
  const weights = { ts: 0, ms: 0, ev: 0, be: 0, cc: 0 };
  for (const key of METRICS) {
    const weight = given[key];
    if (!isSize(weight)) return null;
    weights[key] = weight;
  }
  return METRICS.some((key) => weights[key] > 0) ? weights : null;
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MOST;
}
