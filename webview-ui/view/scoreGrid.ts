import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { changeOf, type Before } from '../before.ts';
import type { Report } from '../../src/protocol/report.ts';
import { isFunction, rank, type Row, type RowKind, type Sort, type SortKey } from '../ranking.ts';
import type { Host } from '../host.ts';
import { spanScale } from './cells.ts';
import { columnsOf, type CellContext, type Column } from './columns.ts';
import { sourceMessage } from './links.ts';
import { ROW_HEIGHT, visibleRows, type ListView } from './visibleRows.ts';

/** What was seen of the last table that was laid out: one that takes its place begins there, and need not be drawn twice. */
let lastView: ListView = { top: 0, height: 0 };

/** Modules or functions with their scores: sortable, one tab stop, and only the visible rows drawn when there are many. */
export class ScoreGrid extends LitElement {
  static override properties = {
    report: { attribute: false },
    kind: { attribute: false },
    sort: { attribute: false },
    filter: { attribute: false },
    earlier: { attribute: false },
  };

  declare report: Report;
  declare kind: RowKind;
  declare sort: Sort;
  declare filter: string;
  declare earlier: Before | null;
  /** Not reactive: they never change. */
  host!: Host;
  onSort!: (key: SortKey) => void;
  onOpen!: (row: Row) => void;

  private rows: Row[] = [];
  private context: CellContext | null = null;
  private columns: readonly Column[] = [];
  private view = lastView;
  private window = { start: 0, end: 0 };
  /** The cell that Tab reaches; row -1 is the header. */
  private active = { row: 0, column: 0 };
  private scroller: Element | null = null;

  constructor() {
    super();
    this.earlier = null;
  }

  /** The page's own styles apply. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.scroller = this.closest('.page');
    this.scroller?.addEventListener('scroll', this.follow, { passive: true });
    // What stands above the table moves it when it grows; laid out by then, so measuring costs nothing.
    const page = this.closest('.body');
    for (const element of [this.scroller, page]) if (element !== null) this.sizes.observe(element);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.scroller?.removeEventListener('scroll', this.follow);
    this.sizes.disconnect();
  }

  /** Draws other rows where others are seen. Measures, so it is never called while the page is being drawn. */
  private readonly follow = (): void => {
    const body = this.querySelector('.grid-body');
    const { scroller } = this;
    if (body === null || scroller === null) return;
    const top = scroller.getBoundingClientRect().top - body.getBoundingClientRect().top;
    this.view = lastView = { top, height: scroller.clientHeight };
    const next = visibleRows(this.view, this.rows.length);
    if (next.start !== this.window.start || next.end !== this.window.end) this.requestUpdate();
  };

