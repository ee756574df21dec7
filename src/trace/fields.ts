import {
  BRANCH_TAG,
  CPU_TIME,
  DURATION,
  EXCEPTION_TYPE,
  FILENAME,
  LINENO,
  MEMORY,
  MODULE,
  NAME,
  TIMESTAMP,
  WAIT_TIME,
} from './record.ts';

/** What the value of a key is read as. */
export const UNUSED = 0;
/** A number, numeric text or boolean; `slot` is one of `TraceRecord.numbers`. */
export const NUMBER = 1;
/** An instant: as NUMBER, or ISO-8601 text. */
export const INSTANT = 2;
/** Text that is looked up in a table; `slot` is one of `TraceRecord.texts`. */
export const TEXT = 3;
/** Truth as Python sees it; `slot` is `ERROR` or `SYSTEM_METRIC`. */
export const FLAG = 4;
/** The exception's message: decoded only when somebody asks. */
export const MESSAGE = 5;
/** The object that holds `lag`. */
export const METADATA = 6;
/** The list of traces in a wrapping object; unused inside a record. */
export const TRACE_LIST = 7;

/** Slots of FLAG fields. */
export const ERROR = 0;
export const SYSTEM_METRIC = 1;

export interface Field {
  readonly action: number;
  readonly slot: number;
}

const field = (action: number, slot = 0): Field => ({ action, slot });

/** Every key that means something to us. A Map, so that a key named `__proto__` is a key like any other. */
export const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['duration', field(NUMBER, DURATION)],
  ['cpu_time', field(NUMBER, CPU_TIME)],
  ['wait_time', field(NUMBER, WAIT_TIME)],
  ['memory', field(NUMBER, MEMORY)],
  ['lineno', field(NUMBER, LINENO)],
  ['timestamp', field(INSTANT, TIMESTAMP)],
  ['module', field(TEXT, MODULE)],
  ['name', field(TEXT, NAME)],
  ['filename', field(TEXT, FILENAME)],
  ['branch_tag', field(TEXT, BRANCH_TAG)],
  ['exception_type', field(TEXT, EXCEPTION_TYPE)],
  ['error', field(FLAG, ERROR)],
  ['system_metric', field(FLAG, SYSTEM_METRIC)],
  ['exception_message', field(MESSAGE)],
  ['metadata', field(METADATA)],
  ['traces', field(TRACE_LIST)],
]);

/** A key longer than this cannot be one of ours, even if each letter is written as an escape. */
export const LONGEST_KEY = 6 * 'exception_message'.length;

/** Bytes of a value that we keep: longer text is cut, a longer number or metadata object is not used. */
export const LONGEST_VALUE = 65_536;
