/** Which ways the calls of a function take, and how sure one can be of the way. */
import { html, nothing, type TemplateResult } from 'lit';
import type { FunctionReport } from '../../../src/protocol/report.ts';
import { formatCount, formatDuration, formatRate, formatUnit } from '../../format.ts';
import { visibleName } from '../../visibleText.ts';

const MOST = 12;

/** One row for each branch tag of these functions, most frequent first; nothing where no call carries a tag. */
export function branchPanel(
  functions: readonly FunctionReport[],
  withFunction: boolean,
): TemplateResult | typeof nothing {
  const tagged = functions.filter((fn) => Object.keys(fn.branches).length > 0);
  if (tagged.length === 0) return nothing;
  const rows = tagged
    .flatMap((fn) => {
      const all = Object.values(fn.branches).reduce((sum, count) => sum + count, 0);
      return Object.entries(fn.branches).map(([tag, count]) => ({
        fn,
        tag,
        count,
        share: count / all,
        median: fn.branchMedians?.[tag] ?? null,
      }));
    })
    .sort((a, b) => b.count - a.count);
  const shown = rows.slice(0, MOST);
  return html`<section class="pan branch-pan m-be" aria-labelledby="branches-title">
    <h2 id="branches-title">Branches <small>${certainty(tagged)}</small></h2>
    <table class="calls">
      <thead>
        <tr>
          ${withFunction ? html`<th scope="col">Function</th>` : nothing}
          <th scope="col">Branch</th>
          <th scope="col" class="r">Calls</th>
          <th scope="col">Share</th>
          <th scope="col" class="r">p50</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          ({ fn, tag, count, share, median }) =>
            html`<tr>
              ${withFunction ? html`<td class="mono function"><bdi>${visibleName(fn.name.slice(0, 300))}</bdi></td>` : nothing}
              <th scope="row" class="mono message">
                <bdi title=${tag.slice(0, 1000)}>${visibleName(tag.slice(0, 300))}</bdi>
              </th>
              <td class="r">${formatCount(count)}</td>
              <td class="counted">
                <span class="num">${formatRate(share)}</span
                ><span class="bar"><i .style=${`width:${share * 100}%`}></i></span>
              </td>
              <td class="r">${median === null ? html`<span class="muted">–</span>` : formatDuration(median)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${rows.length > MOST ? html`<p class="pad muted">${formatCount(rows.length - MOST)} rarer ones</p>` : nothing}
  </section>`;
}

/** How much the branches leave open: 0 bits where every call takes the same. */
function certainty(functions: readonly FunctionReport[]): string {
  if (functions.length > 1) return `${formatCount(functions.length)} functions with tags`;
  const [{ branches }] = functions;
  const counts = Object.values(branches);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const bits = counts.reduce((sum, count) => (count === 0 ? sum : sum - (count / all) * Math.log2(count / all)), 0);
  const most = Math.log2(counts.length);
  return `entropy ${formatUnit(Math.max(0, bits), 'bits')}${most > 0 ? ` of at most ${formatUnit(most, 'bits')}` : ''}`;
}
