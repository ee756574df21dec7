import type { DashboardState } from '../src/protocol/dashboard.ts';
import type { MetricKey, Report } from '../src/protocol/report.ts';
import type { Host } from './host.ts';
import { METRICS } from './metrics.ts';
import { firstSort, isSortKey, type RowKind, type Sort } from './ranking.ts';

export const TABS = ['overview', 'metrics', 'diagnostics', 'performance'] as const;
export type Tab = (typeof TABS)[number];

/** What the reader chose; survives a reload of the window. */
export interface Choices {
  tab: Tab;
  rows: RowKind;
  sort: Record<RowKind, Sort>;
  filter: string;
  /** Metrics whose "Why?" is open. */
  why: readonly MetricKey[];
  /** All of the advice is shown, not only the most pressing. */
  moreAdvice: boolean;
  /** Charts shown as tables. */
  tables: readonly string[];
  /** Whether latency is drawn on a log scale; null: as its spread asks for. */
  log: boolean | null;
  /** A stretch of time that an advice points at, epoch seconds. */
  span: { from: number; to: number } | null;
}

export const FIRST_CHOICES: Choices = {
  tab: 'overview',
  rows: 'modules',
  sort: { modules: firstSort('pss'), functions: firstSort('pss') },
  filter: '',
  why: [],
  moreAdvice: false,
  tables: [],
  log: null,
  span: null,
};

/** Takes from what was kept only what is still valid; it may come from another version. */
export function restoreChoices(kept: unknown): Choices {
  if (typeof kept !== 'object' || kept === null) return FIRST_CHOICES;
  const { tab, rows, sort, filter, why, tables, log } = kept as Record<string, unknown>;
  return {
    ...FIRST_CHOICES,
    tab: TABS.find((known) => known === tab) ?? 'overview',
    rows: rows === 'functions' ? 'functions' : 'modules',
    sort: { modules: restoreSort(sort, 'modules'), functions: restoreSort(sort, 'functions') },
    filter: typeof filter === 'string' ? filter : '',
    why: Array.isArray(why) ? METRICS.map((metric) => metric.key).filter((key) => why.includes(key)) : [],
    tables: Array.isArray(tables) ? tables.filter((table) => typeof table === 'string') : [],
    log: typeof log === 'boolean' ? log : null,
  };
}

function restoreSort(kept: unknown, rows: RowKind): Sort {
  const sort: unknown = typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>)[rows] : undefined;
  if (typeof sort !== 'object' || sort === null) return firstSort('pss');
  const { key, descending } = sort as Record<string, unknown>;
  return isSortKey(key) && typeof descending === 'boolean' ? { key, descending } : firstSort('pss');
}

/** The dashboard's one place for what is shown and what was chosen; views read it and are drawn again when it changes. */
export class Store {
  state: DashboardState | null = null;
  choices: Choices;
  /** Start of the window under the crosshair, shared by all charts. */
  instant: number | null = null;
  /** The crosshair stays where it is. */
  pinned = false;
  readonly host: Host;
  private readonly changed: () => void;

  constructor(host: Host, changed: () => void) {
    this.host = host;
    this.choices = restoreChoices(host.load());
    this.changed = changed;
  }

  /** The file without its folders. */
  get fileName(): string {
    const file = this.state?.file ?? '';
    return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  }

  /** The figures to show, if there are any yet. */
  get report(): Report | null {
    return this.state === null || this.state.state === 'problem' ? null : this.state.report;
  }

  /** The file is still being read, or has just been asked for. */
  get loading(): boolean {
    return this.state === null || this.state.state === 'loading';
  }

  receive(state: DashboardState): void {
    this.state = state;
    this.changed();
  }

  choose(change: Partial<Choices>): void {
    this.choices = { ...this.choices, ...change };
    this.host.save({ ...this.choices, span: null });
    this.changed();
  }

  /** Moves the crosshair, unless it is pinned. */
  pointAt(instant: number | null): void {
    if (this.pinned || instant === this.instant) return;
    this.instant = instant;
    this.changed();
  }

  /** Pins the crosshair, or lets it go. */
  pin(): void {
    this.pinned = !this.pinned && this.instant !== null;
    this.changed();
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
