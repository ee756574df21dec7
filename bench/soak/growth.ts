import { LOOKS } from './sending.ts';

/** How much memory may grow in the second half. */
const GROWTH = 1.15;
/** What goes up and down anyway, bytes. */
const SLACK = 16 * 2 ** 20;
/** Traces after which every holder of exact values is full; before, memory has to grow. */
const FILLED = 500_000;

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

/** What is wrong with these ten figures of one kind of memory (bytes, in the order of time); null when it stays flat. */
export function growthProblem(what: string, memory: readonly number[], traces: number): string | null {
  if (traces < FILLED) return null;
  const middle = memory[LOOKS / 2];
  const most = Math.max(...memory.slice(LOOKS / 2));
  if (most <= middle * GROWTH + SLACK) return null;
  return `${what} grew from ${mebibytes(middle)} to ${mebibytes(most)} in the second half`;
}
