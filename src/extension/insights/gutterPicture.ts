/** A score in a circle, a diamond or a box, by band, as a picture for the gutter. */
import { BAND_HUES, type Band, bandOf } from './bands.ts';

const SHAPES: Readonly<Record<Band, string>> = {
  stable: '<circle cx="10" cy="10" r="9.2"/>',
  atRisk: '<path d="M10 .9 19.1 10 10 19.1 .9 10Z"/>',
  unstable: '<rect x=".8" y="2.2" width="18.4" height="15.6" rx="2.5"/>',
};

/** A `data:` address; `dark` also serves the dark high contrast theme. */
export function gutterPicture(score: number, theme: 'dark' | 'light'): string {
  const band = bandOf(score);
  const hue = BAND_HUES[theme][band];
  const ink = theme === 'dark' ? '#F2F2F2' : '#1A1A1A';
  const size = score === 100 ? 8 : band === 'atRisk' ? 10 : 11;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><g fill="${hue}" fill-opacity=".18" stroke="${hue}" stroke-width="1.4">` +
    `${SHAPES[band]}</g><text x="10" y="10" dy=".35em" text-anchor="middle" font-family="sans-serif" font-weight="600" ` +
    `font-size="${size}" fill="${ink}">${score}</text></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
