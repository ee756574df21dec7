/**
 * The scores from all values at once, straight from the formulas: the yardstick for the analyzer, which keeps
 * sketches. Shares no code with it, on purpose.
 */

export interface ExactScores {
  ts: number;
  ms: number;
  ev: number;
  be: number;
  cc: number;
}

/** A list of doubles that grows by doubling: plain arrays of millions of numbers take several times the memory. */
class Doubles {
  private values = new Float64Array(16);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  view(): Float64Array {
    return this.values.subarray(0, this.length);
  }
}

export interface ExactTrace {
  duration: number;
  wait_time: number;
  memory: number;
  error: boolean;
  branch_tag: string | null;
}

/** All values of one scope: the file, a module, a function or a window. */
export class ExactScope {
  private readonly duration = new Doubles();
  private readonly wait = new Doubles();
  private readonly memory = new Doubles();
  private readonly tags = new Map<string, number>();
  private readonly lags = new Doubles();
  private errors = 0;
  private run = 0;
  private longestRun = 0;

  get traces(): number {
    return this.duration.length;
  }

  add(trace: ExactTrace): void {
    this.duration.push(trace.duration);
    this.wait.push(trace.wait_time);
    this.memory.push(trace.memory);
    this.run = trace.error ? this.run + 1 : 0;
    if (trace.error) this.errors++;
    if (this.run > this.longestRun) this.longestRun = this.run;
    if (trace.branch_tag) this.tags.set(trace.branch_tag, (this.tags.get(trace.branch_tag) ?? 0) + 1);
  }

  addLag(seconds: number): void {
    this.lags.push(seconds);
  }

  /** The five sub-scores under the default configuration. Needs at least one trace. */
  scores(): ExactScores {
    return {
      ts: this.timing(),
      ms: this.memoryStability(),
      ev: this.errorVolatility(),
      be: this.entropy(),
      cc: this.concurrency(),
    };
  }

  private timing(): number {
    const sorted = this.duration.view().slice().sort();
    const median = exclusivePercentile(sorted, 50);
    const tail = sorted.length >= 2 && median > 0 ? exclusivePercentile(sorted, 95) / median : 1;
    return clamp(Math.exp(-2 * variation(this.duration.view())) / (1 + Math.max(0, tail - 1)));
  }

  private memoryStability(): number {
    const sorted = this.memory.view().slice().sort();
    const n = sorted.length;
    if (n < 2) return 1;
    const median = (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2 + 1e-9;
    const peak = sorted[n - 1];
    if (median <= 1e-9) return peak === 0 ? 1 : 0;
    const { deviation } = moments(sorted);
    const spike = Math.max(0, peak / median - 1.5);
    return clamp(Math.exp(-2 * (deviation / median + peak / median - 1)) * Math.exp(-2 * spike));
  }

  private errorVolatility(): number {
    const n = this.traces;
    const rate = this.errors / n;
    const dispersion = n < 2 || this.errors === 0 ? 0 : ((1 - rate) * n) / (n - 1);
    let score = Math.exp(-(rate + 0.5 * dispersion));
    if (rate > 0.1) score *= 1 - ((rate - 0.1) / 0.9) * 0.5;
    if (this.longestRun >= 3) score *= Math.exp(-2 * (this.longestRun - 2));
    return clamp(score);
  }

  private entropy(): number {
    if (this.tags.size <= 1) return 1;
    const counts = [...this.tags.values()];
    const total = counts.reduce((sum, count) => sum + count, 0);
    const bits = -counts.reduce((sum, count) => sum + (count / total) * Math.log2(count / total), 0);
    return clamp(1 - bits / Math.log2(counts.length));
  }

  private concurrency(): number {
    const waits = this.wait.view();
    let score = waits.length >= 2 && moments(waits).mean > 0.001 ? Math.exp(-2 * variation(waits)) : 1;
    if (this.lags.length > 0) {
      const { mean } = moments(this.lags.view());
      if (mean > 0.01) score *= 1 - Math.min(1, 5 * mean);
    }
    return clamp(score);
  }
}

/** PSS before rounding, from sub-scores under the default weights. */
export function rawPss({ ts, ms, ev, be, cc }: ExactScores): number {
  return 100 * (0.3 * ts + 0.2 * ms + 0.2 * ev + 0.15 * be + 0.15 * cc);
}

function clamp(score: number): number {
  return Math.min(1, Math.max(0, score));
}

function variation(values: Float64Array): number {
  if (values.length < 2) return 0;
  const { mean, deviation } = moments(values);
  return mean === 0 ? 0 : deviation / mean;
}

/** Two passes and compensated sums: the last digit is not in question here. */
function moments(values: Float64Array): { mean: number; deviation: number } {
  const mean = sum(values, (value) => value) / values.length;
  const squares = sum(values, (value) => (value - mean) ** 2);
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

/** Neumaier's sum. */
function sum(values: Float64Array, term: (value: number) => number): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = term(value);
    const larger = total + next;
    lost += Math.abs(total) >= Math.abs(next) ? total - larger + next : next - larger + total;
    total = larger;
  }
  return total + lost;
}

/** As Python's `statistics.quantiles(n=100)`, exclusive: small samples extrapolate. `sorted` holds at least one. */
function exclusivePercentile(sorted: Float64Array, percent: number): number {
  const n = sorted.length;
  if (n < 2) return sorted[0];
  const below = Math.min(n - 1, Math.max(1, Math.floor(((n + 1) * percent) / 100)));
  const part = (n + 1) * percent - below * 100;
  return (sorted[below - 1] * (100 - part) + sorted[below] * part) / 100;
}
