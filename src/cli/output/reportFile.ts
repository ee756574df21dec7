import { createWriteStream, rmSync, type Stats } from 'node:fs';
import { access, constants, mkdir, realpath, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { endStream, writeText } from './stream.ts';

/** Files being written, removed when the process is stopped. */
const drafts = new Set<string>();

/** Removes what was begun and not finished; for signal handlers. */
export function removeDrafts(): void {
  for (const draft of drafts) rmSync(draft, { force: true });
}

async function statOf(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Whether two paths lead to the same file, by any name or link. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  if (resolve(a) === resolve(b)) return true;
  const [first, second] = await Promise.all([statOf(a), statOf(b)]);
  return first !== null && second !== null && first.dev === second.dev && first.ino === second.ino;
}

/** Throws when a report could not be written there, as far as can be told without writing: before a long analysis. */
export async function checkWritable(path: string): Promise<void> {
  const target = await statOf(path);
  if (target?.isDirectory()) throw new Error('it is a folder');
  if (target !== null) return access(path, constants.W_OK);
  let folder = dirname(resolve(path));
  for (let found = await statOf(folder); found === null; found = await statOf(folder)) folder = dirname(folder);
  await access(folder, constants.W_OK | constants.X_OK);
}

/**
 * Writes a file as a whole or not at all: a reader sees the old one or the new one. Missing folders are made. A device
 * or pipe is written to directly, and a link's target is replaced, not the link.
 */
export async function writeReportFile(path: string, pieces: Iterable<string>): Promise<void> {
  const target = await statOf(path);
  if (target !== null && !target.isFile()) {
    await fill(path, pieces);
    return;
  }
  const place = target === null ? resolve(path) : await realpath(path);
  await makeFolder(dirname(place));
  const draft = join(dirname(place), `.pypss-${crypto.randomUUID()}.tmp`);
  drafts.add(draft);
  try {
    await fill(draft, pieces, { mode: target === null ? 0o666 : target.mode & 0o777 });
    await rename(draft, place);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    drafts.delete(draft);
  }
}

/** Makes a folder and those above it. Node's own recursion never ends where the system denies that a parent exists (/proc). */
async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let place = folder; (await statOf(place)) === null; place = dirname(place)) missing.unshift(place);
  for (const place of missing) {
    try {
      await mkdir(place);
    } catch (error) {
      // Another process was quicker.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function fill(path: string, pieces: Iterable<string>, draft?: { mode: number }): Promise<void> {
  const stream = createWriteStream(path, draft === undefined ? { flags: 'w' } : { flags: 'wx', mode: draft.mode });
  // Failures arrive through the write that met them.
  stream.on('error', () => undefined);
  await writeText(stream, pieces);
  await endStream(stream);
  if (stream.errored) throw stream.errored;
}
