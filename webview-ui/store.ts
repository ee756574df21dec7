import type {
  Baseline,
  DashboardPlace,
  DashboardState,
  LongTable,
  ReportHead,
  ToDashboard,
} from '../src/protocol/dashboard.ts';
import type { HistoryTrend } from '../src/protocol/history.ts';
import type { LiveStatus } from '../src/protocol/live.ts';
import type { Answer, Question, TraceFilter } from '../src/protocol/question.ts';
import type { MetricKey, Report } from '../src/protocol/report.ts';
import type { Timeline } from '../src/protocol/reportCharts.ts';
import { ArrivingReport } from './arrivingReport.ts';
import { restoreChoices, TABS, type Choices, type Detail, type OpenedCalls, type Tab } from './choices.ts';
import { fileNameOf, hasEnded, windowKey } from './dashboardWindow.ts';
import type { Host } from './host.ts';
import { LiveNews } from './liveNews.ts';
import { NOT_KEPT, OF_PARTS, PartialFigures, within } from './partialFigures.ts';
import { Questions, type Asked } from './questions.ts';
import { boundsOf, FollowingReport } from './rangeFigures.ts';
import { RecordView } from './recordView.ts';
import type { Scoped } from './scopedReports.ts';
import { ShownRange } from './shownRange.ts';
import type { TimeRange } from './timeRange.ts';
import type { TracePages } from './tracePages.ts';
import { WhatIf } from './whatIf.ts';

/** The dashboard's one place for what is shown and what was chosen; views read it and are drawn again when it changes. */
export class Store {
  state: DashboardState | null = null;
  /** The runs stored before; null while unknown or where there is no history. */
  history: HistoryTrend | null = null;
  /** The host has runs and files to compare with: it has spoken of its history, even if there is none. */
  comparable = false;
  /** What the shown report is compared with. */
  baseline: Baseline | null = null;
  choices: Choices;
  /** The instant under the crosshair, shared by all charts: the start of a window of one of them. */
  instant: number | null = null;
  /** The stored run that the trend reads out; null: the one shown here, or the newest. */
  run: number | null = null;
  /** The crosshair stays where it is. */
  pinned = false;
  /** The stretch that is being drawn on a chart. */
  brush: TimeRange | null = null;
  readonly host: Host;
  /** What to say about colours of the configuration that are not used. */
  themeNotes: readonly string[] = [];
  /** Other weights and sensitivities that are being tried. */
  readonly whatIf: WhatIf;
  private readonly changed: () => void;
  private readonly questions: Questions;
  private readonly arriving = new ArrivingReport((report) => this.complete(report));
  private readonly following = new FollowingReport();
  /** Figures of parts of the traces. */
  private readonly partial: PartialFigures;
  /** The stretch of time that all tabs share. */
  readonly time = new ShownRange(this);
  /** How old the news of a collector is. */
  readonly news: LiveNews;
  /** The record whose text is shown. */
  readonly record: RecordView;

  constructor(host: Host, changed: () => void) {
    this.host = host;
    this.choices = restoreChoices(host.load());
    this.changed = changed;
    this.questions = new Questions(host.live, (message) => host.post(message));
    this.whatIf = new WhatIf(
      (question) => this.ask(question),
      () => this.changed(),
    );
    this.news = new LiveNews(changed);
    this.partial = new PartialFigures((question) => this.ask(question), changed);
    this.record = new RecordView(
      (question) => this.ask(question),
      () => this.changed(),
    );
  }

  /** The tabs there are. */
  get tabs(): readonly Tab[] {
    return this.baseline === null ? TABS : [...TABS, 'compare'];
  }

  /** The tab that is shown: the chosen one unless there is nothing left to compare with. */
  get tab(): Tab {
    return this.tabs.includes(this.choices.tab) ? this.choices.tab : 'overview';
  }

  /** The collector whose figures are shown; null when they are not live. */
  get live(): LiveStatus | null {
    return this.state?.state === 'live' ? this.state.live : null;
  }

  /** Figures that change by themselves: nothing that takes its time can be held against them. */
  get moving(): boolean {
    return this.state?.state === 'live' && !hasEnded(this.state);
  }

  /** The file as the host calls it. */
  get file(): string {
    return this.state?.file ?? '';
  }

  /** The file without its folders. */
  get fileName(): string {
    return fileNameOf(this.state);
  }

  /** The figures of everything, whatever range is chosen. */
  get whole(): Report | null {
    return this.state === null || this.state.state === 'problem' ? null : this.state.report;
  }

