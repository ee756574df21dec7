import { closeSync, openSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEFAULTS, generateTraces } from './generator/traces.ts';
import { SHAPES } from './generator/shapes.ts';
import type { Shape } from './generator/shapes.ts';
import { writeFully } from './output.ts';

const USAGE = `usage: node bench/generate.ts --out FILE|- [--shape ${SHAPES.join('|')}] [--bytes 100e6] [--seed 1]
         [--modules 40] [--functions 300] [--span SECONDS]
Writes seeded traces of a made-up service; '-' is standard output.`;

/** Thrown for options that make no sense; its text is for the user. */
class UsageError extends Error {}

function positive(text: string | undefined, name: string, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new UsageError(`--${name} must be a number above 0, not ${text}`);
  return value;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      shape: { type: 'string' },
      bytes: { type: 'string' },
      seed: { type: 'string' },
      modules: { type: 'string' },
      functions: { type: 'string' },
      span: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const shape = (values.shape ?? DEFAULTS.shape) as Shape;
  if (!SHAPES.includes(shape)) throw new UsageError(`--shape must be one of ${SHAPES.join(', ')}`);
  if (!values.out) throw new UsageError('--out is missing');
  const options = {
    shape,
    bytes: positive(values.bytes, 'bytes', DEFAULTS.bytes),
    seed: positive(values.seed, 'seed', DEFAULTS.seed),
    modules: Math.round(positive(values.modules, 'modules', DEFAULTS.modules)),
    functions: Math.round(positive(values.functions, 'functions', DEFAULTS.functions)),
    span: positive(values.span, 'span', DEFAULTS.span),
  };
  const descriptor = values.out === '-' ? 1 : openSync(values.out, 'w');
  const started = performance.now();
  const { traces, bytes } = generateTraces(options, (block) => {
    if (!writeFully(descriptor, block)) process.exit(0);
  });
  if (descriptor !== 1) closeSync(descriptor);
  const speed = bytes / 1e3 / (performance.now() - started);
  process.stderr.write(`${traces} traces, ${bytes} bytes, ${Math.round(speed)} MB/s\n`);
}

try {
  main();
} catch (error) {
  const wrongUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${wrongUsage ? `${USAGE}\n` : ''}`);
  process.exitCode = wrongUsage ? 2 : 1;
}
