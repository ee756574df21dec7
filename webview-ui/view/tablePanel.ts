import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { formatCount, formatCounted } from '../format.ts';
import { icon } from '../icons.ts';
import { firstSort, nextSort, type RowKind, type SortKey } from '../ranking.ts';
import type { Store } from '../store.ts';
import { showModule } from './advisor.ts';
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
    </div>
    ${
      report === null
        ? html`<p class="pad muted">Modules and functions come with the first figures.</p>`
        : html`<pypss-score-grid
            .host=${host}
            .onSort=${(key: SortKey) => store.choose({ sort: { ...store.choices.sort, [store.choices.rows]: nextSort(store.choices.sort[store.choices.rows], key) } })}
            .onModule=${(module: string) => showModule(store, module)}
            .report=${report}
            .kind=${rows}
            .sort=${sort[rows]}
            .filter=${filter}
          ></pypss-score-grid>`
    }
    ${report?.truncated == null ? nothing : foldedNote(report.truncated)}
  </section>`;
}

function subtitle(store: Store): string {
  const { report, choices } = store;
  if (report === null) return '';
  const sort = choices.sort[choices.rows];
  // While the file is read only the first rows are here.
  if (store.loading) return 'so far';
  const count = formatCount(choices.rows === 'modules' ? report.modules.length : report.functions.length);
  const worst = sort.key === 'pss' && !sort.descending;
  return `${count}${worst ? ', worst first' : ''}`;
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
