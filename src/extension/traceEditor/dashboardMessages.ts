/** Messages of the dashboard, checked where they enter the host. */
import type { FromDashboard } from '../../protocol/dashboard.ts';

/** Longest text taken from a message: paths and names are shorter, anything else is not ours. */
const MAX_TEXT = 65_536;

/** The message, or null if it is none of those the dashboard may send. Unknown keys are dropped. */
export function parseFromDashboard(value: unknown): FromDashboard | null {
  if (typeof value !== 'object' || value === null) return null;
  const message = value as Record<string, unknown>;
  switch (message['type']) {
    case 'ready':
    case 'stop':
    case 'reload':
    case 'choose-file':
    case 'show-log':
    case 'export-report':
      return { type: message['type'] };
    case 'open-source': {
      const { filename, lineno } = message;
      if (!isText(filename) || !(lineno === null || isCount(lineno))) return null;
      return { type: 'open-source', filename, lineno };
    }
    case 'find-in-code': {
      const { name } = message;
      return isText(name) ? { type: 'find-in-code', name } : null;
    }
    case 'open-as-text': {
      const { offset } = message;
      if (offset === undefined) return { type: 'open-as-text' };
      return isCount(offset) ? { type: 'open-as-text', offset } : null;
    }
    case 'read-path': {
      const { jsonPath } = message;
      return isText(jsonPath) ? { type: 'read-path', jsonPath } : null;
    }
    case 'open-config': {
      const { file, line, column } = message;
      return isText(file) && isCount(line) && isCount(column) ? { type: 'open-config', file, line, column } : null;
    }
    default:
      return null;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_TEXT;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
