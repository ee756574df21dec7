/** What of a comparison is listed, and in which words. */
import type { ComparedScope, Comparison, Verdict } from '../src/protocol/history.ts';
import { formatPoints } from './format.ts';

/** Rows listed before the reader asks for more. */
export const ROWS_AT_FIRST = 25;

/** A verdict as a word, the figure it is about, and how sure it is. */
export interface VerdictText {
  word: string;
  better: boolean | null;
  title: string;
}

const METRIC_WORDS: Record<Verdict['metric'], string> = {
  median: 'median',
  p95: 'p95',
  errors: 'error rate',
  pss: 'score',
  ts: 'timing',
  ms: 'memory',
  ev: 'errors',
  be: 'branching',
  cc: 'concurrency',
};

/** What is said of a function: null where nothing stands out. */
export function verdictText(verdict: Verdict | null): VerdictText | null {
  if (verdict === null || verdict.verdict === 'same') return null;
  const runs = `${verdict.runs} earlier ${verdict.runs === 1 ? 'run' : 'runs'}`;
  const metric = METRIC_WORDS[verdict.metric];
  if (verdict.verdict === 'too-few-runs') {
    return { word: 'too few runs', better: null, title: `${runs} are too few to tell whether its ${metric} changed` };
  }
  const chance = verdict.q === null ? '' : `, by chance with a probability of ${probability(verdict.q)}`;
  return {
    word: `${metric} ${verdict.verdict}`,
    better: verdict.verdict === 'better',
    title: `Its ${metric} is ${verdict.verdict} than ${runs} let expect${chance}`,
  };
}

function probability(q: number): string {
  return q < 0.001 ? 'less than 0.001' : q.toPrecision(2);
}

/** What happened to a function or module between the two sides. */
export function presence({ base, head }: ComparedScope): 'both' | 'new' | 'gone' {
  return base === null ? 'new' : head === null ? 'gone' : 'both';
}

/** The change in one sentence: what moved the score most. */
export function headline({ base, head, metrics }: Comparison): string {
  const change = Math.round(head.pss) - Math.round(base.pss);
  const most = metrics.toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points))[0];
  const moved = most !== undefined && Math.abs(most.points) >= 0.05;
  if (change === 0 && !moved) return 'The score did not move.';
  const main = moved ? `, most of all by ${METRIC_WORDS[most.metric]} (${formatPoints(most.points)})` : '';
  if (change === 0) return `The score stayed at ${Math.round(head.pss)}; its parts moved${main}.`;
  const points = `${Math.abs(change)} ${Math.abs(change) === 1 ? 'point' : 'points'}`;
  return `The score ${change > 0 ? 'rose' : 'fell'} by ${points}${main}.`;
}

/** On what the verdicts rest. */
export function verdictBasis({ runs, verdicts }: Comparison): string {
  if (runs < 5) {
    return `Verdicts need at least 5 earlier runs; there ${runs === 1 ? 'is' : 'are'} ${runs === 0 ? 'none' : runs}.`;
  }
  const found = verdicts.filter(({ verdict }) => verdict === 'worse' || verdict === 'better').length;
  return found === 0
    ? `Against the spread of ${runs} earlier runs nothing stands out.`
    : `Verdicts are against the spread of ${runs} earlier runs.`;
}