  private readonly sizes = new ResizeObserver(this.follow);

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (['report', 'kind', 'sort', 'filter', 'earlier'].some((name) => changed.has(name))) {
      const { report, earlier: before } = this;
      this.rows = rank(report, this.kind, this.sort, this.filter, (row) => changeOf(row, before));
      this.columns = columnsOf(this.kind, report, before);
      this.context = {
        host: this.host,
        scale: spanScale(this.kind === 'modules' ? report.modules : report.functions),
        before,
        heat: new Map(report.heat?.rows.map((row) => [row.module, row])),
        open: this.onOpen,
      };
      this.active.row = Math.min(this.active.row, Math.max(0, this.rows.length - 1));
      this.active.column = Math.min(this.active.column, this.columns.length - 1);
    }
    this.window = visibleRows(this.view, this.rows.length);
  }

  protected override render(): TemplateResult {
    const { start, end } = this.window;
    const drawn = Array.from({ length: end - start }, (_, index) => start + index);
    // The row with the focus stays, or the focus would be lost by scrolling.
    if (
      this.active.row >= 0 &&
      this.active.row < this.rows.length &&
      (this.active.row < start || this.active.row >= end)
    ) {
      drawn.push(this.active.row);
    }
    return html`<div
        class="grid ${this.kind} ${this.earlier === null ? '' : 'with-change'}"
        role="grid"
        aria-label=${this.kind === 'modules' ? 'Modules' : 'Functions'}
        aria-rowcount=${this.rows.length + 1}
        aria-colcount=${this.columns.length}
        @keydown=${this.onKey}
        @focusin=${this.onFocus}
      >
        <div class="grid-row grid-head" role="row" aria-rowindex="1">
          ${this.columns.map((column, index) => this.headerCell(column, index))}
        </div>
        <div class="grid-body" role="rowgroup" .style=${`height:${this.rows.length * ROW_HEIGHT}px`}>
          ${repeat(
            drawn,
            (index) => index,
            (index) => this.gridRow(this.rows[index], index),
          )}
        </div>
      </div>
      ${
        this.rows.length === 0
          ? html`<p class="pad muted" role="status">
              ${this.filter.trim() === '' ? `No ${this.kind} in these traces.` : `No ${this.kind} match “${this.filter.trim().slice(0, 60)}”. Esc clears the filter.`}
            </p>`
          : nothing
      }`;
  }

  private headerCell(column: Column, index: number): TemplateResult {
    const sorted = this.sort.key === column.key;
    return html`<div
      role="columnheader"
      class="${column.css} ${sorted ? 'sorted' : ''}"
      aria-colindex=${index + 1}
      aria-sort=${sorted ? (this.sort.descending ? 'descending' : 'ascending') : nothing}
    >
      <button
        type="button"
        data-row="-1"
        data-column=${index}
        tabindex=${this.active.row === -1 && this.active.column === index ? 0 : -1}
        title=${column.title ?? nothing}
        aria-label=${column.title?.startsWith(column.label) === true ? column.title : nothing}
        @click=${() => this.onSort(column.key)}
      >
        ${column.label}${sorted ? html`<span aria-hidden="true">${this.sort.descending ? ' ↓' : ' ↑'}</span>` : nothing}
      </button>
    </div>`;
  }

  private gridRow(row: Row, index: number): TemplateResult {
    const { context } = this;
    if (context === null) return html``;
    return html`<div
      class="grid-row"
      role="row"
      aria-rowindex=${index + 2}
      .style=${`top:${index * ROW_HEIGHT}px`}
      @dblclick=${() => this.onOpen(row)}
    >
      ${this.columns.map(
        (column, at) =>
          html`<div
            role="gridcell"
            class=${column.css}
            aria-colindex=${at + 1}
            data-row=${index}
            data-column=${at}
            tabindex=${this.active.row === index && this.active.column === at ? 0 : -1}
          >
            ${column.cell(row, context)}
          </div>`,
      )}
    </div>`;
  }

  private readonly onFocus = (event: FocusEvent): void => {
    const cell = (event.target as Element).closest<HTMLElement>('[data-row]');
    if (cell === null) return;
    const next = { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) };
    if (next.row === this.active.row && next.column === this.active.column) return;
    this.active = next;
    this.requestUpdate();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const { row, column } = this.active;
    const last = this.rows.length - 1;
    if (event.altKey || event.metaKey) return;
    const ctrl = event.ctrlKey;
    const page = Math.max(1, Math.floor((this.scroller?.clientHeight ?? 280) / ROW_HEIGHT) - 2);
    const moves: Record<string, () => [number, number]> = {
      ArrowDown: () => [Math.min(last, row + 1), column],
      ArrowUp: () => [Math.max(-1, row - 1), column],
      ArrowRight: () => [row, this.shown(column, 1)],
      ArrowLeft: () => [row, this.shown(column, -1)],
      Home: () => [ctrl ? 0 : row, this.shown(-1, 1)],
      End: () => [ctrl ? last : row, this.shown(this.columns.length, -1)],
      PageDown: () => [Math.min(last, row + page), column],
      PageUp: () => [Math.max(0, row - page), column],
    };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      void this.focusCell(...move());
    } else if (
      row >= 0 &&
      (event.key === 'Enter' || event.key === 'o') &&
      (!(event.target instanceof HTMLButtonElement) || event.target.classList.contains('row-name'))
    ) {
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'Enter' && !ctrl) this.onOpen(this.rows[row]);
      else this.openSource(this.rows[row]);
    }
  };

  /** The next column in that direction that the layout shows, or the one we are in. */
  private shown(column: number, step: 1 | -1): number {
    const heads = this.querySelectorAll<HTMLElement>('.grid-head > div');
    for (let next = column + step; next >= 0 && next < heads.length; next += step) {
      if (heads[next].offsetParent !== null) return next;
    }
    return Math.min(this.columns.length - 1, Math.max(0, column));
  }

  private async focusCell(row: number, column: number): Promise<void> {
    this.active = { row, column };
    this.requestUpdate();
    await this.updateComplete;
    const cell = this.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: 'nearest' });
  }

  /** The source of a function; of a module that of the worst function whose file is known. */
  private openSource(row: Row): void {
    const place = isFunction(row)
      ? row
      : this.report.functions.find((fn) => fn.module === row.module && fn.filename !== null);
    const message = place === undefined ? null : sourceMessage(this.host, place);
    if (message !== null) this.host.post(message);
  }
}

customElements.define('pypss-score-grid', ScoreGrid);
