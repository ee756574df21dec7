/** Python's round(x): to the nearest integer, ties to the even one. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Python's round(x, 2) for 0..1: correct decimal rounding of the exact double; only eighths can be exact ties. */
export function roundTwoDecimals(x: number): number {
  const eighths = x * 8;
  if (Number.isInteger(eighths) && eighths % 2 !== 0) return roundHalfEven(x * 100) / 100;
  return Number(x.toFixed(2));
}

/** Limits to 0..1. */
export function clampShare(x: number): number {
  return x > 1 ? 1 : x > 0 ? x : 0;
}
