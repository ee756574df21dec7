import { HistoryError } from '../../history/historyError.ts';
import type { NewRun } from '../../history/insertRun.ts';
import type { Report } from '../../protocol/report.ts';
import { FAILED, OK } from '../exitCode.ts';
import type { Session } from '../session.ts';
import type { HistoryOptions, RunHistory } from './runHistory.ts';

/** What became of the history: null when no option asked for it. */
export type OpenedHistory = RunHistory | 'failed' | null;

/** Opens the history where an option asks for it. What is wrong with it is told; the report can be written all the same. */
export async function openHistory(
  report: Report,
  options: HistoryOptions,
  { traceFile, config }: { traceFile: string | null; config?: string | undefined },
  session: Session,
): Promise<OpenedHistory> {
  if (options.storeHistory !== true && options.failIfDrop === undefined) return null;
  try {
    const { RunHistory } = await import('./runHistory.ts');
    return await RunHistory.open(report, options, { traceFile, ...(config === undefined ? {} : { config }) }, session);
  } catch (error) {
    return toldFailure(error, session);
  }
}

/** Stores the run where that was asked for, and closes the history. @returns the exit status */
export async function keepRun(
  report: Report,
  history: OpenedHistory,
  source: NewRun['source'],
  session: Session,
): Promise<number> {
  if (history === 'failed') return FAILED;
  try {
    await history?.keep(report, source, session);
    return OK;
  } catch (error) {
    toldFailure(error, session);
    return FAILED;
  } finally {
    await history?.close();
  }
}

function toldFailure(error: unknown, session: Session): 'failed' {
  if (!(error instanceof HistoryError)) throw error;
  session.error(error.message);
  return 'failed';
}
