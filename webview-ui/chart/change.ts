/** How cells of a heatmap changed against a baseline: more is worse, less is better. */
import { countShade, rampColour } from './ramp.ts';

/** How changes are drawn and written. */
export interface ChangeLook {
  colour: (value: number) => string;
  mark: (value: number) => string;
  legend: { label: string; values: readonly number[]; format: (value: number) => string };
  format: (value: number) => string;
}

/** The change of a value; null where either is not known. */
export function changeOf(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : now - before;
}

/** Colours, marks and legend of changes up to `most`, whose sizes `format` writes. */
export function changeLook(
  most: number,
  label: string,
  format: (size: number) => string,
  shade: (size: number) => number = (size) => countShade(size, most),
): ChangeLook {
  const signed = (value: number): string => signedText(value, format);
  return {
    // One hue stands for worse and another for better; what got better is hollow too, for those who see no hues.
    colour: (value) =>
      value === 0
        ? 'var(--zero)'
        : rampColour(shade(Math.abs(value)), 30, value > 0 ? 'var(--p-bad)' : 'var(--p-good)'),
    mark: (value) => (value < 0 ? 'less' : ''),
    legend: { label, values: most > 0 ? [-most, -most / 4, 0, most / 4, most] : [0], format: signed },
    format: signed,
  };
}

/** `+3`, `−3`, `± 0`. */
export function signedText(value: number, format: (size: number) => string): string {
  const size = format(Math.abs(value));
  if (size === format(0)) return '± 0';
  return `${value > 0 ? '+' : '−'}${size}`;
}
