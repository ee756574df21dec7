import type { Timeline } from '../../protocol/reportCharts.ts';
import type { Config } from '../../score/config/config.ts';
import type { MemoryWindow } from '../../score/scopes.ts';
import { percentiles } from '../../stats/percentile.ts';
import type { TimeBins } from '../../stats/timeBins.ts';
import { TraceSummary, WINDOW_SUMMARY } from '../../stats/traceSummary.ts';
import { scopeReport } from './scopeReport.ts';

/** Widths that people read easily, seconds; past them bins are as wide as they had to become. */
const WIDTHS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 600, 1800, 3600, 21_600, 86_400, 604_800];
const MOST_WINDOWS = 120;
const ENOUGH_TRACES = 20;
/** Windows narrower than a second are for files this short, in seconds. */
const SHORT_SPAN = 20;

interface Window {
  start: number;
  summary: TraceSummary;
}

function isMultiple(width: number, of: number): boolean {
  const ratio = width / of;
  return Math.abs(ratio - Math.round(ratio)) < 1e-6;
}

/** Windows of `width` over finer bins; bins are copied before they are merged, since reading goes on with them. */
function windowsOf(entries: readonly [number, TraceSummary][], width: number, binWidth: number): Window[] {
  const windows: Window[] = [];
  for (const [start, bin] of entries) {
    if (bin.n === 0) continue;
    if (width === binWidth) {
      windows.push({ start, summary: bin });
      continue;
    }
    const index = Math.floor((start + binWidth / 2) / width);
    const last = windows.at(-1);
    if (last?.start === index * width) {
      last.summary.merge(bin);
    } else {
      const summary = new TraceSummary(WINDOW_SUMMARY);
      summary.merge(bin);
      windows.push({ start: index * width, summary });
    }
  }
  return windows;
}

/** The narrowest width that gives few enough windows with enough traces in the median one. */
function chooseWidth(entries: readonly [number, TraceSummary][], binWidth: number): number {
  const span = entries.at(-1)![0] + binWidth - entries[0][0];
  const candidates = WIDTHS.filter(
    (width) => width >= binWidth && isMultiple(width, binWidth) && (width >= 1 || span <= SHORT_SPAN),
  );
  for (const width of candidates) {
    const counts = new Map<number, number>();
    for (const [start, bin] of entries) {
      const index = Math.floor((start + binWidth / 2) / width);
      counts.set(index, (counts.get(index) ?? 0) + bin.n);
    }
    if (counts.size > MOST_WINDOWS) continue;
    const sorted = [...counts.values()].sort((a, b) => a - b);
    if (counts.size <= 12 || sorted[sorted.length >> 1] >= ENOUGH_TRACES) return width;
  }
  return candidates.at(-1) ?? binWidth;
}

/**
 * Scores and figures per window; null without timestamps.
 * @param wanted width of the windows in seconds, a width of bins; the windows are as wide as the bins where those are
 *   wider. By default a width that suits the span.
 */
export function timelineOf(bins: TimeBins<TraceSummary>, config: Config, wanted?: number): Timeline | null {
  const entries = bins.entries().filter(([, bin]) => bin.n > 0);
  if (entries.length === 0) return null;
  const width = wanted === undefined ? chooseWidth(entries, bins.width) : Math.max(wanted, bins.width);
  const timeline: Required<Timeline> = {
    width,
    start: [],
    traces: [],
    errors: [],
    pss: [],
    ts: [],
    ms: [],
    ev: [],
    be: [],
    cc: [],
    mean: [],
    p50: [],
    p90: [],
    p95: [],
    p99: [],
    waiting: [],
    meanWait: [],
    memory: [],
    memoryMax: [],
    entropy: [],
    exact: [],
  };
  for (const { start, summary } of windowsOf(entries, width, bins.width)) {
    const { pss, scores, exact, latency, waiting } = scopeReport(summary, config);
    timeline.start.push(start);
    timeline.traces.push(summary.n);
    timeline.errors.push(summary.errors);
    timeline.pss.push(pss);
    timeline.ts.push(scores.ts);
    timeline.ms.push(scores.ms);
    timeline.ev.push(scores.ev);
    timeline.be.push(scores.be);
    timeline.cc.push(scores.cc);
    timeline.mean.push(latency.mean);
    timeline.p50.push(latency.p50);
    timeline.p90.push(latency.p90);
    timeline.p95.push(latency.p95);
    timeline.p99.push(latency.p99);
    timeline.waiting.push(waiting);
    timeline.meanWait.push(summary.wait.mean);
    timeline.memory.push(percentiles(summary.memories, summary.memory, [0.5])[0]);
    timeline.memoryMax.push(summary.memory.max);
    timeline.entropy.push(summary.tags.entropy);
    timeline.exact.push(exact);
  }
  return timeline;
}

/** Memory over time, for advice. */
export function memoryWindows(timeline: Timeline | null): MemoryWindow[] {
  if (timeline === null) return [];
  return timeline.start.map((start, i) => ({ start, median: timeline.memory[i], peak: timeline.memoryMax[i] }));
}
