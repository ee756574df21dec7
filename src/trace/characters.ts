/** Bytes that mean something in JSON. */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;
export const LEFT_BRACKET = 0x5b;
export const RIGHT_BRACKET = 0x5d;
export const LEFT_BRACE = 0x7b;
export const RIGHT_BRACE = 0x7d;

/** A byte for a person to read: `'x'` where it is printable ASCII, else its value. */
export function describeByte(byte: number): string {
  if (byte === LF) return 'the end of the line';
  if (byte > SPACE && byte < 0x7f) return `'${String.fromCharCode(byte)}'`;
  return `byte 0x${byte.toString(16).padStart(2, '0')}`;
}

/** Whether `\` may be followed by this byte; `u` needs four hexadecimal digits after it. */
export const SIMPLE_ESCAPE = new Uint8Array(256);
for (const c of '"\\/bfnrt') SIMPLE_ESCAPE[c.charCodeAt(0)] = 1;

export const HEXADECIMAL = new Uint8Array(256);
for (const c of '0123456789abcdefABCDEF') HEXADECIMAL[c.charCodeAt(0)] = 1;
