import type { Advice, MetricEvidence, MetricKey, Severity } from '../protocol/report.ts';
import { percentiles } from '../stats/percentile.ts';
import type { Config } from './config/config.ts';
import { contributions, type Contribution } from './contributors.ts';
import { SMALL_SAMPLE } from './evidence.ts';
import { bits, clock, count, duration, memory, percent, plural, times } from './figures.ts';
import type { FailureKind, FileScope, FunctionScope } from './scopes.ts';
import { worthOf } from './worth.ts';

const MOST_ITEMS = 5;
const WORTH_SHOWN = 0.5;
/** A function must make up at least this share of a metric's cause to be named. */
const NAMED_SHARE = 0.1;
/** Failures within this share of the file's time are a burst. */
const BURST_SHARE = 0.2;
/** Fewer points lost than this are not worth a sentence. */
const POINTS_NOTED = 0.5;

const LABEL: Record<MetricKey, string> = {
  ts: 'Timing',
  ms: 'Memory',
  ev: 'Errors',
  be: 'Branching',
  cc: 'Concurrency',
};

interface Item {
  metric: MetricKey;
  title: string;
  subject: string | null;
  evidence: string;
  step: string;
  scope: FunctionScope | null;
  /** Points of the score that this item is about, for ranking. */
  points: number;
  worth: number;
  span: { from: number; to: number } | null;
  n: number;
}

/** "8 × ConnectionError “payment gateway timeout” in 3.4 s at 23:12:01". */
function describeFailure(kind: FailureKind): string {
  const message = kind.message === '' ? '' : ` “${kind.message.slice(0, 80)}”`;
  const span = kind.first !== null && kind.last !== null ? kind.last - kind.first : null;
  const when = span === null || kind.count < 2 ? '' : ` in ${duration(span)} from ${clock(kind.first!)}`;
  return `${count(kind.count)} × ${kind.type === '' ? 'failure' : kind.type}${message}${when}`;
}

function failureItem(file: FileScope, { scope, share }: Contribution, points: number, config: Config): Item {
  const { errors, n, runs } = scope.summary;
  const main = scope.failures[0];
  const span =
    main !== undefined && main.first !== null && main.last !== null ? { from: main.first, to: main.last } : null;
  const fileSpan = file.time === null ? 0 : file.time.to - file.time.from;
  const burst = errors >= 3 && span !== null && fileSpan > 0 && (span.to - span.from) / fileSpan < BURST_SHARE;
  const inRow = runs.longest >= 2 ? `, ${count(runs.longest)} in a row` : '';
  return {
    metric: 'ev',
    title: `${scope.name} ${burst ? 'fails in bursts' : errors === n ? 'always fails' : errors === 1 ? 'failed once' : 'fails now and then'}`,
    subject: scope.name,
    evidence: `${main === undefined ? plural(errors, 'failure') : describeFailure(main)}${inRow}; ${count(errors)} of ${plural(n, 'call')} failed (${percent(errors / n)}).`,
    step: burst
      ? 'Retry with back-off, or fail fast while the other side is down.'
      : errors === n
        ? 'Start with its first failure: nothing gets through here.'
        : 'Handle this case where it arises, or make the caller tolerate it.',
    scope,
    points: points * share,
    worth: worthOf(file, scope, 'ev', config),
    span,
    n,
  };
}

function timingItem(file: FileScope, { scope, share, within }: Contribution, points: number, config: Config): Item {
  const { summary } = scope;
  const [p50, p95] = percentiles(summary.durations, summary.duration, [0.5, 0.95]) as [number, number];
  const varies = within >= share / 2;
  const all = file.summary;
  const [typical] = percentiles(all.durations, all.duration, [0.5]) as [number];
  const ratio = p50 > 0 ? p95 / p50 : 1;
  return {
    metric: 'ts',
    title: varies ? `${scope.name} has the widest spread` : `${scope.name} is in another league than the rest`,
    subject: scope.name,
    evidence: varies
      ? `p95 ${duration(p95)}, ${times(ratio)} its median of ${duration(p50)} over ${plural(summary.n, 'call')}; it makes ${percent(share)} of the spread.`
      : `It takes ${duration(p50)} where the median call takes ${duration(typical)}; ${percent(share)} of the spread is this distance.`,
    step: varies
      ? 'Look for what the slow calls share: blocking I/O, a cold cache, retries.'
      : 'Judge it by its own score, or trace its fast and slow parts as functions of their own.',
    scope,
    points: points * share,
    worth: worthOf(file, scope, 'ts', config),
    span: null,
    n: summary.n,
  };
}

