/** Why the history cannot be read or written. */
export type HistoryProblem =
  | 'unsupported' /** This Node has no SQLite. */
  | 'locked'
  | 'read-only'
  | 'corrupt'
  | 'foreign' /** SQLite, but of something else. */
  | 'newer' /** Written by a newer version. */
  | 'unavailable' /** Cannot be opened: no such folder, no permission. */
  | 'full'
  | 'failed';

/** A fault of the history file; its message says what, where and what to do, in one line. */
export class HistoryError extends Error {
  readonly kind: HistoryProblem;
  readonly path: string;

  constructor(kind: HistoryProblem, path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HistoryError';
    this.kind = kind;
    this.path = path;
  }
}

/** Result codes of SQLite (sqlite.org/rescode.html); the low byte of an extended code. */
const CODE = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notDatabase: 26,
} as const;
/** A journal left by a killed process has to be rolled back first, which a read-only connection cannot do. */
const READ_ONLY_ROLLBACK = 776;
const READ_ONLY_RECOVERY = 264;

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode : null;
}

/** Node refuses to read integers that a double cannot hold. */
function isTooLarge(error: Error): boolean {
  return (error as { code?: unknown }).code === 'ERR_OUT_OF_RANGE';
}

/** Another connection holds the file; trying again helps. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code !== null && ((code & 0xff) === CODE.busy || (code & 0xff) === CODE.locked);
}

/** Somebody's write was cut off, and only a writer can clear it up. */
export function needsRecovery(error: unknown): boolean {
  const code = resultCode(error);
  return code === READ_ONLY_ROLLBACK || code === READ_ONLY_RECOVERY;
}

/** A failure of SQLite as one that a person can act on; other errors come back as they are. */
export function historyError(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  if (isTooLarge(error)) {
    const text = `the history ${path} holds a whole number beyond 2^53, which cannot be shown as it is: ${error.message}`;
    return new HistoryError('foreign', path, text, { cause: error });
  }
  const code = resultCode(error);
  if (code === null) return error;
  const said = (kind: HistoryProblem, text: string): HistoryError =>
    new HistoryError(kind, path, text, { cause: error });
  switch (code & 0xff) {
    case CODE.busy:
    case CODE.locked:
      return said('locked', `the history ${path} is locked by another program; nothing was changed, try again later`);
    case CODE.readOnly:
      return said(
        'read-only',
        `the history ${path} is read-only; make it and its folder writable, or choose another file`,
      );
    case CODE.corrupt:
      return said(
        'corrupt',
        `the history ${path} is damaged (${error.message}); move it away, or restore a copy of it`,
      );
    case CODE.notDatabase:
      return said(
        'corrupt',
        `${path} is not an SQLite database; it was left alone, choose another file for the history`,
      );
    case CODE.cannotOpen:
      return said('unavailable', `the history ${path} cannot be opened; is its folder there, and may you write to it?`);
    case CODE.full:
      return said('full', `the history ${path} cannot be written: the disk is full`);
    case CODE.io:
      return said('failed', `the history ${path} cannot be read or written: ${error.message}`);
    default:
      return said('failed', `the history ${path} failed: ${error.message}`);
  }
}
