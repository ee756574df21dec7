import {
  BACKSLASH,
  COLON,
  COMMA,
  CR,
  DOT,
  HEXADECIMAL,
  LEFT_BRACE,
  LEFT_BRACKET,
  LF,
  MINUS,
  NINE,
  PLUS,
  QUOTE,
  RIGHT_BRACE,
  RIGHT_BRACKET,
  SIMPLE_ESCAPE,
  SPACE,
  TAB,
  ZERO,
} from './characters.ts';

/** The value goes on behind the bytes seen. */
export const MORE = 0;
/** The value is complete. */
export const DONE = 1;
/** What follows is no JSON; `problem` says why. */
export const BROKEN = 2;

// What comes next.
const VALUE = 0;
const VALUE_OR_END = 1;
const KEY_OR_END = 2;
const KEY = 3;
const AFTER_KEY = 4;
const AFTER_VALUE = 5;
const IN_KEY = 6;
const IN_STRING = 7;
const ESCAPE = 8;
const HEX = 9;
const LITERAL = 10;
const NUMBER_SIGN = 11;
const NUMBER_ZERO = 12;
const NUMBER_INTEGER = 13;
const NUMBER_DOT = 14;
const NUMBER_FRACTION = 15;
const NUMBER_E = 16;
const NUMBER_E_SIGN = 17;
const NUMBER_EXPONENT = 18;
/** Nested deeper than we remember: brackets are counted, order is not checked. */
const DEEP = 19;

const EXPECTED: readonly string[] = [
  'a value',
  "a value or ']'",
  "a key in quotes or '}'",
  'a key in quotes',
  "':' after a key",
  "',' or a closing bracket after a value",
  'the rest of a key',
  'the rest of a string',
  'a known escape',
  'four hexadecimal digits',
  'true, false or null',
  'a digit',
  'no digit after a leading zero',
  'a digit',
  'a digit after the decimal point',
  'a digit',
  'an exponent',
  'an exponent',
  'a digit',
  'a value',
];

const WORDS: readonly Uint8Array[] = ['true', 'false', 'null', 'NaN', 'Infinity'].map((word) =>
  new TextEncoder().encode(word),
);
const INFINITY = 4;

/** Levels of nesting whose kind is remembered, one bit each: 2 MiB. */
const DEEPEST = 1 << 24;

/**
 * Walks over one JSON value of any length and depth without holding it, checking all of its syntax. It can stop after
 * any byte and go on with the next. Tolerated beyond JSON: NaN, Infinity, -Infinity and control characters in strings.
 */
export class ValueWalker {
  status = MORE;
  /** In NDJSON a newline inside a value breaks it. */
  lines = false;
  /** Whether the value holds anything: an array with an item, an object with a key, text with a character. */
  filled = false;

  private readonly bytes: Uint8Array;
  private state = VALUE;
  /** State to return to after an escape. */
  private string = IN_STRING;
  private hexDigits = 0;
  private word = 0;
  private letters = 0;
  private depth = 0;
  /** One bit a level: 1 for an object, 0 for an array. */
  private kinds = new Uint8Array(64);
  private readonly deepest: number;

  constructor(bytes: Uint8Array, deepest = DEEPEST) {
    this.bytes = bytes;
    this.deepest = deepest;
  }

  begin(): void {
    this.status = MORE;
    this.state = VALUE;
    this.depth = 0;
    this.filled = false;
  }

  /** What was expected where the value broke. */
  get problem(): string {
    return EXPECTED[this.state];
  }

  /** Tells that no byte follows: a number may end so. */
  finish(): void {
    if (this.status === MORE && this.depth === 0 && this.isNumberWhole()) this.status = DONE;
  }

  private isNumberWhole(): boolean {
    const { state } = this;
    return state === NUMBER_ZERO || state === NUMBER_INTEGER || state === NUMBER_FRACTION || state === NUMBER_EXPONENT;
  }

