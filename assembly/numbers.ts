import { DOT, MINUS, PLUS, ZERO } from './characters';
import { UNREAD } from './state';

const LARGEST_POWER: i32 = 22;
/** More digits than these may not fit 64 bits. */
const MOST_DIGITS: i32 = 19;
const EXACT: u64 = 1 << 53;

// prettier-ignore
const POWERS = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);

function power(exponent: i32): f64 {
  return load<f64>(POWERS + (exponent << 3));
}

/** The number read last. */
export let value: f64 = 0;

/**
 * Reads the JSON number at `p` into `value`: the double nearest to the text.
 * @returns the position behind it; UNREAD if there is none, or one with so many digits that the nearest is not certain
 */
export function readNumber(p: i32): i32 {
  const negative = load<u8>(p) == MINUS;
  if (negative) p++;
  let digit: u32 = load<u8>(p) - ZERO;
  if (digit > 9) return UNREAD;
  let mantissa: u64 = 0;
  const first = p;
  let digits: i32;
  if (digit == 0) {
    if (<u32>load<u8>(++p) - ZERO <= 9) return UNREAD;
    digits = 0;
  } else {
    do {
      mantissa = mantissa * 10 + digit;
      digit = <u32>load<u8>(++p) - ZERO;
    } while (digit <= 9);
    digits = p - first;
  }
  let scale: i32 = 0;
  if (load<u8>(p) == DOT) {
    const fraction = ++p;
    if (digits == 0) {
      while (load<u8>(p) == ZERO) p++;
      digits -= p - fraction;
    }
    while (true) {
      const word = load<u64>(p);
      if (!areDigits(word)) break;
      mantissa = mantissa * 100_000_000 + eightDigits(word);
      p += 8;
    }
    digit = <u32>load<u8>(p) - ZERO;
    while (digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digit = <u32>load<u8>(++p) - ZERO;
    }
    if (p == fraction) return UNREAD;
    scale = fraction - p;
    digits -= scale;
  }
  if (digits > MOST_DIGITS) return UNREAD;
  if ((load<u8>(p) | 0x20) == 0x65) {
    p++;
    const sign: u32 = load<u8>(p);
    if (sign == MINUS || sign == PLUS) p++;
    digit = <u32>load<u8>(p) - ZERO;
    if (digit > 9) return UNREAD;
    let exponent: i32 = 0;
    do {
      exponent = exponent * 10 + digit;
      if (exponent > 999) return UNREAD;
      digit = <u32>load<u8>(++p) - ZERO;
    } while (digit <= 9);
    scale += sign == MINUS ? -exponent : exponent;
  }
  if (scale < -LARGEST_POWER || scale > LARGEST_POWER) return UNREAD;
  let result: f64;
  if (mantissa <= EXACT) {
    // An integer up to 2^53 and a power of ten up to 10^22 are both exact, so one operation rounds once.
    result = <f64>mantissa;
    if (scale < 0) result /= power(-scale);
    else if (scale > 0) result *= power(scale);
  } else {
    if (scale > 0) return UNREAD;
    result = scale == 0 ? <f64>mantissa : divideExactly(mantissa, -scale);
    if (isNaN(result)) return UNREAD;
  }
  value = negative ? -result : result;
  return p;
}

function areDigits(word: u64): bool {
  return (
    ((word & 0xf0f0f0f0f0f0f0f0) | (((word + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) >> 4)) == 0x3333333333333333
  );
}

/** The number of eight digits: neighbours joined to pairs, pairs to fours, fours to the whole. */
function eightDigits(word: u64): u64 {
  word = (word & 0x0f0f0f0f0f0f0f0f) * 2561; // 10 · 2^8 + 1
  word = ((word >> 8) & 0x00ff00ff00ff00ff) * 6_553_601; // 100 · 2^16 + 1
  return (((word >> 16) & 0x0000ffff0000ffff) * 42_949_672_960_001) >> 32; // 10000 · 2^32 + 1
}

/** A double as the sum of two halves of 26 bits (Veltkamp): this is the upper one. */
function upperHalf(x: f64): f64 {
  const split = 134_217_729.0 * x;
  return split - (split - x);
}

/**
 * mantissa / 10^scale, rounded once: the quotient of the nearest double, corrected by its exact remainder (Dekker's
 * product). Python prints 17 digits, so every second number comes here.
 * @returns NaN where the remainder lies too near to a tie to be sure
 */
function divideExactly(mantissa: u64, scale: i32): f64 {
  const divisor = power(scale);
  const nearest = <f64>mantissa;
  const lost = <f64>(<i64>(mantissa - <u64>nearest));
  const quotient = nearest / divisor;
  const quotientHigh = upperHalf(quotient);
  const quotientLow = quotient - quotientHigh;
  const divisorHigh = upperHalf(divisor);
  const divisorLow = divisor - divisorHigh;
  const product = quotient * divisor;
  const productError =
    quotientHigh * divisorHigh -
    product +
    quotientHigh * divisorLow +
    quotientLow * divisorHigh +
    quotientLow * divisorLow;
  const remainder = (nearest - product - productError + lost) / divisor;
  const result = quotient + remainder * (1.0 + 1e-9);
  return result == quotient + remainder * (1.0 - 1e-9) ? result : NaN;
}
