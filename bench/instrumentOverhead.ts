/** What monitoring costs each call: the runtime beside a wrapper that does nothing, and beside no wrapper. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileCollector } from '../src/instrument/collectors/file.ts';
import { MemoryCollector } from '../src/instrument/collectors/memory.ts';
import { setGlobalCollector } from '../src/instrument/collectors/registry.ts';
import { monitorBlock } from '../src/instrument/monitorBlock.ts';
import { monitorFunction } from '../src/instrument/monitorFunction.ts';
import { median } from './measure.ts';
import { machineFacts, table, writeSection } from './results.ts';

/** Calls in one timing, and timings of each variant; the variants take turns. */
const CALLS = 2_000;
const ROUNDS = 41;

type Variant = readonly [name: string, call: () => unknown];

function add(a: number, b: number): number {
  return a + b;
}

function emptyWrapper<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R {
  return (...args) => fn(...args);
}

interface Cost {
  /** Microseconds of the median call by itself, and of each call of an unbroken loop. */
  readonly single: number;
  readonly loop: number;
}

/** Median costs over all rounds, by variant. */
async function costs(variants: readonly Variant[]): Promise<Map<string, Cost>> {
  const singles = new Map<string, number[]>(variants.map(([name]) => [name, []]));
  const loops = new Map<string, number[]>(variants.map(([name]) => [name, []]));
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, call] of variants) {
      const begun = performance.now();
      for (let i = 0; i < CALLS; i++) {
        const result = call();
        if (result instanceof Promise) await result;
      }
      const ended = performance.now();
      if (round === 0) continue;
      loops.get(name)!.push(((ended - begun) * 1000) / CALLS);
      for (let i = 0; i < CALLS / 10; i++) {
        const start = performance.now();
        const result = call();
        if (result instanceof Promise) await result;
        singles.get(name)!.push((performance.now() - start) * 1000);
      }
    }
  }
  return new Map(
    variants.map(([name]) => [name, { single: median(singles.get(name)!), loop: median(loops.get(name)!) }]),
  );
}

/** Measures, prints and writes the section of RESULTS.md. */
export async function measureInstrumentOverhead(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pypss-overhead-'));
  const empty = emptyWrapper(add);
  const monitored = monitorFunction('add', add);
  const wait = async (): Promise<number> => Promise.resolve(1);
  const emptyAsync = emptyWrapper(wait);
  const monitoredAsync = monitorFunction('wait', wait);
  const variants: Variant[] = [
    ['no wrapper', () => add(1, 2)],
    ['empty wrapper', () => empty(1, 2)],
    ['monitorFunction', () => monitored(1, 2)],
    ['monitorBlock with callback', () => monitorBlock('add', () => add(1, 2))],
    ['empty wrapper, async', () => emptyAsync()],
    ['monitorFunction, async', () => monitoredAsync()],
  ];
  const collectors = [
    ['memory', new MemoryCollector()],
    ['file', new FileCollector(join(folder, 'traces.ndjson'))],
  ] as const;
  try {
    const columns: Map<string, Cost>[] = [];
    for (const [, collector] of collectors) {
      setGlobalCollector(collector);
      columns.push(await costs(variants));
    }
    const rows = variants.map(([name]) => [
      name,
      ...columns.flatMap((column) => {
        const { single, loop } = column.get(name)!;
        return [single.toFixed(2), loop.toFixed(2)];
      }),
    ]);
    const text = [
      `${machineFacts()}; ${ROUNDS} timings of ${CALLS} calls each, in turns; median microseconds a call, writing of the`,
      'traces in the loop included.',
      '',
      table(['call', ...collectors.flatMap(([name]) => [`${name} collector, one call`, 'in a loop'])], rows),
    ].join('\n');
    process.stdout.write(`Overhead of the TypeScript runtime\n${text}\n\n`);
    writeSection('Overhead of the TypeScript runtime', text);
  } finally {
    await collectors[1][1].close();
    setGlobalCollector(null);
    rmSync(folder, { recursive: true });
  }
}
