import { MemoryCollector } from '../../../src/instrument/collectors/memory.ts';
import { setGlobalCollector } from '../../../src/instrument/collectors/registry.ts';
import type { TraceRecord } from '../../../src/instrument/record.ts';

/** The traces of what `run` calls, in the order in which the calls ended. */
export async function tracesOf(run: () => unknown): Promise<TraceRecord[]> {
  const memory = new MemoryCollector();
  const previous = setGlobalCollector(memory);
  try {
    await run();
  } finally {
    setGlobalCollector(previous);
  }
  return memory.getTraces();
}

/** What one call tells. */
export async function traceOf(run: () => unknown): Promise<TraceRecord> {
  const traces = await tracesOf(run);
  if (traces.length !== 1) throw new Error(`expected one trace, not ${traces.length}`);
  return traces[0];
}
