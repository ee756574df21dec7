import { writeSync } from 'node:fs';

/** Blocks this thread for some milliseconds. */
function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}

/**
 * Writes the whole block to a file or pipe, waiting while the reader of a pipe is slower. Returns false when the
 * reader has gone (`head`, a cancelled analysis): there is nobody to write for any more.
 */
export function writeFully(descriptor: number, block: Uint8Array): boolean {
  for (let done = 0; done < block.length;) {
    try {
      done += writeSync(descriptor, block, done);
    } catch (error) {
      if (isCode(error, 'EPIPE')) return false;
      // A pipe that somebody switched to non-blocking says so when it is full.
      if (!isCode(error, 'EAGAIN')) throw error;
      sleep(1);
    }
  }
  return true;
}
