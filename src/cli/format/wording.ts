import type { Damage, MetricEvidence, MetricKey, Report, Severity } from '../../protocol/report.ts';
import { count, plural } from '../../score/figures.ts';
import { visibleName, visibleSentence } from './visibleText.ts';

/** What the five metrics are called in front of people. */
export const METRIC_LABEL: Readonly<Record<MetricKey, string>> = {
  ts: 'Timing',
  ms: 'Memory',
  ev: 'Errors',
  be: 'Branching',
  cc: 'Concurrency',
};

export type Band = 'stable' | 'at-risk' | 'unstable' | 'none';

/** A verdict: shape and word say the same as the colour, for those who do not see it. */
export interface Verdict {
  band: Band;
  shape: string;
  word: string;
}

const STABLE_FROM = 90;
const AT_RISK_FROM = 70;

export function verdictOf(scope: { pss: number; traces: number }): Verdict {
  if (scope.traces === 0) return { band: 'none', shape: '○', word: 'No traces' };
  if (scope.pss >= STABLE_FROM) return { band: 'stable', shape: '●', word: 'Stable' };
  if (scope.pss >= AT_RISK_FROM) return { band: 'at-risk', shape: '◆', word: 'At risk' };
  return { band: 'unstable', shape: '▲', word: 'Unstable' };
}

export const SEVERITY_BAND: Readonly<Record<Severity, { shape: string; band: Band }>> = {
  critical: { shape: '▲', band: 'unstable' },
  warning: { shape: '◆', band: 'at-risk' },
  info: { shape: '●', band: 'stable' },
};

/** A sub-score 0..1 in whole points of 100. */
export function scoreText(score: number): string {
  return String(Math.round(100 * score));
}

/** Points lost with a true minus: `−13.2 pt`, or `0 pt`. */
export function pointsLostText(points: number): string {
  const text = points.toFixed(1);
  return text === '0.0' || text === '-0.0' ? '0 pt' : `−${text} pt`;
}

/** What following an advice would bring: `score +13 pt`; null when too little to tell. */
export function worthText(worth: Report['advice'][number]['worth']): string | null {
  if (worth === null) return null;
  const points = worth.points < 9.95 ? worth.points.toFixed(1) : String(Math.round(worth.points));
  return `${worth.scope} +${points} pt`;
}

/** `shop/cart.py:12`, the file alone when the line is unknown, null without a file. */
export function placeText(place: { filename: string | null; lineno: number | null }): string | null {
  if (place.filename === null) return null;
  const file = visibleName(place.filename);
  return place.lineno === null ? file : `${file}:${String(place.lineno)}`;
}

/** `-` is standard input. */
export function sourceName(path: string): string {
  return path === '-' ? 'standard input' : visibleName(path);
}

/** What makes this report less than the whole truth, one sentence each. */
export function caveats(report: Report): string[] {
  const list: string[] = [];
  if (report.damage !== null) list.push(damageText(report, report.damage));
  if (!report.complete) list.push('Reading was stopped early; the figures cover the part that was read.');
  list.push(...report.warnings.map((warning) => visibleSentence(warning)));
  if (!report.exact)
    list.push('Past 65,536 traces sub-scores come from sketches and are within 0.0002 of the exact ones.');
  if (report.truncated !== null) {
    const { modules, functions } = report.truncated;
    if (modules + functions > 0) {
      list.push(`${plural(modules, 'module')} and ${plural(functions, 'function')} more are counted under “(other)”.`);
    }
  }
  return list;
}

/** Where the file broke off and what still counts. */
export function damageText(report: Report, damage: Damage): string {
  const place = `${sourceName(report.source.path)} is damaged at byte ${String(damage.offset)}`;
  return `${place}: ${visibleSentence(damage.reason).replace(/\.$/, '')}; ${plural(report.traces, 'trace')} ${damagedPart(report)}`;
}

function damagedPart(report: Report): string {
  // In lines of JSON what follows a broken line still counts.
  const where = report.source.format === 'ndjson' ? 'around it' : 'before it';
  return `${where} ${report.traces === 1 ? 'counts' : 'count'}`;
}

/** The evidence of a metric, with a note when few values stand behind it. */
export function evidenceText(metric: MetricEvidence): string {
  const note = metric.smallSample && metric.n > 0 ? ` (small sample, n = ${count(metric.n)})` : '';
  return visibleSentence(metric.evidence) + note;
}
