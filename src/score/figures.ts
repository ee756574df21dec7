/*
 * Figures in sentences: three significant digits with a unit, a true minus, and a narrow no-break space between
 * number and unit.
 */

const SPACE = '\u202f';

/** Three significant digits: 31.5, 9.74, 152, 0.0015; with an exponent below a millionth and from 1e15. */
export function significant(x: number, digits = 3): string {
  if (x === 0) return '0';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  const rounded = Number(x.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size >= 1e15 || size < 1e-6) return minus(rounded.toExponential(digits - 1));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return minus(rounded.toFixed(decimals));
}

function minus(text: string): string {
  return text.replaceAll('-', '−');
}

/** A constant of a formula, without digits that say nothing: 2, 0.5, 0.333. */
export function constant(x: number): string {
  return minus(String(Number(x.toPrecision(3))));
}

/** Seconds as µs, ms, s, min and s, or h and min. */
export function duration(seconds: number): string {
  const size = Math.abs(seconds);
  if (size >= 59.95) {
    const sign = seconds < 0 ? '−' : '';
    const whole = Math.round(size);
    if (whole < 3600) return sign + twoUnits(Math.floor(whole / 60), 'min', whole % 60, 's');
    const minutes = Math.round(size / 60);
    return sign + twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  }
  if (size >= 0.9995 || size === 0) return `${significant(seconds)}${SPACE}s`;
  if (size >= 0.9995e-3) return `${significant(seconds * 1e3)}${SPACE}ms`;
  return `${significant(seconds * 1e6)}${SPACE}µs`;
}

function twoUnits(large: number, unit: string, small: number, smaller: string): string {
  const first = `${count(large)}${SPACE}${unit}`;
  return small === 0 ? first : `${first} ${String(small)}${SPACE}${smaller}`;
}

/** Resident memory, in MB as the editor writes it (2^20 bytes); small amounts in KB, large ones in GB. */
export function memory(bytes: number): string {
  const size = Math.abs(bytes);
  if (size >= 2 ** 30) return `${significant(bytes / 2 ** 30)}${SPACE}GB`;
  if (size > 0 && size < 2 ** 10) return `${count(bytes)}${SPACE}B`;
  if (size > 0 && size < 2 ** 20 / 10) return `${significant(bytes / 2 ** 10, 2)}${SPACE}KB`;
  return `${minus((bytes / 2 ** 20).toFixed(1))}${SPACE}MB`;
}

/** A share as per cent with two significant digits; what is not all is never written 100. */
export function percent(share: number): string {
  if (share > 0 && share < 1e-4) return `< 0.01${SPACE}%`;
  if (share < 1 && share >= 0.995) return `${(Math.floor(share * 1000) / 10).toFixed(1)}${SPACE}%`;
  return `${Math.abs(share) >= 0.0995 ? minus((share * 100).toFixed(0)) : significant(share * 100, 2)}${SPACE}%`;
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
  return `${x >= 99.5 && Number.isFinite(x) && x < 1e15 ? count(x) : significant(x, 2)}×`;
}

/** How far a value lies over another: "0.8 % above", "9.6×"; for "… the median". */
export function over(ratio: number): string {
  return ratio < 1.1 ? `${percent(Math.max(0, ratio - 1))} above` : times(ratio);
}

/** Local time of day. */
export function clock(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  if (Number.isNaN(date.getTime())) return 'an unknown time';
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
