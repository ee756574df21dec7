import {
  BACKSLASH,
  COLON,
  COMMA,
  HEXADECIMAL,
  LEFT_BRACE,
  LEFT_BRACKET,
  LF,
  MINUS,
  NINE,
  QUOTE,
  RIGHT_BRACE,
  SIMPLE_ESCAPE,
  SPACE,
  TAB,
  CR,
  ZERO,
} from './characters.ts';
import {
  ERROR,
  FIELDS,
  FLAG,
  INSTANT,
  LONGEST_KEY,
  LONGEST_VALUE,
  MESSAGE,
  METADATA,
  NUMBER,
  SYSTEM_METRIC,
  TEXT,
  TRACE_LIST,
  UNUSED,
} from './fields.ts';
import type { Field } from './fields.ts';
import { createKeyPrediction, PREDICTED_KEYS } from './keyPrediction.ts';
import { createNumberReader } from './numberReader.ts';
import { parseNumericText } from './numericText.ts';
import {
  ABSENT,
  BRANCH_TAG,
  CPU_TIME,
  DURATION,
  EXCEPTION_TYPE,
  FILENAME,
  LAG,
  LINENO,
  MEMORY,
  MODULE,
  NAME,
  NUMBER_SLOTS,
  OVERFLOW,
  TEXT_SLOTS,
  TIMESTAMP,
  WAIT_TIME,
} from './record.ts';
import type { TraceRecord, TraceTexts } from './record.ts';
import { createRunTemplates, EFFECTS_STRIDE, SETS_ERROR, SETS_LINENO, SETS_NO_MESSAGE } from './runTemplates.ts';
import { cutText, decodeText } from './text.ts';
import { INVALID, TextTable } from './textTable.ts';
import { epochSeconds, parseIsoInstant } from './timestamp.ts';
import { DONE, ValueWalker } from './valueWalker.ts';

/** The record ends not here, or it is not what we read the quick way: the condenser decides. */
export const UNREAD = -1;

// What a record turned out to be.
export const TRACE = 0;
export const METRIC = 1;
/** A top-level object that has neither `duration` nor `system_metric`. */
export const NOTHING = 2;
/** A record that cannot be used. */
export const UNUSABLE = 3;

/** Bytes behind the last one that the reader may look at; `guard` fills them. */
export const GUARD = 320;

const NULL = 0x6c6c756e;
const TRUE = 0x65757274;
const FALS = 0x736c6166;
const LETTER_E = 0x65;
const LETTER_N = 0x6e;

const STRICT_FIELDS: readonly (readonly [number, string])[] = [
  [DURATION, 'duration'],
  [MEMORY, 'memory'],
  [WAIT_TIME, 'wait_time'],
];

/** Key ids: 0 stands for the beginning of a record, 1 for its end, keys come after. */
const BEGINNING = 0;
const END = 1;
const FIRST_KEY = 2;
const KEYS_KNOWN = 4096;

export interface RecordReader {
  readonly record: TraceRecord;
  readonly texts: TraceTexts;
  /**
   * Reads the object whose `{` is at `p` into `record`. `top`: it stands outside of any list.
   * @returns the position behind its `}`, or `UNREAD`.
   */
  read(p: number, top: boolean): number;
  /** What the object read last is: TRACE, METRIC, NOTHING or UNUSABLE. */
  kind(): number;
  /** Why it is UNUSABLE. */
  reason(): string;
  /** Tells where the bytes end, and guards that place. */
  setEnd(end: number): void;
  /** In NDJSON a newline inside a record breaks it. */
  setLines(lines: boolean): void;
  /** Position of the first byte at or after `p` that is no white space; in NDJSON a newline is none. */
  skipSpace(p: number): number;
}

/**
 * Reads whole records out of `bytes`, quickly: nothing is allocated for a record, and whatever is unusual (the record
 * goes on behind the end, its syntax is broken, it holds a list of traces) is left to the condenser.
 *
 * Everything hot is a function of this closure over constant arrays; fields of an object cost a fifth of the speed.
 */
