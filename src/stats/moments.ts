import { CARRY, MAX, MIN, PLAIN_KERNEL, SQUARES, SUM, type BlockKernel } from './blockKernel.ts';

const single = new Float64Array(1);

/** Values beyond these sizes are kept scaled by a power of two, for their squares leave the range of doubles. */
const LARGE = 2 ** 450;
const SMALL = 2 ** -450;
const SCALE_OF_LARGE = 2 ** -600;
const SCALE_OF_SMALL = 2 ** 600;

/** The factor with which values between `min` and `max` are kept. */
function scaleFor(min: number, max: number): number {
  const size = Math.max(-min, max);
  if (size > LARGE) return SCALE_OF_LARGE;
  return size < SMALL && size > 0 ? SCALE_OF_SMALL : 1;
}

function limited(x: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(x, Number.MAX_VALUE));
}

/**
 * Count, mean, spread and extremes of a stream of values, mergeable.
 *
 * Sums are compensated (Knuth's two-sum), so that a mean that lies exactly on a threshold is not pushed over it by
 * rounding. Squared deviations are taken in two passes over a block and combined pairwise
 * (Chan, Golub, LeVeque: Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979).
 */
export class Moments {
  n = 0;
  min = Infinity;
  max = -Infinity;
  /** What the sums below were multiplied with: 1 but for values of extreme size. */
  private scale = 1;
  /** The sum is `sum + carry`; `carry` holds what rounding took from `sum`. */
  private sum = 0;
  private carry = 0;
  /** Sum of squared deviations from the mean. */
  private squares = 0;

  /** Arithmetic mean, 0 without values. */
  get mean(): number {
    return this.n === 0 ? 0 : (this.sum + this.carry) / this.n / this.scale;
  }

  /** The sum, at most the largest double. */
  get total(): number {
    return limited((this.sum + this.carry) / this.scale);
  }

  /** Sum of squared deviations from the mean; infinite where no double is as large. */
  get m2(): number {
    return this.squares / this.scale / this.scale;
  }

  /** Sample variance (n − 1), 0 below two values, at most the largest double. */
  get variance(): number {
    return this.n < 2 ? 0 : limited(this.m2 / (this.n - 1));
  }

  /** Sample standard deviation (n − 1), 0 below two values, at most the largest double. */
  get deviation(): number {
    return this.n < 2 ? 0 : limited(Math.sqrt(this.squares / (this.n - 1)) / this.scale);
  }

  /** Adds `values[from..to)`. */
  addBlock(values: Float64Array, from: number, to: number, kernel: BlockKernel = PLAIN_KERNEL): void {
    const n = to - from;
    if (n <= 0) return;
    let measured = kernel.measure(values, from, to);
    this.stretch(measured[MIN], measured[MAX]);
    const { scale } = this;
    if (scale !== 1) {
      const scaled = values.slice(from, to).map((x) => x * scale);
      measured = PLAIN_KERNEL.measure(scaled, 0, n);
    }
    this.combine(n, measured[SUM], measured[CARRY], measured[SQUARES]);
  }

  /** Adds one value; for streams use `addBlock`. */
  add(value: number): void {
    single[0] = value;
    this.addBlock(single, 0, 1);
  }

  merge(other: Moments): void {
    if (other.n === 0) return;
    this.stretch(other.min, other.max);
    const factor = this.scale / other.scale;
    this.combine(other.n, other.sum * factor, other.carry * factor, other.squares * factor * factor);
  }

  /** As many values with the same sum, all of them equal to the mean. */
  steadied(): Moments {
    return Object.assign(new Moments(), this, { squares: 0 });
  }

  /** Widens the extremes, and scales the sums anew where that takes them to another size. */
  private stretch(min: number, max: number): void {
    if (min < this.min) this.min = min;
    if (max > this.max) this.max = max;
    const scale = scaleFor(this.min, this.max);
    if (scale === this.scale) return;
    const factor = scale / this.scale;
    this.scale = scale;
    this.sum *= factor;
    this.carry *= factor;
    this.squares *= factor;
    this.squares *= factor;
  }

  private combine(n: number, sum: number, carry: number, squares: number): void {
    if (this.n === 0) {
      this.n = n;
      this.sum = sum;
      this.carry = carry;
      this.squares = squares;
      return;
    }
    const delta = (sum + carry) / n - (this.sum + this.carry) / this.n;
    const all = this.n + n;
    this.squares += squares + delta * delta * ((this.n * n) / all);
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
