import { visibleText } from '../format/visibleText.ts';
import { cutText } from './columns.ts';
import { lineWidth } from './style.ts';

const CLEAR_LINE = '\r\x1b[K';
/** Milliseconds between two lines where they cannot be written over each other. */
const INTERVAL = 1000;

/** One line that changes in place on a terminal; elsewhere a new line every second. */
export class LiveLine {
  readonly #stream: NodeJS.WriteStream;
  #last = -Infinity;
  #open = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(text: string): void {
    const line = visibleText(text);
    if (this.#stream.isTTY) {
      this.#stream.write(CLEAR_LINE + cutText(line, lineWidth(this.#stream) - 1));
      this.#open = true;
      return;
    }
    const now = performance.now();
    if (now - this.#last < INTERVAL) return;
    this.#last = now;
    this.#stream.write(`${line}\n`);
  }

  /** Leaves the last line standing. */
  end(): void {
    if (this.#open) this.#stream.write('\n');
    this.#open = false;
  }
}
