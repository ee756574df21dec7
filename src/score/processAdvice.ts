import type { MetricEvidence, MetricKey } from '../protocol/report.ts';
import { percentiles } from '../stats/percentile.ts';
import type { AdviceItem, AdviceSource } from './adviceItem.ts';
import { clock, duration, memory, over, percent, plural } from './figures.ts';

/** The last windows hold this much more memory than the first: it grows. */
const GROWTH = 1.1;

/** Memory belongs to the process, so no function is named. */
export function memoryItem({ file, config }: AdviceSource, points: number): AdviceItem {
  const { memory: moments, memories } = file.summary;
  const [middle] = percentiles(memories, moments, [0.5]) as [number];
  const windows = file.memory;
  const first = windows[0];
  const last = windows.at(-1);
  const base = { metric: 'ms' as const, subject: null, scope: null, points, worth: 0, n: moments.n };
  if (first !== undefined && last !== undefined && windows.length > 2 && last.median > GROWTH * first.median) {
    const growth = first.median > 0 ? ` (+${percent(last.median / first.median - 1)})` : '';
    return {
      ...base,
      title: 'Memory grows during the run',
      evidence: `RSS rises from ${memory(first.median)} to ${memory(last.median)}${growth}, peak ${memory(moments.max)}.`,
      step: 'Look for what is kept: caches without a limit, growing lists, sessions that stay open.',
      span: null,
    };
  }
  let highest = first;
  for (const window of windows) if (highest === undefined || window.peak > highest.peak) highest = window;
  const ratio = middle > 0 ? moments.max / middle : 1;
  const when = highest === undefined ? '' : ` at ${clock(highest.start)}`;
  return {
    ...base,
    title: ratio > config.memSpikeThresholdRatio ? 'Memory spikes' : 'Memory swings',
    evidence: `The peak of ${memory(moments.max)}${when} is ${over(ratio)} the median of ${memory(middle)}; memory deviates by ${memory(moments.deviation)}.`,
    step: 'Work in smaller batches where the peak arises.',
    span: highest === undefined ? null : { from: highest.start, to: highest.start },
  };
}

/** Coroutines that hold up the event loop; which ones, lag alone does not tell. */
export function lagItem({ file }: AdviceSource, points: number): AdviceItem {
  const { lag } = file.summary;
  return {
    metric: 'cc',
    title: 'The event loop is blocked',
    subject: null,
    evidence: `It runs ${duration(lag.mean)} late on average, over ${plural(lag.n, 'measurement')}.`,
    step: 'Move blocking or long computing work out of coroutines, into a thread or process.',
    scope: null,
    points,
    worth: 0,
    span: null,
    n: lag.n,
  };
}

const GENERAL_TITLE: Record<MetricKey, string> = {
  ts: 'Calls take unequal time',
  ms: 'Memory swings',
  ev: 'Calls fail',
  be: 'Calls take many paths',
  cc: 'Waits swing',
};

/** Where nobody in particular stands out. */
export function generalItem({ metric, evidence, n }: MetricEvidence, points: number): AdviceItem {
  return {
    metric,
    title: GENERAL_TITLE[metric],
    subject: null,
    evidence: `${evidence}.`,
    step: 'Compare the functions by this score.',
    scope: null,
    points,
    worth: 0,
    span: null,
    n,
  };
}
