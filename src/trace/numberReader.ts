import { DOT, MINUS, NINE, PLUS, ZERO } from './characters.ts';
import { LONGEST_VALUE } from './fields.ts';

const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
// Each power of ten as a sum of two halves of 26 bits (Veltkamp), so that products with them can be made exact.
const POWERS_HIGH = POWERS.map((power) => 134_217_729 * power - (134_217_729 * power - power));
const POWERS_LOW = POWERS.map((power, k) => power - POWERS_HIGH[k]);
/** The mantissa takes digits while it is below this: ten times it plus nine stays below 2^53. */
const ROOM = 9e14;
/** Digits past the mantissa that are still gathered; products with 10^7 stay exact in `divideExactly`. */
const SPARE_DIGITS = 7;

export interface NumberReader {
  /** Reads the JSON number at `p`; returns the position after it, -1 if it is no number. The value is `value[0]`. */
  read(p: number): number;
  /** The number read last: the double nearest to the text, as `Number()` gives it. NaN if it is over 64 KiB long. */
  readonly value: Float64Array;
}

/** Reads numbers from `bytes`, which must hold a byte that ends a number (a quote) after its last one. */
export function createNumberReader(bytes: Uint8Array): NumberReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const value = new Float64Array(1);

  function read(start: number): number {
    let p = start;
    const negative = bytes[p] === MINUS;
    if (negative) p++;
    let digit = bytes[p] - ZERO;
    if (!(digit >= 0 && digit <= 9)) return -1;
    let mantissa = 0;
    let spare = 0;
    let spareDigits = 0;
    if (digit === 0) {
      digit = bytes[++p] - ZERO;
      if (digit >= 0 && digit <= 9) return -1;
    } else {
      do {
        if (mantissa < ROOM) mantissa = mantissa * 10 + digit;
        else if (spareDigits < SPARE_DIGITS) {
          spare = spare * 10 + digit;
          spareDigits++;
        } else return readAny(start);
        digit = bytes[++p] - ZERO;
      } while (digit >= 0 && digit <= 9);
    }
    let scale = 0;
    if (bytes[p] === DOT) {
      const first = ++p;
      // Four digits at a time, while they fit (5 % of the whole scan).
      while (mantissa < 1e11) {
        const word = view.getInt32(p, true);
        const digits = (word & 0xf0f0f0f0) | (((word + 0x06060606) & 0xf0f0f0f0) >>> 4);
        if (digits !== 0x33333333) break;
        const pairs = Math.imul(word & 0x0f0f0f0f, 10) + ((word & 0x0f0f0f0f) >>> 8);
        mantissa = mantissa * 10_000 + ((pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff));
        p += 4;
      }
      digit = bytes[p] - ZERO;
      while (digit >= 0 && digit <= 9) {
        if (spareDigits === 0 && mantissa < ROOM) mantissa = mantissa * 10 + digit;
        else if (spareDigits < SPARE_DIGITS) {
          spare = spare * 10 + digit;
          spareDigits++;
        } else return readAny(start);
        digit = bytes[++p] - ZERO;
      }
      if (p === first) return -1;
      scale = first - p;
    }
    if ((bytes[p] | 0x20) === 0x65) {
      p++;
      const sign = bytes[p] === MINUS ? -1 : 1;
      if (bytes[p] === MINUS || bytes[p] === PLUS) p++;
      digit = bytes[p] - ZERO;
      if (!(digit >= 0 && digit <= 9)) return -1;
      let exponent = 0;
      do {
        exponent = exponent * 10 + digit;
        if (exponent > 9999) return readAny(start);
        digit = bytes[++p] - ZERO;
      } while (digit >= 0 && digit <= 9);
      scale += sign * exponent;
    }
    let result: number;
    if (spareDigits === 0) result = mantissa;
    else {
      result = mantissa * POWERS[spareDigits] + spare;
      if (result > Number.MAX_SAFE_INTEGER) {
        result = scale > 0 || scale < -22 ? Number.NaN : divideExactly(mantissa, spare, spareDigits, -scale);
        if (Number.isNaN(result)) return readAny(start);
        value[0] = negative ? -result : result;
        return p;
      }
    }
    // An integer below 2^53 and a power of ten up to 10^22 are both exact, so one operation rounds once.
    if (scale < 0) {
      if (scale < -22) return readAny(start);
      result /= POWERS[-scale];
    } else if (scale > 0) {
      if (scale > 22) return readAny(start);
      result *= POWERS[scale];
    }
    value[0] = negative ? -result : result;
    return p;
  }

  /** Any number, the plain way: for what is too long or too large for the fast one. */
  function readAny(start: number): number {
    let p = start;
    const digits = (): boolean => {
      const first = p;
      while (bytes[p] >= ZERO && bytes[p] <= NINE) p++;
      return p > first;
    };
    if (bytes[p] === MINUS) p++;
    if (bytes[p] === ZERO) p++;
    else if (!digits()) return -1;
    if (bytes[p] === DOT && (p++, !digits())) return -1;
    if ((bytes[p] | 0x20) === 0x65) {
      p++;
      if (bytes[p] === MINUS || bytes[p] === PLUS) p++;
      if (!digits()) return -1;
    }
    value[0] = p - start > LONGEST_VALUE ? Number.NaN : Number(latin1.decode(bytes.subarray(start, p)));
    return p;
  }

  return { read, value };
}

const latin1 = new TextDecoder('latin1');

/**
 * (mantissa · 10^spareDigits + spare) / 10^scale for an integer beyond 2^53, rounded once: the quotient of the leading
 * part, corrected by its exact remainder (Dekker's product). Python prints 17 digits, so every second number comes here.
 * @returns NaN where the remainder lies too near to a tie to be sure.
 */
function divideExactly(mantissa: number, spare: number, spareDigits: number, scale: number): number {
  const power = POWERS[spareDigits];
  const upper = Math.floor(mantissa / 67_108_864) * 67_108_864;
  const high = upper * power;
  const low = (mantissa - upper) * power + spare;
  const sum = high + low;
  const lost = low - (sum - high);
  const divisor = POWERS[scale];
  const quotient = sum / divisor;
  const split = 134_217_729 * quotient;
  const quotientHigh = split - (split - quotient);
  const quotientLow = quotient - quotientHigh;
  const product = quotient * divisor;
  const productError =
    quotientHigh * POWERS_HIGH[scale] -
    product +
    quotientHigh * POWERS_LOW[scale] +
    quotientLow * POWERS_HIGH[scale] +
    quotientLow * POWERS_LOW[scale];
  const remainder = (sum - product - productError + lost) / divisor;
  const result = quotient + remainder * (1 + 1e-9);
  return result === quotient + remainder * (1 - 1e-9) ? result : Number.NaN;
}
