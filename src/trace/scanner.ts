import type { Damage, SourceFormat } from '../protocol/report.ts';
import { COMMA, CR, LEFT_BRACE, LEFT_BRACKET, LF, RIGHT_BRACKET, SPACE, TAB, describeByte } from './characters.ts';
import { BROKEN, Condenser, CONDENSED_SIZE, LIST as LIST_BEGINS, MORE } from './condenser.ts';
import { ENCODING_SAMPLE, MARK_LENGTH, recogniseEncoding } from './encoding.ts';
import { describeObject, describeValue } from './found.ts';
import { LENGTH } from './record.ts';
import type { TraceSink, TraceTexts } from './record.ts';
import { createRecordReader, METRIC, NOTHING, TRACE, UNUSABLE } from './recordReader.ts';
import { UNREAD } from './stringReader.ts';
import { NO_TRACE, Tally } from './tally.ts';
import { GUARD } from './valueReader.ts';
import { DONE, ValueWalker } from './valueWalker.ts';

/** Where in a document a scan begins, if not at its beginning. */
export type ScanContext =
  /** In a list that is the document, before an item. */
  | 'array'
  /** In the list under `traces` of an object, before an item. */
  | 'wrapper'
  /** At the beginning of a line of NDJSON. */
  | 'lines';

export interface ScanOptions {
  /** Bytes read at a time. */
  bufferSize?: number;
  /** Begin in the middle: the bytes pushed first stand at `offset`. */
  start?: { offset: number; context: ScanContext };
  /** Stop before the first item or line that begins at or behind this offset. */
  limit?: number;
}

export interface ScanResult {
  /** null while nothing has been found. */
  format: SourceFormat | null;
  damage: Damage | null;
  traces: number;
  metrics: number;
  /** Records, items and lines that could not be used. */
  skipped: number;
  /** What the input holds instead of traces, e.g. "an object with the keys name, version". */
  found: string;
  /** A list of traces was there, even if it was empty. */
  sawTraceList: boolean;
  /** Bytes pushed. */
  bytes: number;
  /** Where the scan stopped because of `limit`, and in what; null if it read to the end. */
  stopped: { offset: number; context: ScanContext } | null;
}

export interface TraceScanner {
  /** Where to put the next bytes; never empty. */
  space(): Uint8Array;
  /** Takes the first `count` bytes of `space()`. */
  advance(count: number): void;
  /** Tells that no byte follows. */
  finish(): ScanResult;
  /** What has been found so far; valid at any time. */
  result(): ScanResult;
  /** Nothing further will be read: damage, another encoding, or the limit. */
  readonly done: boolean;
  readonly texts: TraceTexts;
}

export const BUFFER_SIZE = 256 * 1024;

// Where the scanner is.
const HEAD = 0;
/** Between the values at the top of the document. */
const TOP = 1;
/** In a list of traces. */
const LIST = 2;
/** In an object that goes the slow way, record or wrapper. */
const OBJECT = 3;
/** In a value that is neither. */
const VALUE = 4;
/** Behind the value of a line. */
const LINE_END = 5;
/** In the rest of a broken line. */
const BROKEN_LINE = 6;
const STOPPED = 7;

// What may come next in a list.
const ITEM_OR_END = 0;
const ITEM = 1;
const SEPARATOR = 2;

/** What a value turned out to be, besides what the record reader tells: a wrapper, whose traces have been handed on. */
const WRAPPER = 4;

const EMPTY = 'an empty file';
const NO_OBJECT = 'not an object';
const BROKEN_JSON = 'not valid JSON';

/**
 * Finds the traces in a stream of bytes, in whatever shape they come, and hands them to `sink` one by one.
 *
 * Records that lie whole in the buffer are read by the record reader; one that does not, or that holds anything
 * unusual, is condensed first. Between two pushes nothing is kept but the condensed copy and a few numbers.
 */
