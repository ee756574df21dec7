/** Where in the source a function of the runtime was called. */
import { fileURLToPath } from 'node:url';

export interface CallSite {
  /** A path, or `unknown`. */
  readonly filename: string;
  /** From 1; 0 unknown. */
  readonly lineno: number;
}

const UNKNOWN: CallSite = { filename: 'unknown', lineno: 0 };

/** What compilers put between a decorator without parentheses and the class. */
const COMPILER_HELPERS =
  /^(?:new )?(?:Object\.)?(?:_?_(?:ts_)?decorate\w*|__esDecorate|__runInitializers|_?applyDec\w*)$/;
/** Frames that are looked at, for the sake of those. */
const DEPTH = 8;

// Blocks ask at every run. A program has as many places as it has lines; evaluated code may make ever new ones.
const known = new Map<string, CallSite>();
const MOST_KNOWN = 10_000;

/**
 * The place that called `called`. Paths and lines are those of the source where Node knows them: with
 * `--enable-source-maps`, under loaders that map stack traces, and where types are only stripped.
 */
export function callerOf(called: (...args: never[]) => unknown, throughHelpers = false): CallSite {
  const limit = Error.stackTraceLimit;
  const holder: { stack?: unknown } = {};
  Error.stackTraceLimit = throughHelpers ? DEPTH : 1;
  Error.captureStackTrace(holder, called);
  const { stack } = holder;
  Error.stackTraceLimit = limit;
  // A program may make something else of its stacks.
  if (typeof stack !== 'string') return UNKNOWN;
  let site = known.get(stack);
  if (site === undefined) {
    site = siteIn(stack);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(stack, site);
  }
  return site;
}

function siteIn(stack: string): CallSite {
  for (const line of stack.split('\n')) {
    const frame = /^\s+at (?:async )?(?:(.*?) \()?(.+?):(\d+):\d+\)?$/.exec(line);
    if (frame === null) continue;
    const [, name = '', place, lineno] = frame as unknown as [string, string | undefined, string, string];
    if (COMPILER_HELPERS.test(name.replace(/ \[as .*\]$/, ''))) continue;
    return { filename: place.startsWith('file://') ? fileURLToPath(place) : place, lineno: Number(lineno) };
  }
  return UNKNOWN;
}
