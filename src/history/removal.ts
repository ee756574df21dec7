import type { DatabaseSync } from 'node:sqlite';

const DAY = 86_400;
/** Seconds for which a removed run can come back. */
const UNDO_FOR = DAY;

const VALUES = 'timestamp, pss, ts, ms, ev, be, cc, meta';
/** Our tables by the column that names the run. */
const OURS = [
  ['pypss_run', 'id'],
  ['pypss_mark', 'id'],
  ['pypss_report', 'id'],
  ['pypss_function', 'run'],
  ['pypss_module', 'run'],
] as const;

/** Takes runs out of PyPSS's table, keeping what brings them back. @returns the ids that were there. @param now epoch seconds */
export function removeRuns(database: DatabaseSync, ids: readonly number[], now: number): number[] {
  const keep = database.prepare(
    `INSERT OR REPLACE INTO pypss_removed (id, ${VALUES}, removed) SELECT id, ${VALUES}, ? FROM pss_history WHERE id = ?`,
  );
  const remove = database.prepare('DELETE FROM pss_history WHERE id = ?');
  return ids.filter((id) => {
    keep.run(now, id);
    return Number(remove.run(id).changes) > 0;
  });
}

/** Puts removed runs back. @returns the ids that could be */
export function restoreRuns(database: DatabaseSync, ids: readonly number[]): number[] {
  const restore = database.prepare(
    `INSERT OR IGNORE INTO pss_history (id, ${VALUES}) SELECT id, ${VALUES} FROM pypss_removed WHERE id = ?`,
  );
  const forget = database.prepare('DELETE FROM pypss_removed WHERE id = ?');
  return ids.filter((id) => {
    const restored = Number(restore.run(id).changes) > 0;
    forget.run(id);
    return restored;
  });
}

/**
 * Deletes runs older than so many days (0 keeps all), except the baseline; then what belongs to runs that are gone,
 * whoever deleted them.
 */
export function removeOld(database: DatabaseSync, now: number, days: number): void {
  if (days > 0) {
    database
      .prepare(
        'DELETE FROM pss_history WHERE timestamp < ? AND id NOT IN (SELECT id FROM pypss_mark WHERE baseline = 1)',
      )
      .run(now - days * DAY);
  }
  database.prepare('DELETE FROM pypss_removed WHERE removed < ?').run(now - UNDO_FOR);
  const gone = database
    .prepare(
      `SELECT id FROM (SELECT id FROM pypss_run UNION SELECT id FROM pypss_mark)
       WHERE id NOT IN (SELECT id FROM pss_history) AND id NOT IN (SELECT id FROM pypss_removed)`,
    )
    .all()
    .map(({ id }) => Number(id));
  for (const [table, column] of OURS) {
    const remove = database.prepare(`DELETE FROM ${table} WHERE ${column} = ?`);
    for (const id of gone) remove.run(id);
  }
}
