/** Small pictures in hovers: score bars, and how durations are spread. Their text stands beside them. */
import type { MetricKey } from '../../protocol/report.ts';
import type { LogHistogram } from '../../protocol/reportCharts.ts';

export type PictureTheme = 'dark' | 'light' | 'highContrast';

/** Colours of the metrics by kind of theme. */
const HUES: Readonly<Record<PictureTheme, Readonly<Record<MetricKey, string>>>> = {
  dark: { ts: '#3F8CFF', ms: '#5FE0D0', ev: '#FF5F8A', be: '#C9B0FF', cc: '#E8CF3A' },
  light: { ts: '#0A5FE0', ms: '#06655A', ev: '#C91A75', be: '#6A35A3', cc: '#85690A' },
  highContrast: { ts: '#5C9CFF', ms: '#8FF5E6', ev: '#FF7398', be: '#D2BFFF', cc: '#F0D83F' },
};
const TRACK: Readonly<Record<PictureTheme, string>> = { dark: '#454545', light: '#D4D4D4', highContrast: '#3A4A52' };

const WIDTH = 90;
const HEIGHT = 20;
/** Bars of a spread; more would be thinner than they can be seen. */
const MOST_BARS = 30;

/** A bar of the length of a score 0..1, as a `data:` address. */
export function scoreBar(score: number, metric: MetricKey, theme: PictureTheme): string {
  const width = Math.max(score > 0 ? 2 : 0, Math.round(WIDTH * score));
  return picture(
    WIDTH,
    10,
    `<rect y="3" width="${WIDTH}" height="4" rx="2" fill="${TRACK[theme]}"/>` +
      `<rect y="3" width="${width}" height="4" rx="2" fill="${HUES[theme][metric]}"/>`,
  );
}

/** Bars for how many calls took how long, short ones left; null where there is nothing to compare. */
export function spreadPicture(spread: LogHistogram, theme: PictureTheme): string | null {
  const bars = barsOf(spread.counts);
  if (bars.length < 2) return null;
  const most = Math.max(...bars);
  const step = (WIDTH * 1.5) / bars.length;
  const rects = bars.map((n, i) => {
    // One call among thousands is still to be seen.
    const height = n === 0 ? 0 : Math.max(1.5, HEIGHT * (Math.log1p(n) / Math.log1p(most)));
    return `<rect x="${(i * step).toFixed(1)}" y="${(HEIGHT - height).toFixed(1)}" width="${(step * 0.8).toFixed(1)}" height="${height.toFixed(1)}"/>`;
  });
  return picture(WIDTH * 1.5, HEIGHT, `<g fill="${HUES[theme].ts}">${rects.join('')}</g>`);
}

/** The counts, neighbours put together until they are few enough. */
function barsOf(counts: readonly number[]): number[] {
  const together = Math.ceil(counts.length / MOST_BARS);
  const bars: number[] = [];
  counts.forEach((n, i) => {
    if (i % together === 0) bars.push(n);
    else bars[bars.length - 1] += n;
  });
  return bars;
}

function picture(width: number, height: number, content: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