  /**
   * Walks on over `bytes[p..end)` until the value is complete, broken or the bytes are used up, and sets `status`.
   * @returns the position reached: behind the value, at the byte that breaks it, or `end`.
   */
  walk(p: number, end: number): number {
    const { bytes } = this;
    while (p < end) {
      const c = bytes[p];
      switch (this.state) {
        case IN_STRING:
        case IN_KEY: {
          let byte = c;
          const from = p;
          if (this.lines) {
            while (byte !== QUOTE && byte !== BACKSLASH && byte !== LF && ++p < end) byte = bytes[p];
          } else {
            while (byte !== QUOTE && byte !== BACKSLASH && ++p < end) byte = bytes[p];
          }
          if (p > from) this.filled = true;
          if (p >= end) return end;
          if (byte === QUOTE) {
            p++;
            if (this.state === IN_KEY) this.state = AFTER_KEY;
            else if (this.leave()) return p;
          } else if (byte === BACKSLASH) {
            p++;
            this.filled = true;
            this.string = this.state;
            this.state = ESCAPE;
          } else return this.fail(p);
          break;
        }
        case ESCAPE:
          if (SIMPLE_ESCAPE[c] === 1) this.state = this.string;
          else if (c === 0x75) {
            this.state = HEX;
            this.hexDigits = 0;
          } else return this.fail(p);
          p++;
          break;
        case HEX:
          if (HEXADECIMAL[c] === 0) return this.fail(p);
          if (++this.hexDigits === 4) this.state = this.string;
          p++;
          break;
        case LITERAL: {
          const word = WORDS[this.word];
          if (c !== word[this.letters]) return this.fail(p);
          p++;
          if (++this.letters === word.length && this.leave()) return p;
          break;
        }
        case NUMBER_SIGN:
          if (c === ZERO) this.state = NUMBER_ZERO;
          else if (isDigit(c)) this.state = NUMBER_INTEGER;
          else if (c === WORDS[INFINITY][0]) this.startWord(INFINITY);
          else return this.fail(p);
          p++;
          break;
        case NUMBER_ZERO:
        case NUMBER_INTEGER:
          if (isDigit(c)) {
            if (this.state === NUMBER_ZERO) return this.fail(p);
            p++;
          } else if (c === DOT) {
            this.state = NUMBER_DOT;
            p++;
          } else if ((c | 0x20) === 0x65) {
            this.state = NUMBER_E;
            p++;
          } else if (this.leave()) return p;
          break;
        case NUMBER_DOT:
          if (!isDigit(c)) return this.fail(p);
          this.state = NUMBER_FRACTION;
          p++;
          break;
        case NUMBER_FRACTION:
          if (isDigit(c)) p++;
          else if ((c | 0x20) === 0x65) {
            this.state = NUMBER_E;
            p++;
          } else if (this.leave()) return p;
          break;
        case NUMBER_E:
          if (c === PLUS || c === MINUS) this.state = NUMBER_E_SIGN;
          else if (isDigit(c)) this.state = NUMBER_EXPONENT;
          else return this.fail(p);
          p++;
          break;
        case NUMBER_E_SIGN:
          if (!isDigit(c)) return this.fail(p);
          this.state = NUMBER_EXPONENT;
          p++;
          break;
        case NUMBER_EXPONENT:
          if (isDigit(c)) p++;
          else if (this.leave()) return p;
          break;
        default:
          if (c === SPACE || c === TAB || c === CR || (c === LF && !this.lines)) {
            p++;
            break;
          }
          if (!this.takeSign(c)) return this.fail(p);
          p++;
          if (this.status === DONE) return p;
      }
    }
    return p;
  }

  /** Takes a byte outside of strings, numbers and words. */
  private takeSign(c: number): boolean {
    switch (this.state) {
      case VALUE:
        return this.startValue(c);
      case VALUE_OR_END:
        return c === RIGHT_BRACKET ? this.close(c) : this.startValue(c);
      case KEY_OR_END:
        if (c === RIGHT_BRACE) return this.close(c);
        return this.startKey(c);
      case KEY:
        return this.startKey(c);
      case AFTER_KEY:
        if (c !== COLON) return false;
        this.state = VALUE;
        return true;
      case AFTER_VALUE:
        if (c !== COMMA) return this.close(c);
        this.state = this.inObject() ? KEY : VALUE;
        return true;
      default: // DEEP
        if (c === COMMA || c === COLON) return true;
        return c === RIGHT_BRACE || c === RIGHT_BRACKET ? this.close(c) : this.startValue(c);
    }
  }

  private startKey(c: number): boolean {
    if (c !== QUOTE) return false;
    this.filled = true;
    this.state = IN_KEY;
    return true;
  }

  private startValue(c: number): boolean {
    if (this.depth > 0) this.filled = true;
    switch (c) {
      case QUOTE:
        this.state = IN_STRING;
        return true;
      case LEFT_BRACE:
      case LEFT_BRACKET:
        this.open(c === LEFT_BRACE);
        return true;
      case MINUS:
        this.state = NUMBER_SIGN;
        return true;
      case ZERO:
        this.state = NUMBER_ZERO;
        return true;
    }
    if (isDigit(c)) {
      this.state = NUMBER_INTEGER;
      return true;
    }
    const word = WORDS.findIndex((letters) => letters[0] === c);
    if (word < 0) return false;
    this.startWord(word);
    return true;
  }

  private startWord(word: number): void {
    this.state = LITERAL;
    this.word = word;
    this.letters = 1;
  }

  private open(object: boolean): void {
    const level = this.depth++;
    if (level >= this.deepest) {
      this.state = DEEP;
      return;
    }
    if (level >> 3 >= this.kinds.length) {
      const kinds = new Uint8Array(this.kinds.length * 2);
      kinds.set(this.kinds);
      this.kinds = kinds;
    }
    const bit = 1 << (level & 7);
    if (object) this.kinds[level >> 3] |= bit;
    else this.kinds[level >> 3] &= ~bit;
    this.state = object ? KEY_OR_END : VALUE_OR_END;
  }

  private close(c: number): boolean {
    if (this.depth <= this.deepest && c !== (this.inObject() ? RIGHT_BRACE : RIGHT_BRACKET)) return false;
    this.depth--;
    this.leave();
    return true;
  }

  private inObject(): boolean {
    const level = this.depth - 1;
    return (this.kinds[level >> 3] & (1 << (level & 7))) !== 0;
  }

  /** A value has ended; returns whether it was the whole one. */
  private leave(): boolean {
    if (this.depth === 0) this.status = DONE;
    else this.state = this.depth > this.deepest ? DEEP : AFTER_VALUE;
    return this.status === DONE;
  }

  private fail(p: number): number {
    this.status = BROKEN;
    return p;
  }
}

function isDigit(c: number): boolean {
  return c >= ZERO && c <= NINE;
}
