import { html, nothing, type TemplateResult } from 'lit';
import type { ExceptionReport, Report } from '../../src/protocol/report.ts';
import { heatmap, type HeatmapRow } from '../chart/heatmap.ts';
import { countShade, entropyShade } from '../chart/ramp.ts';
import { formatTime } from '../clock.ts';
import { formatCount, formatCounted, formatRate } from '../format.ts';
import type { Store } from '../store.ts';
import { sourceLink } from './links.ts';
import { notice, untimedNote } from './notice.ts';

/** Where and when calls fail, where paths are unpredictable, and with which exceptions. */
export function diagnostics(store: Store): TemplateResult {
  const { report } = store;
  if (report === null) return notice('Errors', 'The first figures come in a moment.');
  return html`${errorHeat(report)}${entropyHeat(report)}${exceptions(store, report)}${untimedNote(store)}`;
}

function errorHeat(report: Report): TemplateResult {
  const title = 'Where and when errors cluster';
  if (report.errors === 0) {
    return notice(
      title,
      report.traces === 1 ? 'The one call did not fail.' : `None of the ${formatCount(report.traces)} calls failed.`,
      report.heat === null ? '' : 'half',
    );
  }
  if (report.heat === null)
    return notice(title, 'None of these traces carries a time, so errors have no place on a time axis.');
  const { heat } = report;
  const sums = heat.rows.map((row) => ({ row, sum: row.errors.reduce((total, count) => total + count, 0) }));
  const most = heat.rows.reduce((high, row) => row.errors.reduce((best, count) => Math.max(best, count), high), 0);
  const traces = new Map(heat.rows.map((row) => [row.module, row.traces]));
  return heatmap({
    id: 'error-heat',
    title,
    subtitle: formatCounted(report.errors, 'error'),
    css: 'm-ev',
    heat,
    rows: sums
      .filter(({ sum }) => sum > 0)
      .sort((a, b) => b.sum - a.sum)
      .map(({ row, sum }) => ({
        module: row.module,
        values: row.errors.map((count, column) => (row.traces[column] === 0 ? null : count)),
        total: formatCount(sum),
      })),
    shade: (count) => countShade(count, most),
    start: 60,
    tell: (row, column) => {
      const failed = row.values[column] ?? 0;
      const calls = traces.get(row.module)?.[column] ?? 0;
      return `${formatCount(failed)} of ${formatCount(calls)} calls failed${calls > 0 ? ` (${formatRate(failed / calls)})` : ''}`;
    },
    note: 'Right: total.',
  });
}

function entropyHeat({ heat }: Report): TemplateResult | typeof nothing {
  const rows = heat === null ? [] : heat.rows.filter((row) => row.entropy.some((bits) => bits !== null && bits > 0));
  if (heat === null || rows.length === 0) return nothing;
  const most = rows.reduce(
    (high, row) => row.entropy.reduce<number>((best, bits) => Math.max(best, bits ?? 0), high),
    0,
  );
  const mean = (values: readonly (number | null)[]): number => {
    const known = values.filter((bits) => bits !== null);
    return known.reduce((sum, bits) => sum + bits, 0) / Math.max(1, known.length);
  };
  return heatmap({
    id: 'entropy-heat',
    title: 'Where paths are unpredictable',
    subtitle: 'entropy of branch tags, bits',
    css: 'm-be',
    heat,
    rows: rows
      .map((row) => ({ row, bits: mean(row.entropy) }))
      .sort((a, b) => b.bits - a.bits)
      .map(({ row, bits }): HeatmapRow => ({ module: row.module, values: row.entropy, total: bits.toFixed(1) })),
    shade: (bits) => entropyShade(bits, most),
    start: 28,
    tell: (row, column) => `${(row.values[column] ?? 0).toFixed(2)} bits`,
    note: 'Right: mean over the cells.',
  });
}

function exceptions(store: Store, report: Report): TemplateResult | typeof nothing {
  if (report.exceptions.length === 0) {
    return report.errors === 0 ? nothing : notice('Top exceptions', 'The failed calls carry no exception type.');
  }
  const most = report.exceptions.reduce((high, one) => Math.max(high, one.count), 1);
  return html`<section class="pan" aria-labelledby="exceptions-title">
    <h2 id="exceptions-title">Top exceptions <small>numbers and quoted text folded into # and …</small></h2>
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
    <th scope="row" title=${one.type}><bdi>${one.type}</bdi></th>
    <td class="mono message" title=${one.example.slice(0, 2000)}>
      <bdi>${bare ? `e.g. ${one.example.slice(0, 200)}` : one.message.slice(0, 400)}</bdi>
    </td>
    <td class="counted">
      <b>${formatCount(one.count)}</b><span class="bar"><i .style=${`width:${(one.count / most) * 100}%`}></i></span>
    </td>
    <td class="mono hide-m" title=${raiser?.module ?? nothing}><bdi>${raiser?.name ?? '–'}</bdi></td>
    <td class="r hide-m muted">${one.last === null ? '–' : formatTime(one.last)}</td>
    <td class="r hide-s">
      ${raiser === undefined ? html`<span class="muted">–</span>` : sourceLink(store.host, raiser)}
    </td>
  </tr>`;
}
