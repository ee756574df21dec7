/** How numbers are written everywhere in the dashboard. Units of the arguments: seconds, bytes, shares 0..1. */

const NARROW = '\u202f';
const MINUS = '\u2212';
/** What stands where there is no value. */
export const NONE = '–';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Up to `digits` significant digits, zeros kept, never in exponent form for 0.001 ≤ |value| < 1000. */
function significant(value: number, digits: number): string {
  const text = value.toPrecision(digits);
  return text.includes('e') ? String(Number(text)) : text;
}

/** A duration with three significant digits: `31.5 µs`, `9.74 ms`, `1.20 s`, `1 min 12 s`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return NONE;
  if (seconds < 0) return MINUS + formatDuration(-seconds);
  if (seconds === 0) return `0${NARROW}s`;
  for (const [unit, size] of [
    ['ns', 1e-9],
    ['µs', 1e-6],
    ['ms', 1e-3],
  ] as const) {
    const text = significant(seconds / size, 3);
    if (Number(text) < 1000) return text + NARROW + unit;
  }
  const text = significant(seconds, 3);
  return Number(text) < 60 ? `${text}${NARROW}s` : formatLong(Math.round(seconds));
}

function formatLong(seconds: number): string {
  const pair = (high: number, highUnit: string, low: number, lowUnit: string): string =>
    low === 0
      ? `${grouped.format(high)}${NARROW}${highUnit}`
      : `${grouped.format(high)}${NARROW}${highUnit} ${low}${NARROW}${lowUnit}`;
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** The width of a window: whole numbers without decimals (`2 s`, `500 ms`, `5 min`). */
export function formatWidth(seconds: number): string {
  if (seconds >= 60) return formatLong(Math.round(seconds));
  const [size, unit] = seconds >= 1 ? [1, 's'] : seconds >= 1e-3 ? [1e-3, 'ms'] : [1e-6, 'µs'];
  return `${Number((seconds / size).toPrecision(3))}${NARROW}${unit}`;
}

/** A count in full, with separators: `68,688`. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? grouped.format(count).replace('-', MINUS) : NONE;
}

/** A count with its noun: `1 trace`, `2,719 traces`. */
export function formatCounted(count: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : many}`;
}

/** A count for axes: `68.7k`, `1.2M`. */
export function formatShortCount(count: number): string {
  for (const [suffix, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (Math.abs(count) >= size * 0.9995) return `${Number((count / size).toPrecision(3))}${suffix}`;
  }
  return String(count);
}

/** A share with two significant digits: `0.70 %`, `4.1 %`, `75 %`; what is not nothing or all is never written so. */
export function formatRate(share: number): string {
  if (!Number.isFinite(share)) return NONE;
  const percent = share * 100;
  if (percent === 0) return `0${NARROW}%`;
  if (percent > 0 && percent < 0.01) return `< 0.01${NARROW}%`;
  if (percent > 99 && percent < 100) return `${percent >= 99.5 ? '> 99' : '99'}${NARROW}%`;
  return `${Math.abs(percent) >= 99.5 ? Math.round(percent) : significant(percent, 2)}${NARROW}%`;
}

/** A share in whole per cent, for progress: 100 % only at the end. */
export function formatPercent(share: number): string {
  return `${share >= 1 ? 100 : Math.min(99, Math.round(share * 100))}${NARROW}%`;
}

/** A sub-score 0..1 as whole points of 100. */
export function formatScore(score: number): string {
  return Number.isFinite(score) ? String(Math.round(score * 100)) : NONE;
}

/** Points lost, with a true minus: `−13.2 pt`. */
export function formatPointsLost(points: number): string {
  const text = points.toFixed(1);
  return text === '0.0' || text === '-0.0' ? `0\u00a0pt` : `${MINUS}${text.replace('-', '')}\u00a0pt`;
}

/** Points by which a score moved, with their sign: `+3.1 pt`, `−13.2 pt`. */
export function formatPoints(points: number): string {
  return points > 0 && points.toFixed(1) !== '0.0' ? `+${points.toFixed(1)}\u00a0pt` : formatPointsLost(-points);
}

/** Points that a change is worth: `+13 pt`. */
export function formatGain(points: number): string {
  return `+${points < 9.95 ? points.toFixed(1) : Math.round(points)}\u00a0pt`;
}

/** How many times one value is another: `9.6×`, `120×`. */
export function formatRatio(ratio: number): string {
  if (!Number.isFinite(ratio)) return NONE;
  return `${ratio < 99.95 ? ratio.toFixed(1) : formatCount(Math.round(ratio))}×`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes as the editor writes them (1 kB = 1024 B): `512 B`, `1.1 MB`. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null || !Number.isFinite(bytes)) return NONE;
  const power = bytePower(bytes);
  return power === 0 ? `${bytes}${NARROW}B` : `${(bytes / 1024 ** power).toFixed(1)}${NARROW}${BYTE_UNITS[power]}`;
}

function bytePower(bytes: number): number {
  let power = 0;
  while (power < BYTE_UNITS.length - 1 && Math.abs(bytes) / 1024 ** power >= 1023.95) power++;
  return power;
}

/** How far the reading is, in one unit: `24 of 59 MB`, or `24 MB` when the size is unknown. */
export function formatBytesOf(bytes: number, total: number | null): string {
  if (total === null || total < bytes) return formatBytes(bytes);
  const power = bytePower(total);
  const figure = (value: number): string => {
    const scaled = value / 1024 ** power;
    return power === 0 || scaled >= 10 || scaled === 0 ? String(Math.round(scaled)) : scaled.toFixed(1);
  };
  return `${figure(bytes)} of ${figure(total)}${NARROW}${BYTE_UNITS[power]}`;
}

/** What is left of a reading that runs on as before; null before it can be told. */
export function formatTimeLeft(bytes: number, total: number | null, elapsed: number): string | null {
  if (total === null || bytes <= 0 || elapsed < 0.2 || bytes > total) return null;
  const seconds = ((total - bytes) / bytes) * elapsed;
  if (seconds < 1) return 'less than a second left';
  if (seconds < 90) return `about ${Math.round(seconds)}${NARROW}s left`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)}${NARROW}min left`;
  return `about ${Math.round(seconds / 3600)}${NARROW}h left`;
}

/** An input of a formula in its unit. */
export function formatUnit(value: number, unit: 'seconds' | 'bytes' | 'share' | 'count' | 'number' | 'bits'): string {
  switch (unit) {
    case 'seconds':
      return formatDuration(value);
    case 'bytes':
      return formatBytes(value);
    case 'share':
      return formatRate(value);
    case 'count':
      return formatCount(value);
    case 'bits':
      return `${value.toFixed(2)}${NARROW}bits`;
    case 'number':
      return formatNumber(value);
  }
}

/** A plain number with three significant digits, whole numbers in full. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  if (value < 0) return MINUS + formatNumber(-value);
  if (Number.isInteger(value) || value >= 1000) return formatCount(value);
  return value !== 0 && value < 0.001
    ? value.toExponential(1).replace('-', MINUS)
    : String(Number(value.toPrecision(3)));
}
