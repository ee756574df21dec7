import type { Measurement } from './verdictMeasures.ts';

/** One figure of one function: in the earlier runs (null where it was not measured) and in the run that is judged. */
export interface Series {
  earlier: readonly (Measurement | null)[];
  head: Measurement;
}

/** With fewer functions the machine cannot be told from one of them. */
const FEWEST = 5;
/** Up to so many functions each is compared with the others only; among more its own part does not matter. */
const FEW = 40;

function medianOf(sorted: Float64Array): number {
  const n = sorted.length;
  return n === 0 ? 0 : (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
}

export function meanOf(series: Series): number {
  const values = series.earlier.filter((one) => one !== null);
  return values.reduce((sum, { value }) => sum + value, 0) / values.length;
}

/**
 * Takes out of each run what moved all functions alike: the median over the functions of their distance from their
 * own mean. Its own uncertainty, (π/2)·v/G, is added to the variances. Fewer than five functions stay as they are.
 */
export function withoutCommonFactor(all: readonly Series[]): Series[] {
  if (all.length < FEWEST) return [...all];
  const means = all.map(meanOf);
  const runs = all[0].earlier.length;
  const cells = (run: number): (Measurement | null)[] =>
    all.map(({ earlier, head }) => (run === runs ? head : earlier[run]));
  const columns = Array.from({ length: runs + 1 }, (_, run) => factorsOf(cells(run), means));
  return all.map(({ earlier, head }, i) => ({
    earlier: earlier.map((one, run) => (one === null ? null : columns[run](i, one))),
    head: columns[runs](i, head),
  }));
}

/** Corrects the measurements of one run. */
function factorsOf(
  cells: readonly (Measurement | null)[],
  means: readonly number[],
): (i: number, one: Measurement) => Measurement {
  const present = cells.flatMap((cell, i) => (cell === null ? [] : [{ i, distance: cell.value - means[i] }]));
  const distances = Float64Array.from(present, ({ distance }) => distance).sort();
  const variances = Float64Array.from(cells.filter((cell) => cell !== null).map(({ variance }) => variance)).sort();
  if (present.length < FEWEST) return (_, one) => one;
  const variance = ((Math.PI / 2) * medianOf(variances)) / present.length;
  const common = medianOf(distances);
  return (i, one) => {
    const factor =
      present.length > FEW
        ? common
        : medianOf(Float64Array.from(present.filter((other) => other.i !== i).map(({ distance }) => distance)).sort());
    return { value: one.value - factor, variance: one.variance + variance };
  };
}
