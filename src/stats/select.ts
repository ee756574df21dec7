/**
 * Order statistics without sorting everything: quickselect with three-way partitioning, narrowed to the ranks asked
 * for. Equal values (memory sizes repeat a lot) end in one step.
 */

/** Values of the ascending 0-based `ranks`; rearranges `values[0..n)`. */
export function selectRanks(values: Float64Array, n: number, ranks: readonly number[]): number[] {
  select(values, 0, n - 1, ranks, 0, ranks.length);
  return ranks.map((rank) => values[rank]);
}

function select(v: Float64Array, low: number, high: number, ranks: readonly number[], from: number, to: number): void {
  while (from < to && low < high) {
    if (high - low < 24) {
      insertionSort(v, low, high);
      return;
    }
    partition(v, low, high, medianOfThree(v, low, high, ranks[(from + to) >> 1]));
    const [less, more] = equals;
    let left = from;
    while (left < to && ranks[left] < less) left++;
    let right = left;
    while (right < to && ranks[right] <= more) right++;
    if (right >= to) {
      high = less - 1;
      to = left;
    } else {
      select(v, low, less - 1, ranks, from, left);
      low = more + 1;
      from = right;
    }
  }
}

/** Places of the first and the last value that equal the pivot. */
const equals: [number, number] = [0, 0];

/** Puts what is below the pivot before it and what is above behind it. A function of its own, for the engine then keeps its compiled form. */
function partition(v: Float64Array, low: number, high: number, pivot: number): void {
  let less = low;
  let more = high;
  let i = low;
  while (i <= more) {
    const x = v[i];
    if (x < pivot) {
      v[i++] = v[less]!;
      v[less++] = x;
    } else if (x > pivot) {
      v[i] = v[more]!;
      v[more--] = x;
    } else {
      i++;
    }
  }
  equals[0] = less;
  equals[1] = more;
}

/** Takes its samples around the wanted rank, so that sorted input and one-sided ranks are split well too. */
function medianOfThree(v: Float64Array, low: number, high: number, rank: number): number {
  const a = v[low + ((high - low) >> 2)];
  const b = v[rank < low || rank > high ? (low + high) >> 1 : rank];
  const c = v[high - ((high - low) >> 2)];
  return a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b;
}

function insertionSort(v: Float64Array, low: number, high: number): void {
  for (let i = low + 1; i <= high; i++) {
    const x = v[i];
    let j = i - 1;
    while (j >= low && v[j] > x) {
      v[j + 1] = v[j]!;
      j--;
    }
    v[j + 1] = x;
  }
}
