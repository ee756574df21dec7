/** What the report tells of the cause of an event: which calls, which exception, which module. */
import type { Report, TraceRef } from '../src/protocol/report.ts';
import type { Detail } from './choices.ts';
import type { CourseEvent } from './courseEvents.ts';
import { formatBytes, formatCount, formatRate, formatRatio } from './format.ts';

/** A sentence, and after it a name out of the traces. */
export interface Cause {
  what: string;
  who: string | null;
}

/**
 * How many calls failed, and with what. "Mostly" is said only where the report keeps every failure of the burst, or
 * counts them by module.
 * @param of whose course it is; null: of everything
 */
export function causeOfBurst(event: CourseEvent, report: Report, of: Detail | null): Cause {
  const { from, to, errors, traces } = event;
  const count = `${formatCount(errors)} of ${formatCount(traces)} calls failed (${formatRate(errors / Math.max(1, traces))})`;
  const kept = report.failures.filter(
    (ref) => ref.timestamp !== null && ref.timestamp >= from && ref.timestamp < to && isOf(ref, report, of),
  );
  const often = mostFrequent(kept);
  if (often !== null) {
    const all = kept.length >= errors;
    return {
      what: `${count}, ${all && often.count === errors ? 'all with ' : all && often.count * 2 > errors ? 'mostly ' : 'among them '}`,
      who: often.text,
    };
  }
  const module = of === null ? mostFailing(event, report) : null;
  return module === null ? { what: count, who: null } : { what: `${count}, mostly in `, who: module };
}

/** How high memory went, and which function reached it where that is known. */
export function causeOfSpike({ peak }: CourseEvent, report: Report): Cause {
  const usual = report.figures?.memory.median ?? null;
  const what = `Memory reached ${formatBytes(peak)}${usual !== null && usual > 0 ? `, ${formatRatio(peak / usual)} the median` : ''}`;
  const highest = report.functions.filter((fn) => fn.memory !== undefined && fn.memory.max >= peak);
  return highest.length === 1 ? { what: `${what}, in `, who: highest[0].name } : { what, who: null };
}

function isOf(ref: TraceRef, report: Report, of: Detail | null): boolean {
  if (of === null) return true;
  const fn = report.functions[ref.function];
  if (fn === undefined) return false;
  if (of.place === 'module') return fn.module === of.module;
  return fn.name === of.name && fn.filename === of.filename && fn.lineno === of.lineno;
}

function mostFrequent(failures: readonly TraceRef[]): { text: string; count: number } | null {
  const counts = new Map<string, { example: string; count: number }>();
  for (const { exceptionType, exceptionMessage } of failures) {
    if (exceptionType === null) continue;
    const known = counts.get(exceptionType);
    const type = exceptionType.slice(0, 120);
    const example = exceptionMessage === null ? type : `${type}: ${exceptionMessage.slice(0, 120)}`;
    if (known === undefined) counts.set(exceptionType, { example, count: 1 });
    else known.count++;
  }
  const [first] = [...counts.values()].sort((a, b) => b.count - a.count);
  return first === undefined ? null : { text: first.example, count: first.count };
}

/** The module with more than half of the failures in the columns of the heatmap that the event covers. */
function mostFailing({ from, to, errors: failed }: CourseEvent, { heat }: Report): string | null {
  if (heat === null) return null;
  const first = Math.max(0, Math.floor((from - heat.start) / heat.width));
  const end = Math.min(heat.columns, Math.ceil((to - heat.start) / heat.width));
  const sums = heat.rows.map(({ module, errors }) => ({
    module,
    count: errors.slice(first, end).reduce((sum, count) => sum + count, 0),
  }));
  // Not every module need have a row.
  const total = Math.max(
    failed,
    sums.reduce((sum, { count }) => sum + count, 0),
  );
  const most = sums.reduce<{ module: string; count: number } | null>(
    (best, one) => (best === null || one.count > best.count ? one : best),
    null,
  );
  return most !== null && most.count * 2 > total ? most.module : null;
}
