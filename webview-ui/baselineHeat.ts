/** What modules did in the report that this one is compared with, in the columns of this one's heatmaps. */
import type { Heat, HeatRow } from '../src/protocol/reportCharts.ts';
import type { Store } from './store.ts';

/** Per column of the shown heatmap. Counts are fractions where the columns of the two do not meet. */
export type BeforeRow = Pick<HeatRow, 'traces' | 'errors' | 'entropy'>;

export type BeforeRows = ReadonlyMap<string, BeforeRow>;

const known = new WeakMap<Heat, WeakMap<Heat, BeforeRows>>();

/**
 * Modules of the baseline, each instant counted from the start of its file; null without a baseline or without times.
 * @param heat what is shown: all of the report's columns, or those of a stretch of time
 */
export function baselineHeat({ baseline, whole }: Pick<Store, 'baseline' | 'whole'>, heat: Heat): BeforeRows | null {
  const before = baseline?.report.heat ?? null;
  const from = whole?.heat?.start;
  if (before === null || from === undefined || before.columns === 0) return null;
  let resampled = known.get(before);
  if (resampled === undefined) known.set(before, (resampled = new WeakMap()));
  let rows = resampled.get(heat);
  if (rows === undefined) resampled.set(heat, (rows = inColumnsOf(heat, before, before.start - from)));
  return rows;
}

/** @param shift by how much instants of `before` lie after those of `heat`, seconds */
export function inColumnsOf(heat: Heat, before: Heat, shift: number): BeforeRows {
  const shares = Array.from({ length: heat.columns }, (_, column) =>
    sharesOf(before, heat.start + column * heat.width + shift, heat.width),
  );
  return new Map(
    before.rows.map(({ module, traces, errors, entropy }): [string, BeforeRow] => [
      module,
      {
        traces: shares.map((parts) => parts.reduce((sum, { column, share }) => sum + traces[column] * share, 0)),
        errors: shares.map((parts) => parts.reduce((sum, { column, share }) => sum + errors[column] * share, 0)),
        entropy: shares.map((parts) => mean(entropy, parts)),
      },
    ]),
  );
}

interface Share {
  column: number;
  /** How much of the column lies in the stretch, 0..1. */
  share: number;
}

/** Columns that a stretch of time covers, at least in part. */
function sharesOf({ start, width, columns }: Heat, from: number, length: number): Share[] {
  const parts: Share[] = [];
  const first = Math.max(0, Math.floor((from - start) / width));
  for (let column = first; column < columns; column++) {
    const left = start + column * width;
    if (left >= from + length) break;
    const share = (Math.min(left + width, from + length) - Math.max(left, from)) / width;
    // What rounding of instants leaves over is no part of a column.
    if (share > 1e-6) parts.push({ column, share: share > 1 - 1e-6 ? 1 : share });
  }
  return parts;
}

function mean(values: readonly (number | null)[], parts: readonly Share[]): number | null {
  let sum = 0;
  let weight = 0;
  for (const { column, share } of parts) {
    const value = values[column] ?? null;
    if (value === null) continue;
    sum += value * share;
    weight += share;
  }
  return weight === 0 ? null : sum / weight;
}
