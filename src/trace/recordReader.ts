import { COLON, COMMA, LEFT_BRACE, LEFT_BRACKET, QUOTE, RIGHT_BRACE, SPACE } from './characters.ts';
import {
  ERROR,
  FIELDS,
  FLAG,
  INSTANT,
  LONGEST_KEY,
  MESSAGE,
  METADATA,
  NUMBER,
  SYSTEM_METRIC,
  TEXT,
  TRACE_LIST,
  UNUSED,
} from './fields.ts';
import type { Field } from './fields.ts';
import type { FastLane } from './fastLane.ts';
import { createKeyPrediction, PREDICTED_KEYS } from './keyPrediction.ts';
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
import { RecordJudge } from './recordJudge.ts';
import { createRunTemplates, EFFECTS_STRIDE, SETS_ERROR, SETS_LINENO, SETS_NO_MESSAGE } from './runTemplates.ts';
import { UNREAD } from './stringReader.ts';
import { cutText, decodeText } from './text.ts';
import { INVALID, TextTable } from './textTable.ts';
import { epochSeconds } from './timestamp.ts';
import { createValueReader } from './valueReader.ts';

const LETTER_N = 0x6e;

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
   * @returns the position behind its `}`, or UNREAD if it ends not here or is not what can be read the quick way: then
   * the condenser decides.
   */
  read(p: number, top: boolean): number;
  /**
   * Recalls a failed call that the lane has read, as far as `FastLane.recallFailure` does.
   * @returns its row
   */
  recallFailure(lane: FastLane, i: number): number;
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
 *
 * @param lane told of every key and text that is new
 */
export function createRecordReader(bytes: Uint8Array, lane: FastLane | null = null): RecordReader {
  const values = createValueReader(bytes);
  const { skipSpace, skipString, hashString, hash, readNumber, number } = values;
  const { isFalse, skipValue, readOddNumber, readOddInstant, readTruth, truth } = values;
  const prediction = createKeyPrediction(bytes);
  const { match, keys: guessedKey, lengths: guessedLength } = prediction;
  const templates = createRunTemplates(bytes);
  const { find: findRun, note, clear: clearNotes, learn: learnRun, placeOfKey, placeOfName } = templates;
  const { keys: runKey, lengths: runLength, effects, effectCounts } = templates;

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

  if (lane !== null) {
    keyTable.onForm = (p, length, id) => {
      lane.learnKey(FIRST_KEY + id, p, length, FIELDS.get(keyTable.texts[id]));
    };
    tables.forEach((table, slot) => {
      table.onForm = (p, length, id) => {
        lane.learnText(slot, p, length, id);
      };
    });
  }

  const numbers = new Float64Array(NUMBER_SLOTS);
  const texts = new Int32Array(TEXT_SLOTS);
  const flags = new Uint8Array(2);
  let messageFrom = -1;
  let messageTo = -1;
  let metadataFrom = -1;
  let metadataTo = -1;
  let isTrace = false;
  let end = 0;
  const judge = new RecordJudge(bytes, values, numbers, flags);

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

  function setMessage(from: number, to: number): void {
    messageFrom = from;
    messageTo = to;
  }

  let key = 0;
  /** Reads the key at `p`, with the comma before it and the colon behind; returns the position of its value. */
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
    const id = keyTable.find(from, to - from, hash[0]);
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
            const instant = number[0];
            numbers[TIMESTAMP] = instant < 1e11 && instant > -1e11 ? instant : epochSeconds(instant);
            p = stop;
          } else {
            p = readOddInstant(p);
            numbers[TIMESTAMP] = number[0];
          }
          break;
        }
        case TEXT: {
          let id = ABSENT;
          if (c === QUOTE) {
            const stop = hashString(p + 1);
            if (stop >= end) return UNREAD;
            if (stop > p + 1) id = tables[slot].find(p + 1, stop - p - 1, hash[0]);
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
          if (isFalse(p)) {
            flags[slot] = 0;
            p += 5;
            if (slot === ERROR) {
              steady = true;
              note(SETS_ERROR, 0);
            }
          } else {
            p = readTruth(p);
            flags[slot] = truth[0];
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
    record.error = flags[ERROR] === 1;
    judge.decide(isTrace, metadataFrom, metadataTo);
    return p;
  }

  return {
    record,
    texts: tables.map((table) => table.texts),
    read,
    skipSpace,
    recallFailure(from, i) {
      record.error = true;
      return from.recallFailure(i, record, setMessage);
    },
    kind: () => judge.kind,
    reason: () => judge.reason,
    setEnd(position) {
      end = position;
      values.setEnd(position);
    },
    setLines(lines) {
      values.setLines(lines);
      keyTable.lines = lines;
      for (const table of tables) table.lines = lines;
    },
  };
}
