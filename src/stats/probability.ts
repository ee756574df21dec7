import { lnGamma } from './gammaFunctions.ts';

const MOST_STEPS = 10_000;
const PRECISION = 1e-15;
/** Keeps a denominator from being zero (Lentz). */
const TINY = 1e-300;
/** Degrees of freedom from which Student's distribution counts as this one: next to normal, with tails a little wider. */
const MOST_FREEDOM = 10_000;

/** Regularised incomplete beta function I_x(a, b) by its continued fraction (DLMF 8.17.22). */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side only; the other one is its mirror.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const front = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < MOST_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / kept(1 + even * d);
    c = kept(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / kept(1 + odd * d);
    c = kept(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return front * fraction;
}

function kept(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}

/** Probability that Student's t is at least this far from 0, on either side. @param freedom degrees, may be infinite */
export function studentTwoSided(t: number, freedom: number): number {
  const degrees = Math.min(freedom, MOST_FREEDOM);
  return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

/** Probability that a ratio of variances (F distribution) is at least `ratio`. */
export function varianceRatioUpper(ratio: number, freedom: number, freedomBelow: number): number {
  if (ratio <= 0) return 1;
  const below = Math.min(freedomBelow, MOST_FREEDOM);
  return incompleteBeta(below / 2, freedom / 2, below / (below + freedom * ratio));
}
