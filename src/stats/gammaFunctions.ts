/** From here on the asymptotic series are exact to double precision. */
const LARGE = 12;

/** Moves x up to where the series hold, adding `step(x)` on the way. */
function raised(x: number, step: (x: number) => number): { x: number; sum: number } {
  let sum = 0;
  let at = x;
  for (; at < LARGE; at++) sum += step(at);
  return { x: at, sum };
}

/** ln Γ(x) for x > 0 (Stirling's series, DLMF 5.11.1). */
export function lnGamma(x: number): number {
  const { x: y, sum } = raised(x, Math.log);
  const z = 1 / (y * y);
  const series = (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z / 1188)))) / y;
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - sum;
}

/** ψ(x), the derivative of ln Γ, for x > 0 (DLMF 5.11.2). */
export function digamma(x: number): number {
  const { x: y, sum } = raised(x, (at) => 1 / at);
  const z = 1 / (y * y);
  const series = z * (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z / 132))));
  return Math.log(y) - 0.5 / y - series - sum;
}

/** ψ′(x), for x > 0 (DLMF 5.15.8). */
export function trigamma(x: number): number {
  const { x: y, sum } = raised(x, (at) => 1 / (at * at));
  const z = 1 / (y * y);
  const series = (z * (1 / 6 - z * (1 / 30 - z * (1 / 42 - z * (1 / 30 - (z * 5) / 66))))) / y;
  return 1 / y + z / 2 + series + sum;
}

/** The x > 0 with ψ′(x) = y: ψ′ falls from infinity to 0. */
export function trigammaInverse(y: number): number {
  let low = 1e-8;
  let high = 1e8;
  for (let i = 0; i < 100; i++) {
    const middle = Math.sqrt(low * high);
    if (trigamma(middle) > y) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}
