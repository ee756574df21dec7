import { ROWS } from './columns';

/** What `measure` found: sum, carry, squares, least and greatest, as `src/stats/blockKernel.ts` tells. */
const measured = memory.data(5 * 8, 16);
/** What `bins` found. */
const found = memory.data(ROWS * 4, 16);

/** Takes the sums and extremes of the doubles at `column`, rows `from` to `to` (exclusive), step by step as in JavaScript. */
export function measure(column: usize, from: i32, to: i32): void {
  const first = column + (from << 3);
  const end = column + (to << 3);
  let sum: f64 = 0;
  let carry: f64 = 0;
  let least: f64 = Infinity;
  let greatest: f64 = -Infinity;
  for (let at = first; at < end; at += 8) {
    const x = load<f64>(at);
    const t = sum + x;
    const virtual = t - sum;
    carry += sum - (t - virtual) + (x - virtual);
    sum = t;
    if (x < least) least = x;
    if (x > greatest) greatest = x;
  }
  const count = <f64>(to - from);
  const mean = (sum + carry) / count;
  let squares: f64 = 0;
  let rest: f64 = 0;
  for (let at = first; at < end; at += 8) {
    const d = load<f64>(at) - mean;
    squares += d * d;
    rest += d;
  }
  store<f64>(measured, sum);
  store<f64>(measured, carry, 8);
  store<f64>(measured, squares - (rest * rest) / count, 16);
  store<f64>(measured, least, 24);
  store<f64>(measured, greatest, 32);
}

/** Finds the bins of the doubles at `column`: their upper bits, -1 for what is not above zero. */
export function bins(column: usize, from: i32, to: i32, shift: i32): void {
  const count = to - from;
  for (let i = 0; i < count; i++) {
    const at = column + ((from + i) << 3);
    store<i32>(found + (i << 2), load<f64>(at) > 0 ? load<i32>(at, 4) >>> shift : -1);
  }
}

export function measuredNumbers(): usize {
  return measured;
}

export function foundBins(): usize {
  return found;
}
