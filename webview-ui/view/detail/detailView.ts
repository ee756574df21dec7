/** One module or function: its score, its course over time, its functions or branches, failures and slowest calls. */
import { html, nothing, type TemplateResult } from 'lit';
import { beforeOf } from '../../before.ts';
import type { Detail } from '../../choices.ts';
import type { FunctionReport, Report } from '../../../src/protocol/report.ts';
import type { Timeline } from '../../../src/protocol/reportCharts.ts';
import { axisLabel } from '../../chart/histogramChart.ts';
import { decades, linearScale, logScale, roundTicks } from '../../chart/series.ts';
import { timeChart, type Line } from '../../chart/timeChart.ts';
import { formatCount, formatCounted, formatDuration, formatRate, formatWidth } from '../../format.ts';
import type { SortKey } from '../../ranking.ts';
import { nextSort } from '../../ranking.ts';
import { detailOf, filterOf, functionIndex, metricsOfRow, rowOf } from '../../scope.ts';
import type { Store } from '../../store.ts';
import { breakdownOf } from '../breakdown.ts';
import { notice } from '../notice.ts';
import { partScorePanel } from '../scoreRing.ts';
import '../scoreGrid.ts';
import { branchPanel } from './branches.ts';
import { durationColumn, exceptionColumns, functionColumn } from './callTable.ts';
import { detailHead, nameOfDetail } from './detailHead.ts';
import { slowestCalls } from './slowestCalls.ts';
import { traceList } from './traceList.ts';

export function detailView(store: Store, detail: Detail): TemplateResult {
  const { report } = store;
  if (report === null) return notice(nameOfDetail(detail), 'The first figures come in a moment.');
  const part = store.part('detail', filterOf(detail));
  const own = part.known === 'exact' ? part.report : null;
  const row = (own === null ? null : rowOf(own, detail)) ?? rowOf(report, detail);
  const functions = functionsOf(own ?? report, detail);
  const head = detailHead(store, detail, row, functions);
  if (row === null) return html`${head}${absent(store, detail)}`;
  const figures = {
    pss: row.pss,
    exact: row.exact,
    traces: row.traces,
    damage: null,
    metrics: own !== null && own.traces > 0 ? own.metrics : metricsOfRow(row, store.whole ?? report),
  };
  const small = row.traces < 30 ? `Small sample, n = ${row.traces}: the score can move a lot with more traces.` : null;
  const text = small ?? `From ${formatCounted(row.traces, 'call')} of this ${detail.place}.`;
  return html`${head} ${partScorePanel(figures, text)} ${breakdownOf(store, figures)} ${figuresPanel(row)}
  ${
    part.known === 'refused'
      ? notice('Over time', part.reason)
      : courseOf(store, own?.timeline ?? null, part.known === 'updating')
  }
  ${failures(store, detail, row.errors, row.traces)}
  ${slowest(store, report, own, detail, { failed: row.errors, reading: part.known === 'updating' })}
  ${branchPanel(functions, detail.place === 'module')}
  ${detail.place === 'module' ? functionTable(store, own ?? report, functions) : nothing}`;
}

/** The functions of a module, or the function itself, worst first. */
function functionsOf(report: Report, detail: Detail): FunctionReport[] {
  if (detail.place === 'module') return report.functions.filter((fn) => fn.module === detail.module);
  const row = report.functions[functionIndex(report, detail)];
  return row === undefined ? [] : [row];
}

function absent(store: Store, detail: Detail): TemplateResult {
  const name = nameOfDetail(detail).slice(0, 200);
  if (store.loading || store.rowsComing) return notice(name, 'Its figures come in a moment.');
  return store.range === null
    ? notice(name, 'These traces hold no call of it (any more).')
    : notice(name, 'It was not called in this stretch of time. Press 0 to see all of the time.');
}

