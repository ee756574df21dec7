import { getSystemErrorMessage } from 'node:util';

/** A failure of the operating system in its own words ("no such file or directory"), without code and call. */
export function systemErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { errno } = error as NodeJS.ErrnoException;
  if (typeof errno === 'number' && errno < 0) return getSystemErrorMessage(errno) ?? error.message;
  return error.message;
}
