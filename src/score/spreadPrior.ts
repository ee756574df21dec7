import { digamma, trigamma, trigammaInverse } from '../stats/gammaFunctions.ts';
import { varianceRatioUpper } from '../stats/probability.ts';

/** How far something spread, with the number of values behind it less one. */
export interface Spread {
  variance: number;
  freedom: number;
}

/** What is usual for the spread among many alike: a variance, worth so many degrees of freedom. */
export interface SpreadPrior {
  variance: number;
  freedom: number;
  /** Degrees of freedom of all that it was found from: nothing borrowed can be worth more. */
  most: number;
}

/** Fewer than this say nothing of what is usual. */
const FEWEST = 5;
/** A spread that would be this rare among the others' is judged by itself. */
const OUTLIER = 0.003;

/**
 * Fits a scaled F distribution to variances by the moments of their logarithms (Smyth 2004, "Linear models and
 * empirical Bayes methods", section 6.2). Null when there are too few.
 */
export function spreadPrior(spreads: readonly Spread[]): SpreadPrior | null {
  const usable = spreads.filter(({ variance, freedom }) => variance > 0 && freedom > 0);
  if (usable.length < FEWEST) return null;
  const logs = usable.map(({ variance, freedom }) => Math.log(variance) - digamma(freedom / 2) + Math.log(freedom / 2));
  const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
  const square = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (logs.length - 1);
  const bySampling = usable.reduce((sum, { freedom }) => sum + trigamma(freedom / 2), 0) / usable.length;
  const most = usable.reduce((sum, { freedom }) => sum + freedom, 0);
  if (square <= bySampling) return { variance: Math.exp(mean), freedom: most, most };
  const freedom = Math.min(most, 2 * trigammaInverse(square - bySampling));
  return { variance: Math.exp(mean + digamma(freedom / 2) - Math.log(freedom / 2)), freedom, most };
}

/** A spread drawn towards what is usual; one that is far wider than usual stays as it is. */
export function moderated(own: Spread, prior: SpreadPrior | null): Spread {
  if (prior === null) return own;
  if (varianceRatioUpper(own.variance / prior.variance, own.freedom, prior.freedom) < OUTLIER) return own;
  const freedom = own.freedom + prior.freedom;
  const variance = (prior.freedom * prior.variance + own.freedom * own.variance) / freedom;
  return { variance, freedom: Math.min(freedom, prior.most) };
}
