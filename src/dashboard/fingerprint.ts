import { stat } from 'node:fs/promises';

/** What identifies the content of a file without reading it; null for a file that is not there. */
export type Fingerprint = string | null;

/** The fingerprint of the file at a path as it is now. */
export async function fingerprint(path: string): Promise<Fingerprint> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${size} ${mtimeMs} ${ino}`;
  } catch {
    // Not there or not to be looked at: the analysis says which.
    return null;
  }
}
