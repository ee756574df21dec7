/// <reference lib="esnext.disposable" preserve="true" />
/** How late the event loop is: the measurement behind Concurrency Chaos' lag. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { submitMeasurement } from './calls.ts';
import { Place } from './place.ts';

const PLACE = new Place('__event_loop_health__', { filename: 'unknown', lineno: 0 }, { module: 'pypss.system' });

/** Milliseconds between two looks at the loop. */
const RESOLUTION = 10;

// Below these, in seconds and in timers, sockets and requests, the loop is well and nothing is recorded.
const LAG = 0.001;
const TASKS = 10;

export interface EventLoopOptions {
  /** Milliseconds that a measurement covers. */
  readonly interval?: number | undefined;
}

/** Ends the measuring. */
export interface EventLoopMonitoring extends Disposable {
  stop(): void;
}

/**
 * Measures the event loop of this thread until it is stopped; keeps no process alive. The lag of a measurement is what
 * something due at any moment of it had to wait on average.
 * @throws RangeError when the interval is shorter than 20 ms
 */
export function startEventLoopMonitoring({ interval = 500 }: EventLoopOptions = {}): EventLoopMonitoring {
  if (!(interval >= 2 * RESOLUTION)) throw new RangeError(`interval must be at least ${2 * RESOLUTION} ms`);
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
  delays.enable();
  let begun = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const { count } = delays;
    const lag = count === 0 ? 0 : meanWait(count, delays.mean, delays.stddev, now - begun) / 1000;
    const maxLag = count === 0 ? 0 : Math.max(0, delays.max / 1e6 - RESOLUTION) / 1000;
    delays.reset();
    begun = now;
    const tasks = process.getActiveResourcesInfo().length;
    if (lag <= LAG && tasks <= TASKS) return;
    submitMeasurement(PLACE, interval / 1000, lag, { lag, active_tasks: tasks, churn_rate: 0, max_lag: maxLag });
  }, interval);
  timer.unref();
  const stop = (): void => {
    clearInterval(timer);
    delays.disable();
  };
  return { stop, [Symbol.dispose]: stop };
}

/**
 * Mean milliseconds that something due at a random moment waits: a look that is late by L means a wait of L/2 on average
 * for all that was due during L.
 * @param mean nanoseconds between two looks
 * @param stddev nanoseconds
 * @param elapsed milliseconds
 */
function meanWait(count: number, mean: number, stddev: number, elapsed: number): number {
  const late = Math.max(0, mean / 1e6 - RESOLUTION);
  const spread = stddev / 1e6;
  return (count * (late * late + spread * spread)) / (2 * elapsed);
}
