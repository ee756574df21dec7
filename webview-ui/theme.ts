/** Colours of `[pypss.ui.theme]`: taken where they can be told from the background, else left as the page has them. */
import type { ThemeColours } from '../src/protocol/reportConfig.ts';

/** What a colour of the configuration is used for. */
const VARIABLES: Record<keyof ThemeColours, string> = {
  primary: '--p-ts',
  secondary: '--p-neutral',
  accent: '--accent',
  positive: '--p-good',
  negative: '--p-bad',
  info: '--p-info',
  warning: '--p-ok',
};
const NAMES = Object.keys(VARIABLES) as (keyof ThemeColours)[];

/** WCAG 2.2's least contrast of text to its background; verdicts and figures are text. */
export const LEAST_CONTRAST = 4.5;

type Rgb = readonly [number, number, number];

/** Contrast of two colours, 1 to 21, as WCAG 2.2 defines it. */
export function contrastOf(one: Rgb, other: Rgb): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance of an sRGB colour (WCAG 2.2). */
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export class Theme {
  /** One sentence for each colour that is not used. */
  notes: readonly string[] = [];
  private applied = '';
  private readonly canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

  /** Uses the colours, or with null those of the page; cheap when nothing has changed. */
  apply(theme: ThemeColours | null): void {
    if (theme === null && this.applied === '') return;
    const { body } = document;
    const background = getComputedStyle(body).backgroundColor;
    const key = JSON.stringify([theme, background]);
    if (key === this.applied) return;
    this.applied = key;
    const notes: string[] = [];
    for (const name of NAMES) {
      const colour = theme?.[name] ?? null;
      const problem = colour === null ? null : this.problemOf(colour, background);
      if (problem !== null)
        notes.push(`[pypss.ui.theme] ${name} = "${colour ?? ''}" ${problem}; the usual colour is used.`);
      if (colour === null || problem !== null) body.style.removeProperty(VARIABLES[name]);
      else body.style.setProperty(VARIABLES[name], colour);
    }
    this.notes = notes;
  }

  private problemOf(colour: string, background: string): string | null {
    if (!CSS.supports('color', colour)) return 'is no colour';
    const behind = this.pixel([background]);
    const shown = this.pixel([background, colour]);
    if (behind === null || shown === null) return 'cannot be checked for its contrast';
    const contrast = contrastOf(shown, behind);
    if (contrast >= LEAST_CONTRAST) return null;
    // Rounded down: 4.46 must not read as the 4.5 that it misses.
    return `has a contrast of ${(Math.floor(contrast * 10) / 10).toFixed(1)} to the background where ${LEAST_CONTRAST} is needed`;
  }

  /** What is seen when colours are painted one over the other. */
  private pixel(colours: readonly string[]): Rgb | null {
    if (this.canvas === null) return null;
    for (const colour of colours) {
      this.canvas.fillStyle = colour;
      this.canvas.fillRect(0, 0, 1, 1);
    }
    const [r, g, b] = this.canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b];
  }
}