  /** The figures to show, if there are any yet: those of the range, as far as they are known (`figures`). */
  get report(): Report | null {
    return this.following.of(this.whole, this.range, this.scoped);
  }

  /**
   * How far `report` follows the range: `exact` figures, `updating` ones (charts follow, the rest is from before), or
   * `refused`, where only what follows from charts is of the range and the rest is of the whole.
   */
  get figures(): Scoped['known'] {
    return this.scoped?.known ?? 'exact';
  }

  /** Why figures of the range cannot be had; null when they can. */
  get refusal(): string | null {
    const { scoped } = this;
    return scoped?.known === 'refused' ? scoped.reason : null;
  }

  private get scoped(): Scoped | null {
    const { range } = this;
    return this.whole === null || range === null ? null : this.ofRange(range);
  }

  /** What came in cannot be read again, so figures of parts of it cannot be had. */
  private ofRange(range: TimeRange): Scoped {
    return this.live === null ? this.partial.ofRange(range) : { known: 'refused', reason: NOT_KEPT };
  }

  /** How many modules and functions `report` has, also those whose rows are not here (yet). */
  get totals(): Record<LongTable, number> {
    const { report } = this;
    if (report === null) return { modules: 0, functions: 0 };
    const head = report === this.whole ? this.arriving.headOf(report) : null;
    return head?.totals ?? { modules: report.modules.length, functions: report.functions.length };
  }

  /** Rows of the long tables are still on their way. */
  get rowsComing(): boolean {
    return this.arriving.coming;
  }

  /** The file is still being read, or has just been asked for. */
  get loading(): boolean {
    return this.state === null || this.state.state === 'loading';
  }

  /** All the time that there is; null without times. */
  get bounds(): TimeRange | null {
    return boundsOf(this.whole);
  }

  /** The chosen stretch of time, null for all of it; while the file is read nothing else is shown. */
  get range(): TimeRange | null {
    const { bounds } = this;
    const { range } = this.choices;
    if (range === null || bounds === null || this.loading) return null;
    return range.from < bounds.to && range.to > bounds.from ? range : null;
  }

  /** What the time axes show. */
  get extent(): TimeRange | null {
    return this.range ?? this.bounds;
  }

  /** Takes what the host says. */
  take(message: ToDashboard): void {
    switch (message.type) {
      case 'state':
        this.takeState(message.state, message.head);
        return;
      case 'rows':
        this.arriving.rows(message);
        return;
      case 'answer':
        this.answered(message.id, message.answer, message.head);
        return;
      case 'reveal':
        this.reveal(message.place);
        return;
      case 'history':
        this.comparable = true;
        this.history = message.history;
        this.changed();
        return;
      case 'baseline':
        this.baseline = message.baseline;
        this.changed();
    }
  }

  /** Shows a state that did not come as a message: the page's own report, or a fault of the page. */
  receive(state: DashboardState): void {
    this.forgetReport();
    this.state = state;
    this.changed();
  }

  private takeState(state: DashboardState, head: ReportHead | null): void {
    const named = windowKey(this.state);
    if (!this.arriving.has(head)) this.forgetReport();
    if (state.state === 'problem' || state.report === null || head === null) this.state = state;
    else {
      // While the file is read, and of live figures, only the first rows come.
      const whole = state.state === 'ready' || state.state === 'stopped' || hasEnded(state);
      this.state = { ...state, report: this.arriving.take(state.report, head, whole) };
    }
    this.news.take(state.state === 'live' ? state.live : null);
    if (state.state !== 'problem' && state.report !== null) this.whatIf.follow(state.report);
    if (windowKey(state) !== named) this.keep();
    this.changed();
  }

  /** All rows of the report have come. */
  private complete(report: Report): void {
    const { state } = this;
    if (state === null || state.state === 'problem') return;
    this.state = { ...state, report };
    this.changed();
  }

  private forgetReport(): void {
    this.arriving.forget();
    this.following.forget();
    this.partial.clear();
    this.record.close();
  }

  private answered(id: number, answer: Answer, head: ReportHead | null): void {
    if (answer.answer !== 'report' || head === null) {
      this.questions.receive(id, answer);
      return;
    }
    const wanted = (): boolean => this.questions.waitsFor(id);
    const done = (report: Report): void => this.questions.receive(id, { ...answer, report });
    this.arriving.answer(answer.report, head, wanted, done);
  }

  /** Asks the host; the answer comes once, unless the question is forgotten. */
  ask(question: Question): Asked {
    if (this.live !== null && OF_PARTS.includes(question.ask)) {
      const problem = { kind: 'unreadable' as const, message: NOT_KEPT };
      return { answer: Promise.resolve({ answer: 'refused', problem }), forget: () => undefined };
    }
    return this.questions.ask(question);
  }