export function createRecordReader(bytes: Uint8Array): RecordReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { read: readNumber, value: number } = createNumberReader(bytes);
  const prediction = createKeyPrediction(bytes);
  const { match, keys: guessedKey, lengths: guessedLength } = prediction;
  const templates = createRunTemplates(bytes);
  const { find: findRun, note, clear: clearNotes, learn: learnRun, placeOfKey, placeOfName } = templates;
  const { keys: runKey, lengths: runLength, effects, effectCounts } = templates;
  const walker = new ValueWalker(bytes);

  const keyTable = new TextTable(bytes, { entries: KEYS_KNOWN, bytes: 1 << 18 });
  const actions = new Uint8Array(FIRST_KEY + KEYS_KNOWN + 1);
  const slots = new Uint8Array(FIRST_KEY + KEYS_KNOWN + 1);
  /** The id that stands for each key that has none. */
  const RARE_KEY = FIRST_KEY + KEYS_KNOWN;

  const tables: TextTable[] = [];
  tables[MODULE] = new TextTable(bytes, { entries: 131_072, bytes: 1 << 24 });
  tables[NAME] = new TextTable(bytes, { entries: 131_072, bytes: 1 << 24 });
  tables[FILENAME] = new TextTable(bytes, { entries: 131_072, bytes: 1 << 24 });
  tables[BRANCH_TAG] = new TextTable(bytes, { entries: 65_536, bytes: 1 << 24 });
  tables[EXCEPTION_TYPE] = new TextTable(bytes, { entries: 65_536, bytes: 1 << 24 });

  const numbers = new Float64Array(NUMBER_SLOTS);
  const texts = new Int32Array(TEXT_SLOTS);
  const flags = new Uint8Array(2);
  let messageFrom = -1;
  let messageTo = -1;
  let metadataFrom = -1;
  let metadataTo = -1;
  let isTrace = false;
  let kind = TRACE;
  let reason = '';
  let end = 0;
  let lines = false;

  const record: TraceRecord = {
    numbers,
    texts,
    error: false,
    exceptionMessage() {
      if (messageFrom < 0) return null;
      const text = decodeText(bytes, messageFrom, cutText(bytes, messageFrom, messageTo));
      return text === '' ? null : text;
    },
  };

  /** Position of the first byte at or after `p` that is no white space. */
  function skipSpace(p: number): number {
    let c = bytes[p];
    while (c === SPACE || (c === LF && !lines) || c === TAB || c === CR) c = bytes[++p];
    return p;
  }

  /**
   * Skips the string whose first byte is at `p`, four bytes at a time.
   * @returns the position behind its closing quote (beyond `end` if it does not end here), UNREAD if it is broken.
   */
  function skipString(p: number): number {
    for (;;) {
      const word = view.getInt32(p, true);
      const quote = word ^ 0x22222222;
      const escape = word ^ 0x5c5c5c5c;
      // A byte is zero, or below 0x20, where subtracting borrows into its top bit. The lowest such byte is certain.
      const special =
        (((quote - 0x01010101) & ~quote) | ((escape - 0x01010101) & ~escape) | ((word - 0x20202020) & ~word)) &
        0x80808080;
      if (special === 0) {
        p += 4;
        continue;
      }
      p += (31 - Math.clz32(special & -special)) >> 3;
      const c = bytes[p];
      if (c === QUOTE) return p + 1;
      if (c === BACKSLASH) {
        if (SIMPLE_ESCAPE[bytes[p + 1]] === 1) p += 2;
        else if (bytes[p + 1] === 0x75 && isHexadecimal(p + 2)) p += 6;
        else return UNREAD;
        // An escape cut off by the end would jump over the quotes that guard it.
        if (p > end) return UNREAD;
      } else {
        if (c === LF && lines) return UNREAD;
        p++;
      }
    }
  }

  function isHexadecimal(p: number): boolean {
    return (
      HEXADECIMAL[bytes[p]] === 1 &&
      HEXADECIMAL[bytes[p + 1]] === 1 &&
      HEXADECIMAL[bytes[p + 2]] === 1 &&
      HEXADECIMAL[bytes[p + 3]] === 1
    );
  }

  let hash = 0;
  /** Hashes the string whose first byte is at `p` (into `hash`); returns the position of its closing quote. */
  function hashString(p: number): number {
    let h = 0x1234567;
    for (;;) {
      const word = view.getInt32(p, true);
      const quote = word ^ 0x22222222;
      const escape = word ^ 0x5c5c5c5c;
      const special = (((quote - 0x01010101) & ~quote) | ((escape - 0x01010101) & ~escape)) & 0x80808080;
      if (special === 0) {
        h = Math.imul(h ^ word, 0x9e3779b1);
        h ^= h >>> 15;
        p += 4;
        continue;
      }
      const left = (31 - Math.clz32(special & -special)) >> 3;
      if (bytes[p + left] === QUOTE) {
        h = Math.imul(h ^ (word & ((1 << (left << 3)) - 1)), 0x9e3779b1);
        hash = h ^ (h >>> 13);
        return p + left;
      }
      return hashEscapedString(p, h);
    }
  }

  function hashEscapedString(p: number, h: number): number {
    while (p < end && bytes[p] !== QUOTE) {
      h = Math.imul(h ^ bytes[p], 0x9e3779b1);
      if (bytes[p++] === BACKSLASH) h = Math.imul(h ^ bytes[p++], 0x9e3779b1);
    }
    hash = h ^ (h >>> 13);
    return p;
  }

  /** Reads the key at `p`, with the comma before it and the colon behind; returns the position of its value. */
  let key = 0;
  function readKey(p: number, previous: number): number {
    const from = p;
    p = skipSpace(p);
    if (bytes[p] === RIGHT_BRACE) {
      key = END;
      prediction.learn(previous, from, p + 1, END);
      return p + 1;
    }
    if (previous !== BEGINNING) {
      if (bytes[p] !== COMMA) return UNREAD;
      p = skipSpace(p + 1);
    }
    if (bytes[p] !== QUOTE) return UNREAD;
    const start = p + 1;
    const stop = hashString(start);
    if (stop >= end) return UNREAD;
    p = skipSpace(stop + 1);
    if (bytes[p] !== COLON) return UNREAD;
    p = skipSpace(p + 1);
    if (!identifyKey(start, stop)) return UNREAD;
    if (key < PREDICTED_KEYS) prediction.learn(previous, from, p, key);
    return p;
  }

  function identifyKey(from: number, to: number): boolean {
    const known = keyTable.texts.length;
    const id = keyTable.find(from, to - from, hash);
    if (id === INVALID) return false;
    if (id === OVERFLOW) {
      const text = to - from <= LONGEST_KEY ? decodeText(bytes, from, to) : '';
      key = RARE_KEY;
      setField(RARE_KEY, text === null ? undefined : FIELDS.get(text));
    } else {
      key = FIRST_KEY + id;
      if (id >= known) setField(key, FIELDS.get(keyTable.texts[id]));
    }
    return true;
  }

  function setField(id: number, field: Field | undefined): void {
    actions[id] = field === undefined ? UNUSED : field.action;
    slots[id] = field === undefined ? 0 : field.slot;
  }

  /** Skips any value but a string, checking it. */
  function skipValue(p: number): number {
    const c = bytes[p];
    if (c === MINUS || (c >= ZERO && c <= NINE)) {
      const stop = readNumber(p);
      if (stop >= 0) return stop;
    }
    const word = view.getInt32(p, true);
    if (word === NULL || word === TRUE) return p + 4;
    if (word === FALS && bytes[p + 4] === LETTER_E) return p + 5;
    if (c === QUOTE) return skipString(p + 1);
    return walkValue(p);
  }

  function walkValue(p: number): number {
    walker.begin();
    const stop = walker.walk(p, end);
    return walker.status === DONE ? stop : UNREAD;
  }

  /** Reads what stands for a number other than a plain one into `number`: NaN if it is none. */
  function readOddNumber(p: number, absent: number): number {
    const word = view.getInt32(p, true);
    if (word === NULL) {
      number[0] = absent;
      return p + 4;
    }
    if (word === TRUE) {
      number[0] = 1;
      return p + 4;
    }
    if (word === FALS && bytes[p + 4] === LETTER_E) {
      number[0] = 0;
      return p + 5;
    }
    if (bytes[p] !== QUOTE) {
      const stop = walkValue(p);
      number[0] = Number.NaN;
      return stop;
    }
    // Most numeric text is a number in quotes.
    const stop = readNumber(p + 1);
    if (stop > 0 && stop < end && bytes[stop] === QUOTE) return stop + 1;
    const after = skipString(p + 1);
    if (after < 0 || after > end) return UNREAD;
    const text = after - p - 2 > LONGEST_VALUE ? null : decodeText(bytes, p + 1, after - 1);
    number[0] = text === null ? Number.NaN : parseNumericText(text);
    return after;
  }

  /** Reads what stands for an instant other than a plain number. */
  function readOddInstant(p: number): number {
    if (bytes[p] !== QUOTE) {
      p = readOddNumber(p, Number.NaN);
      numbers[TIMESTAMP] = epochSeconds(number[0]);
      return p;
    }
    const after = skipString(p + 1);
    if (after < 0 || after > end) return UNREAD;
    const text = after - p - 2 > LONGEST_VALUE ? null : decodeText(bytes, p + 1, after - 1);
    const value = text === null ? Number.NaN : parseNumericText(text);
    numbers[TIMESTAMP] = text === null || !Number.isNaN(value) ? epochSeconds(value) : parseIsoInstant(text);
    return after;
  }

  let truth = false;
  /** Skips a value and tells (in `truth`) whether Python takes it for true. */
  function readTruth(p: number): number {
    const c = bytes[p];
    if (c === QUOTE) {
      truth = bytes[p + 1] !== QUOTE;
      return skipString(p + 1);
    }
    if (c === MINUS || (c >= ZERO && c <= NINE)) {
      const stop = readNumber(p);
      truth = number[0] !== 0;
      if (stop >= 0) return stop;
    }
    const word = view.getInt32(p, true);
    truth = true;
    if (word === TRUE) return p + 4;
    const stop = walkValue(p);
    if (c === LEFT_BRACE || c === LEFT_BRACKET) truth = walker.filled;
    else if (word === NULL || c === 0x66) truth = false;
    return stop;
  }

  /** Sets what the members of a run set. */
  function applyRun(run: number): void {
    const count = effectCounts[run];
    for (let i = 0, at = run * EFFECTS_STRIDE; i < count; i++, at += 2) {
      const what = effects[at];
      const value = effects[at + 1];
      if (what < TEXT_SLOTS) texts[what] = value;
      else if (what === SETS_ERROR) flags[ERROR] = value;
      else if (what === SETS_LINENO) numbers[LINENO] = value;
      else messageFrom = -1;
    }
  }

  function read(start: number, top: boolean): number {
    numbers[DURATION] = numbers[CPU_TIME] = numbers[WAIT_TIME] = numbers[MEMORY] = numbers[LINENO] = 0;
    numbers[TIMESTAMP] = numbers[LAG] = Number.NaN;
    texts[MODULE] = texts[NAME] = texts[FILENAME] = texts[BRANCH_TAG] = texts[EXCEPTION_TYPE] = ABSENT;
    flags[ERROR] = flags[SYSTEM_METRIC] = 0;
    messageFrom = metadataFrom = -1;
    isTrace = !top;

    let p = start + 1;
    let previous = BEGINNING;
    // The run of members being learned: where it is kept, where it begins, how many members it has.
    let place = -1;
    let runStart = 0;
    let members = 0;
    let behindName = false;
    clearNotes();
    for (;;) {
      const run = runStart === p && place >= 0 ? findRun(place, p) : 0;
      if (run !== 0) {
        applyRun(run);
        key = runKey[run];
        p += runLength[run];
        place = -1;
      } else {
        const guess = match(previous, p);
        if (guess >= 0) {
          key = guessedKey[guess];
          p += guessedLength[guess];
        } else if (bytes[p] === RIGHT_BRACE) {
          p++;
          break;
        } else {
          p = readKey(p, previous);
          if (p < 0) return UNREAD;
        }
        if (key === END) break;
      }
      let c = bytes[p];
      if (c <= SPACE) {
        p = skipSpace(p);
        c = bytes[p];
      }
      const valueStart = p;
      const slot = slots[key];
      /** The value is likely to be the same in the next record of this kind. */
      let steady = false;
      let nextPlace = -1;
      switch (actions[key]) {
        case UNUSED:
          if (c === QUOTE) p = skipString(p + 1);
          else {
            p = skipValue(p);
            // A word: true, false, null.
            steady = c >= 0x66 && c <= 0x74;
          }
          break;
        case NUMBER: {
          const stop = readNumber(p);
          p = stop >= 0 ? stop : readOddNumber(p, 0);
          numbers[slot] = number[0];
          if (slot === DURATION) isTrace = true;
          else if (slot === LINENO && behindName && number[0] === (number[0] | 0)) {
            steady = true;
            note(SETS_LINENO, number[0] | 0);
          }
          break;
        }
        case INSTANT: {
          const stop = readNumber(p);
          if (stop >= 0) {
            numbers[TIMESTAMP] = number[0] < 1e11 && number[0] > -1e11 ? number[0] : epochSeconds(number[0]);
          }
          p = stop >= 0 ? stop : readOddInstant(p);
          break;
        }
        case TEXT: {
          let id = ABSENT;
          if (c === QUOTE) {
            const stop = hashString(p + 1);
            if (stop >= end) return UNREAD;
            if (stop > p + 1) id = tables[slot].find(p + 1, stop - p - 1, hash);
            if (id === INVALID) return UNREAD;
            p = stop + 1;
            if (slot === NAME) nextPlace = placeOfName(id);
            else steady = behindName;
          } else {
            p = skipValue(p);
            steady = c === LETTER_N;
          }
          texts[slot] = id;
          if (steady) note(slot, id);
          break;
        }
        case FLAG:
          if (view.getInt32(p, true) === FALS && bytes[p + 4] === LETTER_E) {
            flags[slot] = 0;
            p += 5;
            if (slot === ERROR) {
              steady = true;
              note(SETS_ERROR, 0);
            }
          } else {
            p = readTruth(p);
            flags[slot] = truth ? 1 : 0;
          }
          if (slot === SYSTEM_METRIC) isTrace = true;
          break;
        case MESSAGE:
          p = c === QUOTE ? skipString(p + 1) : skipValue(p);
          messageFrom = c === QUOTE ? valueStart + 1 : -1;
          messageTo = p - 1;
          if (c === LETTER_N) {
            steady = true;
            note(SETS_NO_MESSAGE, 0);
          }
          break;
        case METADATA:
          p = c === QUOTE ? skipString(p + 1) : skipValue(p);
          metadataFrom = c === LEFT_BRACE ? valueStart : -1;
          metadataTo = p;
          break;
        case TRACE_LIST:
          if (top && c === LEFT_BRACKET) return UNREAD;
          p = c === QUOTE ? skipString(p + 1) : skipValue(p);
          break;
      }
      if (p < 0) return UNREAD;
      if (steady) members++;
      else {
        if (members > 0) {
          learnRun(place, runStart, valueStart, key);
          clearNotes();
          members = 0;
        }
        runStart = p;
        behindName = nextPlace >= 0;
        place = behindName ? nextPlace : placeOfKey(key);
      }
      // All keys beyond those that are predicted share one place, which stays empty.
      previous = key < PREDICTED_KEYS ? key : PREDICTED_KEYS;
    }
    if (p > end) return UNREAD;
    judge();
    return p;
  }

  /** Decides what the record is, once all its members have been read. */
  function judge(): void {
    record.error = flags[ERROR] === 1;
    kind = TRACE;
    const lineno = numbers[LINENO];
    // One test for the three at once: a sum is finite only if its terms are.
    if (!Number.isFinite(numbers[DURATION] + numbers[MEMORY] + numbers[WAIT_TIME])) {
      for (const [slot, name] of STRICT_FIELDS) {
        if (!Number.isFinite(numbers[slot])) {
          kind = UNUSABLE;
          reason = `its ${name} is not a finite number`;
        }
      }
    }
    if (!Number.isFinite(numbers[CPU_TIME])) numbers[CPU_TIME] = 0;
    if (lineno !== 0 && !(Number.isSafeInteger(lineno) && lineno > 0)) numbers[LINENO] = 0;
    if (flags[SYSTEM_METRIC] === 1 && kind === TRACE) judgeMetric();
    else if (!isTrace) kind = NOTHING;
  }

  function judgeMetric(): void {
    kind = METRIC;
    if (metadataFrom < 0) return;
    if (metadataTo - metadataFrom > LONGEST_VALUE + 2) {
      kind = UNUSABLE;
      reason = 'its metadata are longer than 64 KiB';
    } else numbers[LAG] = readLag(metadataFrom);
  }

  /** The member `lag` of the (valid) object at `p`: a number or numeric text, else NaN. */
  function readLag(p: number): number {
    let lag = Number.NaN;
    p = skipSpace(p + 1);
    while (bytes[p] === QUOTE) {
      const start = p + 1;
      const stop = hashString(start);
      const name = stop - start <= 6 * 'lag'.length ? decodeText(bytes, start, stop) : '';
      p = skipSpace(skipSpace(stop + 1) + 1);
      if (name === 'lag') {
        const c = bytes[p];
        const isNumber = c === MINUS || c === QUOTE || (c >= ZERO && c <= NINE);
        const after = isNumber ? readNumber(p) : -1;
        p = after >= 0 ? after : c === QUOTE ? readOddNumber(p, Number.NaN) : skipValue(p);
        lag = isNumber && Number.isFinite(number[0]) ? number[0] : Number.NaN;
      } else p = bytes[p] === QUOTE ? skipString(p + 1) : skipValue(p);
      p = skipSpace(p);
      if (bytes[p] === COMMA) p = skipSpace(p + 1);
    }
    return lag;
  }

  return {
    record,
    texts: tables.map((table) => table.texts),
    read,
    skipSpace,
    kind: () => kind,
    reason: () => reason,
    setEnd(position) {
      end = position;
      bytes.fill(QUOTE, end, end + GUARD);
    },
    setLines(value) {
      lines = walker.lines = value;
      for (const table of tables) table.lines = value;
      keyTable.lines = value;
    },
  };
}
