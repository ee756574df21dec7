/** One call: from its first reading to its trace. */
import { threadId } from 'node:worker_threads';
import { submit } from './collectors/registry.ts';
import { type Frame, frames, NO_TAGS, type Tags } from './frames.ts';
import { exceptionMessage, exceptionType, isFailure, type Thrown } from './failure.ts';
import { cpuAtStart, cpuSince, epochOf, memory, monotonic } from './meter.ts';
import type { Place } from './place.ts';
import type { TraceRecord } from './record.ts';
import { ratesOf } from './sampling.ts';
import { settings } from './settings.ts';

const mark = `${process.pid}${threadId === 0 ? '' : `t${threadId}`}`;
let calls = 0;

/** A running call. Create it when the call starts, `finish` it when it ends. */
export class Call implements Frame {
  readonly number: number = calls++;
  readonly timestamp: number;
  tags: Tags;
  readonly #place: Place;
  readonly #parent: number;
  readonly #parentTimestamp: number;
  readonly #memory: number;
  readonly #cpu: number;
  readonly #start: number;

  constructor(place: Place) {
    const around = frames.getStore();
    this.#place = place;
    this.#parent = around?.number ?? -1;
    this.#parentTimestamp = around?.timestamp ?? 0;
    this.tags = around?.tags ?? NO_TAGS;
    this.#cpu = cpuAtStart();
    this.#start = monotonic();
    this.#memory = memory(this.#start);
    this.timestamp = epochOf(this.#start) / 1000;
  }

  /** CPU seconds of this thread since the call started. */
  get cpuTime(): number {
    return cpuSince(this.#cpu, monotonic() - this.#start) / 1000;
  }

  /**
   * Submits the trace, if sampling lets it through.
   * @param asyncCpu of a call that let others run in between: its own CPU seconds. Otherwise all that the thread used are.
   */
  finish(thrown: Thrown | null, asyncCpu: number | null = null): void {
    const now = monotonic();
    const duration = (now - this.#start) / 1000;
    const used = asyncCpu === null ? cpuSince(this.#cpu, now - this.#start) / 1000 : Math.min(asyncCpu, duration);
    const failed = thrown !== null && isFailure(thrown.error);
    const place = this.#place;
    const rate = rateOf(place, failed);
    if (rate < 1 && Math.random() >= rate) return;
    const resident = memory(now);
    const record: TraceRecord = {
      trace_id: idOf(this.timestamp, this.number),
      name: place.name,
      filename: place.filename,
      lineno: place.lineno,
      module: place.module,
      duration,
      cpu_time: used,
      wait_time: duration - used,
      memory: resident,
      memory_diff: resident - this.#memory,
      error: failed,
      // Also of cancellation, which is no failure but told as what it is.
      exception_type: thrown === null ? null : exceptionType(thrown.error),
      exception_message: thrown === null ? null : exceptionMessage(thrown.error),
      branch_tag: place.branchTag,
      timestamp: this.timestamp,
    };
    if (asyncCpu !== null) record.async_op = true;
    if (this.#parent >= 0) record.parent_id = idOf(this.#parentTimestamp, this.#parent);
    if (rate < 1) record.sample_rate = rate;
    submit(this.tags === NO_TAGS ? record : { ...record, ...this.tags });
  }
}

/** Share 0..1 of such calls that is recorded. */
function rateOf(place: Place, failed: boolean): number {
  const now = settings();
  if (place.rates?.settings !== now) place.rates = ratesOf(place.name, place.module, now);
  return failed ? place.rates.failures : place.rates.successes;
}

function idOf(timestamp: number, number: number): string {
  return `${timestamp.toFixed(6)}-${mark}.${number}`;
}

/**
 * Submits a measurement of the process, which is no call.
 * @param interval seconds that it covers
 * @param lag seconds
 */
export function submitMeasurement(place: Place, interval: number, lag: number, metadata: Record<string, number>): void {
  const rate = rateOf(place, false);
  if (rate < 1 && Math.random() >= rate) return;
  const now = monotonic();
  const timestamp = epochOf(now) / 1000 - interval;
  const record: TraceRecord = {
    trace_id: idOf(timestamp, calls++),
    name: place.name,
    filename: place.filename,
    lineno: place.lineno,
    module: place.module,
    duration: interval,
    cpu_time: 0,
    wait_time: lag,
    memory: memory(now),
    memory_diff: 0,
    error: false,
    exception_type: null,
    exception_message: null,
    branch_tag: null,
    timestamp,
    async_op: true,
    system_metric: true,
    metadata,
  };
  if (rate < 1) record.sample_rate = rate;
  submit(record);
}
