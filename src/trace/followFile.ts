import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { toSourceError } from './source.ts';

export type FollowEvent =
  /** Bytes appended at `offset`. The array is used again for the next ones. */
  | { kind: 'bytes'; bytes: Uint8Array; offset: number }
  /** All there is has been read; the next event comes when there is more. */
  | { kind: 'waiting' }
  /** The file became shorter, another file took its place, or it went away: what comes next begins at offset 0. */
  | { kind: 'truncated' | 'replaced' | 'missing' };

export interface FollowOptions {
  /** Ends the following. */
  signal: AbortSignal;
  /** Milliseconds between looks at the file. */
  interval?: number;
  /** Where to begin; default 0. */
  offset?: number;
}

const PIECE = 256 * 1024;

/**
 * Follows a growing file, as `tail -F` does, until `signal` aborts. A file that is not there yet is waited for.
 * @throws SourceError if it is there and cannot be read
 */
export async function* followFile(path: string, options: FollowOptions): AsyncGenerator<FollowEvent, void> {
  const { signal, interval = 250 } = options;
  const bytes = new Uint8Array(PIECE);
  let offset = options.offset ?? 0;
  let fd: number | null = null;
  let told: 'waiting' | 'missing' | null = null;
  let superseded = false;
  try {
    while (!signal.aborted) {
      fd ??= open(path);
      if (fd !== null) {
        if (fstatSync(fd).size < offset) {
          offset = 0;
          yield { kind: 'truncated' };
        }
        for (let count = read(fd, bytes, offset, path); count > 0; count = read(fd, bytes, offset, path)) {
          told = null;
          superseded = false;
          offset += count;
          yield { kind: 'bytes', bytes: bytes.subarray(0, count), offset: offset - count };
          if (signal.aborted) return;
        }
        if (!isSuperseded(path, fd)) superseded = false;
        else if (superseded) {
          closeSync(fd);
          fd = open(path);
          offset = 0;
          superseded = false;
          if (fd !== null) {
            yield { kind: 'replaced' };
            continue;
          }
        } else {
          // Who had it open when it was moved away may still be writing: one more look before it is left.
          superseded = true;
          await pause(interval, signal);
          continue;
        }
      }
      const state = fd === null ? 'missing' : 'waiting';
      if (told !== state) yield { kind: state };
      told = state;
      await pause(interval, signal);
    }
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

function open(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const cause = toSourceError(error, path);
    if (cause.kind === 'not-found') return null;
    throw cause;
  }
}

function read(fd: number, into: Uint8Array, offset: number, path: string): number {
  try {
    return readSync(fd, into, 0, into.length, offset);
  } catch (error) {
    throw toSourceError(error, path, offset);
  }
}

function isSuperseded(path: string, fd: number): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  const open = fstatSync(fd);
  return there === undefined || there.ino !== open.ino || there.dev !== open.dev;
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch (error) {
    // The end of the pause by abort is what the signal is for.
    if (!signal.aborted) throw error;
  }
}
