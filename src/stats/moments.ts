const single = new Float64Array(1);

/**
 * Count, mean, spread and extremes of a stream of values, mergeable.
 *
 * Sums are compensated (Knuth's two-sum), so that a mean that lies exactly on a threshold is not pushed over it by
 * rounding. Squared deviations are taken in two passes over a block and combined pairwise
 * (Chan, Golub, LeVeque: Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979).
 */
export class Moments {
  n = 0;
  /** The sum is `sum + carry`; `carry` holds what rounding took from `sum`. */
  sum = 0;
  carry = 0;
  /** Sum of squared deviations from the mean. */
  m2 = 0;
  min = Infinity;
  max = -Infinity;

  /** Arithmetic mean, 0 without values. Where the sum leaves the range of doubles, the middle of the extremes. */
  get mean(): number {
    if (this.n === 0) return 0;
    const mean = (this.sum + this.carry) / this.n;
    return Number.isFinite(mean) ? mean : this.min / 2 + this.max / 2;
  }

  /** The sum, at most the largest double. */
  get total(): number {
    const total = this.sum + this.carry;
    return Number.isFinite(total) ? total : Math.sign(this.mean) * Number.MAX_VALUE;
  }

  /** Sample variance (n − 1), 0 below two values, at most the largest double. */
  get variance(): number {
    if (this.n < 2) return 0;
    const variance = this.m2 / (this.n - 1);
    return Number.isFinite(variance) ? variance : Number.MAX_VALUE;
  }

  /** Sample standard deviation (n − 1), 0 below two values. */
  get deviation(): number {
    return Math.sqrt(this.variance);
  }

  /** Adds `values[from..to)`. */
  addBlock(values: Float64Array, from: number, to: number): void {
    const n = to - from;
    if (n <= 0) return;
    let sum = 0;
    let carry = 0;
    let min = this.min;
    let max = this.max;
    for (let i = from; i < to; i++) {
      const x = values[i];
      const t = sum + x;
      const virtual = t - sum;
      carry += sum - (t - virtual) + (x - virtual);
      sum = t;
      if (x < min) min = x;
      if (x > max) max = x;
    }
    this.min = min;
    this.max = max;
    const mean = (sum + carry) / n;
    let squares = 0;
    let rest = 0;
    for (let i = from; i < to; i++) {
      const d = values[i] - mean;
      squares += d * d;
      rest += d;
    }
    this.combine(n, sum, carry, squares - (rest * rest) / n);
  }

  /** Adds one value; for streams use `addBlock`. */
  add(value: number): void {
    single[0] = value;
    this.addBlock(single, 0, 1);
  }

  merge(other: Moments): void {
    if (other.n === 0) return;
    if (other.min < this.min) this.min = other.min;
    if (other.max > this.max) this.max = other.max;
    this.combine(other.n, other.sum, other.carry, other.m2);
  }

  private combine(n: number, sum: number, carry: number, m2: number): void {
    if (this.n === 0) {
      this.n = n;
      this.sum = sum;
      this.carry = carry;
      this.m2 = m2;
      return;
    }
    const delta = (sum + carry) / n - this.mean;
    const all = this.n + n;
    this.m2 += m2 + delta * delta * ((this.n * n) / all);
    this.n = all;
    const t = this.sum + sum;
    const virtual = t - this.sum;
    this.carry += this.sum - (t - virtual) + (sum - virtual) + carry;
    this.sum = t;
  }

  /** The copy that a structured clone (a message between threads) turned into a plain object, as an instance again. */
  static revive(plain: Moments): Moments {
    return Object.assign(new Moments(), plain);
  }
}
