/** Where the reader is, what it is, and what can be done with it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Detail } from '../../choices.ts';
import { selectable } from '../../course.ts';
import type { FunctionReport, ModuleReport } from '../../../src/protocol/report.ts';
import { formatCounted } from '../../format.ts';
import { icon } from '../../icons.ts';
import type { Store } from '../../store.ts';
import { cutName } from '../cells.ts';
import { sourceMessage } from '../links.ts';
import { visibleName } from '../../visibleText.ts';

/** @param functions the functions of the module, worst first */
export function detailHead(
  store: Store,
  detail: Detail,
  row: ModuleReport | FunctionReport | null,
  functions: readonly FunctionReport[],
): TemplateResult {
  const { trail } = store.choices;
  return html`<nav class="detail-head" aria-label="Where you are">
    <ol class="crumbs">
      <li><button class="link" type="button" @click=${() => store.choose({ trail: [] })}>Overview</button></li>
      ${trail.slice(0, -1).map(
        (place, index) =>
          html`<li>
            <button class="link mono" type="button" @click=${() => store.choose({ trail: trail.slice(0, index + 1) })}>
              ${cutName(nameOfDetail(place))}
            </button>
          </li>`,
      )}
      <li aria-current="page">
        <h2 class="mono" id="detail-title" tabindex="-1" title=${nameOfDetail(detail).slice(0, 1000)}>
          ${cutName(nameOfDetail(detail))}
        </h2>
      </li>
    </ol>
    ${row === null ? nothing : chips(detail, row, functions)}
    <span class="detail-tools">${showCourse(store, detail)} ${openSource(store, detail, functions)}</span>
  </nav>`;
}

export function nameOfDetail(detail: Detail): string {
  return detail.place === 'module' ? detail.module : detail.name;
}

function chips(
  detail: Detail,
  row: ModuleReport | FunctionReport,
  functions: readonly FunctionReport[],
): TemplateResult {
  const texts = [
    formatCounted(row.traces, 'call'),
    formatCounted(row.errors, 'error'),
    detail.place === 'module' ? formatCounted(functions.length, 'function') : `in ${row.module}`,
  ];
  return html`<span class="chips"
    >${texts.map((text) => html`<span class="chip" title=${text.slice(0, 1000)}><bdi>${visibleName(text.slice(0, 80))}</bdi></span>`)}</span
  >`;
}

/** Its scores over time, with events and raw figures, are on the Metrics tab. */
function showCourse(store: Store, detail: Detail): TemplateResult | typeof nothing {
  if (!selectable(store)) return nothing;
  return html`<button class="btn" type="button" @click=${() => store.choose({ of: detail, tab: 'metrics' })}>
    Show on Metrics
  </button>`;
}

/** The function's line; of a module that of its worst function, whose file is the module's. */
function openSource(
  store: Store,
  detail: Detail,
  functions: readonly FunctionReport[],
): TemplateResult | typeof nothing {
  const place = detail.place === 'function' ? detail : functions.find((fn) => fn.filename !== null);
  const message = place === undefined ? null : sourceMessage(store.host, place);
  if (message === null) return nothing;
  const text = message.type === 'find-in-code' ? 'Find in code' : 'Open source';
  return html`<button class="btn" type="button" title="${text} (O)" @click=${() => store.host.post(message)}>
    ${icon(message.type === 'find-in-code' ? 'search' : 'go-to-file')} ${text}
  </button>`;
}
