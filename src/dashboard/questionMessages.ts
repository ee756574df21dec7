/** Questions of the dashboard, checked where they enter the host. */
import type { Question, TraceFilter } from '../protocol/question.ts';
import { parseSensitivities } from '../protocol/sensitivities.ts';

/** Longest text taken; names in traces are kept to 64 KiB. */
const MAX_TEXT = 65_536;
/** Most traces of a page. */
const MAX_ROWS = 500;

/** Widths of windows that can be asked for, seconds. */
const WINDOWS: readonly number[] = [10, 30, 60, 300, 600];

/** The question, or null if it is none. Unknown keys are dropped. */
export function parseQuestion(value: unknown): Question | null {
  if (typeof value !== 'object' || value === null) return null;
  const question = value as Record<string, unknown>;
  switch (question['ask']) {
    case 'traces': {
      const filter = parseFilter(question['filter']);
      const { cursor, limit } = question;
      const valid = filter !== null && (cursor === null || isCount(cursor)) && isCount(limit);
      return valid && limit > 0 && limit <= MAX_ROWS ? { ask: 'traces', filter, cursor, limit } : null;
    }
    case 'record': {
      const { offset, length } = question;
      return isCount(offset) && isCount(length) ? { ask: 'record', offset, length } : null;
    }
    case 'report': {
      const filter = parseFilter(question['filter']);
      return filter === null ? null : { ask: 'report', filter };
    }
    case 'timeline': {
      const filter = parseFilter(question['filter']);
      const { window } = question;
      const valid = window === null || (typeof window === 'number' && WINDOWS.includes(window));
      return filter !== null && valid ? { ask: 'timeline', filter, window } : null;
    }
    case 'what-if':
    case 'save-settings': {
      const settings = parseSensitivities(question['settings']);
      return settings === null ? null : { ask: question['ask'], settings };
    }
    default:
      return null;
  }
}

/** The conditions of a filter; null when one of them is not what it must be, so that none is ever left out silently. */
function parseFilter(value: unknown): TraceFilter | null {
  if (typeof value !== 'object' || value === null) return null;
  const given = value as Record<string, unknown>;
  const filter: TraceFilter = {};
  for (const key of ['from', 'to'] as const) {
    const instant = given[key];
    if (instant === undefined) continue;
    if (typeof instant !== 'number' || !Number.isFinite(instant)) return null;
    filter[key] = instant;
  }
  for (const key of ['module', 'exception', 'message'] as const) {
    const text = given[key];
    if (text === undefined) continue;
    if (!isText(text)) return null;
    filter[key] = text;
  }
  const { branch, failed, function: place } = given;
  if (branch !== undefined) {
    if (branch !== null && !isText(branch)) return null;
    filter.branch = branch;
  }
  if (failed !== undefined) {
    if (typeof failed !== 'boolean') return null;
    filter.failed = failed;
  }
  if (place !== undefined) {
    const known = parseFunction(place);
    if (known === null) return null;
    filter.function = known;
  }
  return filter;
}

function parseFunction(value: unknown): NonNullable<TraceFilter['function']> | null {
  if (typeof value !== 'object' || value === null) return null;
  const { name, filename, lineno } = value as Record<string, unknown>;
  if (!isText(name) || !(filename === null || isText(filename)) || !(lineno === null || isCount(lineno))) return null;
  return { name, filename, lineno };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
