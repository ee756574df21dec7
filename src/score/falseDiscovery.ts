/**
 * q-values of Benjamini and Hochberg (1995): calling everything with q ≤ α keeps the expected share of false calls
 * among the calls at α, and where nothing has changed the probability of any call.
 * @param ps probabilities by chance, one for each look
 */
export function falseDiscoveryRates(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[b] - ps[a]);
  const qs = new Array<number>(ps.length).fill(1);
  let least = 1;
  order.forEach((i, fromTop) => {
    const rank = ps.length - fromTop;
    least = Math.min(least, (ps[i] * ps.length) / rank);
    qs[i] = least;
  });
  return qs;
}
