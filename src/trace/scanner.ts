import { COMMA, CR, LEFT_BRACE, LEFT_BRACKET, LF, RIGHT_BRACKET, SPACE, TAB, describeByte } from './characters.ts';
import { BROKEN_JSON, CondensedRecord } from './condensedRecord.ts';
import { BROKEN, Condenser, CONDENSED_SIZE, LIST as LIST_BEGINS, MORE } from './condenser.ts';
import { ENCODING_SAMPLE, MARK_LENGTH, recogniseEncoding } from './encoding.ts';
import { DocumentShape } from './documentShape.ts';
import { FastLane } from './fastLane.ts';
import { describeValue } from './found.ts';
import { LENGTH, OFFSET } from './record.ts';
import type { TraceSink } from './record.ts';
import { NOTHING, TRACE, UNUSABLE } from './recordJudge.ts';
import { createRecordReader } from './recordReader.ts';
import type { ScanContext, ScanOptions, ScanResult, TraceScanner } from './scan.ts';
import { UNREAD } from './stringReader.ts';
import { NO_TRACE, Tally } from './tally.ts';
import { GUARD } from './valueReader.ts';
import { DONE, ValueWalker } from './valueWalker.ts';

export const BUFFER_SIZE = 256 * 1024;

/** Bytes of a record at the end of the buffer that are moved to its beginning, at most. */
const LONGEST_TAIL = 16 * 1024;

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

const NO_OBJECT = 'not an object';

/**
 * Finds the traces in a stream of bytes, in whatever shape they come, and hands them to `sink` one by one.
 *
 * Records that lie whole in the buffer are read by the record reader. One that the end of the buffer cuts off is moved
 * to its beginning and read again with what follows; one that is longer, or that holds anything unusual, is condensed
 * first. Between two pushes nothing else is kept but the condensed copy and a few numbers.
 */
