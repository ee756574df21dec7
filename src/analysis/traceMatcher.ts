import type { TraceFilter } from '../protocol/question.ts';
import { OTHER } from '../score/scopes.ts';
import { isSameText } from '../trace/longText.ts';
import {
  ABSENT,
  BRANCH_TAG,
  EXCEPTION_TYPE,
  OVERFLOW,
  TIMESTAMP,
  type TraceRecord,
  type TraceTexts,
} from '../trace/record.ts';
import { foldMessage, UNNAMED } from './exceptionTable.ts';
import { FunctionTable } from './functionTable.ts';

const UNKNOWN = 0;
const YES = 1;
const NO = 2;

/**
 * Tells which traces a filter takes. Functions, modules and texts are compared by name once and then known by their
 * numbers, so that a filter costs little more than one look-up for each trace.
 */
export class TraceMatcher {
  /** Names the functions and modules of what `matches` has seen, as the report does. */
  readonly table: FunctionTable;
  private readonly filter: TraceFilter;
  private readonly texts: TraceTexts;
  private readonly cells: number[] = [];
  private readonly branches: number[] = [];
  private readonly exceptions: number[] = [];
  private readonly from: number;
  private readonly to: number;
  private readonly timed: boolean;
  private readonly placed: boolean;

  /**
   * @param root folder against which file names become module names
   * @param unknownModule what a trace without module and file belongs to
   */
  constructor(texts: TraceTexts, filter: TraceFilter, root: string, unknownModule: string) {
    this.texts = texts;
    this.filter = filter;
    this.table = new FunctionTable(texts, root, unknownModule);
    this.from = filter.from ?? -Infinity;
    this.to = filter.to ?? Infinity;
    this.timed = filter.from !== undefined || filter.to !== undefined;
    this.placed = filter.module !== undefined || filter.function !== undefined;
  }

  /** Whether a call meets all conditions. */
  matches(record: TraceRecord): boolean {
    const { filter } = this;
    if (this.timed && !this.isWithin(record)) return false;
    if (filter.failed !== undefined && record.error !== filter.failed) return false;
    if (this.placed && !this.isOfPlace(record)) return false;
    if (filter.branch !== undefined && !this.hasText(record, BRANCH_TAG, filter.branch, this.branches)) return false;
    if (filter.exception === undefined && filter.message === undefined) return true;
    return record.error && this.hasException(record);
  }

  /** Whether a measurement of the event loop belongs to what is asked for: it is of a time and a module, but of no call. */
  matchesMetric(record: TraceRecord): boolean {
    const { filter } = this;
    const ofCalls = [filter.function, filter.branch, filter.failed, filter.exception, filter.message];
    if (ofCalls.some((condition) => condition !== undefined)) return false;
    if (this.timed && !this.isWithin(record)) return false;
    if (filter.module === undefined) return true;
    return isSameText(this.table.modules[this.table.moduleOfRecord(record)], filter.module);
  }

  private isWithin(record: TraceRecord): boolean {
    const time = record.numbers[TIMESTAMP];
    // Traces without time compare as false.
    return time >= this.from && time < this.to;
  }

  private isOfPlace(record: TraceRecord): boolean {
    const cell = this.table.cellOf(record);
    const known = this.cells[cell] ?? UNKNOWN;
    if (known !== UNKNOWN) return known === YES;
    const is = this.isWantedCell(cell);
    this.cells[cell] = is ? YES : NO;
    return is;
  }

  private isWantedCell(cell: number): boolean {
    const { module, function: wanted } = this.filter;
    const { functions, modules, cells } = this.table;
    if (module !== undefined && !isSameText(modules[cells[cell].module], module)) return false;
    if (wanted === undefined) return true;
    const { name, filename, lineno } = functions[cells[cell].function];
    if (lineno !== wanted.lineno || !isSameText(name, wanted.name)) return false;
    if (filename === null || wanted.filename === null) return filename === wanted.filename;
    return isSameText(filename, wanted.filename);
  }

  private hasException(record: TraceRecord): boolean {
    const { exception, message } = this.filter;
    if (exception !== undefined) {
      const wanted = exception === UNNAMED ? null : exception;
      // Traces may also name their exception “unnamed”.
      const is =
        this.hasText(record, EXCEPTION_TYPE, wanted, this.exceptions) ||
        (wanted === null && this.textOf(record, EXCEPTION_TYPE) === UNNAMED);
      if (!is) return false;
    }
    return message === undefined || isSameText(foldMessage(record.exceptionMessage() ?? ''), message);
  }

  private hasText(record: TraceRecord, slot: number, wanted: string | null, known: number[]): boolean {
    const id = record.texts[slot];
    if (id === ABSENT) return wanted === null;
    if (wanted === null) return false;
    if (id === OVERFLOW) return wanted === OTHER;
    const before = known[id] ?? UNKNOWN;
    if (before !== UNKNOWN) return before === YES;
    const is = isSameText(this.texts[slot][id], wanted);
    known[id] = is ? YES : NO;
    return is;
  }

  private textOf(record: TraceRecord, slot: number): string | null {
    const id = record.texts[slot];
    return id >= 0 ? this.texts[slot][id] : id === OVERFLOW ? OTHER : null;
  }
}
