/** What summaries take of a block of values; a faster one may stand in for the plain one, with the same results. */
export interface BlockKernel {
  /**
   * Sums and extremes of `values[from..to)`, at the places `SUM` to `MAX` of what is returned. Valid until the next call.
   */
  measure(values: Float64Array, from: number, to: number): Float64Array;
  /**
   * For each of `values[from..to)`, at most `LONGEST_BLOCK`, the upper half of the double shifted right by `shift`, -1
   * for one that is not above zero; from place 0 on. Valid until the next call.
   */
  bins(values: Float64Array, from: number, to: number, shift: number): Int32Array;
}

// Places of what `measure` finds.
/** The sum is `SUM` + `CARRY`, which holds what rounding took from it. */
export const SUM = 0;
export const CARRY = 1;
/** Sum of squared deviations from the mean. */
export const SQUARES = 2;
export const MIN = 3;
export const MAX = 4;

/** Values in the longest block. */
export const LONGEST_BLOCK = 16_384;

const measured = new Float64Array(5);
const found = new Int32Array(LONGEST_BLOCK);

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

function measure(values: Float64Array, from: number, to: number): Float64Array {
  let sum = 0;
  let carry = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = from; i < to; i++) {
    const x = values[i];
    const t = sum + x;
    const virtual = t - sum;
    carry += sum - (t - virtual) + (x - virtual);
    sum = t;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  const n = to - from;
  const mean = (sum + carry) / n;
  let squares = 0;
  let rest = 0;
  for (let i = from; i < to; i++) {
    const d = values[i] - mean;
    squares += d * d;
    rest += d;
  }
  measured[SUM] = sum;
  measured[CARRY] = carry;
  measured[SQUARES] = squares - (rest * rest) / n;
  measured[MIN] = min;
  measured[MAX] = max;
  return measured;
}

function bins(values: Float64Array, from: number, to: number, shift: number): Int32Array {
  for (let i = from; i < to; i++) {
    float[0] = values[i];
    found[i - from] = values[i] > 0 ? words[HIGH] >>> shift : -1;
  }
  return found;
}

export const PLAIN_KERNEL: BlockKernel = { measure, bins };
