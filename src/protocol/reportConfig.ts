/** What the configuration says of a report: how it was scored, and how the dashboard shows it. */
import type { Scores, Unit } from './report.ts';

/** Colours that the configuration sets for the dashboard: hexadecimal or CSS colour names, null as the page has them. */
export interface ThemeColours {
  primary: string | null;
  secondary: string | null;
  accent: string | null;
  positive: string | null;
  negative: string | null;
  info: string | null;
  warning: string | null;
}

/** One widget of the layout that the configuration describes. */
export interface LayoutWidget {
  tab: 'overview' | 'metrics' | 'diagnostics' | 'performance';
  /** Name of a panel as PyPSS has it, e.g. `pss_gauge`, or `custom_chart`. */
  type: string;
  /** Columns of twelve; null: as the panel has by itself. */
  span: number | null;
  /** Of a custom chart. */
  chart: CustomChart | null;
}

/** A column of `Timeline` that a custom chart draws, `start` for the time itself. */
export interface ChartField {
  column: string;
  /** For people, e.g. "duration, p95". */
  label: string;
  unit: Unit;
}

/** A chart of one figure of the time windows, over time or against another. */
export interface CustomChart {
  title: string;
  kind: 'line' | 'bar' | 'scatter';
  /** null when it cannot be drawn; then `problem` says why. */
  x: ChartField | null;
  y: ChartField | null;
  problem: string | null;
}

/** The configuration that the scores were computed with. */
export interface ReportConfig {
  /** The file it came from, null for the defaults. */
  path: string | null;
  title: string;
  /** Title of the report as a page. */
  htmlTitle: string;
  /** As configured, not normalised. */
  weights: Scores;
  alpha: number;
  beta: number;
  gamma: number;
  delta: number;
  /** Absent in reports of older versions, as is what follows. */
  memSpikeThresholdRatio?: number;
  errorSpikeThreshold?: number;
  consecutiveErrorThreshold?: number;
  /** Seconds. */
  concurrencyWaitThreshold?: number;
  /** null where the configuration sets no colour. */
  theme?: ThemeColours | null;
  /** The layout of the dashboard; null where the configuration has none of its own. */
  layout?: LayoutWidget[] | null;
}
