import type { Place } from './place.ts';

/**
 * Names the place of a decorated method after the class that holds it, known only at its first call: a decorator runs
 * before its class is there. Where another decorator lies on top, the bare name stays.
 */
export function nameMethod(place: Place, self: unknown, wrapper: unknown): void {
  const key = place.method;
  place.method = null;
  if (key === null || self === null || self === undefined) return;
  for (let at: object | null = Object(self) as object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const property = Object.getOwnPropertyDescriptor(at, key);
    if (property === undefined) continue;
    if (property.value !== wrapper && property.get !== wrapper && property.set !== wrapper) continue;
    const owner = classNameOf(at);
    if (owner !== '') {
      place.name = `${owner}.${key}`;
      place.rates = null;
    }
    return;
  }
}

/** The name of the class that `holder` is, or is the prototype of; empty when it has none. */
export function classNameOf(holder: object): string {
  return typeof holder === 'function' ? holder.name : holder.constructor.name;
}
