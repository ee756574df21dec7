import { html, nothing, type TemplateResult } from 'lit';
import type { ExceptionReport, Report } from '../../src/protocol/report.ts';
import { formatTime } from '../clock.ts';
import { formatCount, formatCounted } from '../format.ts';
import { isoTime, type Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import { entropyHeat } from './entropyHeat.ts';
import { errorHeat } from './errorHeat.ts';
import { sourceLink } from './links.ts';
import { notice, untimedNote } from './notice.ts';
import { panelTools } from './panelTools.ts';
import { visibleMessage, visibleName } from '../visibleText.ts';

/** Where and when calls fail, where paths are unpredictable, and with which exceptions. */
export function diagnostics(store: Store): TemplateResult {
  const { report } = store;
  if (report === null) return notice('Errors', 'The first figures come in a moment.');
  return html`${errorHeat(store, report)}${entropyHeat(store, report)}${exceptions(store, report)}${untimedNote(store)}`;
}

export function exceptions(store: Store, report: Report): TemplateResult | typeof nothing {
  if (report.exceptions.length === 0) {
    return report.errors === 0 ? nothing : notice('Top exceptions', 'The failed calls carry no exception type.');
  }
  const most = report.exceptions.reduce((high, one) => Math.max(high, one.count), 1);
  return html`<section class="pan" aria-labelledby="exceptions-title">
    <div class="chart-title">
      <h2 id="exceptions-title">Top exceptions <small>numbers and quoted text folded into # and …</small></h2>
      ${panelTools(store, { id: 'exceptions', title: 'Top exceptions', twin: false, sheet: () => exceptionSheet(report) })}
    </div>
    <table class="list m-ev">
      <thead>
        <tr>
          <th scope="col">Type</th>
          <th scope="col" class="message">Message</th>
          <th scope="col">Count</th>
          <th scope="col" class="hide-m">Function</th>
          <th scope="col" class="r hide-m">Last seen</th>
          <th scope="col" class="r hide-s">Source</th>
        </tr>
      </thead>
      <tbody>
        ${report.exceptions.map((one) => exceptionRow(store, report, one, most))}
      </tbody>
    </table>
  </section>`;
}

function exceptionRow(store: Store, report: Report, one: ExceptionReport, most: number): TemplateResult {
  const raiser = one.function >= 0 ? report.functions[one.function] : undefined;
  const bare = one.message.replace(/[#…\s'"“”.,:]/g, '') === '';
  return html`<tr>
    <th scope="row" title=${one.type.slice(0, 1000)}><bdi>${visibleName(one.type.slice(0, 300))}</bdi></th>
    <td class="mono message" title=${one.example.slice(0, 2000)}>
      <bdi>${visibleMessage(bare ? `e.g. ${one.example.slice(0, 200)}` : one.message.slice(0, 400))}</bdi>
    </td>
    <td class="counted">
      ${
        store.host.live
          ? html`<button
              class="link"
              type="button"
              title="Open these calls"
              aria-label=${`Open the ${formatCounted(one.count, 'call')} that failed with ${one.type.slice(0, 100)}`}
              @click=${() => store.openCalls({ title: 'Calls that failed with', filter: { exception: one.type, message: one.message } })}
            >
              <b>${formatCount(one.count)}</b>
            </button>`
          : html`<b>${formatCount(one.count)}</b>`
      }<span class="bar"><i .style=${`width:${(one.count / most) * 100}%`}></i></span>
    </td>
    <td class="mono hide-m" title=${raiser?.module.slice(0, 1000) ?? nothing}>
      <bdi>${visibleName((raiser?.name ?? '–').slice(0, 300))}</bdi>
    </td>
    <td class="r hide-m muted">${one.last === null ? '–' : formatTime(one.last)}</td>
    <td class="r hide-s">
      ${raiser === undefined ? html`<span class="muted">–</span>` : sourceLink(store.host, raiser)}
    </td>
  </tr>`;
}

function exceptionSheet(report: Report): Sheet {
  return {
    columns: ['type', 'message', 'example', 'count', 'function', 'module', 'first', 'last'],
    rows: report.exceptions.map(({ type, message, example, count, function: index, first, last }) => {
      const raiser = index >= 0 ? report.functions[index] : undefined;
      const times = [first, last].map((instant) => (instant === null ? null : isoTime(instant)));
      return [type, message, example, count, raiser?.name ?? null, raiser?.module ?? null, ...times];
    }),
  };
}
