import { InvalidArgumentError } from 'commander';

/** Keys of letters and whatever else is no syntax, and `*` for any key or index: all that the reader of paths knows. */
export function pathOption(text: string): string {
  if (!/^\$(\.(\*|[^.*[\]]+))+$/.test(text)) {
    throw new InvalidArgumentError('It must look like $.run.calls, with * for any key or index.');
  }
  return text;
}

/** A PSS, 0 to 100. */
export function scoreOption(text: string): number {
  const score = text.trim() === '' ? NaN : Number(text);
  if (!(score >= 0 && score <= 100)) throw new InvalidArgumentError('It must be a number from 0 to 100.');
  return score;
}

/** Points of the score by which it may fall. */
export function dropOption(text: string): number {
  const points = text.trim() === '' ? NaN : Number(text);
  if (!(points >= 0 && points <= 100)) throw new InvalidArgumentError('It must be a number of points from 0 to 100.');
  return points;
}

/** Rows of a table. */
export function topOption(text: string): number {
  const top = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (top < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return top;
}
