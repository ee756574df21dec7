import { percentiles } from '../stats/percentile.ts';
import type { AdviceItem, AdviceSource } from './adviceItem.ts';
import type { Contribution } from './contributors.ts';
import { SMALL_SAMPLE } from './evidence.ts';
import { bits, count, duration, percent, plural, times } from './figures.ts';
import type { FunctionScope } from './scopes.ts';

/** A function that waits for more than this share of its time does little else. */
const MOSTLY_WAITING = 0.5;
/** A branch that takes less than this share of the calls dominates nothing. */
const DOMINANT = 0.6;
/** A branch that takes more than this share of the calls is seldom left. */
const MAIN_PATH = 0.9;
/** This many times the mean of the file, or as small a part of it, is far from the rest. */
const FAR = 2;

function waitingShare({ summary }: FunctionScope): number {
  const { wait, duration: time } = summary;
  return time.total > 0 ? Math.min(1, Math.max(0, wait.total / time.total)) : 0;
}

const FIND_WAIT = 'Find what it waits for, a lock, a pool or a remote service, and bound that wait with a timeout.';

/** Neighbouring twentieths of the calls that are this far apart are two speeds, not one that varies. */
const TWO_SPEEDS = 4;
const TWENTIETHS = Array.from({ length: 17 }, (_, i) => (i + 2) / 20);

interface Speeds {
  fast: number;
  slow: number;
  /** Share of the slow calls. */
  share: number;
}

/** Two speeds far apart, where the calls' durations fall into two such groups of at least a tenth of the calls each. */
function twoSpeeds({ summary }: FunctionScope): Speeds | null {
  if (summary.n < SMALL_SAMPLE) return null;
  const at = percentiles(summary.durations, summary.duration, TWENTIETHS);
  let widest = 0;
  for (let i = 1; i + 1 < at.length; i++) {
    if (at[i] > 0 && at[i + 1] / at[i] > at[widest + 1] / at[widest]) widest = i;
  }
  if (!(at[widest] > 0) || at[widest + 1] < TWO_SPEEDS * at[widest]) return null;
  const split = (TWENTIETHS[widest] + TWENTIETHS[widest + 1]) / 2;
  const [fast, slow] = percentiles(summary.durations, summary.duration, [split / 2, (1 + split) / 2]) as [
    number,
    number,
  ];
  return { fast, slow, share: 1 - split };
}

function describeSpread({ summary }: FunctionScope): string {
  const [p50, p95] = percentiles(summary.durations, summary.duration, [0.5, 0.95]) as [number, number];
  const { max } = summary.duration;
  const calls = plural(summary.n, 'call');
  if (p50 > 0 && p95 < 2 * p50 && max > 2 * p50) {
    return `Most of ${calls} take about ${duration(p50)}, the slowest ${duration(max)}, ${times(max / p50)} as long`;
  }
  const ratio = p50 > 0 ? `, ${times(p95 / p50)} its median of ${duration(p50)}` : '';
  return `p95 ${duration(p95)}${ratio} over ${calls}`;
}

interface Description {
  title: string;
  evidence: string;
  step: string;
}

/** Its durations lie far from everyone else's. */
function distant({ file }: AdviceSource, { scope, share, within }: Contribution): Description {
  const { summary, name } = scope;
  const [own] = percentiles(summary.durations, summary.duration, [0.5]) as [number];
  const [typical] = percentiles(file.summary.durations, file.summary.duration, [0.5]) as [number];
  const ratio = summary.duration.mean / file.summary.duration.mean;
  return {
    title: `${name} is ${Math.max(ratio, 1 / ratio) > FAR ? 'far ' : ''}${ratio > 1 ? 'slower' : 'faster'} than the rest`,
    evidence: `It takes ${duration(own)} where the median call of the file takes ${duration(typical)}; that distance makes ${percent(share - within)} of the file’s spread.`,
    step: 'Judge it by its own score: fast and slow functions in one file widen its spread.',
  };
}

