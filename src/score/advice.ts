import type { Advice, MetricEvidence, MetricKey, Severity } from '../protocol/report.ts';
import type { AdviceItem, AdviceSource } from './adviceItem.ts';
import type { Config } from './config/config.ts';
import { contributions } from './contributors.ts';
import { SMALL_SAMPLE } from './evidence.ts';
import { failureItems } from './failureAdvice.ts';
import { constant, count } from './figures.ts';
import { branchingItem, timingItem, waitingItem } from './functionAdvice.ts';
import { generalItem, lagItem, memoryItem } from './processAdvice.ts';
import { OTHER, type FileScope } from './scopes.ts';
import { worthIn } from './worth.ts';

const MOST_ITEMS = 5;
const MOST_PER_METRIC = 3;
const WORTH_SHOWN = 0.5;
/** Besides the first, a function must make up at least this share of a metric's cause to be named. */
const NAMED_SHARE = 0.1;
/** A score above this needs no advice, and one that costs fewer points than this either. */
const GOOD = 0.9;
const POINTS_NOTED = 0.5;

const LABEL: Record<MetricKey, string> = {
  ts: 'Timing',
  ms: 'Memory',
  ev: 'Errors',
  be: 'Branching',
  cc: 'Concurrency',
};

/** The scores below which PyPSS's advisor speaks up, per metric. */
function thresholds(metric: MetricKey, { advisor }: Config): { warning: number; critical: number } {
  if (metric === 'ev') return { warning: advisor.errorWarning, critical: advisor.errorCritical };
  if (metric === 'be') return { warning: advisor.entropyThreshold, critical: advisor.metricScoreCritical };
  return { warning: advisor.metricScoreWarning, critical: advisor.metricScoreCritical };
}

function functionItems(source: AdviceSource, metric: MetricKey, points: number): AdviceItem[] {
  // Nobody can act on the functions that are only counted together.
  const found = contributions(source.file, metric).filter(({ scope }) => scope.name !== OTHER);
  if (metric === 'ev') return failureItems(source, found, points).slice(0, MOST_PER_METRIC);
  const named = found.slice(0, MOST_PER_METRIC).filter(({ share }, i) => i === 0 || share >= NAMED_SHARE);
  return named.map((contribution, i) => {
    if (metric === 'ts') return timingItem(source, contribution, points, i === 0);
    return metric === 'cc'
      ? waitingItem(source, contribution, points, i === 0)
      : branchingItem(source, contribution, points);
  });
}

function itemsOf(source: AdviceSource, evidence: MetricEvidence): AdviceItem[] {
  const { metric, pointsLost, terms } = evidence;
  if (metric === 'ms') return [memoryItem(source, pointsLost)];
  const lag = terms.find(({ term }) => term === 'lag')?.pointsLost ?? 0;
  const items = lag >= POINTS_NOTED ? [lagItem(source, lag)] : [];
  const points = pointsLost - lag;
  if (points >= POINTS_NOTED) items.push(...functionItems(source, metric, points));
  return items.length > 0 ? items : [generalItem(evidence, pointsLost)];
}

function weight(item: AdviceItem): number {
  return Math.max(item.points, item.worth);
}

/** One function that takes unequal time because it waits unequally is one thing to do, not two. */
function joinWaits(items: readonly AdviceItem[]): AdviceItem[] {
  const joined: AdviceItem[] = [];
  for (const item of items) {
    const timing =
      item.metric === 'cc' && item.scope !== null
        ? joined.findIndex(({ metric, scope }) => metric === 'ts' && scope === item.scope)
        : -1;
    if (timing < 0) {
      joined.push(item);
      continue;
    }
    const before = joined[timing];
    joined[timing] = { ...before, points: before.points + item.points, worth: before.worth + item.worth };
  }
  return joined;
}

/** The weightiest item of each metric, then the weightiest of the rest, at most five. */
function choose(items: readonly AdviceItem[]): AdviceItem[] {
  const ranked = [...items].sort((a, b) => weight(b) - weight(a));
  const first = ranked.filter((item, i) => ranked.findIndex(({ metric }) => metric === item.metric) === i);
  const rest = ranked.filter((item) => !first.includes(item));
  return [...first, ...rest].slice(0, MOST_ITEMS).sort((a, b) => weight(b) - weight(a));
}

function severityOf(item: AdviceItem, score: number, config: Config): Severity {
  const { warning, critical } = thresholds(item.metric, config);
  if (score < critical && item.points >= 2) return 'critical';
  return score < warning ? 'warning' : 'info';
}

function toAdvice(item: AdviceItem, { name, score }: MetricEvidence, config: Config): Advice {
  const smallSample = item.n < SMALL_SAMPLE;
  const evidence = smallSample ? `${item.evidence} Small sample, n = ${count(item.n)}.` : item.evidence;
  return {
    severity: severityOf(item, score, config),
    metric: name,
    title: item.title,
    subject: item.subject,
    evidence,
    step: item.step,
    message: `${item.title}. ${evidence} ${item.step}`,
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
  const score = `${LABEL[lowest.metric]} (${String(Math.floor(100 * lowest.score))})`;
  const text =
    lowest.score === 1
      ? 'All five scores are 100.'
      : lowest.score > GOOD
        ? `All five scores are above 90; the lowest is ${score}.`
        : `The lowest score is ${score}, which with its weight costs ${constant(lowest.pointsLost)} points.`;
  const step = smallSample ? `Record more: with fewer than ${SMALL_SAMPLE} traces that can still change.` : '';
  return {
    severity: 'info',
    metric: null,
    title: 'Nothing to do',
    subject: null,
    evidence: text,
    step,
    message: `Nothing to do. ${text} ${step}`.trimEnd(),
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
 * What to do first: at most five items, ranked by the points of the score that each is about, or would bring. Every
 * metric that is not good and costs points has its say.
 */
export function adviceOf(file: FileScope, evidence: readonly MetricEvidence[], config: Config): Advice[] {
  const noted = evidence.filter(({ score, pointsLost }) => score <= GOOD && pointsLost >= POINTS_NOTED);
  if (noted.length === 0) return [nothingToDo(evidence, file.summary.n < SMALL_SAMPLE)];
  const source: AdviceSource = { file, config, worth: worthIn(file, config) };
  const items = joinWaits(noted.flatMap((metric) => itemsOf(source, metric)));
  return choose(items).map((item) =>
    toAdvice(
      item,
      noted.find(({ metric }) => metric === item.metric)!,
      config,
    ),
  );
}