function figuresPanel(row: {
  latency: Report['latency'];
  traces: number;
  errors: number;
  waiting: number;
}): TemplateResult {
  const { latency } = row;
  const list: [string, string][] = [
    ['Error rate', formatRate(row.traces === 0 ? 0 : row.errors / row.traces)],
    ['Average latency', formatDuration(latency.mean)],
    ['p50', formatDuration(latency.p50)],
    ['p90', formatDuration(latency.p90)],
    ['p95', formatDuration(latency.p95)],
    ['p99', formatDuration(latency.p99)],
    ['Slowest', formatDuration(latency.max)],
    ['Waiting', `${formatRate(row.waiting)} of its time`],
  ];
  return html`<section class="pan figures-pan" aria-labelledby="figures-title">
    <h2 id="figures-title">Figures</h2>
    <dl class="figures">
      ${list.map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd class="num">${value}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

const CHART_HEIGHT = 160;

function courseOf(store: Store, timeline: Timeline | null, updating: boolean): TemplateResult {
  const title = 'Latency percentiles';
  if (updating) return notice(title, 'Reading its calls…', 'course-wait');
  if (timeline === null || timeline.start.length === 0) {
    return notice(title, 'None of its calls carries a time, so nothing can be drawn over time.');
  }
  const line = (label: string, values: readonly number[], css: string, dash: string): Line => {
    return {
      label,
      css,
      dash,
      values,
      format: formatDuration,
      ...(label === 'p99' ? { downTo: timeline.p50 } : {}),
    };
  };
  const high = timeline.p99.reduce((most, value) => Math.max(most, value), 0);
  const low = timeline.p50.reduce((least, value) => (value > 0 ? Math.min(least, value) : least), high);
  const log = low > 0 && high / low > 20;
  const floor = 10 ** Math.floor(Math.log10(low));
  const ceiling = 10 ** Math.ceil(Math.log10(high));
  const ticks = log ? decades(floor, ceiling, 4) : roundTicks(high);
  return timeChart(store, {
    id: 'detail-percentiles',
    title,
    subtitle: `windows of ${formatWidth(timeline.width)}${log ? ', log scale' : ''}`,
    timeline,
    lines: [
      line('p99', timeline.p99, 'm-ts strong-line', ''),
      line('p90', timeline.p90, 'm-ts', '5 3'),
      line('p50', timeline.p50, 'm-ts', ''),
    ],
    scale: log ? logScale(floor, ceiling) : linearScale(0, Math.max(high * 1.05, ticks[ticks.length - 1])),
    ticks: ticks.map((value) => ({ value, label: axisLabel(value) })),
    height: CHART_HEIGHT,
  });
}

function failures(store: Store, detail: Detail, errors: number, traces: number): TemplateResult {
  if (errors === 0) {
    return notice(
      'Failures',
      traces === 1 ? 'Its one call did not fail.' : `None of its ${formatCount(traces)} calls failed.`,
      'failures-pan none',
    );
  }
  const columns = [...(detail.place === 'module' ? [functionColumn] : []), ...exceptionColumns, durationColumn];
  return traceList(store, {
    id: 'failures',
    title: 'Failures',
    subtitle: `${formatCount(errors)} of ${formatCounted(traces, 'call')} (${formatRate(errors / traces)})`,
    css: 'failures-pan',
    filter: { ...filterOf(detail), failed: true },
    total: errors,
    columns,
    none: 'None of its calls failed.',
  });
}

/** @param state how many of its calls failed, and whether its own report is still being made */
function slowest(
  store: Store,
  report: Report,
  own: Report | null,
  detail: Detail,
  { failed, reading }: { failed: number; reading: boolean },
): TemplateResult {
  const list = { withFunction: detail.place === 'module', beside: failed, reading };
  if (own !== null) return slowestCalls(store, own, own.slowest, list);
  const index = functionIndex(report, detail);
  const refs = report.slowest.filter((ref) =>
    detail.place === 'module' ? report.functions[ref.function]?.module === detail.module : ref.function === index,
  );
  return slowestCalls(store, report, refs, list);
}

function functionTable(store: Store, report: Report, functions: readonly FunctionReport[]): TemplateResult {
  return html`<section class="pan table-pan" aria-labelledby="detail-functions">
    <div class="table-title">
      <h2 id="detail-functions">Functions <small>${formatCount(functions.length)}</small></h2>
    </div>
    <pypss-score-grid
      .host=${store.host}
      .onSort=${(key: SortKey) => store.choose({ sort: { ...store.choices.sort, functions: nextSort(store.choices.sort.functions, key) } })}
      .onOpen=${(row: FunctionReport) => store.open(detailOf(row))}
      .report=${ofModule(report, functions)}
      .kind=${'functions'}
      .sort=${store.choices.sort.functions}
      .filter=${''}
      .earlier=${beforeOf(store, 'functions')}
    ></pypss-score-grid>
  </section>`;
}

const views = new WeakMap<Report, { first: FunctionReport | undefined; view: Report }>();

/** The report with those functions only, the same object for the same report, so that it is not ranked anew. */
function ofModule(report: Report, functions: readonly FunctionReport[]): Report {
  const known = views.get(report);
  if (known !== undefined && known.first === functions[0] && known.view.functions.length === functions.length) {
    return known.view;
  }
  const view = { ...report, functions: [...functions] };
  views.set(report, { first: functions[0], view });
  return view;
}
