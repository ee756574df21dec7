/** What custom charts can draw: fields of traces by name, and how a window's values become one. */
import type { ChartField } from '../../protocol/reportConfig.ts';
import { nearestName } from './nearestName.ts';

/** Fields of traces that windows summarise, by aggregation; the first is taken where none is asked for. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, Omit<ChartField, 'label'>>>>> = {
  duration: {
    mean: { column: 'mean', unit: 'seconds' },
    median: { column: 'p50', unit: 'seconds' },
    p50: { column: 'p50', unit: 'seconds' },
    p90: { column: 'p90', unit: 'seconds' },
    p95: { column: 'p95', unit: 'seconds' },
    p99: { column: 'p99', unit: 'seconds' },
    count: { column: 'traces', unit: 'count' },
  },
  memory: {
    median: { column: 'memory', unit: 'bytes' },
    p50: { column: 'memory', unit: 'bytes' },
    max: { column: 'memoryMax', unit: 'bytes' },
    count: { column: 'traces', unit: 'count' },
  },
  wait_time: {
    mean: { column: 'meanWait', unit: 'seconds' },
    share: { column: 'waiting', unit: 'share' },
    count: { column: 'traces', unit: 'count' },
  },
  error: {
    sum: { column: 'errors', unit: 'count' },
    count: { column: 'errors', unit: 'count' },
  },
  branch_tag: { entropy: { column: 'entropy', unit: 'bits' } },
  traces: { count: { column: 'traces', unit: 'count' } },
  pss: { score: { column: 'pss', unit: 'number' } },
  ts: { score: { column: 'ts', unit: 'number' } },
  ms: { score: { column: 'ms', unit: 'number' } },
  ev: { score: { column: 'ev', unit: 'number' } },
  be: { score: { column: 'be', unit: 'number' } },
  cc: { score: { column: 'cc', unit: 'number' } },
};

const TIME: ChartField = { column: 'start', label: 'time', unit: 'seconds' };

/** A field, or why there is none. */
export type FoundField = { field: ChartField } | { problem: string };

/**
 * Finds what a chart asks for.
 * @param aggregation mean, median, p95 …; null takes the field's own
 */
export function chartField(name: string, aggregation: string | null): FoundField {
  if (name === 'timestamp') return { field: TIME };
  const ways = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (ways === undefined) return { problem: unknownField(name) };
  const chosen = aggregation ?? Object.keys(ways)[0];
  if (!Object.hasOwn(ways, chosen)) {
    const known = Object.keys(ways).join(', ');
    return { problem: `“${chosen}” of ${name} is not kept over time; there is ${known}` };
  }
  const label = Object.keys(ways).length === 1 ? name : `${name}, ${chosen}`;
  return { field: { ...ways[chosen], label } };
}

function unknownField(name: string): string {
  const names = ['timestamp', ...Object.keys(FIELDS)];
  const near = nearestName(name, names);
  const hint = near === null ? `there is ${names.join(', ')}` : `did you mean ${near}?`;
  return `the field “${name}” is not kept over time; ${hint}`;
}
