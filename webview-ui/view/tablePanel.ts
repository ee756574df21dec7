import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { beforeOf, changeOf } from '../before.ts';
import { formatCount, formatCounted } from '../format.ts';
import { icon } from '../icons.ts';
import { firstSort, isFunction, nameOf, nextSort, rank, type Row, type RowKind, type SortKey } from '../ranking.ts';
import { METRICS } from '../metrics.ts';
import type { Report } from '../../src/protocol/report.ts';
import type { Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import { detailOf } from '../scope.ts';
import { panelTools } from './panelTools.ts';
import './scoreGrid.ts';

/** Modules or functions, worst first, with filter and switch. */
export function tablePanel(store: Store): TemplateResult {
  const { report, choices, host } = store;
  const { rows, filter, sort } = choices;
  return html`<section class="pan table-pan" aria-labelledby="table-title">
    <div class="table-title">
      <h2 id="table-title">${rows === 'modules' ? 'Modules' : 'Functions'} <small>${subtitle(store)}</small></h2>
      <vscode-textfield
        id="filter"
        placeholder=${`Filter ${rows}`}
        .label=${`Filter ${rows}`}
        .value=${filter}
        @input=${(event: InputEvent) => store.choose({ filter: (event.target as HTMLInputElement).value })}
        @keydown=${(event: KeyboardEvent) => clearOnEscape(store, event)}
      >
        <span slot="content-before">${icon('filter')}</span>
      </vscode-textfield>
      <div class="seg" role="group" aria-label="Rows">
        ${(['modules', 'functions'] as const).map(
          (kind) =>
            html`<button type="button" aria-pressed=${rows === kind} @click=${() => switchRows(store, kind)}>
              ${kind === 'modules' ? 'Modules' : 'Functions'}
            </button>`,
        )}
      </div>
      ${
        report === null || store.loading
          ? nothing
          : panelTools(store, {
              id: 'table',
              title: rows === 'modules' ? 'Modules' : 'Functions',
              twin: false,
              sheet: () => sheetOf(store, report),
            })
      }
    </div>
    ${
      report === null
        ? html`<p class="pad muted">Modules and functions come with the first figures.</p>`
        : html`<pypss-score-grid
            .host=${host}
            .onSort=${(key: SortKey) => store.choose({ sort: { ...store.choices.sort, [store.choices.rows]: nextSort(store.choices.sort[store.choices.rows], key) } })}
            .onOpen=${(row: Row) => openRow(store, row)}
            .report=${report}
            .kind=${rows}
            .sort=${sort[rows]}
            .filter=${filter}
            .earlier=${beforeOf(store, rows)}
          ></pypss-score-grid>`
    }
    ${report?.truncated == null ? nothing : foldedNote(report.truncated)}
  </section>`;
}

/** The rows as they are filtered and sorted, all of them. */
function sheetOf(store: Store, report: Report): Sheet {
  const { rows: kind, sort, filter } = store.choices;
  const before = beforeOf(store, kind);
  const rows = rank(report, kind, sort[kind], filter, (row) => changeOf(row, before));
  const functions = kind === 'functions';
  return {
    columns: [
      ...(functions ? ['function', 'module', 'file', 'line'] : ['module']),
      ...['pss', ...(before === null ? [] : ['pss before']), 'traces', 'errors'],
      ...METRICS.map(({ name }) => name),
      ...['mean', 'p50', 'p90', 'p95', 'p99', 'max', 'waiting'],
    ],
    rows: rows.map((row) => {
      const { latency } = row;
      const earlier = before?.pss(row) ?? null;
      return [
        ...(isFunction(row) ? [row.name, row.module, row.filename, row.lineno] : [row.module]),
        ...[row.pss, ...(before === null ? [] : [earlier === 'new' ? null : earlier]), row.traces, row.errors],
        ...METRICS.map(({ key }) => row.scores[key]),
        ...[latency.mean, latency.p50, latency.p90, latency.p95, latency.p99, latency.max, row.waiting],
      ];
    }),
  };
}

function subtitle(store: Store): string {
  const { report, choices } = store;
  if (report === null) return '';
  const sort = choices.sort[choices.rows];
  // While the file is read only the first rows are here.
  if (store.loading) return 'so far';
  const all = store.totals[choices.rows];
  const count = formatCount(all);
  const here = report[choices.rows].length;
  if (here < all)
    return `${count}, ${store.rowsComing ? `first ${formatCount(here)} so far` : `worst ${formatCount(here)}`}`;
  const worst = sort.key === 'pss' && !sort.descending;
  return `${count}${worst ? ', worst first' : ''}`;
}

/** What stands for many has no view of its own. */
function openRow(store: Store, row: Row): void {
  if (nameOf(row) !== '(other)') store.open(detailOf(row));
}

/** How many modules and functions have no row of their own. */
function foldedNote({ modules, functions }: { modules: number; functions: number }): TemplateResult | typeof nothing {
  if (modules + functions === 0) return nothing;
  const kinds = [
    ...(modules > 0 ? [formatCounted(modules, 'more module')] : []),
    ...(functions > 0 ? [formatCounted(functions, 'more function')] : []),
  ];
  const are = modules + functions === 1 ? 'is' : 'are';
  return html`<p class="pad muted">${kinds.join(' and ')} ${are} counted together as (other).</p>`;
}

function switchRows(store: Store, rows: RowKind): void {
  const { sort } = store.choices;
  const known = rows === 'modules' ? 'source' : 'lowest';
  store.choose({ rows, sort: sort[rows].key === known ? { ...sort, [rows]: firstSort('pss') } : sort });
}

function clearOnEscape(store: Store, event: KeyboardEvent): void {
  if (event.key !== 'Escape') return;
  event.stopPropagation();
  if (store.choices.filter !== '') store.choose({ filter: '' });
  else (event.target as HTMLElement).blur();
}