function waitingItem(file: FileScope, { scope, share }: Contribution, points: number, config: Config): Item {
  const { wait, duration: time, n } = scope.summary;
  const waiting = time.total > 0 ? Math.min(1, wait.total / time.total) : 0;
  const waitsMost = waiting > 0.5;
  return {
    metric: 'cc',
    title: waitsMost ? `${scope.name} waits, it does not compute` : `${scope.name} waits unevenly`,
    subject: scope.name,
    evidence: `${percent(waiting)} of its time is waiting, ${duration(wait.mean)} a call ± ${duration(wait.deviation)}; it makes ${percent(share)} of the swing.`,
    step: waitsMost
      ? 'Find what it waits for: a lock, a pool, a remote service. Bound that wait with a timeout.'
      : 'Compare its longest waits with what ran at the same time.',
    scope,
    points: points * share,
    worth: worthOf(file, scope, 'cc', config),
    span: null,
    n,
  };
}

function branchingItem(file: FileScope, { scope, share }: Contribution, points: number, config: Config): Item {
  const { tags } = scope.summary;
  const several = tags.different > 1;
  return {
    metric: 'be',
    title: several ? `${scope.name} has no dominant path` : `${scope.name} adds one more path of its own`,
    subject: scope.name,
    evidence: several
      ? `${count(tags.different)} branches share ${plural(tags.total, 'call')}, ${bits(tags.entropy)} of ${bits(Math.log2(tags.different))} bits.`
      : `Its ${plural(tags.total, 'call')} always take the same branch; the file mixes ${count(file.summary.tags.different)} branches.`,
    step: several ? 'Test the rare branches, or split the paths into functions.' : 'A tag that never changes can go.',
    scope,
    points: points * share,
    worth: worthOf(file, scope, 'be', config),
    span: null,
    n: tags.total,
  };
}

function memoryItem(file: FileScope, points: number, config: Config): Item {
  const { memory: moments, memories } = file.summary;
  const [middle] = percentiles(memories, moments, [0.5]) as [number];
  const windows = file.memory;
  const first = windows[0];
  const last = windows.at(-1);
  const ratio = middle > 0 ? moments.max / middle : 1;
  const highest = windows.reduce<(typeof windows)[number] | undefined>(
    (best, window) => (best === undefined || window.peak > best.peak ? window : best),
    undefined,
  );
  const grows = first !== undefined && last !== undefined && windows.length > 2 && last.median > 1.1 * first.median;
  const spikes = ratio > config.memSpikeThresholdRatio;
  return {
    metric: 'ms',
    title: grows ? 'Memory grows during the run' : spikes ? 'Memory spikes' : 'Memory swings',
    subject: null,
    evidence: grows
      ? `RSS rises from ${memory(first.median)} to ${memory(last.median)} (${percent(last.median / first.median - 1)}), peak ${memory(moments.max)}.`
      : `The peak of ${memory(moments.max)} is ${times(ratio)} the median of ${memory(middle)}${highest === undefined ? '' : `, at ${clock(highest.start)}`}.`,
    step: grows
      ? 'Look for what is kept: caches without a limit, growing lists, sessions that stay open.'
      : 'Work in smaller batches where the peak arises.',
    scope: null,
    points,
    worth: 0,
    span: grows || highest === undefined ? null : { from: highest.start, to: highest.start },
    n: moments.n,
  };
}

function lagItem(lag: number, points: number, n: number): Item {
  return {
    metric: 'cc',
    title: 'The event loop is blocked',
    subject: null,
    evidence: `It runs ${duration(lag)} late on average, over ${plural(n, 'measurement')}.`,
    step: 'Move blocking or long computing work out of coroutines, into a thread or process.',
    scope: null,
    points,
    worth: 0,
    span: null,
    n,
  };
}

type FunctionItem = (file: FileScope, contribution: Contribution, points: number, config: Config) => Item;
const FUNCTION_ITEMS: Partial<Record<MetricKey, FunctionItem>> = {
  ts: timingItem,
  ev: failureItem,
  be: branchingItem,
  cc: waitingItem,
};

