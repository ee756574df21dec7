import { LEFT_BRACKET, QUOTE } from './characters.ts';

/** Says what an object without traces holds; `keys` are its first keys. */
export function describeObject(keys: readonly string[], more: boolean): string {
  if (keys.length === 0) return 'an empty object';
  const list = keys.join(', ') + (more ? ', …' : '');
  return keys.length === 1 && !more ? `an object with the key ${list}` : `an object with the keys ${list}`;
}

/** Says what a value other than an object is, by its first byte. */
export function describeValue(first: number): string {
  switch (first) {
    case QUOTE:
      return 'a text';
    case LEFT_BRACKET:
      return 'an array';
    case 0x74:
    case 0x66:
      return 'true or false';
    case 0x6e:
      return 'null';
    default:
      return 'a number';
  }
}
