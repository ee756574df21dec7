import type { LiveStatus } from '../../protocol/live.ts';
import type { Report } from '../../protocol/report.ts';
import { plural } from '../../score/figures.ts';

/** `PSS 34  12,345 traces, 482/s, 4.1 % failed, 3 skipped, 120 behind`: the figures of this moment on one line. */
export function liveLine(report: Report | null, status: LiveStatus): string {
  const score = report === null || report.traces === 0 ? 'PSS –' : `PSS ${report.pss}`;
  const parts = [
    plural(status.scored, 'trace'),
    `${status.rate < 10 ? status.rate.toFixed(1) : status.rate.toFixed(0)}/s`,
  ];
  if (report !== null && report.errors > 0) {
    parts.push(`${((100 * report.errors) / report.traces).toPrecision(2)} % failed`);
  }
  parts.push(...remainder(status));
  if (report?.sampled !== undefined) parts.push('sampled');
  if (status.state === 'waiting') parts.push(`waiting: ${status.message ?? ''}`);
  return `${score}  ${parts.join(', ')}`;
}

/** `1,000 received: 990 scored, 10 skipped`. */
export function countersText(status: LiveStatus): string {
  const { received, scored } = status;
  return `${received.toLocaleString('en-US')} received: ${[`${scored.toLocaleString('en-US')} scored`, ...remainder(status)].join(', ')}`;
}

function remainder({ skipped, repeated, dropped, pending, behind }: LiveStatus): string[] {
  const counts = { skipped, repeated, dropped, pending, behind };
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count.toLocaleString('en-US')} ${name}`);
}