export function createScanner(sink: TraceSink, options: ScanOptions = {}): TraceScanner {
  const capacity = Math.max(16, options.bufferSize ?? BUFFER_SIZE);
  const bytes = new Uint8Array(capacity + GUARD + CONDENSED_SIZE + GUARD);
  /** The same bytes: Node's search for a byte is several times faster than that of a typed array. */
  const buffer = Buffer.from(bytes.buffer);
  const area = capacity + GUARD;
  const reader = createRecordReader(bytes);
  const { read, kind, skipSpace } = reader;
  const { numbers } = reader.record;
  const tally = new Tally(sink, reader);
  const condenser = new Condenser(bytes, area);
  const walker = new ValueWalker(bytes);
  const limit = options.limit ?? Number.POSITIVE_INFINITY;

  let pushed = 0;
  let end = 0;
  /** Offset of `bytes[0]` in the input. */
  let base = 0;
  let mode = HEAD;
  let expected = ITEM_OR_END;
  let context: ScanContext = 'array';
  /** NDJSON: a value is a line. */
  let lines = false;
  /** Offset of the value at the top. */
  let valueStart = 0;
  /** Offset of the object or value that goes the slow way, and whether it stands at the top. */
  let slowStart = 0;
  let slowAtTop = true;
  /** What the value of this line is; handed on when the line has ended well. */
  let held = TRACE;

  let topValues = 0;
  let firstFormat: SourceFormat | null = null;
  /** The first value is no object or holds a newline, so the document is not NDJSON. */
  let newlineInFirst = false;
  /** The first value may be the first line of NDJSON, if a newline follows. */
  let firstMayBeLine = false;
  /** The first value is of no use: skipped, if another follows. */
  let firstIsNothing = false;

  let found = EMPTY;
  let sawTraceList = false;
  let stopped: ScanResult['stopped'] = null;

  if (options.start !== undefined) beginInside(options.start.offset, options.start.context);

  function beginInside(offset: number, where: ScanContext): void {
    base = offset;
    newlineInFirst = true;
    topValues = 1;
    if (where === 'lines') {
      topValues = 2;
      mode = TOP;
      setLines();
    } else {
      firstFormat = where === 'array' ? 'array' : 'object';
      beginList(where);
      expected = ITEM;
    }
  }

  function setLines(): void {
    lines = true;
    reader.setLines(true);
    condenser.lines = true;
    walker.lines = true;
  }

  /** The byte at `p` breaks the syntax: the line is lost, or all that follows. */
  function breakAt(p: number, expectation: string): number {
    tally.noteDamage(base + p, `expected ${expectation}, found ${describeByte(bytes[p])}`);
    return abandon(p);
  }

  /** Gives up the line, or the document. */
  function abandon(p: number): number {
    if (!lines) {
      mode = STOPPED;
      return end;
    }
    tally.skip(valueStart, BROKEN_JSON);
    mode = BROKEN_LINE;
    return p;
  }

  function stopAt(offset: number, where: ScanContext): number {
    stopped = { offset, context: where };
    mode = STOPPED;
    return end;
  }

  function readHead(): number {
    const encoding = recogniseEncoding(bytes, end);
    if (encoding === 'utf-8' || encoding === 'utf-8 with mark') {
      mode = TOP;
      return encoding === 'utf-8' ? 0 : MARK_LENGTH;
    }
    found = encoding;
    mode = STOPPED;
    return end;
  }

  // --- the top of the document ---

  function readTop(p: number): number {
    p = skipSpace(p);
    return p >= end ? end : beginTopValue(p);
  }

  function readLines(p: number): number {
    for (;;) {
      p = skipSpace(p);
      while (p < end && bytes[p] === LF) p = skipSpace(p + 1);
      if (p >= end) return end;
      if (base + p >= limit) return stopAt(base + p, 'lines');
      const after = bytes[p] === LEFT_BRACE ? readLine(p) : UNREAD;
      if (after === UNREAD) return beginTopValue(p);
      p = after;
    }
  }

  /** Looks whether a newline follows the first value, which decides whether it is the first line of NDJSON. */
  function readBehindFirst(p: number): number {
    while (bytes[p] === SPACE || bytes[p] === TAB || bytes[p] === CR) p++;
    if (p >= end) return end;
    firstMayBeLine = false;
    if (bytes[p] === LF) setLines();
    return p;
  }

  /** Reads a line that lies whole in the buffer and holds one record. */
  function readLine(p: number): number {
    const after = read(p, true);
    if (after === UNREAD) return UNREAD;
    const stop = bytes[after] === LF ? after : skipSpace(after);
    if (stop >= end || bytes[stop] !== LF) return UNREAD;
    countTopValue();
    const what = kind();
    if (what === UNUSABLE) tally.reason = reader.reason();
    tally.take(what, base + p, after - p);
    return stop + 1;
  }

  function countTopValue(): void {
    topValues++;
    if (firstIsNothing) {
      firstIsNothing = false;
      tally.skip(valueStart, NO_TRACE);
    }
  }

  function beginTopValue(p: number): number {
    const c = bytes[p];
    countTopValue();
    valueStart = base + p;
    if (c === LEFT_BRACKET && !lines) {
      if (topValues === 1) found = describeValue(c);
      firstFormat ??= 'array';
      newlineInFirst = true;
      beginList('array');
      return p + 1;
    }
    return beginSlow(p, true);
  }

  /** Ends a value at the top. */
  function endTopValue(what: number, length: number): void {
    if (lines) {
      held = what;
      numbers[LENGTH] = length;
      mode = LINE_END;
      return;
    }
    mode = TOP;
    if (topValues === 1 && what === NOTHING) firstIsNothing = true;
    else tally.take(what, valueStart, length);
  }

  function readLineEnd(p: number): number {
    p = skipSpace(p);
    if (p >= end) return end;
    if (bytes[p] !== LF) return breakAt(p, 'the end of the line');
    mode = TOP;
    tally.take(held, valueStart, numbers[LENGTH]);
    return p + 1;
  }

  function readBrokenLine(p: number): number {
    const newline = buffer.indexOf(LF, p);
    if (newline < 0 || newline >= end) return end;
    mode = TOP;
    return newline + 1;
  }

  // --- lists of traces ---

  function beginList(where: ScanContext): void {
    mode = LIST;
    context = where;
    expected = ITEM_OR_END;
    sawTraceList = true;
  }

  function readList(p: number): number {
    for (;;) {
      p = skipSpace(p);
      if (p >= end) return end;
      const c = bytes[p];
      if (expected === SEPARATOR) {
        if (c === COMMA) expected = ITEM;
        else if (c === RIGHT_BRACKET) return endList(p + 1);
        else return breakAt(p, "',' or ']' after an item");
        p++;
      } else if (c === LEFT_BRACE) {
        if (base + p >= limit && !lines) return stopAt(base + p, context);
        const after = read(p, false);
        if (after === UNREAD) return beginSlow(p, false);
        const what = kind();
        if (what === UNUSABLE) tally.reason = reader.reason();
        tally.take(what, base + p, after - p);
        expected = SEPARATOR;
        p = after;
      } else if (c === RIGHT_BRACKET && expected === ITEM_OR_END) return endList(p + 1);
      else return beginSlow(p, false);
    }
  }

  function endList(p: number): number {
    if (context === 'wrapper') {
      condenser.resume();
      slowAtTop = true;
      mode = OBJECT;
    } else endTopValue(WRAPPER, 0);
    return p;
  }

  // --- values that go the slow way ---

  function beginSlow(p: number, atTop: boolean): number {
    slowStart = base + p;
    slowAtTop = atTop;
    if (bytes[p] === LEFT_BRACE) {
      if (atTop && topValues === 1) found = 'an object';
      condenser.begin(atTop);
      mode = OBJECT;
      return p + 1;
    }
    if (atTop && topValues === 1) found = describeValue(bytes[p]);
    walker.begin();
    mode = VALUE;
    return p;
  }

  function readValue(p: number): number {
    const after = walker.walk(p, end);
    if (walker.status === BROKEN) return breakAt(after, walker.problem);
    if (walker.status === DONE) endValue();
    return after;
  }

  function endValue(): void {
    tally.reason = NO_OBJECT;
    if (slowAtTop) endTopValue(topValues === 1 ? NOTHING : UNUSABLE, 0);
    else {
      tally.take(UNUSABLE, slowStart, 0);
      mode = LIST;
      expected = SEPARATOR;
    }
  }

  function readObject(p: number): number {
    const after = condenser.read(p, end);
    if (condenser.status === BROKEN) return breakAt(after, condenser.problem);
    if (condenser.status === LIST_BEGINS) {
      firstFormat ??= 'object';
      beginList('wrapper');
    } else if (condenser.status !== MORE) endObject(after);
    return after;
  }

  function endObject(p: number): void {
    const length = base + p - slowStart;
    if (!slowAtTop) {
      tally.take(readCondensed(), slowStart, length);
      mode = LIST;
      expected = SEPARATOR;
      return;
    }
    const what = condenser.isWrapper ? WRAPPER : condenser.isTrace ? readCondensed() : NOTHING;
    if (topValues === 1) {
      noteNewline(p);
      firstMayBeLine = !newlineInFirst;
      if (what === NOTHING) found = describeObject(condenser.keys, condenser.moreKeys);
      else firstFormat ??= 'single';
    }
    endTopValue(what, length);
  }

  /** Reads the condensed copy of a record; tells what it is. */
  function readCondensed(): number {
    if (condenser.overflown) {
      tally.reason = 'the fields of it that we use are longer than 512 KiB';
      return UNUSABLE;
    }
    reader.setEnd(condenser.end);
    const after = read(area, false);
    reader.setEnd(end);
    const what = after === UNREAD ? UNUSABLE : kind();
    tally.reason = after === UNREAD ? BROKEN_JSON : reader.reason();
    if (what !== METRIC || !condenser.metadataTooLong) return what;
    tally.reason = 'its metadata are longer than 64 KiB';
    return UNUSABLE;
  }

  /** Looks for a newline in what has been read of the first value, up to `p`. */
  function noteNewline(p: number): void {
    if (newlineInFirst || topValues !== 1) return;
    const newline = buffer.indexOf(LF, Math.max(0, valueStart - base));
    newlineInFirst = newline >= 0 && newline < p;
  }

  // --- the flow of bytes ---

  function consume(): void {
    reader.setEnd(end);
    let p = 0;
    while (p < end) {
      switch (mode) {
        case HEAD:
          p = readHead();
          break;
        case TOP:
          p = firstMayBeLine ? readBehindFirst(p) : lines ? readLines(p) : readTop(p);
          break;
        case LIST:
          p = readList(p);
          break;
        case OBJECT:
          p = readObject(p);
          break;
        case VALUE:
          p = readValue(p);
          break;
        case LINE_END:
          p = readLineEnd(p);
          break;
        case BROKEN_LINE:
          p = readBrokenLine(p);
          break;
        default:
          p = end;
      }
    }
    if (mode !== TOP) noteNewline(end);
    base += end;
    end = 0;
  }

  /** The input ends here: whatever is open stays so. */
  function endInput(): void {
    if (mode === VALUE) {
      walker.finish();
      if (walker.status === DONE) endValue();
    }
    if (mode === LINE_END) {
      mode = TOP;
      tally.take(held, valueStart, numbers[LENGTH]);
    }
    if (mode === LIST || mode === OBJECT || mode === VALUE) {
      tally.noteDamage(base, `the input ends too early, ${whereItEnds()}`);
      abandon(0);
    }
    if (topValues === 0 && mode === TOP && pushed > 0) found = 'only white space';
    mode = STOPPED;
  }

  function whereItEnds(): string {
    if (mode === LIST) return 'in the list of traces';
    return `in the value that begins at byte ${condenser.isWrapper && slowAtTop ? valueStart : slowStart}`;
  }

  function result(): ScanResult {
    return {
      format: topValues > 1 ? (lines ? 'ndjson' : 'sequence') : firstFormat,
      damage: tally.damage,
      traces: tally.traces,
      metrics: tally.metrics,
      skipped: tally.skipped,
      found: topValues > 1 ? `${String(topValues)} values, the first of them ${found}` : found,
      sawTraceList,
      bytes: pushed,
      stopped,
    };
  }

  return {
    texts: reader.texts,
    get done() {
      return mode === STOPPED;
    },
    space: () => bytes.subarray(end, capacity),
    advance(count) {
      pushed += count;
      if (mode === STOPPED || count === 0) return;
      end += count;
      if (mode !== HEAD || end >= ENCODING_SAMPLE) consume();
    },
    finish() {
      if (mode === HEAD) consume();
      if (mode !== STOPPED) endInput();
      return result();
    },
    result,
  };
}
