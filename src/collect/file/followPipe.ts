import { closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { toSourceError } from '../../trace/source.ts';
import { BATCH_BYTES, type CollectorSink } from '../collector.ts';
import { LineSplitter } from '../lineSplitter.ts';

/** Milliseconds between two looks at an empty pipe: with a writer, and without. */
const WRITER_PAUSE = 4;
const IDLE_PAUSE = 50;
/** Milliseconds of reading after which the event loop gets a turn. */
const TURN = 10;

/**
 * Reads a named pipe until it is no pipe any more or `signal` aborts. Writers may come and go. The pipe is opened
 * without blocking and looked at, because a thread that waits in open() or read() could not be called back.
 * @throws SourceError
 */
export async function followPipe(path: string, sink: CollectorSink, signal: AbortSignal): Promise<void> {
  const lines = new LineSplitter(sink);
  const bytes = Buffer.alloc(BATCH_BYTES);
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw toSourceError(error, path);
  }
  let writers = false;
  sink.state('waiting', `no program writes to ${path} yet`);
  try {
    while (!signal.aborted) {
      const begun = performance.now();
      let filled: number | 'none' | 'closed';
      do {
        filled = fill(fd, bytes, path);
        if (typeof filled !== 'number') break;
        if (!writers) sink.state('running');
        writers = true;
        const batch = lines.push(bytes.subarray(0, filled));
        // A pipe that is not read stalls its writers, so there is no waiting for room here.
        if (batch !== null) sink.offer(batch);
      } while (performance.now() - begun < TURN);
      if (filled === 'closed') {
        if (writers) {
          lines.abandon(`${path} was closed in the middle of a line`);
          sink.state('waiting', `the program that wrote to ${path} has closed it; the next one is waited for`);
        }
        writers = false;
        if (statSync(path, { throwIfNoEntry: false })?.isFIFO() !== true) return;
      }
      await setTimeout(typeof filled === 'number' ? 0 : writers ? WRITER_PAUSE : IDLE_PAUSE);
    }
  } finally {
    lines.abandon(`reading ${path} was stopped in the middle of a line`);
    closeSync(fd);
  }
}

/** Reads what is there; `none` when a writer has nothing at the moment, `closed` when there is no writer. */
function fill(fd: number, bytes: Buffer, path: string): number | 'none' | 'closed' {
  let count = 0;
  try {
    while (count < bytes.length) {
      const got = readSync(fd, bytes, count, bytes.length - count, null);
      if (got === 0) break;
      count += got;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw toSourceError(error, path);
    return count > 0 ? count : 'none';
  }
  return count > 0 ? count : 'closed';
}
