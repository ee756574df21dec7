import type { FileScope, FailureKind, FunctionScope } from '../../../src/score/scopes.ts';
import {
  FILE_SUMMARY,
  SCOPE_SUMMARY,
  TraceSummary,
  type CallColumns,
  type SummaryOptions,
} from '../../../src/stats/traceSummary.ts';
import type { Call } from './exactScores.ts';

/** Numbers of tags, the same for all summaries of a test. */
export class TagNumbers {
  private readonly known = new Map<string, number>();

  of(tag: string | null): number {
    if (tag === null) return -1;
    if (!this.known.has(tag)) this.known.set(tag, this.known.size);
    return this.known.get(tag)!;
  }
}

function columns(calls: readonly Call[], tags: TagNumbers): CallColumns {
  return {
    duration: Float64Array.from(calls, (call) => call.duration),
    memory: Float64Array.from(calls, (call) => call.memory),
    wait: Float64Array.from(calls, (call) => call.wait),
    cpu: new Float64Array(calls.length),
    tag: Int32Array.from(calls, (call) => tags.of(call.tag)),
    failed: Uint8Array.from(calls, (call) => (call.failed ? 1 : 0)),
  };
}

/** Summarises calls in batches, as the analysis does. */
export function summarise(
  calls: readonly Call[],
  lags: readonly number[] = [],
  options: SummaryOptions = FILE_SUMMARY,
  tags = new TagNumbers(),
): TraceSummary {
  const summary = new TraceSummary(options);
  const rows = columns(calls, tags);
  for (let from = 0; from < calls.length; from += 1000) {
    summary.addCalls(rows, from, Math.min(from + 1000, calls.length));
  }
  for (const lag of lags) summary.lag.add(lag);
  return summary;
}

/** A call with the name of its function, and when it was. */
export interface NamedCall extends Call {
  name: string;
  time?: number;
  failure?: string;
}

function failuresOf(calls: readonly NamedCall[]): FailureKind[] {
  const kinds = new Map<string, FailureKind>();
  for (const { failed, failure = 'ValueError', time } of calls) {
    if (!failed) continue;
    const kind = kinds.get(failure) ?? {
      type: failure,
      message: '',
      example: '',
      count: 0,
      first: time ?? null,
      last: null,
    };
    kind.count++;
    kind.last = time ?? null;
    kinds.set(failure, kind);
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count);
}

/** The file of these calls, with a scope per function, in order of appearance. */
export function fileOf(calls: readonly NamedCall[], lags: readonly number[] = []): FileScope {
  const tags = new TagNumbers();
  const names = [...new Set(calls.map(({ name }) => name))];
  const functions = names.map((name): FunctionScope => {
    const own = calls.filter((call) => call.name === name);
    return {
      name,
      module: `app.${name}`,
      filename: `/srv/app/${name}.py`,
      lineno: 10 + names.indexOf(name),
      summary: summarise(own, [], SCOPE_SUMMARY, tags),
      failures: failuresOf(own),
    };
  });
  const times = calls.map(({ time }) => time).filter((time) => time !== undefined);
  return {
    summary: summarise(calls, lags, FILE_SUMMARY, tags),
    functions,
    memory: [],
    time: times.length === 0 ? null : { from: Math.min(...times), to: Math.max(...times) },
  };
}
