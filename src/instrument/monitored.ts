/** Functions that record their calls: plain ones and those that return a promise, generators, asynchronous generators. */
import { types } from 'node:util';
import { Call } from './calls.ts';
import { frames } from './frames.ts';
import { cpuAtStart, cpuSince, monotonic } from './meter.ts';
import { nameMethod } from './methodName.ts';
import type { Place } from './place.ts';
import { runAs } from './runAs.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- no other type takes methods of all classes
export type AnyFunction = (this: any, ...args: any[]) => any;
type Callable = (this: unknown, ...args: unknown[]) => unknown;

/**
 * `fn` with its calls recorded under `place`; name, length, prototype and own properties stay those of `fn`.
 * @throws TypeError for what is no function, and for a class
 */
export function monitored<F extends AnyFunction>(fn: F, place: Place): F {
  if (typeof fn !== 'function') throw new TypeError(`monitorFunction needs a function, not ${typeof fn}`);
  if (isClass(fn))
    throw new TypeError(`monitorFunction needs a function, not the class ${fn.name}; monitor its methods`);
  const inner: Callable = fn;
  const wrapper = types.isGeneratorFunction(fn)
    ? types.isAsyncFunction(fn)
      ? monitoredAsyncGenerator(inner as AsyncGeneratorCallable, place)
      : monitoredGenerator(inner as GeneratorCallable, place)
    : monitoredFunction(inner, place);
  return dressedAs(fn, wrapper) as F;
}

function isClass(fn: AnyFunction): boolean {
  return /^class\b/.test(Function.prototype.toString.call(fn));
}

function dressedAs(fn: AnyFunction, wrapper: unknown): unknown {
  // The prototype of a generator function is what its generators inherit from.
  return Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(fn));
}

function monitoredFunction(fn: Callable, place: Place): Callable {
  return function wrapper(this: unknown, ...args: unknown[]): unknown {
    if (place.method !== null) nameMethod(place, this, wrapper);
    return runAs(new Call(place), apply, fn, this, args);
  };
}

function apply(fn: Callable, self: unknown, args: unknown[]): unknown {
  return Reflect.apply(fn, self, args);
}

type GeneratorCallable = (this: unknown, ...args: unknown[]) => Generator<unknown, unknown, unknown>;
type AsyncGeneratorCallable = (this: unknown, ...args: unknown[]) => AsyncGenerator<unknown, unknown, unknown>;

/** Measured from the first value asked for until it is exhausted or closed, its consumer's time in between included. */
function monitoredGenerator(fn: GeneratorCallable, place: Place): GeneratorCallable {
  return function* wrapper(this: unknown, ...args: unknown[]): Generator<unknown, unknown, unknown> {
    if (place.method !== null) nameMethod(place, this, wrapper);
    const call = new Call(place);
    let thrown: { error: unknown } | null = null;
    try {
      const generator = Reflect.apply(fn, this, args);
      const inside: Iterator<unknown, unknown, unknown> = {
        next: (value) => frames.run(call, () => generator.next(value)),
        throw: (error) => frames.run(call, () => generator.throw(error)),
        return: (value) => frames.run(call, () => generator.return(value)),
      };
      return yield* { [Symbol.iterator]: () => inside };
    } catch (error) {
      thrown = { error };
      throw error;
    } finally {
      call.finish(thrown);
    }
  };
}

function monitoredAsyncGenerator(fn: AsyncGeneratorCallable, place: Place): AsyncGeneratorCallable {
  return async function* wrapper(this: unknown, ...args: unknown[]): AsyncGenerator<unknown, unknown, unknown> {
    if (place.method !== null) nameMethod(place, this, wrapper);
    const call = new Call(place);
    let thrown: { error: unknown } | null = null;
    let used = 0;
    const step = <T>(resume: () => T): T => {
      const begun = cpuAtStart();
      const start = monotonic();
      try {
        return frames.run(call, resume);
      } finally {
        used += cpuSince(begun, monotonic() - start);
      }
    };
    try {
      const generator = Reflect.apply(fn, this, args);
      const inside: AsyncIterator<unknown, unknown, unknown> = {
        next: (value) => step(() => generator.next(value)),
        throw: (error) => step(() => generator.throw(error)),
        return: (value) => step(() => generator.return(value)),
      };
      return yield* { [Symbol.asyncIterator]: () => inside };
    } catch (error) {
      thrown = { error };
      throw error;
    } finally {
      call.finish(thrown, used / 1000);
    }
  };
}
