import { setImmediate } from 'node:timers/promises';
import type { ScanResult, TraceScanner } from './scan.ts';
import { SourceError } from './source.ts';
import type { TraceSource } from './source.ts';

export interface ReadingProgress {
  /** Stored bytes consumed. */
  bytes: number;
  /** Stored bytes in all, null when unknown. */
  total: number | null;
  traces: number;
}

export interface ReadingOptions {
  /** Called at most every `progressInterval` milliseconds (100), and once at the end. */
  onProgress?: (progress: ReadingProgress) => void;
  progressInterval?: number;
  /** Asked before each piece of input (512 KiB); true ends the reading. */
  isCancelled?: () => boolean;
}

export type ReadingOutcome =
  | { status: 'done'; result: ScanResult }
  | { status: 'cancelled'; result: ScanResult }
  /** The source could not be read to its end; the result holds what was found before. */
  | { status: 'failed'; result: ScanResult; error: SourceError };

/** Milliseconds after which the event loop gets a turn. */
const YIELD_INTERVAL = 50;

/** Pours a source into a scanner and closes it. */
export async function readTraces(
  source: TraceSource,
  scanner: TraceScanner,
  options: ReadingOptions = {},
): Promise<ReadingOutcome> {
  const { onProgress, isCancelled, progressInterval = 100 } = options;
  const report = (): void =>
    onProgress?.({ bytes: source.consumed, total: source.total, traces: scanner.result().traces });
  let lastYield = performance.now();
  let lastReport = lastYield;
  try {
    while (!scanner.done) {
      if (isCancelled?.() === true) return { status: 'cancelled', result: scanner.result() };
      const reading = source.read(scanner.space());
      const count = typeof reading === 'number' ? reading : await reading;
      if (count === 0) break;
      scanner.advance(count);
      const now = performance.now();
      if (now - lastReport >= progressInterval) {
        lastReport = now;
        report();
      }
      if (now - lastYield >= YIELD_INTERVAL) {
        await setImmediate();
        lastYield = performance.now();
      }
    }
    const before = scanner.result().damage;
    const result = scanner.finish();
    // Where the stored bytes are damaged, that is the cause of whatever looks broken at their end.
    if (source.damage !== null && before === null) result.damage = { offset: result.bytes, reason: source.damage };
    report();
    return { status: 'done', result };
  } catch (error) {
    if (error instanceof SourceError) return { status: 'failed', result: scanner.result(), error };
    throw error;
  } finally {
    source.close();
  }
}
