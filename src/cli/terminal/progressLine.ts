import type { Progress } from '../../protocol/analysis.ts';
import { plural } from '../../score/figures.ts';
import { cutText } from './columns.ts';
import { lineWidth } from './style.ts';

/** Shortest time between two states of the line, in milliseconds. */
const INTERVAL = 100;
const CLEAR_LINE = '\r\x1b[K';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes with 1024 to the next unit, as the editor writes them. */
export function bytesText(bytes: number): string {
  let power = 0;
  while (power < UNITS.length - 1 && bytes / 1024 ** power >= 1023.95) power++;
  return power === 0 ? `${String(bytes)} B` : `${(bytes / 1024 ** power).toFixed(1)} ${UNITS[power]}`;
}

/** `41 % of 59.0 MB, 68,688 traces, about 2 s left`; without a known size the bytes so far. */
export function progressText({ bytes, total, traces, elapsed }: Progress): string {
  const counted = plural(traces, 'trace');
  if (total === null || total <= 0) return `${bytesText(bytes)} read, ${counted}`;
  const share = Math.min(1, bytes / total);
  const known = `${String(Math.floor(100 * share))} % of ${bytesText(total)}, ${counted}`;
  if (elapsed < 0.3 || share <= 0) return known;
  const left = (elapsed * (1 - share)) / share;
  if (left < 1) return `${known}, almost done`;
  return `${known}, about ${left < 90 ? `${left.toFixed(0)} s` : `${(left / 60).toFixed(0)} min`} left`;
}

/** One line on a terminal that tells how far the reading is and vanishes afterwards. */
export class ProgressLine {
  private last = -Infinity;
  private shown = false;
  private readonly stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
  }

  show(progress: Progress): void {
    const now = performance.now();
    if (!this.stream.isTTY || now - this.last < INTERVAL) return;
    this.last = now;
    this.shown = true;
    this.stream.write(CLEAR_LINE + cutText(progressText(progress), lineWidth(this.stream) - 1));
  }

  clear(): void {
    if (this.shown) this.stream.write(CLEAR_LINE);
    this.shown = false;
  }
}