/** The scores below which PyPSS's advisor speaks up, per metric. */
function thresholds(metric: MetricKey, config: Config): { warning: number; critical: number } {
  const { advisor } = config;
  if (metric === 'ev') return { warning: advisor.errorWarning, critical: advisor.errorCritical };
  if (metric === 'be') return { warning: advisor.entropyThreshold, critical: advisor.metricScoreCritical };
  return { warning: advisor.metricScoreWarning, critical: advisor.metricScoreCritical };
}

function itemsOf(file: FileScope, evidence: MetricEvidence, config: Config): Item[] {
  const { metric, pointsLost, terms } = evidence;
  if (pointsLost < POINTS_NOTED) return [];
  if (metric === 'ms') return [memoryItem(file, pointsLost, config)];
  const items: Item[] = [];
  let points = pointsLost;
  const lag = terms.find(({ term }) => term === 'lag');
  if (lag !== undefined && lag.pointsLost >= POINTS_NOTED) {
    items.push(lagItem(file.summary.lag.mean, lag.pointsLost, file.summary.lag.n));
    points -= lag.pointsLost;
  }
  if (points < POINTS_NOTED) return items;
  const make = FUNCTION_ITEMS[metric]!;
  for (const contribution of contributions(file, metric).slice(0, 3)) {
    if (contribution.share >= NAMED_SHARE) items.push(make(file, contribution, points, config));
  }
  return items;
}

function severityOf(item: Item, evidence: MetricEvidence, config: Config): Severity {
  const { warning, critical } = thresholds(item.metric, config);
  if (evidence.score < critical && item.points >= 2) return 'critical';
  return evidence.score < warning ? 'warning' : 'info';
}

function toAdvice(item: Item, evidence: MetricEvidence, config: Config): Advice {
  const smallSample = item.n < SMALL_SAMPLE;
  const shown = smallSample ? `${item.evidence} Small sample, n = ${count(item.n)}.` : item.evidence;
  return {
    severity: severityOf(item, evidence, config),
    metric: evidence.name,
    title: item.title,
    subject: item.subject,
    evidence: shown,
    step: item.step,
    message: `${item.title}: ${shown} ${item.step}`,
    module: item.scope?.module ?? null,
    function: item.scope?.name ?? null,
    filename: item.scope?.filename ?? null,
    lineno: item.scope?.lineno ?? null,
    worth: item.worth > WORTH_SHOWN ? { scope: 'score', points: item.worth } : null,
    span: item.span,
    smallSample,
  };
}

function nothingToDo(evidence: readonly MetricEvidence[], smallSample: boolean): Advice {
  const lowest = evidence.reduce((low, metric) => (metric.score < low.score ? metric : low));
  const text = `All five scores are above 90; the lowest is ${LABEL[lowest.metric]} (${String(Math.floor(100 * lowest.score))}).`;
  return {
    severity: 'info',
    metric: null,
    title: 'Nothing to do',
    subject: null,
    evidence: text,
    step: '',
    message: `Nothing to do. ${text}`,
    module: null,
    function: null,
    filename: null,
    lineno: null,
    worth: null,
    span: null,
    smallSample,
  };
}

/**
 * What to do first: at most five items, ranked by the points of the score that each is about. One function is named
 * once, with the metric that it costs most.
 */
export function adviceOf(file: FileScope, evidence: readonly MetricEvidence[], config: Config): Advice[] {
  if (evidence.every(({ score }) => score > 0.9)) return [nothingToDo(evidence, file.summary.n < SMALL_SAMPLE)];
  const items = evidence
    .flatMap((metric) => itemsOf(file, metric, config).map((item) => ({ item, metric })))
    .sort((a, b) => Math.max(b.item.points, b.item.worth) - Math.max(a.item.points, a.item.worth));
  const named = new Set<FunctionScope>();
  const advice: Advice[] = [];
  for (const { item, metric } of items) {
    if (item.scope !== null && named.has(item.scope)) continue;
    if (item.scope !== null) named.add(item.scope);
    advice.push(toAdvice(item, metric, config));
    if (advice.length === MOST_ITEMS) break;
  }
  return advice;
}
