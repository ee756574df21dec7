/** What left a call instead of a result. Boxed, since anything can be thrown, also nothing. */
export interface Thrown {
  readonly error: unknown;
}

/** Whether leaving a call with `error` is a failure: cancellation is none. */
export function isFailure(error: unknown): boolean {
  return read(error, 'name') !== 'AbortError';
}

/** The class of an error, or the name that it gives itself. */
export function exceptionType(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const name = read(error, 'name');
  const maker = read(read(error, 'constructor'), 'name');
  // DOM exceptions share one class; an own `name` was set on purpose.
  if (typeof name === 'string' && name !== '' && (Object.hasOwn(error, 'name') || maker === 'DOMException'))
    return name;
  if (typeof maker === 'string' && maker !== '') return maker;
  return typeof name === 'string' && name !== '' ? name : 'Object';
}

/** The error's message, or the text of whatever was thrown. */
export function exceptionMessage(error: unknown): string {
  const message = read(error, 'message');
  return typeof message === 'string' ? message : textOf(error);
}

/** Any value as text, also one that has none. */
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    // Objects without a prototype have no text, and anybody's toString may throw.
    return `<${exceptionType(value)} without readable text>`;
  }
}

/** A property of anything; undefined where there is none or its getter throws. */
function read(holder: unknown, key: string): unknown {
  try {
    return (holder as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}
