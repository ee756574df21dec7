/** Figures of parts of the traces: of the range, of one module or function, of single calls. Each is asked for on use. */
import type { Question, TraceFilter } from '../src/protocol/question.ts';
import type { Report } from '../src/protocol/report.ts';
import type { Timeline } from '../src/protocol/reportCharts.ts';
import type { Asked } from './questions.ts';
import { reportOf, ScopedAnswers, timelineOf, type Scoped, type Windows } from './scopedReports.ts';
import type { TimeRange } from './timeRange.ts';
import { TracePages } from './tracePages.ts';

/** A range that is still being drawn is not asked for, nor a detail view that is only passed; milliseconds of rest. */
const RANGE_REST = 200;
const PART_REST = 60;

/** Questions that are answered by reading the traces again. */
export const OF_PARTS: readonly Question['ask'][] = ['report', 'timeline', 'traces', 'record'];

/** Why parts of what came in cannot be looked at alone. */
export const NOT_KEPT =
  'Figures of a part of live traces need a trace file: save what was received, or choose a sliding window.';

type ScopedReports = ScopedAnswers<TraceFilter, { report: Report }>;

export class PartialFigures {
  private readonly ask: (question: Question) => Asked;
  private readonly changed: () => void;
  /** Figures of the range. */
  private readonly ranges: ScopedReports;
  /** Figures of parts of the traces, by who wants them: each has one choice at a time. */
  private readonly parts = new Map<string, ScopedReports>();
  /** The windows of the Metrics tab where they are not those of the report. */
  private readonly courses: ScopedAnswers<Windows, { timeline: Timeline | null }>;
  /** Lists of single calls, by where they stand. */
  private readonly lists = new Map<string, { key: string; pages: TracePages }>();

  /** @param changed is called when figures have come */
  constructor(ask: (question: Question) => Asked, changed: () => void) {
    this.ask = ask;
    this.changed = changed;
    this.ranges = this.scopedReports(RANGE_REST);
    this.courses = new ScopedAnswers(
      ({ filter, window }) => ask({ ask: 'timeline', filter, window }),
      timelineOf,
      changed,
      PART_REST,
    );
  }

  private scopedReports(rest: number): ScopedReports {
    return new ScopedAnswers((filter) => this.ask({ ask: 'report', filter }), reportOf, this.changed, rest);
  }

  /** Figures of a stretch of time. */
  ofRange(range: TimeRange): Scoped {
    return this.ranges.of({ ...range });
  }

  /** No stretch of time is chosen any more. */
  forgetRange(): void {
    this.ranges.stop();
  }

  /**
   * Figures of the traces that match.
   * @param user who shows them; each has one choice at a time
   */
  of(user: string, filter: TraceFilter): Scoped {
    let part = this.parts.get(user);
    if (part === undefined) this.parts.set(user, (part = this.scopedReports(PART_REST)));
    return part.of(filter);
  }

  /** The course over time of the traces that match, in windows of that width. */
  course(filter: TraceFilter, window: number | null): Scoped<{ timeline: Timeline | null }> {
    return this.courses.of({ filter, window });
  }

  /**
   * Single calls that match, a page at a time. The first page is asked for at once.
   * @param user where the list stands; each has one choice at a time
   */
  calls(user: string, filter: TraceFilter): TracePages {
    const key = JSON.stringify(filter);
    const open = this.lists.get(user);
    if (open?.key === key) return open.pages;
    open?.pages.close();
    const pages = new TracePages(filter, this.ask, this.changed);
    this.lists.set(user, { key, pages });
    return pages;
  }

  /** Forgets everything: the figures belong to another report. */
  clear(): void {
    this.ranges.clear();
    this.courses.clear();
    for (const part of this.parts.values()) part.clear();
    for (const { pages } of this.lists.values()) pages.close();
    this.lists.clear();
  }
}

/** The filter, no further than the range. */
export function within(filter: TraceFilter, range: TimeRange | null): TraceFilter {
  if (range === null) return filter;
  return {
    ...filter,
    from: Math.max(filter.from ?? range.from, range.from),
    to: Math.min(filter.to ?? range.to, range.to),
  };
}
