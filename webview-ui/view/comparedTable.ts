import { html, nothing, type TemplateResult } from 'lit';
import type { ComparedFigures, ComparedScope, Comparison } from '../../src/protocol/history.ts';
import { presence, ROWS_AT_FIRST, verdictBasis, verdictText } from '../compared.ts';
import { relativeDelta, scoreDelta, shareDelta, type Delta } from '../deltas.ts';
import { formatCounted, formatDuration, formatPoints, formatRate } from '../format.ts';
import { bandShape } from '../icons.ts';
import { bandOf } from '../metrics.ts';
import type { RowKind } from '../ranking.ts';
import type { Store } from '../store.ts';
import { nameCell } from './cells.ts';
import { deltaText } from './deltaText.ts';
import { sourceLink } from './links.ts';

/** Which functions or modules moved the score, those that moved it most first. */
export function comparedTable(store: Store, comparison: Comparison): TemplateResult {
  const kind = store.choices.compared;
  const rows = comparison[kind];
  const all = store.choices.tables.includes(ALL_ROWS);
  const shown = all ? rows : rows.slice(0, ROWS_AT_FIRST);
  return html`<section class="pan compared-pan" aria-labelledby="compared-title">
    <div class="table-title">
      <h2 id="compared-title">
        ${kind === 'functions' ? 'Functions' : 'Modules'} that moved it <small>those that moved it most first</small>
      </h2>
      <div class="seg" role="group" aria-label="Rows">
        ${(['functions', 'modules'] as const satisfies RowKind[]).map(
          (each) =>
            html`<button type="button" aria-pressed=${each === kind} @click=${() => store.choose({ compared: each })}>
              ${each === 'functions' ? 'Functions' : 'Modules'}
            </button>`,
        )}
      </div>
    </div>
    <p class="basis muted">${verdictBasis(comparison)}</p>
    ${rows.length === 0 ? html`<p class="pad muted">Neither side has any.</p>` : table(store, kind, shown)}
    ${
      shown.length < rows.length
        ? html`<p class="pad">
            <button class="btn" type="button" @click=${() => store.toggleTable(ALL_ROWS)}>
              Show ${formatCounted(rows.length - shown.length, 'more row')}
            </button>
          </p>`
        : nothing
    }
  </section>`;
}

/** Kept among the charts that are shown as tables: both are about how much of something is shown. */
const ALL_ROWS = 'compared-all';

function table(store: Store, kind: RowKind, rows: readonly ComparedScope[]): TemplateResult {
  return html`<div class="compared-scroll" tabindex="0" role="region" aria-label="What moved the score">
    <table class="plain compared">
      <thead>
        <tr>
          <th scope="col">${kind === 'functions' ? 'Function' : 'Module'}</th>
          <th scope="col" class="r">Points</th>
          <th scope="col">PSS</th>
          <th scope="col">Median</th>
          <th scope="col" class="hide-s">p95</th>
          <th scope="col" class="hide-m">Error rate</th>
          <th scope="col">Verdict</th>
          ${kind === 'functions' ? html`<th scope="col" class="r hide-m">Source</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => rowOf(store, kind, row))}
      </tbody>
    </table>
  </div>`;
}

function rowOf(store: Store, kind: RowKind, row: ComparedScope): TemplateResult {
  const verdict = verdictText(row.verdict);
  const here = presence(row);
  return html`<tr>
    <th scope="row">
      ${nameCell(kind === 'functions' ? row.name : row.module)}${
        kind === 'functions' ? html` <span class="module muted">${row.module.slice(0, 200)}</span>` : nothing
      }
    </th>
    <td class="r points">${row.points === null ? html`<span class="muted">–</span>` : formatPoints(row.points)}</td>
    <td>${scoreChange(row)}</td>
    <td>
      ${change(
        row,
        ({ p50 }) => p50,
        formatDuration,
        (now, before) => relativeDelta(now, before, 'fall'),
      )}
    </td>
    <td class="hide-s">
      ${change(
        row,
        ({ p95 }) => p95,
        formatDuration,
        (now, before) => relativeDelta(now, before, 'fall'),
      )}
    </td>
    <td class="hide-m">
      ${change(
        row,
        ({ errors, traces }) => (traces === 0 ? 0 : errors / traces),
        formatRate,
        (now, before) => shareDelta(now, before, 'fall'),
      )}
    </td>
    <td>
      ${
        verdict !== null
          ? html`<span
              class=${verdict.better === null ? 'muted' : verdict.better ? 'word good' : 'word bad'}
              title=${verdict.title}
              >${verdict.word}</span
            >`
          : here === 'both'
            ? html`<span class="muted">–</span>`
            : html`<span class="muted">${here}</span>`
      }
    </td>
    ${kind === 'functions' ? html`<td class="r hide-m">${here === 'gone' ? nothing : sourceLink(store.host, row)}</td>` : nothing}
  </tr>`;
}

function scoreChange({ base, head }: ComparedScope): TemplateResult {
  const shown = head ?? base;
  if (shown === null) return html`–`;
  const band = bandOf(shown.pss);
  const delta = base !== null && head !== null ? scoreDelta(head.pss, base.pss) : null;
  return html`<span class="now-before"
    >${bandShape(band, 11, band.word)} <b>${shown.pss}</b> ${delta === null ? nothing : deltaText(delta)}</span
  >`;
}

function change(
  { base, head }: ComparedScope,
  of: (figures: ComparedFigures) => number,
  format: (value: number) => string,
  compare: (now: number, before: number) => Delta | null,
): TemplateResult {
  if (head === null) return html`<span class="muted">${base === null ? '–' : format(of(base))}</span>`;
  const now = of(head);
  const delta = base === null ? null : compare(now, of(base));
  return html`<span class="now-before" title=${base === null ? nothing : `before: ${format(of(base))}`}
    >${format(now)} ${delta === null ? nothing : deltaText(delta)}</span
  >`;
}
