/** The slowest calls, each with what it computed and what it waited. */
import { html, nothing, type TemplateResult } from 'lit';
import { callOf, type Call } from '../../call.ts';
import { formatDuration } from '../../format.ts';
import { bandShape } from '../../icons.ts';
import { bandOf } from '../../metrics.ts';
import type { Store } from '../../store.ts';
import type { Report, TraceRef } from '../../../src/protocol/report.ts';
import { callTable, functionColumn, type CallColumn } from './callTable.ts';

/** So many at first, and as many as the failures beside them up to a page; all that the report keeps on request. */
const FEWEST = 8;
const MOST = 19;

interface SlowestList {
  /** Whether they are of several functions. */
  withFunction: boolean;
  /** Rows of the list beside this one. */
  beside: number;
  /** Whether more of them may come. */
  reading: boolean;
}

/** @param refs the slowest of the calls in question, slowest first */
export function slowestCalls(
  store: Store,
  report: Report,
  refs: readonly TraceRef[],
  { withFunction, beside, reading }: SlowestList,
): TemplateResult {
  const first = Math.min(MOST, Math.max(FEWEST, beside - 1));
  const all = store.choices.tables.includes('slowest');
  const calls = refs.slice(0, all ? refs.length : first).map((ref) => callOf(ref, report));
  const longest = calls[0]?.duration ?? 0;
  const columns: CallColumn[] = [
    ...(withFunction ? [functionColumn] : []),
    { label: 'Duration ↓', css: 'r', cell: ({ duration }) => html`<b>${formatDuration(duration)}</b>` },
    { label: 'CPU and wait', css: 'parts hide-s', cell: (call) => partsOf(call, longest) },
  ];
  return html`<section class="pan slowest-pan" aria-labelledby="slowest-title">
    <div class="list-title">
      <h2 id="slowest-title">Slowest calls</h2>
      <span class="legend muted"><i class="sw m-ts"></i>CPU <i class="sw m-cc"></i>Wait</span>
    </div>
    ${
      calls.length === 0
        ? html`<p class="pad muted">
            ${store.loading || reading ? 'They come with the figures.' : 'None of these calls is among those kept.'}
          </p>`
        : callTable(store, 'slowest', 'Slowest calls', calls, columns)
    }
    ${
      refs.length <= first
        ? nothing
        : html`<p class="more">
            <button class="link" type="button" aria-expanded=${all} @click=${() => store.toggleTable('slowest')}>
              ${all ? 'Show fewer' : `${refs.length - first} more`}
            </button>
          </p>`
    }
  </section>`;
}

function partsOf(call: Call, longest: number): TemplateResult {
  const { cpu, wait, failed } = call;
  const share = (seconds: number | null): number =>
    seconds === null || longest <= 0 ? 0 : Math.min(1, Math.max(0, seconds / longest)) * 100;
  const text =
    cpu === null || wait === null ? 'not in this report' : `CPU ${formatDuration(cpu)}, wait ${formatDuration(wait)}`;
  return html`<span class="parts-bar" role="img" aria-label=${text} title=${text}
      ><i class="m-ts" .style=${`width:${share(cpu)}%`}></i><i class="m-cc" .style=${`width:${share(wait)}%`}></i></span
    >${failed ? html`<span class="failed">${bandShape(bandOf(0), 10)} failed</span>` : nothing}`;
}
