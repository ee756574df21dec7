import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Characters that are joined before a write. */
const BATCH = 65_536;

/**
 * Writes text to a stream at the reader's pace. `gone` means that the reader has closed its end (`pypss … | head`):
 * no failure, but nothing more needs to be written.
 */
export async function writeText(stream: Writable, pieces: Iterable<string>): Promise<'written' | 'gone'> {
  let batch = '';
  try {
    for (const piece of pieces) {
      batch += piece;
      if (batch.length < BATCH) continue;
      await write(stream, batch);
      batch = '';
    }
    await write(stream, batch);
    return 'written';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return 'gone';
    throw error;
  }
}

/** Resolves when the text has left the process, so that an exit cannot cut it off. */
function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Ends a stream and waits until it is closed. */
export async function endStream(stream: Writable): Promise<void> {
  const closed = once(stream, 'close');
  stream.end();
  await closed;
}