  /** Keeps the choices over a reload, and what names this page where it is no editor of a file. */
  private keep(): void {
    const window = windowKey(this.state);
    this.host.save({ ...this.choices, span: null, ...(window === null ? {} : { window }) });
  }

  /**
   * Figures of the traces that match, within the range. They are asked for when they are not known.
   * @param user who shows them; each has one choice at a time
   */
  part(user: string, filter: TraceFilter): Scoped {
    // Until the file has been read its figures change from moment to moment.
    if (this.loading) return { known: 'updating' };
    if (this.live !== null) return { known: 'refused', reason: NOT_KEPT };
    return this.partial.of(user, { ...filter, ...this.range });
  }

  /** The course over time of the traces that match, within the range, in windows of that width. */
  course(filter: TraceFilter, window: number | null): Scoped<{ timeline: Timeline | null }> {
    if (this.loading) return { known: 'updating' };
    if (this.live !== null) return { known: 'refused', reason: NOT_KEPT };
    return this.partial.course({ ...filter, ...this.range }, window);
  }

  /**
   * Single calls that match, within the range, a page at a time. The first page is asked for at once.
   * @param user where the list stands; each has one choice at a time
   */
  calls(user: string, filter: TraceFilter): TracePages {
    return this.partial.calls(user, within(filter, this.range));
  }

  choose(change: Partial<Choices>): void {
    this.choices = { ...this.choices, ...change };
    this.keep();
    if (this.range === null) this.partial.forgetRange();
    this.changed();
  }

  /** Moves the crosshair, unless it is pinned. */
  pointAt(instant: number | null): void {
    if (this.pinned || instant === this.instant) return;
    this.instant = instant;
    this.changed();
  }

  /** Reads out a stored run in the trend. */
  pointAtRun(run: number | null): void {
    if (run === this.run) return;
    this.run = run;
    this.changed();
  }

  /** Pins the crosshair, or lets it go. */
  pin(): void {
    this.pinned = !this.pinned && this.instant !== null;
    this.changed();
  }

  /** Shows the stretch that is being drawn. */
  setBrush(brush: TimeRange | null): void {
    if (brush === this.brush) return;
    this.brush = brush;
    this.changed();
  }

  /** Shows a range without making a step of it. */
  preview(range: TimeRange | null): void {
    this.choices = { ...this.choices, range };
    this.changed();
  }

  // --- where the reader is ---

  /** The module or function whose detail view is shown. */
  get detail(): Detail | null {
    return this.tab === 'overview' ? (this.choices.trail.at(-1) ?? null) : null;
  }

  /** Goes to a tab; to the Overview itself where one of its detail views is shown. */
  goTo(tab: Tab): void {
    this.choose(tab === this.tab ? { trail: [] } : { tab });
  }

  /** Opens a detail view on top of what is shown. */
  open(detail: Detail): void {
    this.record.close();
    this.choose({ tab: 'overview', trail: [...this.choices.trail, detail].slice(-20) });
  }

  /** Closes the detail view, back to what was before it. */
  back(): void {
    this.record.close();
    this.choose({ trail: this.choices.trail.slice(0, -1) });
  }

  /** Lists the calls behind a figure at the end of the tab; null closes the list. */
  openCalls(calls: Omit<OpenedCalls, 'tab'> | null): void {
    this.record.close();
    this.choose({ calls: calls === null ? null : { ...calls, tab: this.tab } });
  }

  /** The calls that are listed on the tab that is shown. */
  get openedCalls(): OpenedCalls | null {
    const { calls } = this.choices;
    return calls !== null && calls.tab === this.tab && this.detail === null ? calls : null;
  }

  /** Hides a line of a chart, or shows it again. */
  toggleLine(line: string): void {
    this.choose({ hidden: toggled(this.choices.hidden, line) });
  }

  /** Goes where the host asks. */
  private reveal(place: DashboardPlace): void {
    if (place.place === 'tab') this.choose({ tab: place.tab, trail: [] });
    else if (place.place === 'comparison') this.choose({ tab: 'compare', trail: [] });
    else this.choose({ tab: 'overview', trail: [place] });
  }

  /** Opens or closes one metric's explanation. */
  toggleWhy(metric: MetricKey): void {
    this.choose({ why: toggled(this.choices.why, metric) });
  }

  /** Shows a chart as a table, or as a chart again. */
  toggleTable(chart: string): void {
    this.choose({ tables: toggled(this.choices.tables, chart) });
  }
}

function toggled<T>(list: readonly T[], item: T): T[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}
