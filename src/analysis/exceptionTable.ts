/** One kind of failure: exception type and message with its changing parts folded away. */
export interface ExceptionKind {
  type: string;
  message: string;
  example: string;
  count: number;
  /** Failures per cell. */
  cells: Map<number, number>;
  first: number;
  last: number;
}

/** What a failure without an exception type is listed under. */
export const UNNAMED = 'unnamed';

const MOST_KINDS = 1000;
const MOST_REMEMBERED = 4096;
const MOST_FOLDED = 100_000;
const SHOWN = 300;

/** Numbers become #, quoted text becomes …, so that messages of one cause are one. */
export function foldMessage(message: string): string {
  return message
    .slice(0, 2 * SHOWN)
    .replace(/"(?:[^"\\]|\\.){1,200}"|(?<![A-Za-z])'(?:[^'\\]|\\.){1,200}'(?![A-Za-z])/g, '…')
    .replace(/0[xX][0-9a-fA-F]+|\d+(?:[.,:]\d+)*/g, '#')
    .slice(0, SHOWN);
}

/** Failures by kind, in bounded memory: rare kinds past the limits are counted per exception type. */
export class ExceptionTable {
  readonly kinds = new Map<string, ExceptionKind>();
  private readonly remembered = new Map<string, ExceptionKind>();
  private folded = 0;

  add(type: string, message: string, cell: number, time: number, count = 1): void {
    const kind = this.kindOf(type, message);
    kind.count += count;
    kind.cells.set(cell, (kind.cells.get(cell) ?? 0) + count);
    if (time < kind.first) kind.first = time;
    if (time > kind.last) kind.last = time;
  }

  /** Adds what another table counted, whose cells mean what `rename` says here. */
  merge(kinds: Iterable<ExceptionKind>, rename: (cell: number) => number): void {
    for (const other of kinds) {
      const kind = this.enter(other.type, other.message, other.example);
      kind.count += other.count;
      for (const [cell, count] of other.cells)
        kind.cells.set(rename(cell), (kind.cells.get(rename(cell)) ?? 0) + count);
      kind.first = Math.min(kind.first, other.first);
      kind.last = Math.max(kind.last, other.last);
    }
  }

  private kindOf(type: string, message: string): ExceptionKind {
    const raw = `${type}\0${message}`;
    const known = this.remembered.get(raw);
    if (known !== undefined) return known;
    // Folding costs more than reading; a file with a million different messages gets the rest by type alone.
    const text = this.folded++ < MOST_FOLDED ? foldMessage(message) : '';
    const kind = this.enter(type, text, message.slice(0, SHOWN));
    if (this.remembered.size < MOST_REMEMBERED) this.remembered.set(raw, kind);
    return kind;
  }

  private enter(type: string, message: string, example: string): ExceptionKind {
    const room = this.kinds.size < MOST_KINDS;
    let key = `${type}\0${message}`;
    if (!room && !this.kinds.has(key)) {
      key = `${type}\0`;
      message = '';
      if (this.kinds.size >= 2 * MOST_KINDS && !this.kinds.has(key)) {
        type = '(other)';
        key = '(other)\0';
      }
    }
    let kind = this.kinds.get(key);
    if (kind === undefined) {
      kind = { type, message, example, count: 0, cells: new Map(), first: Infinity, last: -Infinity };
      this.kinds.set(key, kind);
    }
    return kind;
  }
}
