/** Bytes that mean something in JSON. */
export const TAB: u32 = 0x09;
export const LF: u32 = 0x0a;
export const CR: u32 = 0x0d;
export const SPACE: u32 = 0x20;
export const QUOTE: u32 = 0x22;
export const PLUS: u32 = 0x2b;
export const COMMA: u32 = 0x2c;
export const MINUS: u32 = 0x2d;
export const DOT: u32 = 0x2e;
export const ZERO: u32 = 0x30;
export const COLON: u32 = 0x3a;
export const LEFT_BRACKET: u32 = 0x5b;
export const BACKSLASH: u32 = 0x5c;
export const RIGHT_BRACKET: u32 = 0x5d;
export const LEFT_BRACE: u32 = 0x7b;
export const RIGHT_BRACE: u32 = 0x7d;

// Words as the four bytes that begin them.
export const NULL: u32 = 0x6c6c756e;
export const TRUE: u32 = 0x65757274;
/** `alse`, which stands behind an `f`. */
export const ALSE: u32 = 0x65736c61;