function varying({ scope, share }: Contribution, first: boolean): Description {
  const { name } = scope;
  const makes = `it makes ${percent(share)} of the file’s spread.`;
  const speeds = twoSpeeds(scope);
  if (speeds !== null) {
    return {
      title: `${name} alternates between two speeds`,
      evidence: `About ${percent(speeds.share)} of ${plural(scope.summary.n, 'call')} take ${duration(speeds.slow)}, the others ${duration(speeds.fast)}; ${makes}`,
      step: 'Find what the slow calls do that the others skip, such as a cache miss or a retry, or trace both paths as functions of their own.',
    };
  }
  const waiting = waitingShare(scope);
  if (first && waiting > MOSTLY_WAITING) {
    return {
      title: `${name} waits, it does not compute`,
      evidence: `${percent(waiting)} of its time is waiting. ${describeSpread(scope)}; ${makes}`,
      step: FIND_WAIT,
    };
  }
  return {
    title: `${name} ${first ? 'has the widest spread' : 'varies widely'}`,
    evidence: `${describeSpread(scope)}; ${makes}`,
    step: 'Look for what the slow calls share: blocking I/O, a cold cache, retries.',
  };
}

/** A function whose durations differ from each other, or from everyone else's. `first`: none differs more. */
export function timingItem(
  source: AdviceSource,
  contribution: Contribution,
  points: number,
  first: boolean,
): AdviceItem {
  const { scope, share, within } = contribution;
  return {
    ...(within < share / 2 ? distant(source, contribution) : varying(contribution, first)),
    metric: 'ts',
    subject: scope.name,
    scope,
    points: points * share,
    worth: source.worth.steadyTime(scope),
    span: null,
    n: scope.summary.n,
  };
}

/** A function whose waits differ. `first`: none differ more. */
export function waitingItem(
  { worth }: AdviceSource,
  { scope, share }: Contribution,
  points: number,
  first: boolean,
): AdviceItem {
  const { wait, n } = scope.summary;
  const waiting = waitingShare(scope);
  const waits = first && waiting > MOSTLY_WAITING;
  return {
    metric: 'cc',
    title: `${scope.name} ${waits ? 'waits, it does not compute' : 'waits unevenly'}`,
    subject: scope.name,
    evidence: `${percent(waiting)} of its time is waiting, ${duration(wait.mean)} a call ± ${duration(wait.deviation)}; it makes ${percent(share)} of the file’s swing.`,
    step: waits ? FIND_WAIT : 'Compare its longest waits with what ran at the same time.',
    scope,
    points: points * share,
    worth: worth.steadyWait(scope),
    span: null,
    n,
  };
}

/** A function whose branch tags make the file's paths hard to foresee. */
export function branchingItem(
  { file, worth }: AdviceSource,
  { scope, share }: Contribution,
  points: number,
): AdviceItem {
  const { tags } = scope.summary;
  const several = tags.different > 1;
  let largest = 0;
  for (const [, calls] of tags.entries()) largest = Math.max(largest, calls);
  const top = largest / tags.total;
  const branches = count(tags.different);
  return {
    metric: 'be',
    title: !several
      ? `${scope.name} is tagged, but never branches`
      : `${scope.name} ${top < DOMINANT ? 'has no dominant path' : `${top < MAIN_PATH ? 'often' : 'sometimes'} leaves its main path`}`,
    subject: scope.name,
    evidence: several
      ? `The most frequent of ${branches} branches takes ${percent(top)} of ${plural(tags.total, 'call')}: ${bits(tags.entropy)} of ${bits(Math.log2(tags.different))} bits are open.`
      : `Its ${plural(tags.total, 'tagged call')} all take one branch, one of ${count(file.summary.tags.different)} in the file.`,
    step: several
      ? 'Test the rare branches, or trace the paths as functions of their own.'
      : 'Remove the tag: one that never changes says nothing.',
    scope,
    points: points * share,
    worth: worth.noTags(scope),
    span: null,
    n: tags.total,
  };
}
