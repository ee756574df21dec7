import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildContenders, CLI, contenders } from './contenders.ts';
import { measureCollectors } from './collectors.ts';
import { compareContenders, measureAccuracy } from './comparison.ts';
import { DATA_FOLDER } from './dataFiles.ts';
import { SHAPES } from './generator/shapes.ts';
import type { Shape } from './generator/shapes.ts';
import { measureInstrumentOverhead } from './instrumentOverhead.ts';
import { measurePipe } from './pipe.ts';
import { measureRuntime } from './runtime.ts';
import { measureVerdicts } from './verdicts.ts';

const USAGE = `usage: npm run bench -- [options]
  --sizes 100e6,1e9    bytes of the generated files (100e6)
  --large              also 1e9
  --shapes indent,array,ndjson
  --only ours,jsonParse,streamParser,duckDb,readOnly
  --rounds 5  --seed 1
  --cli dist/cli.js    our command line, from another build
  --no-accuracy        leave out the comparison with exact scores
  --verdicts           only: how often verdicts on regressions are right (a part of every run)
  --no-verdicts        leave that out
  --runtime            only: what recording a call costs in Python (a part of every run)
  --no-runtime         leave that out
  --overhead           only: what the TypeScript runtime costs a call (a part of every run)
  --no-overhead        leave that out
  --collectors         only: how fast traces are received (a part of every run, --no-collectors leaves it out)
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
      verdicts: { type: 'boolean' },
      runtime: { type: 'boolean' },
      overhead: { type: 'boolean' },
      collectors: { type: 'boolean' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const alone = [values.runtime, values.verdicts, values.overhead, values.collectors].includes(true);
  const wanted = (section: boolean | undefined): boolean => section ?? !alone;
  if (wanted(values.runtime)) measureRuntime();
  if (wanted(values.verdicts)) measureVerdicts();
  if (wanted(values.overhead)) await measureInstrumentOverhead();
  if (wanted(values.collectors)) await measureCollectors(values.cli);
  if (alone) return;
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
