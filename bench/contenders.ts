import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_FOLDER } from './dataFiles.ts';
import type { DataFile } from './dataFiles.ts';
import type { Shape } from './generator/shapes.ts';

/** A program that takes part. */
export interface Contender {
  key: 'ours' | 'jsonParse' | 'streamParser' | 'duckDb' | 'readOnly';
  title: string;
  /** Arguments of Node. */
  arguments(file: DataFile, shape: Shape): string[];
  /** Why it cannot read this file, or null. */
  refuses(file: DataFile): string | null;
}

/** Our command line as built. */
export const CLI = join(import.meta.dirname, '..', 'dist', 'cli.js');

/** Characters that a string of V8 can hold. */
const LONGEST_STRING = 2 ** 29 - 24;

function script(key: string): string {
  return join(DATA_FOLDER, 'contenders', `${key}.js`);
}

function contender(key: Contender['key'], title: string, refuses: Contender['refuses'] = () => null): Contender {
  return { key, title, arguments: ({ path, bytes }, shape) => [script(key), path, shape, String(bytes)], refuses };
}

/** Ours, from that bundle: two builds can be compared with each other. */
function ours(cli: string): Contender {
  return {
    key: 'ours',
    title: 'pypss analyze',
    arguments: ({ path }) => [cli, 'analyze', '--trace-file', path, '--format', 'json'],
    refuses: () => (existsSync(cli) ? null : `${cli} is missing: run npm run build`),
  };
}

/** Everybody, with our command line from the bundle `cli`. */
export function contenders(cli: string): Contender[] {
  return [ours(cli), ...OTHERS];
}

const OTHERS: readonly Contender[] = [
  contender('jsonParse', 'JSON.parse, whole file', ({ bytes }) =>
    bytes > LONGEST_STRING ? 'not possible: longer than any string' : null,
  ),
  contender('streamParser', '@streamparser/json'),
  contender('duckDb', 'DuckDB, 2 threads'),
  contender('readOnly', 'read only'),
];

/** Bundles the contenders as our own CLI is bundled, so that nobody pays for compiling TypeScript. */
export async function buildContenders(): Promise<void> {
  await build({
    entryPoints: ['readOnly', 'jsonParse', 'streamParser', 'duckDb'].map((name) =>
      join(import.meta.dirname, 'contenders', `${name}.ts`),
    ),
    outdir: join(DATA_FOLDER, 'contenders'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    external: ['@duckdb/node-api'],
    logLevel: 'warning',
  });
}
