/** The longest unbroken run of failures in a sequence of calls, mergeable: halves meet at their ends. */
export class ErrorRuns {
  n = 0;
  errors = 0;
  /** Failures at the very start, and at the very end so far. */
  prefix = 0;
  suffix = 0;
  longest = 0;

  add(failed: boolean): void {
    if (failed) {
      this.errors++;
      this.suffix++;
      if (this.suffix > this.longest) this.longest = this.suffix;
      if (this.prefix === this.n) this.prefix++;
    } else {
      this.suffix = 0;
    }
    this.n++;
  }

  /** Adds the calls `failed[from..to)`, 1 for a failure. */
  addBlock(failed: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (failed[i] === 1) {
        this.n += i - from;
        if (i > from) this.suffix = 0;
        this.add(true);
        from = i + 1;
      }
    }
    if (to > from) {
      this.n += to - from;
      this.suffix = 0;
    }
  }

  /** Appends the calls that `other` saw after this one's. */
  merge(other: ErrorRuns): void {
    const meeting = this.suffix + other.prefix;
    this.longest = Math.max(this.longest, other.longest, meeting);
    if (this.prefix === this.n) this.prefix += other.prefix;
    this.suffix = other.suffix === other.n ? this.suffix + other.n : other.suffix;
    this.n += other.n;
    this.errors += other.errors;
  }

  static revive(plain: ErrorRuns): ErrorRuns {
    return Object.assign(new ErrorRuns(), plain);
  }
}
