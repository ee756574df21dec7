import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import type { Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import { openExport } from './exportDialog.ts';

/** What can be done with a panel: show its chart as a table, and save it. */
export interface PanelTools {
  /** Names it in the reader's choices, and its heading (`${id}-title`). */
  id: string;
  title: string;
  /** The panel has a chart that can be shown as a table. */
  twin?: boolean;
  /** Its figures, made when they are asked for. */
  sheet: () => Sheet;
}

export function panelTools(store: Store, tools: PanelTools): TemplateResult {
  const { id, title, twin = true } = tools;
  const asTable = store.choices.tables.includes(id);
  return html`<span class="panel-tools"
    >${
      twin
        ? html`<button class="btn" type="button" aria-pressed=${asTable} @click=${() => store.toggleTable(id)}>
            ${asTable ? 'Show as chart' : 'Show as table'}
          </button>`
        : nothing
    }<button
      class="tool"
      type="button"
      title=${`Save or copy: ${title}`}
      aria-label=${`Save or copy: ${title}`}
      aria-haspopup="dialog"
      @click=${(event: Event) => openExport(store, { ...tools, panel: (event.currentTarget as Element).closest('.pan') })}
    >
      ${icon('export')}
    </button></span
  >`;
}
