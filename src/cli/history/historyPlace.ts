import path from 'node:path';
import { loadConfig } from '../../analysis/configFile.ts';
import { configurationProblem } from '../../analysis/problems.ts';
import { historyPath } from '../../history/historyPath.ts';
import { HistoryError } from '../../history/historyError.ts';
import type { Config } from '../../score/config/config.ts';

/** Where runs are stored, and by which settings. */
export interface HistoryPlace {
  /** Absolute. */
  path: string;
  settings: Config['history'];
}

export interface PlaceOptions {
  /** --db-path, from the current directory. */
  dbPath?: string;
  /** The trace file whose configuration counts; null for that of the current directory. */
  traceFile: string | null;
  /** --config */
  config?: string;
}

/**
 * The history that the options or the configuration name.
 * @throws HistoryError when the configuration cannot be used
 */
export async function historyPlace({ dbPath, traceFile, config }: PlaceOptions): Promise<HistoryPlace> {
  const cwd = process.cwd();
  const file = traceFile === null || traceFile === '-' || /^\w+:\/\//.test(traceFile) ? null : traceFile;
  const loaded = await loadConfig({ traceFile: file, root: cwd, cwd, explicitPath: config ?? null });
  const problem = configurationProblem(loaded.diagnostics);
  if (problem !== null) throw new HistoryError('failed', loaded.path ?? '', problem.message);
  const named = dbPath === undefined ? historyPath(loaded.config, loaded.path, cwd) : path.resolve(cwd, dbPath);
  return { path: named, settings: loaded.config.history };
}

/** A path as a person would write it here. */
export function shortPath(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative === '' || relative.startsWith('..') ? file : relative;
}
