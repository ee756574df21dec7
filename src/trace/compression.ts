import type { Transform } from 'node:stream';

export type Compression = 'gzip' | 'zstd';

/** Bytes needed to tell a compression. */
export const MAGIC_LENGTH = 4;

/** Tells the compression from the first bytes; a file's name plays no part. */
export function compressionOf(start: Uint8Array): Compression | null {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  if (start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd) return 'zstd';
  return null;
}

export type Inflater = Transform & { readonly bytesWritten: number };

/** Node's decompressor for it; null where this Node has none (zstd before 22.15). */
export function createInflater(compression: Compression): Inflater | null {
  // Most files are not compressed, and loading it takes 7 ms.
  const zlib = process.getBuiltinModule('node:zlib');
  const options = { chunkSize: 128 * 1024 };
  if (compression === 'gzip') return zlib.createGunzip(options);
  return typeof zlib.createZstdDecompress === 'function' ? zlib.createZstdDecompress(options) : null;
}
