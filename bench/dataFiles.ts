import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateTraces } from './generator/traces.ts';
import type { GenerateOptions } from './generator/traces.ts';
import { writeFully } from './output.ts';

/** Where generated files are kept between runs; git ignores it. */
export const DATA_FOLDER = join(import.meta.dirname, 'data');

/** To be raised when the generator writes something else for the same options. */
const GENERATOR_VERSION = 1;

export interface DataFile {
  path: string;
  bytes: number;
  /** Records in it, measurements of the event loop included. */
  records: number;
}

/** The file that these options describe: the kept one if it is whole and made by the same generator, else a new one. */
export function dataFile(options: GenerateOptions): DataFile {
  mkdirSync(DATA_FOLDER, { recursive: true });
  const extension = options.shape === 'ndjson' ? 'ndjson' : 'json';
  const path = join(DATA_FOLDER, `${options.shape}-${options.bytes}-seed${options.seed}.${extension}`);
  const notePath = `${path}.note`;
  const wanted = JSON.stringify({ version: GENERATOR_VERSION, ...options });
  if (existsSync(path) && existsSync(notePath)) {
    const note = JSON.parse(readFileSync(notePath, 'utf8')) as DataFile & { made: string };
    if (note.made === wanted && statSync(path).size === note.bytes)
      return { path, bytes: note.bytes, records: note.records };
  }
  // Under another name first, so that an interrupted run leaves no half file behind.
  const unfinished = `${path}.part`;
  const descriptor = openSync(unfinished, 'w');
  const { traces, bytes } = generateTraces(options, (block) => {
    writeFully(descriptor, block);
  });
  closeSync(descriptor);
  renameSync(unfinished, path);
  writeFileSync(notePath, JSON.stringify({ made: wanted, bytes, records: traces }));
  return { path, bytes, records: traces };
}
