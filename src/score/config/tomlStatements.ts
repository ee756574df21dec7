/**
 * What stands where in TOML that is being typed: headers and pairs with their places, from text of any state. Values
 * are not read; that is the parsers' work, which need the text to be whole.
 */

/** A stretch of the text, offsets in UTF-16 units. */
export interface TomlRange {
  readonly from: number;
  readonly to: number;
}

/** One name of a dotted key. */
export interface KeyPart extends TomlRange {
  readonly name: string;
}

/** `[a.b]`, `[[a.b]]` or `a.b = value`; a pair may lack its sign and value while it is typed. */
export interface TomlStatement extends TomlRange {
  readonly kind: 'header' | 'list-header' | 'pair';
  /** Table in which a pair stands; empty for headers. */
  readonly table: readonly string[];
  readonly parts: readonly KeyPart[];
  /** From the first name to the last. */
  readonly key: TomlRange;
  /** From behind the sign to the value's end; null without a sign. */
  readonly value: TomlRange | null;
}

/** An inline table or a list of such, with the path of its keys. */
export interface InlineTable extends TomlRange {
  readonly path: readonly string[];
}

export interface TomlOutline {
  readonly statements: readonly TomlStatement[];
  readonly inlineTables: readonly InlineTable[];
  readonly comments: readonly TomlRange[];
}

/** The whole path that a statement speaks of. */
export function statementPath({ table, parts }: TomlStatement): string[] {
  return [...table, ...parts.map(({ name }) => name)];
}

/** Lists headers, pairs, inline tables and comments in the order in which they end. Never fails. */
export function outlineToml(text: string): TomlOutline {
  return new OutlineReader(text).read();
}

/** A line that can only be a header, so that a bracket left open above it is not looked into any further. */
const HEADER_LINE = /[ \t]*\[\[?[ \t]*[A-Za-z_][\w-]*[ \t]*(?:\.[\w \t."'-]*)?\]/y;

class OutlineReader {
  readonly #text: string;
  readonly #statements: TomlStatement[] = [];
  readonly #inlineTables: InlineTable[] = [];
  readonly #comments: TomlRange[] = [];
  #table: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): TomlOutline {
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      if (/\s|\uFEFF/.test(character)) this.#at++;
      else if (character === '#') this.#comment();
      else if (character === '[') this.#header();
      else this.#pair(this.#table, '\n');
    }
    return { statements: this.#statements, inlineTables: this.#inlineTables, comments: this.#comments };
  }

  #comment(): void {
    const from = this.#at;
    this.#at = this.#lineEnd();
    this.#comments.push({ from, to: this.#at });
  }

  #header(): void {
    const from = this.#at;
    const list = this.#text.startsWith('[[', from);
    this.#at += list ? 2 : 1;
    const { parts, key } = this.#key();
    while (this.#at < this.#text.length && !/[\n#]/.test(this.#text[this.#at])) this.#at++;
    const kind = list ? 'list-header' : 'header';
    this.#statements.push({ kind, table: [], parts, key, value: null, from, to: this.#at });
    this.#table = parts.map(({ name }) => name);
  }

  /** A pair that ends with its line, or inside an inline table before one of `end`. */
  #pair(table: readonly string[], end: string): void {
    const from = this.#at;
    const { parts, key } = this.#key();
    this.#blanks();
    let value: TomlRange | null = null;
    const path = [...table, ...parts.map(({ name }) => name)];
    if (this.#text[this.#at] === '=') {
      const start = ++this.#at;
      this.#value(path, end);
      value = { from: start, to: this.#at };
    } else {
      while (this.#at < this.#text.length && !`\n#${end}`.includes(this.#text[this.#at])) this.#at++;
    }
    this.#statements.push({ kind: 'pair', table, parts, key, value, from, to: this.#at });
  }

  /** Dotted names; stops before the first character that cannot belong to one. */
  #key(): { parts: KeyPart[]; key: TomlRange } {
    const parts: KeyPart[] = [];
    this.#blanks();
    const start = this.#at;
    for (;;) {
      this.#blanks();
      const from = this.#at;
      const quote = this.#text[from];
      if (quote === '"' || quote === "'") {
        this.#quoted(quote);
        const closed = this.#at - from > 1 && this.#text[this.#at - 1] === quote;
        parts.push({ name: this.#text.slice(from + 1, closed ? this.#at - 1 : this.#at), from, to: this.#at });
      } else {
        while (/[\w-]/.test(this.#text[this.#at] ?? '')) this.#at++;
        if (this.#at > from) parts.push({ name: this.#text.slice(from, this.#at), from, to: this.#at });
      }
      const before = this.#at;
      this.#blanks();
      if (this.#text[this.#at] !== '.') {
        this.#at = before;
        return { parts, key: { from: start, to: this.#at } };
      }
      this.#at++;
    }
  }

  #value(path: readonly string[], end: string): void {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      if (character === '"' || character === "'") this.#quoted(character);
      else if (character === '#') {
        if (depth === 0) return;
        this.#comment();
      } else if (character === '\n') {
        HEADER_LINE.lastIndex = this.#at + 1;
        if (depth === 0 || HEADER_LINE.test(this.#text)) return;
        this.#at++;
      } else if (character === '{') this.#inlineTable(path);
      else if (character === '[') {
        depth++;
        this.#at++;
      } else if (character === ']' && depth > 0) {
        depth--;
        this.#at++;
      } else if (depth === 0 && end.includes(character)) return;
      else this.#at++;
    }
  }

  #inlineTable(path: readonly string[]): void {
    const from = this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '}') {
      const character = this.#text[this.#at];
      if (character === '\n') break;
      if (character === '#') break;
      if (/[\s,]/.test(character)) this.#at++;
      else {
        const before = this.#at;
        this.#pair(path, ',}');
        // What cannot start a pair is passed over.
        if (this.#at === before) this.#at++;
      }
    }
    const closed = this.#text[this.#at] === '}';
    if (closed) this.#at++;
    this.#inlineTables.push({ path, from, to: this.#at });
  }

  /** Past a text; one without an end stops at the line's, or the document's where it may span lines. */
  #quoted(quote: string): void {
    const long = quote.repeat(3);
    if (this.#text.startsWith(long, this.#at)) {
      const end = this.#text.indexOf(long, this.#at + 3);
      this.#at = end < 0 ? this.#text.length : end + 3;
      while (end >= 0 && this.#text[this.#at] === quote) this.#at++;
      return;
    }
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === '\n') return;
      if (character === '\\' && quote === '"') this.#at++;
      else if (character === quote) {
        this.#at++;
        return;
      }
    }
    this.#at = Math.min(this.#at, this.#text.length);
  }

  #blanks(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at++;
  }

  #lineEnd(): number {
    const end = this.#text.indexOf('\n', this.#at);
    return end < 0 ? this.#text.length : end;
  }
}
