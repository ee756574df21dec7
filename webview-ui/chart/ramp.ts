/** The share of a scale that a cell reaches, 0..1, for counts: log(1 + n), so that one error is seen beside many. */
export function countShade(count: number, most: number): number {
  return most > 0 ? Math.log1p(count) / Math.log1p(most) : 0;
}

/** The same for entropy in bits: power 2.4, so that the highest stand out. */
export function entropyShade(bits: number, most: number): number {
  return most > 0 ? (bits / most) ** 2.4 : 0;
}

/**
 * A colour of a ramp in CSS: from `start` per cent of the hue (rest: background) over the full hue at 60 % of the
 * scale to the ramp's end colour.
 * @param hue the panel's own unless told otherwise
 */
export function rampColour(shade: number, start: number, hue = 'var(--hue)'): string {
  const level = Math.min(1, Math.max(0, shade));
  if (level <= 0.6) {
    const share = start + (100 - start) * (level / 0.6);
    return `color-mix(in srgb,${hue} ${share.toFixed(0)}%,var(--bg))`;
  }
  return `color-mix(in srgb,color-mix(in srgb,var(--ramp-end),${hue} var(--ramp-mix)) ${(((level - 0.6) / 0.4) * 100).toFixed(0)}%,${hue})`;
}
