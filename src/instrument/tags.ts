/** Context tags: extra keys on the traces of the calls that run here. */
import { textOf } from './failure.ts';
import { frames, NO_TAGS, type Tags, type TagValue } from './frames.ts';
import { RECORD_KEYS } from './record.ts';

/**
 * Adds `key` to the trace of the monitored call that is running and of those that start inside it from now on. Outside
 * of any, all that starts from here on in this asynchronous context carries it. Texts, finite numbers, booleans and null
 * are kept, everything else becomes its text.
 * @throws RangeError for the name of a measured field
 */
export function addTag(key: string, value: unknown): void {
  const tags = checked({ [key]: value });
  const frame = frames.getStore();
  if (frame === undefined) frames.enterWith({ number: -1, timestamp: 0, tags });
  else frame.tags = { ...frame.tags, ...tags };
}

/** Removes the tags of the monitored call that is running, for those that start inside it from now on too. */
export function clearTags(): void {
  const frame = frames.getStore();
  if (frame !== undefined) frame.tags = NO_TAGS;
}

/**
 * Runs `callback`; the calls inside it carry these tags too, whatever runs beside it.
 * @throws RangeError for the name of a measured field, and what `callback` throws
 */
export function withTags<R>(tags: Readonly<Record<string, unknown>>, callback: () => R): R {
  const { number, timestamp, tags: around } = frames.getStore() ?? { number: -1, timestamp: 0, tags: NO_TAGS };
  return frames.run({ number, timestamp, tags: { ...around, ...checked(tags) } }, callback);
}

function checked(tags: Readonly<Record<string, unknown>>): Tags {
  const plain = Object.entries(tags).map(([key, value]): [string, TagValue] => {
    if (RECORD_KEYS.has(key))
      throw new RangeError(`${JSON.stringify(key)} is a field of the trace and cannot be a tag`);
    return [key, isPlain(value) ? value : textOf(value)];
  });
  return Object.fromEntries(plain);
}

function isPlain(value: unknown): value is TagValue {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
