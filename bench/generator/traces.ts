import { ByteWriter } from './byteWriter.ts';
import { Random } from './random.ts';
import { RecordTemplates } from './recordTemplates.ts';
import { designService } from './service.ts';
import { PUNCTUATION } from './shapes.ts';
import type { Shape } from './shapes.ts';

export interface GenerateOptions {
  shape: Shape;
  /** Size to reach; the last record may go past it. */
  bytes: number;
  seed: number;
  modules: number;
  functions: number;
  /** Seconds from the first to the last trace, about. */
  span: number;
}

export const DEFAULTS: GenerateOptions = {
  shape: 'ndjson',
  bytes: 100e6,
  seed: 1,
  modules: 40,
  functions: 300,
  span: 3600,
};

/** 2025-12-10 16:35:42 UTC. */
const EPOCH = 1765384542660973;
const PAGE = 4096;
const MEMORY_LOW = 128e6;
const MEMORY_HIGH = 140e6;
/** One record in so many measures the event loop instead of a call. */
const LOOP_HEALTH_EVERY = 2000;

/**
 * Writes the traces of a made-up but realistic service: durations spread like logarithms of a normal, few functions
 * make most calls, errors come single and in bursts, memory wanders by pages and seldom jumps.
 */
export function generateTraces(
  options: GenerateOptions,
  write: (block: Uint8Array) => void,
): { traces: number; bytes: number } {
  const random = new Random(options.seed);
  const service = designService(random, options.modules, options.functions);
  const punctuation = PUNCTUATION[options.shape];
  const templates = new RecordTemplates(service, punctuation);
  const out = new ByteWriter(write);
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const between = encode(punctuation.between);
  // Calls arrive at random; the mean gap makes the whole file last as long as asked for.
  const meanGap = (options.span * 1e6 * templates.typicalSize) / options.bytes;
  const burst = new Uint16Array(options.modules);
  let now = EPOCH;
  let memory = 133423104;
  let spike = 0;
  let traces = 0;

  out.text(encode(punctuation.start));
  while (out.size < options.bytes) {
    if (traces > 0) out.text(between);
    now += -Math.log(1 - random.uniform()) * meanGap;
    if (++traces % LOOP_HEALTH_EVERY === 0) {
      templates.loopHealth(out, random, Math.round(now));
      continue;
    }
    const index = service.draw(random);
    const called = service.functions[index];
    const luck = random.uniform();

    let change = 0;
    if (luck < 0.15) {
      change = PAGE * Math.round(random.normal() * 6);
      memory += change;
      if (memory < MEMORY_LOW) memory += PAGE * 200;
      else if (memory > MEMORY_HIGH) memory -= PAGE * 200;
    }
    if (spike > 0) spike--;
    else if (luck > 0.99998) spike = 40;

    const slow = luck > 0.5 && luck < 0.502 ? 8 : 1;
    const duration = Math.min(9.9, Math.exp(called.logMedian + called.spread * random.normal()) * slow);
    const cpu = duration * called.cpuShare * (0.8 + 0.4 * random.uniform());

    let failed: boolean;
    if (burst[called.moduleIndex] > 0) {
      burst[called.moduleIndex]--;
      failed = random.uniform() < 0.6;
    } else {
      failed = random.uniform() < called.errorRate;
      // A failing dependency: most calls of the module fail for a while.
      if (luck > 0.4 && luck < 0.40003) burst[called.moduleIndex] = 60;
    }

    templates.call(out, random, {
      index,
      start: Math.round(now - duration * 1e6),
      duration,
      cpu,
      memory: spike > 0 ? memory + PAGE * 9000 : memory,
      change,
      failed,
    });
    out.flushFull();
  }
  out.text(encode(punctuation.end));
  const bytes = out.size;
  out.flush();
  return { traces, bytes };
}
