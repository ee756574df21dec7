/** How text may look on a terminal. */
export interface Style {
  strong(text: string): string;
  muted(text: string): string;
  good(text: string): string;
  fair(text: string): string;
  bad(text: string): string;
}

const plain = (text: string): string => text;
/** For files, pipes and terminals without colour. */
export const NO_STYLE: Style = { strong: plain, muted: plain, good: plain, fair: plain, bad: plain };

function sgr(on: number, off: number): (text: string) => string {
  return (text) => `\x1b[${String(on)}m${text}\x1b[${String(off)}m`;
}

export const ANSI_STYLE: Style = {
  strong: sgr(1, 22),
  muted: sgr(2, 22),
  good: sgr(32, 39),
  fair: sgr(33, 39),
  bad: sgr(31, 39),
};

/**
 * Whether a stream gets colour: a terminal does, unless NO_COLOR (no-color.org) or TERM=dumb say no; FORCE_COLOR asks
 * for it elsewhere, e.g. in the log of a CI system.
 */
export function wantsColour(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '0' && force !== 'false') return true;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

const NARROWEST = 40;
const WIDEST = 160;

/** Cells in a line of a stream: the terminal's, within reason; 80 where there is none. */
export function lineWidth(stream: { columns?: number }): number {
  const columns = stream.columns;
  if (columns === undefined || !(columns > 0)) return 80;
  return Math.min(WIDEST, Math.max(NARROWEST, columns));
}
