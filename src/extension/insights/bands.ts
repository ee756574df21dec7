/** Verdicts on a score: a word, a mark and a colour each, so that none is told by colour alone. */

export type Band = 'stable' | 'atRisk' | 'unstable';

export const MINUS = '−';

/** @param pss 0..100 */
export function bandOf(pss: number): Band {
  return pss >= 90 ? 'stable' : pss >= 70 ? 'atRisk' : 'unstable';
}

export const MARKS: Readonly<Record<Band, string>> = { stable: '●', atRisk: '◆', unstable: '▲' };

export const WORDS: Readonly<Record<Band, string>> = { stable: 'Stable', atRisk: 'At risk', unstable: 'Unstable' };

/** Colours that package.json contributes. */
export const BAND_COLORS: Readonly<Record<Band, string>> = {
  stable: 'pypss.stable',
  atRisk: 'pypss.atRisk',
  unstable: 'pypss.unstable',
};

/** The same colours where a picture has to carry them. */
export const BAND_HUES: Readonly<Record<'dark' | 'light' | 'highContrast', Readonly<Record<Band, string>>>> = {
  dark: { stable: '#57D9B0', atRisk: '#F5C04A', unstable: '#FF6F5E' },
  light: { stable: '#067B67', atRisk: '#985C00', unstable: '#A32A1C' },
  highContrast: { stable: '#6BF0CC', atRisk: '#FFD037', unstable: '#FF7562' },
};

/** Icons of the editor that have the marks' shapes. */
export const BAND_ICONS: Readonly<Record<Band, string>> = {
  stable: 'circle-filled',
  atRisk: 'debug-breakpoint-log',
  unstable: 'debug-breakpoint-function',
};
