/** What happened in the course of a score: bursts of errors, memory spikes, and stretches without traces. */
import type { Timeline } from '../src/protocol/reportCharts.ts';

export interface CourseEvent {
  kind: 'burst' | 'spike' | 'gap';
  /** Epoch seconds; `to` is exclusive. */
  from: number;
  to: number;
  /** PSS of the last window before it, null where there is none; of a gap always. */
  before: number | null;
  /** Lowest PSS during it; null for a gap. */
  lowest: number | null;
  traces: number;
  errors: number;
  /** Highest resident memory during it, bytes. */
  peak: number;
}

/** From where on errors and memory count as events. */
export interface EventLimits {
  /** Share of failed calls. */
  errorRate: number;
  /** Peak memory relative to the median. */
  memoryRatio: number;
}

/** Fewer failures than these in one window are no burst. */
export const LEAST_ERRORS = 3;

/** The events of a timeline in the order of time. */
export function eventsOf(timeline: Timeline, limits: EventLimits): CourseEvent[] {
  const { start, width, traces, errors, memoryMax, memory } = timeline;
  const high = burstRate(timeline, limits);
  const usual = medianOf(memory.filter((bytes) => bytes > 0));
  const failing = (index: number, rate: number): boolean =>
    errors[index] >= LEAST_ERRORS && errors[index] >= rate * traces[index];
  const inBurst = start.map((_, index) => failing(index, high));
  // It goes on into neighbours that fail at half the rate but still more than usual: a busy window would cut it short.
  const lower = Math.max(high / 2, unusualRate(timeline));
  const goesOn = (index: number, from: number): void => {
    const neighbours = Math.abs(start[index] - start[from]) < width * 1.5;
    if (inBurst[from] && neighbours && failing(index, lower)) inBurst[index] = true;
  };
  for (let index = 1; index < start.length; index++) goesOn(index, index - 1);
  for (let index = start.length - 2; index >= 0; index--) goesOn(index, index + 1);
  const burst = stretches(timeline, (index) => inBurst[index], 'burst');
  const spike =
    usual === null ? [] : stretches(timeline, (index) => memoryMax[index] > usual * limits.memoryRatio, 'spike');
  const gap = start.flatMap((instant, index): CourseEvent[] => {
    const from = index === 0 ? instant : start[index - 1] + width;
    if (index === 0 || instant - from < width * 0.5) return [];
    return [{ kind: 'gap', from, to: instant, before: null, lowest: null, traces: 0, errors: 0, peak: 0 }];
  });
  return [...burst, ...spike, ...gap].sort((a, b) => a.from - b.from || a.to - b.to);
}

/** The share of failed calls that makes a window part of a burst: where many calls fail anyway, it is more than usual. */
export function burstRate(timeline: Timeline, limits: EventLimits): number {
  return Math.max(limits.errorRate, unusualRate(timeline));
}

function unusualRate({ errors, traces }: Timeline): number {
  return Math.min(0.9, (sum(errors) / Math.max(1, sum(traces))) * 2);
}

/** Neighbouring windows for which `holds`, each stretch as one event. */
function stretches(timeline: Timeline, holds: (index: number) => boolean, kind: 'burst' | 'spike'): CourseEvent[] {
  const { start, width, pss, traces, errors, memoryMax } = timeline;
  const events: CourseEvent[] = [];
  let open: CourseEvent | null = null;
  start.forEach((from, index) => {
    if (!holds(index)) {
      open = null;
      return;
    }
    if (open === null || from - open.to > width * 0.5) {
      const before = index > 0 ? pss[index - 1] : null;
      open = { kind, from, to: from, before, lowest: pss[index], traces: 0, errors: 0, peak: 0 };
      events.push(open);
    }
    open.to = from + width;
    open.lowest = Math.min(open.lowest ?? pss[index], pss[index]);
    open.traces += traces[index];
    open.errors += errors[index];
    open.peak = Math.max(open.peak, memoryMax[index]);
  });
  return events;
}

function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
