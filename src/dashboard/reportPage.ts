/** A report as a page of its own, for those who save it from a dashboard. */
import type { Report } from '../protocol/report.ts';
import type { DashboardAssets } from './dashboardAssets.ts';
import { escapedMarkup, selfContainedPage } from './selfContainedPage.ts';

/** Piece by piece: the dashboard with this report inside. */
export function reportPage(report: Report, assets: DashboardAssets): Generator<string> {
  const { pss, traces, errors, config } = report;
  const plain = [
    `<main class="plain"><h1>PSS: ${String(pss)}/100</h1>`,
    `<p>${String(traces)} traces, ${String(errors)} errors</p>`,
    `<ul>${report.metrics.map(({ evidence }) => `<li>${escapedMarkup(evidence)}</li>`).join('')}</ul>`,
    '<p>The charts of this report need JavaScript.</p></main>',
  ].join('\n');
  return selfContainedPage({ title: config.htmlTitle, plain, json: [JSON.stringify(report)], assets });
}
