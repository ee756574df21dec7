/** Tells whether code has changed, by its text without comments and layout. */

/** 53 bits that stand for a piece of code; comments, blank lines and spaces at line ends do not count. */
export function codeFingerprint(code: string, comment: '#' | '//'): number {
  let low = 0x811c9dc5;
  let high = 0x9e3779b1;
  for (const line of code.split('\n')) {
    const text = line.trimEnd();
    if (text === '' || text.trimStart().startsWith(comment)) continue;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit, 0x85ebca6b);
      high ^= high >>> 13;
    }
    low = Math.imul(low ^ 10, 0x01000193);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
