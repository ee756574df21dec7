/** Moments that were marked while traces came: lines through the charts over time, and words in their tables. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { formatTime } from '../clock.ts';
import type { Store } from '../store.ts';
import type { TimeRange } from '../timeRange.ts';
import { visibleName } from '../visibleText.ts';

/** A marked moment: epoch seconds, and what it was called. */
export interface Moment {
  time: number;
  label: string;
}

/** Room for a name, per cent of the plot; the table has all of it. */
const LABEL_ROOM = 14;

/** The marked moments of a stretch of time, in its order. */
export function momentsIn({ live }: Pick<Store, 'live'>, { from, to }: TimeRange): Moment[] {
  const within = (live?.marks ?? []).filter(({ time }) => time >= from && time <= to);
  return within.toSorted((a, b) => a.time - b.time);
}

/** `14:03:20 deployed`. */
export function momentText({ time, label }: Moment): string {
  return `${formatTime(time)}${label === '' ? '' : ` ${label}`}`;
}

/** What the windows of a table say about the moments in them; null where there is none at all. */
export function momentsByWindow(moments: readonly Moment[], start: readonly number[]): string[] | null {
  if (moments.length === 0) return null;
  const texts = start.map((): string[] => []);
  for (const moment of moments) {
    // One in a stretch without traces belongs to the window before it.
    const index = Math.max(
      0,
      start.findLastIndex((instant) => instant <= moment.time),
    );
    texts[index]?.push(momentText(moment));
  }
  return texts.map((all) => all.join('; '));
}

/** Lines through a plot of that size. */
export function momentLines(
  moments: readonly Moment[],
  { from, to }: TimeRange,
  width: number,
  height: number,
): TemplateResult[] {
  return moments.map((moment) => {
    const at = ((moment.time - from) / (to - from)) * width;
    return svg`<g><title>${momentText(moment)}</title><path class="moment" d=${`M${at.toFixed(2)} 0V${height}`}></path></g>`;
  });
}

/** Their names at the top of a plot, where there is room. */
export function momentLabels(moments: readonly Moment[], { from, to }: TimeRange): TemplateResult {
  const left = ({ time }: Moment): number => ((time - from) / (to - from)) * 100;
  let free = 0;
  return html`${moments.map((moment) => {
    const at = left(moment);
    // Beside the right end the name stands before its line.
    const before = at > 100 - LABEL_ROOM;
    const begin = before ? at - LABEL_ROOM : at;
    if (moment.label === '' || begin < free) return nothing;
    free = begin + LABEL_ROOM;
    return html`<span class="moment-label ${before ? 'before' : ''}" .style=${`left:${at}%`}
      ><bdi>${visibleName(moment.label)}</bdi></span
    >`;
  })}`;
}
