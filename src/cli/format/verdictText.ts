import type { Verdict, VerdictMetric } from '../../protocol/history.ts';
import { duration, percent, plural } from '../../score/figures.ts';
import { scoreText } from './wording.ts';
import { visibleName } from './visibleText.ts';

const METRIC: Readonly<Record<VerdictMetric, string>> = {
  median: 'median',
  p95: 'p95',
  errors: 'errors',
  pss: 'PSS',
  ts: 'timing stability',
  ms: 'memory stability',
  ev: 'error volatility',
  be: 'branching entropy',
  cc: 'concurrency chaos',
};

/** A figure as its metric has it. */
export function figureText(metric: VerdictMetric, value: number): string {
  if (metric === 'median' || metric === 'p95') return duration(value);
  if (metric === 'errors') return percent(value);
  return metric === 'pss' ? value.toFixed(0) : scoreText(value);
}

/** `charge_card got worse: median 12 ms, usually 9.8 ms (6 runs, q 0.0004)` */
export function verdictText({ scope, metric, verdict, base, head, runs, q }: Verdict): string {
  const who = scope.kind === 'file' ? 'the whole run' : visibleName(scope.name);
  const sure = q === null ? '' : `, q ${q < 1e-4 ? '< 0.0001' : q.toPrecision(1)}`;
  const figures = `${METRIC[metric]} ${figureText(metric, head)}, usually ${figureText(metric, base)}`;
  return `${who} got ${verdict}: ${figures} (${plural(runs, 'earlier run')}${sure})`;
}
