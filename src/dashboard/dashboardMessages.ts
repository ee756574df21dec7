/** Messages of the dashboard, checked where they enter the host. */
import type { FromDashboard } from '../protocol/dashboard.ts';
import { parseQuestion } from './questionMessages.ts';

/** Longest text taken from a message: paths and names are shorter, anything else is not ours. */
const MAX_TEXT = 65_536;

/** Longest part of a picture or table that comes in one message, in characters. */
const MAX_PART = 1_000_000;
/** The longest sliding window, in seconds. */
const LONGEST_WINDOW = 300;

const FILE_FORMATS = ['png', 'csv', 'html', 'md'] as const;

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
    case 'choose-baseline':
    case 'clear-baseline':
    case 'store-run':
    case 'pause':
    case 'resume':
    case 'mark':
    case 'save-received':
      return { type: message['type'] };
    case 'export-report':
      return { type: 'export-report', ...(message['format'] === 'html' ? { format: 'html' as const } : {}) };
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
    case 'compare-run':
    case 'open-run': {
      const { run } = message;
      return isCount(run) ? { type: message['type'], run } : null;
    }
    case 'live-window': {
      const { seconds } = message;
      if (seconds !== null && !(isCount(seconds) && seconds >= 1 && seconds <= LONGEST_WINDOW)) return null;
      return { type: 'live-window', seconds };
    }
    case 'ask': {
      const { id } = message;
      const question = parseQuestion(message['question']);
      return isCount(id) && question !== null ? { type: 'ask', id, question } : null;
    }
    case 'save-file': {
      const { name, format, data } = message;
      const known = FILE_FORMATS.find((one) => one === format);
      if (known === undefined || !isText(name) || typeof data !== 'string' || data.length > MAX_PART) return null;
      return { type: 'save-file', name, format: known, data };
    }
    case 'copy':
    case 'text-part': {
      const { text } = message;
      return typeof text === 'string' && text.length <= MAX_PART ? { type: message['type'], text } : null;
    }
    case 'forget': {
      const { id } = message;
      return isCount(id) ? { type: 'forget', id } : null;
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
