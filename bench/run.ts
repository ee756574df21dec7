import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildContenders, CLI, contenders } from './contenders.ts';
import { compareContenders, measureAccuracy } from './comparison.ts';
import { DATA_FOLDER } from './dataFiles.ts';
import { SHAPES } from './generator/shapes.ts';
import type { Shape } from './generator/shapes.ts';
import { measurePipe } from './pipe.ts';

const USAGE = `usage: npm run bench -- [options]
  --sizes 100e6,1e9    bytes of the generated files (100e6)
  --large              also 1e9
  --shapes indent,array,ndjson
  --only ours,jsonParse,streamParser,duckDb,readOnly
  --rounds 5  --seed 1
  --cli dist/cli.js    our command line, from another build
  --no-accuracy        leave out the comparison with exact scores
  --pipe 10e9          only: generate that much into 'pypss analyze --trace-file -', once (shape: the first of --shapes)`;

function chosen<T extends string>(text: string | undefined, known: readonly T[], option: string): T[] {
  if (text === undefined) return [...known];
  return text.split(',').map((name) => {
    const found = known.find((one) => one === name.trim());
    if (!found) throw new TypeError(`--${option}: ${name} is none of ${known.join(', ')}`);
    return found;
  });
}

function amount(text: string, option: string): number {
  const value = Number(text);
  if (!(value >= 1 && Number.isFinite(value)))
    throw new TypeError(`--${option} must be a number of at least 1, not ${text}`);
  return value;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      sizes: { type: 'string', default: '100e6' },
      large: { type: 'boolean', default: false },
      shapes: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
      accuracy: { type: 'boolean', default: true },
      cli: { type: 'string', default: CLI },
      pipe: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const shapes: Shape[] = chosen(values.shapes, SHAPES, 'shapes');
  const seed = amount(values.seed, 'seed');
  mkdirSync(DATA_FOLDER, { recursive: true });
  if (values.pipe !== undefined) {
    await measurePipe(values.cli, amount(values.pipe, 'pipe'), shapes[0], seed);
    return;
  }
  const everybody = contenders(values.cli);
  const keys = everybody.map(({ key }) => key);
  const only = chosen(values.only, keys, 'only');
  const taking = everybody.filter(({ key }) => only.includes(key));
  const sizes = new Set(values.sizes.split(',').map((size) => amount(size, 'sizes')));
  if (values.large) sizes.add(1e9);
  await buildContenders();
  for (const bytes of sizes) {
    await compareContenders({
      bytes,
      seed,
      shapes,
      contenders: taking,
      rounds: Math.round(amount(values.rounds, 'rounds')),
    });
    const ours = taking.find(({ key }) => key === 'ours');
    if (ours && values.accuracy) await measureAccuracy(ours, bytes, seed);
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
