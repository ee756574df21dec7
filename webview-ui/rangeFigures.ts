/** Figures of a stretch of time that follow from the report of the whole file, without reading it again. */
import type { Report } from '../src/protocol/report.ts';
import type { Heat, Timeline } from '../src/protocol/reportCharts.ts';
import type { Scoped } from './scopedReports.ts';
import type { TimeRange } from './timeRange.ts';

/** The instants that a report's time axis covers; null without times. */
export function boundsOf(report: Report | null): TimeRange | null {
  const timeline = report?.timeline;
  return timeline == null || timeline.start.length === 0 ? null : boundsOfTimeline(timeline);
}

/** From the first to behind the last window of a timeline that has any. */
export function boundsOfTimeline({ start, width }: Timeline): TimeRange {
  return { from: start[0], to: start[start.length - 1] + width };
}

/** The windows that lie in a range, at least in part. */
export function clipTimeline(timeline: Timeline, range: TimeRange): Timeline {
  const { start, width } = timeline;
  let first = 0;
  while (first < start.length && start[first] + width <= range.from) first++;
  let end = first;
  while (end < start.length && start[end] < range.to) end++;
  if (first === 0 && end === start.length) return timeline;
  const columns = Object.entries(timeline).map(([name, values]: [string, number | unknown[]]) => [
    name,
    Array.isArray(values) ? values.slice(first, end) : values,
  ]);
  return Object.fromEntries(columns) as Timeline;
}

/** The columns that lie in a range, at least in part. */
export function clipHeat(heat: Heat, range: TimeRange): Heat {
  const first = Math.min(heat.columns, Math.max(0, Math.floor((range.from - heat.start) / heat.width)));
  const end = Math.min(heat.columns, Math.max(first, Math.ceil((range.to - heat.start) / heat.width)));
  return {
    width: heat.width,
    start: heat.start + first * heat.width,
    columns: end - first,
    rows: heat.rows.map((row) => ({
      module: row.module,
      traces: row.traces.slice(first, end),
      errors: row.errors.slice(first, end),
      pss: row.pss.slice(first, end),
      entropy: row.entropy.slice(first, end),
    })),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * The report with its course over time cut to a range. Counts of traces and errors are those of the windows shown;
 * everything else is still that of `report`.
 */
export function provisional(report: Report, whole: Report, range: TimeRange): Report {
  const timeline = whole.timeline === null ? null : clipTimeline(whole.timeline, range);
  return {
    ...report,
    timeline,
    heat: whole.heat === null ? null : clipHeat(whole.heat, range),
    traces: timeline === null ? report.traces : sum(timeline.traces),
    errors: timeline === null ? report.errors : sum(timeline.errors),
    time: { ...range },
    untimed: 0,
  };
}

/** The report of the range as far as it is known: what was shown last stays until exact figures have come. */
export class FollowingReport {
  private shown: Report | null = null;
  private made: { whole: Report; range: TimeRange; base: Report; report: Report } | null = null;

  /** @param scoped what is known of the range; null where all of the time is shown */
  of(whole: Report | null, range: TimeRange | null, scoped: Scoped | null): Report | null {
    if (whole === null || range === null || scoped === null) return (this.shown = whole);
    if (scoped.known === 'exact') return (this.shown = scoped.report);
    const base = scoped.known === 'updating' ? (this.shown ?? whole) : whole;
    const { made } = this;
    if (made !== null && made.whole === whole && made.range === range && made.base === base) return made.report;
    const report = provisional(base, whole, range);
    this.made = { whole, range, base, report };
    return report;
  }

  forget(): void {
    this.shown = null;
    this.made = null;
  }
}
