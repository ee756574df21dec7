/*
 * Figures in sentences: three significant digits with a unit, a true minus, and a narrow no-break space between
 * number and unit.
 */

const SPACE = '\u202f';

/** Three significant digits without exponent: 31.5, 9.74, 152, 0.0015. */
export function significant(x: number, digits = 3): string {
  if (x === 0) return '0';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  const size = Math.abs(x);
  if (size >= 1e15) return x.toExponential(digits - 1).replace('-', '−');
  const decimals = Math.min(20, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
  return Number(x.toPrecision(digits)).toFixed(decimals).replace('-', '−');
}

/** Seconds as µs, ms, s, or min and s. */
export function duration(seconds: number): string {
  const size = Math.abs(seconds);
  if (size >= 60) {
    const minutes = Math.floor(size / 60);
    const rest = Math.round(size - minutes * 60);
    const sign = seconds < 0 ? '−' : '';
    return `${sign}${count(minutes)}${SPACE}min${rest === 0 ? '' : ` ${String(rest)}${SPACE}s`}`;
  }
  if (size >= 1 || size === 0) return `${significant(seconds)}${SPACE}s`;
  if (size >= 0.9995e-3) return `${significant(seconds * 1e3)}${SPACE}ms`;
  return `${significant(seconds * 1e6)}${SPACE}µs`;
}

/** Resident memory, written MB as the editor does (2^20 bytes). */
export function memory(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1).replace('-', '−')}${SPACE}MB`;
}

/** A share as per cent with two significant digits. */
export function percent(share: number): string {
  if (share !== 0 && share < 1e-4) return `< 0.01${SPACE}%`;
  return `${share >= 0.0995 ? (share * 100).toFixed(0) : significant(share * 100, 2)}${SPACE}%`;
}

/** A whole number with separators. */
export function count(n: number): string {
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** "1 call", "12 calls". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Bits of entropy: two decimals. */
export function bits(x: number): string {
  return x.toFixed(2);
}

/** A ratio such as 9.6×. */
export function times(x: number): string {
  return `${x >= 100 ? count(x) : significant(x, 2)}×`;
}

/** Local time of day. */
export function clock(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  if (Number.isNaN(date.getTime())) return 'an unknown time';
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
