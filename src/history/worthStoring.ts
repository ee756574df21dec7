import type { Report } from '../protocol/report.ts';

/** Why a report would mislead those who compare later runs with it; null when it may be stored. */
export function reasonNotToStore(report: Report): string | null {
  if (report.traces === 0) return 'there are no traces in it';
  if (!report.complete) return 'reading was stopped early';
  if (report.damage !== null) return `the trace file is damaged at byte ${String(report.damage.offset)}`;
  return null;
}
