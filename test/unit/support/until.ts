import { setTimeout } from 'node:timers/promises';

/**
 * Waits until something holds. There is no limit of its own: a test that waits in vain ends by mocha's.
 * @param describe tells what it is like instead, for the message on the way
 */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(5);
}
