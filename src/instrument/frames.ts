/** What a monitored call knows of the one around it, through callbacks and `await`. */
import { AsyncLocalStorage } from 'node:async_hooks';

export type TagValue = string | number | boolean | null;
export type Tags = Readonly<Record<string, TagValue>>;

/** Holds no reference to the frame above: chains of timers would keep all that ever ran. */
export interface Frame {
  /** Counts the calls of this process; -1 is none. */
  readonly number: number;
  /** When the call started, in epoch seconds. */
  readonly timestamp: number;
  tags: Tags;
}

export const NO_TAGS: Tags = Object.freeze({});

/** The monitored call that is running here. */
export const frames: AsyncLocalStorage<Frame> = new AsyncLocalStorage();
