/** The decorator and wrapper for functions, methods, asynchronous functions and generators. */
import { callerOf } from './callSite.ts';
import { classNameOf } from './methodName.ts';
import { type AnyFunction, monitored } from './monitored.ts';
import { type MonitorOptions, Place } from './place.ts';

export interface FunctionOptions extends MonitorOptions {
  /** Instead of the function's own name, with its class. */
  readonly name?: string | undefined;
}

/** What a standard decorator is told, of members of any class: the library's own types know one class each. */
interface MemberContext<Kind extends string> {
  readonly kind: Kind;
  readonly name: string | symbol;
  readonly static: boolean;
  readonly private: boolean;
}
type MethodContext = MemberContext<'method' | 'getter' | 'setter'>;
type FieldContext = MemberContext<'field'>;

/** Standard and legacy decorator of methods, getters and setters, of fields that hold functions (standard), and wrapper. */
export interface FunctionMonitor {
  <F extends AnyFunction>(fn: F, context?: MethodContext): F;
  <F extends AnyFunction>(field: undefined, context: FieldContext): (initial: F) => F;
  <T>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<T>): TypedPropertyDescriptor<T>;
}

/**
 * Records every call of a function. An asynchronous function is measured until its promise settles, a generator from the
 * first value asked for until it is exhausted or closed.
 *
 *     class Cart {
 *       @monitorFunction('add', { branchTag: 'cart' }) add(item: Item): void { … }
 *     }
 *     const pay = monitorFunction('pay', async (order: Order) => { … });
 *
 * The name is the function's own, with its class, unless given.
 * @throws TypeError for what is no function; a class has no calls, its methods have
 */
export function monitorFunction<F extends AnyFunction>(method: F, context: MethodContext): F;
export function monitorFunction<F extends AnyFunction>(field: undefined, context: FieldContext): (initial: F) => F;
export function monitorFunction<T>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<T>,
): TypedPropertyDescriptor<T>;
export function monitorFunction<F extends AnyFunction>(fn: F, options?: FunctionOptions): F;
export function monitorFunction<F extends AnyFunction>(name: string, fn: F): F;
export function monitorFunction<F extends AnyFunction>(name: string, options: FunctionOptions, fn: F): F;
export function monitorFunction(options?: FunctionOptions): FunctionMonitor;
export function monitorFunction(name: string, options?: FunctionOptions): FunctionMonitor;
export function monitorFunction(...args: unknown[]): unknown {
  const [first, second, third] = args;
  if (isDecoration(args)) return new Monitoring('', {}, callerOf(monitorFunction, true)).decorate(args);
  const site = callerOf(monitorFunction);
  if (typeof first === 'function') {
    return new Monitoring('', optionsOf(second), site).wrap(first as AnyFunction);
  }
  const name = typeof first === 'string' ? first : '';
  const monitoring = new Monitoring(name, optionsOf(typeof first === 'string' ? second : first), site);
  const fn = typeof second === 'function' ? second : third;
  if (fn !== undefined) return monitoring.wrap(fn as AnyFunction);
  return (...decorated: unknown[]): unknown =>
    isDecoration(decorated) ? monitoring.decorate(decorated) : monitoring.wrap(decorated[0] as AnyFunction);
}

/** Whether a compiler called, with a member of a class and what it is. */
function isDecoration([target, what, descriptor]: readonly unknown[]): boolean {
  if (isStandardContext(what)) return true;
  const isTarget = (typeof target === 'object' && target !== null) || typeof target === 'function';
  return isTarget && (typeof what === 'symbol' || typeof what === 'string') && typeof descriptor !== 'function';
}

function isStandardContext(what: unknown): what is DecoratorContext {
  return typeof what === 'object' && what !== null && 'kind' in what && 'addInitializer' in what;
}

function optionsOf(value: unknown): FunctionOptions {
  return typeof value === 'object' && value !== null ? value : {};
}

class Monitoring {
  readonly #name: string;
  readonly #options: FunctionOptions;
  readonly #site: ReturnType<typeof callerOf>;

  constructor(name: string, options: FunctionOptions, site: ReturnType<typeof callerOf>) {
    this.#name = name === '' ? (options.name ?? '') : name;
    this.#options = options;
    this.#site = site;
  }

  wrap(fn: AnyFunction): AnyFunction {
    return monitored(fn, this.#place(typeof fn === 'function' ? fn.name : ''));
  }

  decorate([target, what, descriptor]: readonly unknown[]): unknown {
    if (isStandardContext(what)) return this.#standard(target, what);
    return this.#legacy(target as object, what as string | symbol, descriptor as PropertyDescriptor | undefined);
  }

  #standard(value: unknown, context: DecoratorContext): unknown {
    const { kind } = context;
    if (kind === 'class' || kind === 'accessor') throw notFor(`${kind} ${String(context.name)}`);
    const place = this.#place(String(context.name));
    if (kind === 'field') return (initial: AnyFunction) => monitored(initial, place);
    // Private methods stand on no prototype, and symbols are no part of a name.
    if (this.#name === '' && !context.private && typeof context.name === 'string') place.method = context.name;
    return monitored(value as AnyFunction, place);
  }

  #legacy(target: object, key: string | symbol, descriptor: PropertyDescriptor | undefined): PropertyDescriptor {
    const name = [classNameOf(target), String(key)].filter((part) => part !== '').join('.');
    const place = this.#place(name);
    const { value, get, set } = (descriptor ?? {}) as TypedPropertyDescriptor<unknown>;
    if (typeof value === 'function') return { ...descriptor, value: monitored(value as AnyFunction, place) };
    if (get === undefined && set === undefined) throw notFor(`property ${name}`);
    return {
      ...descriptor,
      ...(get === undefined ? {} : { get: monitored(get, place) }),
      ...(set === undefined ? {} : { set: monitored(set as AnyFunction, place) as (value: unknown) => void }),
    };
  }

  #place(ownName: string): Place {
    return new Place(this.#name === '' ? ownName : this.#name, this.#site, this.#options);
  }
}

function notFor(what: string): TypeError {
  return new TypeError(
    `monitorFunction decorates methods, getters and setters, not the ${what}; wrap the function in it`,
  );
}
