const OUTLIERS = 0.05;
/** Timestamps looked at, spread evenly. */
const SAMPLED = 1024;

/**
 * How many seconds the whole file will span, judged by its first timestamps.
 * A few stray ones (a zero, a clock far off) are left out of the judgement.
 * @param times epoch seconds, NaN for none
 * @param share how much of the file these are, 0..1, null when unknown
 */
export function guessSpan(times: Float64Array, share: number | null): number {
  const step = Math.ceil(times.length / SAMPLED);
  const known = times.filter((time, i) => i % step === 0 && !Number.isNaN(time)).sort();
  if (known.length < 2) return 0;
  const cut = Math.floor(known.length * OUTLIERS);
  const span = (known[known.length - 1 - cut] - known[cut]) / (1 - 2 * OUTLIERS);
  return share === null || share <= 0 ? span : span / Math.min(1, share);
}
