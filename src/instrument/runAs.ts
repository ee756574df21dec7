import { types } from 'node:util';
import type { Call } from './calls.ts';
import { frames } from './frames.ts';

/** Runs `fn` as that call, and ends the call with it, or with the promise that it returns. @throws what `fn` throws */
export function runAs<A extends unknown[]>(call: Call, fn: (...args: A) => unknown, ...args: A): unknown {
  let result: unknown;
  try {
    result = frames.run(call, fn, ...args);
  } catch (error) {
    call.finish({ error });
    throw error;
  }
  if (types.isPromise(result)) return settled(call, result);
  call.finish(null);
  return result;
}

/**
 * The promise of a call that ends with it. Whoever gets it answers for its rejection, as for that of the original.
 * Only the CPU time up to the first `await` is told from that of others; what follows counts as waiting.
 */
function settled<T>(call: Call, promise: Promise<T>): Promise<T> {
  const { cpuTime } = call;
  const following = promise.then(
    (value) => {
      call.finish(null, cpuTime);
      return value;
    },
    (error: unknown) => {
      call.finish({ error }, cpuTime);
      throw error;
    },
  );
  // Libraries hang more onto their promises, such as the child process that they wait for.
  for (const name of Object.getOwnPropertyNames(promise)) {
    Reflect.defineProperty(following, name, Object.getOwnPropertyDescriptor(promise, name)!);
  }
  return following;
}
