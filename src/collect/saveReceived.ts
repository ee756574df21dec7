import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Received, Saved } from '../protocol/collect.ts';
import { CollectorError } from './collector.ts';

/**
 * Writes what was received as one trace file (NDJSON). The file is there whole or not at all.
 * @throws CollectorError when it cannot be written
 */
export async function saveReceived({ files, items, gone, problem }: Received, path: string): Promise<Saved> {
  const part = `${path}.part`;
  try {
    // An empty one, so that pieces can be added.
    await pipeline([], createWriteStream(part));
    for (const { path: from, bytes } of files) {
      if (bytes === 0) continue;
      await pipeline(createReadStream(from, { end: bytes - 1 }), createWriteStream(part, { flags: 'a' }));
    }
    await rename(part, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await rm(part, { force: true }).catch(() => undefined);
    throw new CollectorError(`${path} cannot be written: ${reason}. Save it elsewhere.`, error);
  }
  return { items, gone, problem };
}
