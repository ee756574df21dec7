/** What the rows of the Collectors view say. */
import type { LiveStatus } from '../../protocol/live.ts';
import type { Report } from '../../protocol/report.ts';
import { count, duration, plural } from '../../score/figures.ts';

/** Traces a second, as precise as it matters: `0.4/s`, `182/s`. */
export function rateText(rate: number): string {
  return rate > 0 && rate < 10 ? `${rate.toFixed(1)}/s` : `${count(Math.round(rate))}/s`;
}

/** What stands beside the name: `live, 182/s`, `stopped`, `waiting: …`. */
export function standingText(status: LiveStatus): string {
  const { state, rate, message } = status;
  switch (state) {
    case 'starting':
      return 'starting…';
    case 'running':
      return `live, ${rateText(rate)}`;
    case 'paused':
      return `paused, ${rateText(rate)}`;
    case 'waiting':
      return message === null ? 'waiting' : `waiting: ${message}`;
    case 'stopped':
      return status.received > 0 ? `stopped, ${plural(status.scored, 'trace')}` : 'stopped';
    case 'failed':
      return message ?? 'failed';
  }
}

/** A line below the collector. */
export interface FactRow {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly tooltip?: string;
}

/** Its figures and its counters, those that matter. */
export function factRows(status: LiveStatus, report: Report | null): FactRow[] {
  const rows: FactRow[] = [];
  if (report !== null && report.traces > 0) {
    const span = status.window === null ? 'since the start' : `last ${status.window} s`;
    const sampled = report.sampled === undefined ? '' : ' · sampled';
    rows.push({
      label: `PSS ${report.pss}`,
      description: `${span} · ${plural(report.traces, 'trace')}${sampled}`,
      icon: 'graph-line',
    });
  }
  if (status.received === 0) return rows;
  const { received, scored, skipped, repeated, dropped, pending, lag, behind, message } = status;
  rows.push({
    label: `${count(received)} received`,
    description: `${count(scored)} scored`,
    icon: 'inbox',
    tooltip: 'received = scored + skipped + repeated + dropped + waiting to be scored',
  });
  const lost = skipped + repeated + dropped;
  rows.push({
    label: `${count(lost)} not in the score`,
    description: `${count(skipped)} skipped · ${count(repeated)} repeated · ${count(dropped)} dropped`,
    icon: dropped > 0 ? 'warning' : 'circle-slash',
    ...(lost > 0 && message !== null ? { tooltip: message } : {}),
  });
  rows.push({
    label: lag < 0.05 ? 'no lag' : `${duration(lag)} behind`,
    description: [
      ...(pending > 0 ? [`${count(pending)} to be scored`] : []),
      ...(behind > 0 ? [`${count(behind)} wait at the source`] : []),
    ].join(' · '),
    icon: 'watch',
  });
  if (lost > 0 && message !== null) rows.push({ label: message, description: '', icon: 'info', tooltip: message });
  return rows;
}
