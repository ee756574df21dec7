/** Where a byte of a UTF-8 text is, in lines and columns as editors count them. */

export interface TextPosition {
  /** From 0. */
  line: number;
  /** From 0, in UTF-16 units; a byte order mark does not count. */
  column: number;
}

/** Counts line ends and UTF-16 units of the bytes given so far; holds nothing of the text. */
export class PositionCounter {
  #line = 0;
  #column = 0;
  #seen = 0;
  #afterReturn = false;

  /** Adds the bytes that precede the place looked for. */
  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#seen++;
      if (byte === 0x0a) {
        if (!this.#afterReturn) this.#line++;
        this.#column = 0;
      } else if (byte === 0x0d) {
        this.#line++;
        this.#column = 0;
      } else if ((byte & 0xc0) !== 0x80) {
        // A lead byte of four stands for a surrogate pair.
        this.#column += byte >= 0xf0 ? 2 : 1;
        if (byte === 0xef && this.#seen === 1) this.#column = 0;
      }
      this.#afterReturn = byte === 0x0d;
    }
  }

  get position(): TextPosition {
    return { line: this.#line, column: this.#column };
  }
}
