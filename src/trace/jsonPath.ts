import { JSONParser, Tokenizer, TokenType } from '@streamparser/json';
import type { Damage } from '../protocol/report.ts';
import { FIELDS, METADATA } from './fields.ts';
import { LENGTH, OFFSET } from './record.ts';
import type { TraceSink } from './record.ts';
import { createScanner } from './scanner.ts';
import type { ScanOptions, ScanResult, TraceScanner } from './scan.ts';
import type { TraceSource } from './source.ts';

/** An array that looks like traces: objects in it have `duration` or `system_metric`. */
export interface TraceArray {
  /** Where it is, e.g. `$.run.calls`; `*` stands for any index, or for a key that a path cannot name. */
  path: string;
  /** Such objects seen in it before the search stopped. */
  records: number;
}

/** Decompressed bytes that are searched. */
const SEARCHED = 32 << 20;
const MOST_ARRAYS = 20;
/** Nobody keeps traces deeper than this, and a path of more steps is of no use. */
const DEEPEST = 100;
const PIECE = 64 * 1024;

interface Level {
  array: boolean;
  /** The key whose value comes next; null in an array. */
  key: string | null;
  /** In an object: the next string is a key. */
  keyIsNext: boolean;
  counted: boolean;
}

/**
 * Looks for arrays of traces anywhere in a document that has none where they belong, and closes the source.
 * Stops after 32 MiB, 20 arrays, 100 levels, or where the document is no JSON.
 */
export async function findTraceArrays(source: TraceSource): Promise<TraceArray[]> {
  const found = new Map<string, number>();
  const levels: Level[] = [];
  let stop = false;
  const tokenizer = new Tokenizer();
  tokenizer.onError = () => {
    stop = true;
  };
  tokenizer.onToken = ({ token, value }) => {
    const level = levels.at(-1);
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- other tokens change nothing
    switch (token) {
      case TokenType.LEFT_BRACE:
      case TokenType.LEFT_BRACKET: {
        const array = token === TokenType.LEFT_BRACKET;
        levels.push({ array, key: null, keyIsNext: !array, counted: false });
        if (levels.length > DEEPEST) stop = true;
        break;
      }
      case TokenType.RIGHT_BRACE:
      case TokenType.RIGHT_BRACKET:
        levels.pop();
        break;
      case TokenType.COMMA:
        if (level !== undefined) level.keyIsNext = !level.array;
        break;
      case TokenType.STRING:
        if (level?.keyIsNext !== true) break;
        level.keyIsNext = false;
        level.key = String(value);
        if ((value === 'duration' || value === 'system_metric') && !level.counted && levels.at(-2)?.array === true) {
          level.counted = true;
          const path = pathOf(levels.slice(0, -2));
          if (found.has(path) || found.size < MOST_ARRAYS) found.set(path, (found.get(path) ?? 0) + 1);
          else stop = true;
        }
    }
  };
  const piece = new Uint8Array(PIECE);
  try {
    for (let searched = 0; searched < SEARCHED && !stop && !tokenizer.isEnded;) {
      const count = await source.read(piece);
      if (count === 0) break;
      searched += count;
      tokenizer.write(piece.subarray(0, count));
    }
  } finally {
    source.close();
  }
  return [...found].map(([path, records]) => ({ path, records }));
}

function pathOf(levels: readonly Level[]): string {
  return ['$', ...levels.map(({ key }) => (key !== null && /^[^.*]+$/.test(key) ? key : '*'))].join('.');
}

/**
 * A scanner for the traces in the array at a JSONPath (`$.run.calls`, `$.runs.*.calls`): every item is parsed by
 * `@streamparser/json` and then read by the same rules as any record. About a tenth of the speed of a plain scan, and an
 * item is held whole. Records have no offset here: it is -1.
 */
export function createPathScanner(jsonPath: string, sink: TraceSink, options: ScanOptions = {}): TraceScanner {
  const scanner = createScanner(withoutOffsets(sink), { ...options, start: { offset: 0, context: 'array' } });
  const parser = new JSONParser({ paths: [`${jsonPath}.*`], keepStack: false });
  const piece = new Uint8Array(PIECE);
  const encoder = new TextEncoder();
  let bytes = 0;
  let sawItem = false;
  let damage: Damage | null = null;

  parser.onValue = ({ value, parent }) => {
    if (!Array.isArray(parent)) return;
    sawItem = true;
    push(`${JSON.stringify(relevant(value))},`);
  };
  parser.onError = (error) => {
    damage ??= damageOf(error, bytes);
  };

  function push(text: string): void {
    for (let rest = encoder.encode(text); rest.length > 0;) {
      const space = scanner.space();
      const count = Math.min(space.length, rest.length);
      space.set(rest.subarray(0, count));
      scanner.advance(count);
      rest = rest.subarray(count);
    }
  }

  function result(): ScanResult {
    return {
      ...scanner.result(),
      damage,
      bytes,
      format: 'path',
      sawTraceList: sawItem,
      found: `nothing at ${jsonPath}`,
    };
  }

  return {
    texts: scanner.texts,
    lane: scanner.lane,
    get done() {
      return damage !== null;
    },
    space: () => piece,
    advance(count) {
      parser.write(piece.subarray(0, count));
      bytes += count;
    },
    finish() {
      if (damage === null && !parser.isEnded) parser.end();
      return result();
    },
    result,
  };
}

/** Takes the parser's own words apart: the position is in its message, if anywhere. */
function damageOf({ message }: Error, offset: number): Damage {
  const position = /absolute position "(\d+)"/.exec(message);
  return {
    offset: position === null ? offset : Number(position[1]),
    reason: message.replace(/ at chunk position .*$/s, ''),
  };
}

/** What the record reader needs of a parsed item. */
function relevant(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const record: Record<string, unknown> = {};
  for (const [key, { action }] of FIELDS) {
    if (!Object.hasOwn(value, key)) continue;
    const member = (value as Record<string, unknown>)[key];
    if (action === METADATA) record[key] = lagOnly(member);
    else if (typeof member === 'object' && member !== null) record[key] = Object.keys(member).length > 0 ? [0] : [];
    // 1e400 is no number that JSON can write again, but as bad as a list where a number is wanted.
    else record[key] = member === Infinity || member === -Infinity ? [0] : member;
  }
  return record;
}

function lagOnly(metadata: unknown): { lag?: unknown } {
  if (typeof metadata !== 'object' || metadata === null || !('lag' in metadata)) return {};
  const { lag } = metadata;
  return Number.isFinite(lag) || typeof lag === 'string' || typeof lag === 'boolean' ? { lag } : {};
}

function withoutOffsets(sink: TraceSink): TraceSink {
  return {
    trace(record) {
      record.numbers[OFFSET] = -1;
      record.numbers[LENGTH] = 0;
      sink.trace(record);
    },
    systemMetric(record) {
      record.numbers[OFFSET] = -1;
      record.numbers[LENGTH] = 0;
      sink.systemMetric(record);
    },
    skipped(_, reason) {
      sink.skipped(-1, reason);
    },
  };
}
