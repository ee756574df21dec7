/** Which windows and whose course the Metrics tab shows. */
import { html, nothing, type TemplateResult } from 'lit';
import { WINDOWS, type Detail } from '../choices.ts';
import { selectable, type Course } from '../course.ts';
import { formatCount, formatWidth } from '../format.ts';
import type { Store } from '../store.ts';
import { visibleName } from '../visibleText.ts';

/** So many modules and functions are offered; the others have the same choice in their detail view. */
const MOST_OFFERED = 40;

export function courseControls(store: Store, course: Course): TemplateResult | typeof nothing {
  if (!selectable(store)) return nothing;
  return html`<div class="course-controls" aria-busy=${course.updating}>
    <span class="course-label" id="window-label">Window</span>
    <div class="seg" role="group" aria-labelledby="window-label">
      ${([null, ...WINDOWS] as const).map(
        (window) =>
          html`<button
            type="button"
            aria-pressed=${store.choices.window === window}
            @click=${() => store.choose({ window })}
          >
            ${window === null ? auto(store, course) : formatWidth(window)}
          </button>`,
      )}
    </div>
    ${subjects(store)}
    <span class="course-note muted" role="status">${remark(store, course)}</span>
  </div>`;
}

function auto(store: Store, { timeline, updating }: Course): string {
  const width = store.choices.window === null && !updating ? timeline?.width : store.report?.timeline?.width;
  return width === undefined ? 'auto' : `auto (${formatWidth(width)})`;
}

function remark(store: Store, { timeline, updating, refused }: Course): string {
  if (refused !== null) return refused;
  if (updating) return 'Reading the traces…';
  const { window } = store.choices;
  if (window !== null && timeline !== null && timeline.width > window * 1.001) {
    return `${formatWidth(window)} would be too many windows; these are of ${formatWidth(timeline.width)}`;
  }
  return 'Drag to zoom · L pins the crosshair · click a name to hide its line';
}

/** Everything, one module or one function. */
function subjects(store: Store): TemplateResult {
  const { whole, choices } = store;
  const modules = (whole?.modules ?? []).filter(({ module }) => module !== '(other)').slice(0, MOST_OFFERED);
  const functions = (whole?.functions ?? []).filter(({ name }) => name !== '(other)').slice(0, MOST_OFFERED);
  const offered: { detail: Detail; label: string; kind: 'module' | 'function' }[] = [
    ...modules.map(({ module }) => ({
      detail: { place: 'module' as const, module },
      label: module,
      kind: 'module' as const,
    })),
    ...functions.map(({ name, filename, lineno, module }) => ({
      detail: { place: 'function' as const, name, filename, lineno },
      label: `${name} · ${module}`,
      kind: 'function' as const,
    })),
  ];
  const key = (detail: Detail): string =>
    detail.place === 'module' ? detail.module : JSON.stringify([detail.name, detail.filename, detail.lineno]);
  const chosen = choices.of === null ? -1 : offered.findIndex(({ detail }) => same(detail, choices.of, key));
  const options = (kind: 'module' | 'function'): TemplateResult[] =>
    offered.flatMap(({ label, kind: own }, index) =>
      own === kind
        ? [html`<option value=${index} .selected=${index === chosen}>${visibleName(label.slice(0, 120))}</option>`]
        : [],
    );
  return html`<select
    class="select"
    aria-label="Whose course"
    @change=${(event: Event) => {
      const index = Number((event.target as HTMLSelectElement).value);
      store.choose({ of: offered[index]?.detail ?? (index === -2 ? choices.of : null) });
    }}
  >
    <option value="-1" .selected=${choices.of === null}>All modules</option>
    ${
      choices.of !== null && chosen < 0
        ? html`<option value="-2" .selected=${true}>
            ${visibleName((choices.of.place === 'module' ? choices.of.module : choices.of.name).slice(0, 120))}
          </option>`
        : nothing
    }
    <optgroup label=${`Modules, worst ${formatCount(modules.length)}`}>${options('module')}</optgroup>
    <optgroup label=${`Functions, worst ${formatCount(functions.length)}`}>${options('function')}</optgroup>
  </select>`;
}

function same(a: Detail, b: Detail | null, key: (detail: Detail) => string): boolean {
  return b !== null && a.place === b.place && key(a) === key(b);
}
