const ZERO = 48;
const DOT = 46;
const MINUS = 45;

/** The text of whole numbers below 1000, three bytes each: three digits a step instead of one. */
const TRIPLES = new Uint8Array(3000);
for (let number = 0; number < 1000; number++) {
  TRIPLES[number * 3] = ZERO + Math.floor(number / 100);
  TRIPLES[number * 3 + 1] = ZERO + (Math.floor(number / 10) % 10);
  TRIPLES[number * 3 + 2] = ZERO + (number % 10);
}

/** Collects bytes and hands them on in blocks, without a string per record. */
export class ByteWriter {
  private readonly bytes: Uint8Array;
  private readonly limit: number;
  private readonly write: (block: Uint8Array) => void;
  private at = 0;
  private flushed = 0;

  /** `write` must be done with a block when it returns: its memory is used again. */
  constructor(write: (block: Uint8Array) => void, blockSize = 1 << 20) {
    this.write = write;
    this.limit = blockSize;
    // One record, of a few kilobytes, may follow after the limit before `flushFull` is asked.
    this.bytes = new Uint8Array(blockSize + (64 << 10));
  }

  /** Bytes written so far. */
  get size(): number {
    return this.flushed + this.at;
  }

  text(bytes: Uint8Array): void {
    const { bytes: to } = this;
    let at = this.at;
    // A call of `set` costs more than copying a few bytes by hand.
    if (bytes.length < 24) for (let index = 0; index < bytes.length; index++) to[at++] = bytes[index];
    else {
      to.set(bytes, at);
      at += bytes.length;
    }
    this.at = at;
  }

  /** A whole number of at most 15 digits. */
  whole(value: number): void {
    if (value < 0) {
      this.bytes[this.at++] = MINUS;
      value = -value;
    }
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) digits++;
    this.digits(value, digits);
  }

  /** Seconds since 1970 with microseconds, trailing zeros dropped as Python's repr does. */
  instant(microseconds: number): void {
    const seconds = Math.floor(microseconds / 1e6);
    this.digits(seconds, 10);
    this.bytes[this.at++] = DOT;
    this.digits(microseconds - seconds * 1e6, 6);
    while (this.bytes[this.at - 1] === ZERO && this.bytes[this.at - 2] !== DOT) this.at--;
  }

  /**
   * A duration below 10 s with as many digits as a difference of two clock readings has: nine that count, the rest
   * from `noise` (below 1e8).
   */
  seconds(value: number, noise: number): void {
    if (value < 1e-4) {
      this.tiny(value);
      return;
    }
    const nanoseconds = Math.round(value * 1e9);
    const whole = Math.floor(nanoseconds / 1e9);
    this.bytes[this.at++] = ZERO + whole;
    this.bytes[this.at++] = DOT;
    this.digits(nanoseconds - whole * 1e9, 9);
    this.digits(noise, 8);
    while (this.bytes[this.at - 1] === ZERO && this.bytes[this.at - 2] !== DOT) this.at--;
  }

  /** Hands the block on when it is full; to be asked after each record. */
  flushFull(): void {
    if (this.at >= this.limit) this.flush();
  }

  flush(): void {
    this.write(this.bytes.subarray(0, this.at));
    this.flushed += this.at;
    this.at = 0;
  }

  /** Python writes numbers below 0.0001 with an exponent of two digits. */
  private tiny(value: number): void {
    const text = value === 0 ? '0.0' : value.toExponential().replace(/e-(\d)$/, 'e-0$1');
    for (let index = 0; index < text.length; index++) this.bytes[this.at++] = text.charCodeAt(index);
  }

  /** Exactly `count` digits, with leading zeros. */
  private digits(value: number, count: number): void {
    const { bytes } = this;
    let end = this.at + count;
    this.at = end;
    while (count >= 3) {
      const rest = Math.floor(value / 1000);
      const triple = (value - rest * 1000) * 3;
      bytes[end - 1] = TRIPLES[triple + 2];
      bytes[end - 2] = TRIPLES[triple + 1];
      bytes[end - 3] = TRIPLES[triple];
      value = rest;
      end -= 3;
      count -= 3;
    }
    for (; count > 0; count--) {
      const rest = Math.floor(value / 10);
      bytes[--end] = ZERO + (value - rest * 10);
      value = rest;
    }
  }
}
