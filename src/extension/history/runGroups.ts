/** Stored runs as the tree lists them: filtered, grouped by day or by branch, each beside the run before it. */
import type { RunSummary } from '../../protocol/history.ts';

export type Grouping = 'day' | 'branch';

/** Which runs are listed; null and empty mean any. */
export interface RunFilter {
  /** Runs of the last so many days. */
  days: number | null;
  branch: string | null;
  /** A part of the name of the trace file or script. */
  file: string | null;
}

export const NO_FILTER: RunFilter = { days: null, branch: null, file: null };

/** A run and how its score differs from that of the run listed before it; null where there is none. */
export interface ListedRun {
  run: RunSummary;
  change: number | null;
}

export interface RunGroup {
  /** Stays the same while the group lasts: what is open stays open. */
  key: string;
  label: string;
  /** Newest first. */
  runs: ListedRun[];
  /** Mean PSS. */
  mean: number;
}

const DAY = 86_400;

/** Label of the group of runs without a branch. */
const NO_BRANCH = 'No branch';

export function isFiltered({ days, branch, file }: RunFilter): boolean {
  return days !== null || branch !== null || (file !== null && file !== '');
}

/** The filter in words, e.g. `last 7 days, main`. */
export function filterText({ days, branch, file }: RunFilter): string {
  return [
    ...(days === null ? [] : [days === 1 ? 'last day' : `last ${days} days`]),
    ...(branch === null ? [] : [branch]),
    ...(file === null || file === '' ? [] : [`“${file}”`]),
  ].join(', ');
}

/** The runs that a filter lets through, in their order. */
export function filterRuns(runs: readonly RunSummary[], filter: RunFilter, now: number): RunSummary[] {
  const from = filter.days === null ? Number.NEGATIVE_INFINITY : now - filter.days * DAY;
  const file = (filter.file ?? '').toLowerCase();
  return runs.filter(
    ({ timestamp, source, details }) =>
      timestamp >= from &&
      (filter.branch === null || details?.branch === filter.branch) &&
      (file === '' || (source ?? '').toLowerCase().includes(file)),
  );
}

/** Branches of the runs, the one used last first. */
export function branchesOf(runs: readonly RunSummary[]): string[] {
  return [...new Set(runs.map(({ details }) => details?.branch ?? null).filter((branch) => branch !== null))];
}

/**
 * Runs in groups. By day: today, yesterday, each day of the last week, then weeks of the last month, then months.
 * @param runs newest first
 * @param now epoch seconds
 */
export function groupRuns(runs: readonly RunSummary[], grouping: Grouping, now: number): RunGroup[] {
  const groups = new Map<string, { label: string; runs: RunSummary[] }>();
  const days = grouping === 'day' ? new Days(now) : null;
  for (const run of runs) {
    const branch = run.details?.branch ?? null;
    const { key, label } = days?.groupOf(run.timestamp) ?? {
      key: `branch:${branch ?? ''}`,
      label: branch ?? NO_BRANCH,
    };
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { label, runs: [run] });
    else group.runs.push(run);
  }
  // By day the run before may stand in another group; by branch only runs of that branch are compared.
  const overall = grouping === 'day' ? changes(runs) : null;
  return [...groups].map(([key, group]) => {
    const known = overall ?? changes(group.runs);
    return {
      key,
      label: group.label,
      runs: group.runs.map((run) => ({ run, change: known.get(run.id) ?? null })),
      mean: group.runs.reduce((sum, { pss }) => sum + pss, 0) / group.runs.length,
    };
  });
}

function changes(newestFirst: readonly RunSummary[]): Map<number, number | null> {
  return new Map(
    newestFirst.map((run, index) => {
      const before = newestFirst[index + 1];
      return [run.id, before === undefined ? null : Math.round(run.pss) - Math.round(before.pss)];
    }),
  );
}

/** Which stretch of days an instant belongs to, seen from now. Local time. */
class Days {
  readonly #today: Date;
  readonly #thisYear: number;

  constructor(now: number) {
    this.#today = startOfDay(now);
    this.#thisYear = this.#today.getFullYear();
  }

  groupOf(timestamp: number): { key: string; label: string } {
    const day = startOfDay(timestamp);
    // Rounded, since a day of a clock change has 23 or 25 hours.
    const ago = Math.round((this.#today.getTime() - day.getTime()) / (DAY * 1000));
    if (ago < 0) return { key: 'future', label: 'In the future' };
    if (ago === 0) return { key: `day:${isoDay(day)}`, label: 'Today' };
    if (ago === 1) return { key: `day:${isoDay(day)}`, label: 'Yesterday' };
    if (ago < 7) return { key: `day:${isoDay(day)}`, label: dayText(day, this.#thisYear) };
    if (ago < 35) return this.#week(day);
    const month = day.toLocaleDateString('en', { month: 'long', year: 'numeric' });
    return { key: `month:${isoDay(day).slice(0, 7)}`, label: month };
  }

  #week(day: Date): { key: string; label: string } {
    // Weeks begin on Monday.
    const first = addDays(day, -((day.getDay() + 6) % 7));
    const last = addDays(first, 6);
    const sameMonth = first.getMonth() === last.getMonth();
    const from = sameMonth ? String(first.getDate()) : dayText(first, this.#thisYear);
    return { key: `week:${isoDay(first)}`, label: `${from} – ${dayText(last, this.#thisYear)}` };
  }
}

function startOfDay(timestamp: number): Date {
  const date = new Date(timestamp * 1000);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

function addDays(day: Date, days: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
}

function isoDay(day: Date): string {
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

/** `21 Nov`, with the year where it is another one. */
export function dayText(day: Date, thisYear: number): string {
  const text = `${day.getDate()} ${day.toLocaleDateString('en', { month: 'short' })}`;
  return day.getFullYear() === thisYear ? text : `${text} ${day.getFullYear()}`;
}