export function createScanner(sink: TraceSink, options: ScanOptions = {}): TraceScanner {
  const capacity = Math.max(16, options.bufferSize ?? BUFFER_SIZE);
  const size = capacity + GUARD + CONDENSED_SIZE + GUARD;
  const { rowSink } = sink;
  const lane = rowSink === undefined ? null : FastLane.create(size);
  const bytes = lane?.bytes ?? new Uint8Array(size);
  /** The same bytes: Node's search for a byte is several times faster than that of a typed array. */
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, size);
  const area = capacity + GUARD;
  const reader = createRecordReader(bytes, lane);
  const { read, kind, skipSpace } = reader;
  const { numbers } = reader.record;
  const tally = new Tally(sink, reader);
  const shape = new DocumentShape();
  const condenser = new Condenser(bytes, area);
  const condensed = new CondensedRecord(reader, condenser, area);
  const walker = new ValueWalker(bytes);
  const limit = options.limit ?? Number.POSITIVE_INFINITY;

  let pushed = 0;
  let end = 0;
  /** Where the record begins that the end of the buffer cuts off, -1 for none. */
  let tail = -1;
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

  let stopped: ScanResult['stopped'] = null;

  if (options.start !== undefined) beginInside(options.start.offset, options.start.context);

  function beginInside(offset: number, where: ScanContext): void {
    base = offset;
    if (where === 'lines') {
      shape.beginAtLine();
      mode = TOP;
      setLines();
    } else {
      shape.beginInList(where === 'array' ? 'array' : 'object');
      beginList(where);
      expected = ITEM;
    }
  }

  function setLines(): void {
    lines = true;
    shape.lines = true;
    lane?.setLines();
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
    shape.firstFound = encoding;
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
      const run = readRun(p);
      if (run > p) {
        p = run;
        continue;
      }
      const after = bytes[p] === LEFT_BRACE ? readLine(p) : UNREAD;
      if (after === UNREAD) return isCutOff(p) ? keepTail(p) : beginTopValue(p);
      p = after;
    }
  }

  /**
   * Whether the record at `p` could perhaps not be read because the buffer ends in it. In a list it may be unusual
   * instead: then a few bytes are moved for nothing, once, for at the beginning of the buffer it is no longer asked.
   */
  function isCutOff(p: number): boolean {
    if (end < capacity || p === 0 || end - p > Math.min(LONGEST_TAIL, capacity >> 2)) return false;
    return !lines || !bytes.subarray(p, end).includes(LF);
  }

  function keepTail(p: number): number {
    tail = p;
    return end;
  }

  /** Looks whether a newline follows the first value, which decides whether it is the first line of NDJSON. */
  function readBehindFirst(p: number): number {
    while (bytes[p] === SPACE || bytes[p] === TAB || bytes[p] === CR) p++;
    if (p >= end) return end;
    shape.firstMayBeLine = false;
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
    if (shape.beginValue()) tally.skip(valueStart, NO_TRACE);
  }

  function beginTopValue(p: number): number {
    const c = bytes[p];
    countTopValue();
    valueStart = base + p;
    if (c === LEFT_BRACKET && !lines) {
      shape.describe(describeValue(c));
      shape.beginList();
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
    if (shape.values === 1 && what === NOTHING) shape.firstWasNothing();
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
    shape.sawTraceList = true;
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
        // A list within a line is rare: the lane takes a line as a record.
        const run = lines ? p : readRun(p);
        if (run > p) {
          expected = lane!.itemExpected ? ITEM : SEPARATOR;
          p = run;
          continue;
        }
        const after = read(p, false);
        if (after === UNREAD) return isCutOff(p) ? keepTail(p) : beginSlow(p, false);
        const what = kind();
        if (what === UNUSABLE) tally.reason = reader.reason();
        tally.take(what, base + p, after - p);
        expected = SEPARATOR;
        p = after;
      } else if (c === RIGHT_BRACKET && expected === ITEM_OR_END) return endList(p + 1);
      else return beginSlow(p, false);
    }
  }

  /** Reads as many calls as the fast lane can; returns the position behind them, `p` if there are none. */
  function readRun(p: number): number {
    if (lane === null || rowSink === undefined) return p;
    const { row } = rowSink;
    const after = lane.readRun(p, Math.min(end, limit - base), end, row, rowSink.longest);
    if (after === p) return p;
    const read = lane.row - row;
    if (lines) {
      countTopValue();
      shape.values += read - 1;
    }
    tally.traces += read;
    for (let i = 0; i < lane.failures; i++) {
      const failed = reader.recallFailure(lane, i);
      numbers[OFFSET] += base;
      rowSink.failed(failed, reader.record);
    }
    rowSink.filled(lane.row);
    return after;
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
      if (atTop) shape.describe('an object');
      condenser.begin(atTop);
      mode = OBJECT;
      return p + 1;
    }
    if (atTop) shape.describe(describeValue(bytes[p]));
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
    if (slowAtTop) endTopValue(shape.values === 1 ? NOTHING : UNUSABLE, 0);
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
      shape.firstFormat ??= 'object';
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
    if (shape.values === 1) {
      noteNewline(p);
      shape.endFirstObject(what !== NOTHING, condenser.keys, condenser.moreKeys);
    }
    endTopValue(what, length);
  }

  function readCondensed(): number {
    const what = condensed.read(end);
    tally.reason = condensed.reason;
    return what;
  }

  /** Looks for a newline in what has been read of the first value, up to `p`. */
  function noteNewline(p: number): void {
    shape.noteNewline(buffer, LF, Math.max(0, valueStart - base), p);
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
          p = shape.firstMayBeLine ? readBehindFirst(p) : lines ? readLines(p) : readTop(p);
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
    const used = tail < 0 ? end : tail;
    if (used < end) bytes.copyWithin(0, used, end);
    base += used;
    end -= used;
    tail = -1;
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
    if (shape.values === 0 && mode === TOP && pushed > 0) shape.firstFound = 'only white space';
    mode = STOPPED;
  }

  function whereItEnds(): string {
    if (mode === LIST) return 'in the list of traces';
    return `in the value that begins at byte ${condenser.isWrapper && slowAtTop ? valueStart : slowStart}`;
  }

  function result(): ScanResult {
    return {
      format: shape.format,
      damage: tally.damage,
      traces: tally.traces,
      metrics: tally.metrics,
      skipped: tally.skipped,
      found: shape.found,
      sawTraceList: shape.sawTraceList,
      bytes: pushed,
      stopped,
    };
  }

  return {
    texts: reader.texts,
    lane,
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
      if (mode === HEAD || (end > 0 && mode !== STOPPED)) consume();
      if (mode !== STOPPED) endInput();
      return result();
    },
    result,
  };
}
