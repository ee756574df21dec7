/** Which functions take longest, and what of it they wait. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SlowKey } from '../choices.ts';
import type { FunctionReport, Report } from '../../src/protocol/report.ts';
import { formatCount, formatDuration, formatRate } from '../format.ts';
import { detailOf } from '../scope.ts';
import type { Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import { cutName, scoreCell, spanCell, spanScale } from './cells.ts';
import { sourceLink } from './links.ts';
import { notice } from './notice.ts';
import { panelTools } from './panelTools.ts';

const FIRST = 10;
const MOST = 50;

const HEADS: readonly { key: SlowKey; label: string; css: string }[] = [
  { key: 'traces', label: 'Calls', css: 'r hide-s' },
  { key: 'p50', label: 'p50', css: 'r hide-m' },
  { key: 'p95', label: 'p95', css: 'r' },
  { key: 'max', label: 'Max', css: 'r hide-s' },
];

const WORDS: Record<SlowKey, string> = {
  traces: 'calls',
  p50: 'p50',
  p95: 'p95',
  max: 'their slowest call',
  share: 'share of all time',
};

const known = new WeakMap<Report, Map<SlowKey, FunctionReport[]>>();

/** The functions that have most of it, most first; found once for each report. */
export function slowest(report: Report, key: SlowKey): FunctionReport[] {
  let lists = known.get(report);
  if (lists === undefined) known.set(report, (lists = new Map<SlowKey, FunctionReport[]>()));
  let list = lists.get(key);
  if (list === undefined) {
    list = report.functions
      .filter(({ name }) => name !== '(other)')
      .toSorted((a, b) => valueOf(b, key) - valueOf(a, key) || b.traces - a.traces)
      .slice(0, MOST);
    lists.set(key, list);
  }
  return list;
}

const timeOf = ({ latency, traces }: Pick<FunctionReport, 'latency' | 'traces'>): number => latency.mean * traces;

function valueOf(fn: FunctionReport, key: SlowKey): number {
  if (key === 'traces') return fn.traces;
  return key === 'share' ? timeOf(fn) : fn.latency[key];
}

export function slowestFunctions(store: Store, report: Report): TemplateResult {
  const key = store.choices.slow;
  const list = slowest(report, key);
  if (list.length === 0) return notice('Slowest functions', 'There are no functions in these traces.');
  const all = store.choices.tables.includes('slowest-functions');
  const shown = all ? list : list.slice(0, FIRST);
  const scale = spanScale(shown);
  return html`<section class="pan table-pan slow-pan" aria-labelledby="slow-title">
    <div class="chart-title">
      <h2 id="slow-title">Slowest functions <small>by ${WORDS[key]}</small></h2>
      ${panelTools(store, { id: 'slow', title: 'Slowest functions', twin: false, sheet: () => sheetOf(report, list) })}
    </div>
    <table class="list slow">
      <thead>
        <tr>
          <th scope="col">Function</th>
          <th scope="col" class="hide-m">Module</th>
          <th scope="col" class="hide-s">PSS</th>
          ${HEADS.map(({ key: column, label, css }) => head(store, column, label, css))}
          <th scope="col" class="span-col hide-m">p50 ● to p95 ┃ (log)</th>
          <th scope="col" class="hide-m">CPU / wait</th>
          ${head(store, 'share', html`Share<span class="long"> of all time</span>`, 'share')}
          <th scope="col" class="r hide-m">Source</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((fn) => row(store, report, fn, scale))}
      </tbody>
    </table>
    ${
      list.length <= FIRST
        ? nothing
        : html`<p class="more">
            <button
              class="link"
              type="button"
              aria-expanded=${all}
              @click=${() => store.toggleTable('slowest-functions')}
            >
              ${all ? 'Show fewer' : `${formatCount(list.length - FIRST)} more`}
            </button>
          </p>`
    }
  </section>`;
}

function head(store: Store, key: SlowKey, label: string | TemplateResult, css: string): TemplateResult {
  const chosen = store.choices.slow === key;
  return html`<th scope="col" class=${css} aria-sort=${chosen ? 'descending' : nothing}>
    <button class="sorter" type="button" @click=${() => store.choose({ slow: key })}>
      ${label}${chosen ? html`<span aria-hidden="true"> ↓</span>` : nothing}
    </button>
  </th>`;
}

function row(store: Store, report: Report, fn: FunctionReport, scale: ReturnType<typeof spanScale>): TemplateResult {
  const { latency, waiting } = fn;
  const share = shareOf(report, fn);
  const parts = `${formatRate(1 - waiting)} computing, ${formatRate(waiting)} waiting`;
  return html`<tr>
    <th scope="row">
      <button
        class="row-name"
        type="button"
        aria-label=${`${fn.name}, ${fn.module}`.slice(0, 1000)}
        @click=${() => store.open(detailOf(fn))}
      >
        ${cutName(fn.name)}
      </button>
    </th>
    <td class="mono muted hide-m" title=${fn.module.slice(0, 1000)}>${cutName(fn.module)}</td>
    <td class="hide-s">${scoreCell(fn)}</td>
    <td class="r hide-s">${formatCount(fn.traces)}</td>
    <td class="r hide-m">${formatDuration(latency.p50)}</td>
    <td class="r"><b>${formatDuration(latency.p95)}</b></td>
    <td class="r hide-s">${formatDuration(latency.max)}</td>
    <td class="span-col hide-m">${spanCell(latency, scale)}</td>
    <td class="hide-m">
      <span class="split" role="img" aria-label=${parts} title=${parts}
        ><i class="m-ts" .style=${`width:${(1 - waiting) * 100}%`}></i
        ><i class="m-cc" .style=${`width:${waiting * 100}%`}></i
      ></span>
      <span class="muted">${formatRate(waiting)}</span>
    </td>
    <td class="share">
      <span class="num">${formatRate(share)}</span
      ><span class="bar neutral"><i .style=${`width:${Math.min(100, share * 100)}%`}></i></span>
    </td>
    <td class="r hide-m">${sourceLink(store.host, fn)}</td>
  </tr>`;
}

function shareOf(report: Report, fn: FunctionReport): number {
  const all = timeOf(report);
  return all > 0 ? timeOf(fn) / all : 0;
}

function sheetOf(report: Report, list: readonly FunctionReport[]): Sheet {
  return {
    columns: [
      'function',
      'module',
      'file',
      'line',
      'pss',
      'calls',
      'errors',
      'mean',
      'p50',
      'p95',
      'p99',
      'max',
      'waiting',
      'share of time',
    ],
    rows: list.map((fn) => {
      const { name, module, filename, lineno, pss, traces, errors, latency, waiting } = fn;
      const { mean, p50, p95, p99, max } = latency;
      return [
        name,
        module,
        filename,
        lineno,
        pss,
        traces,
        errors,
        mean,
        p50,
        p95,
        p99,
        max,
        waiting,
        shareOf(report, fn),
      ];
    }),
  };
}
