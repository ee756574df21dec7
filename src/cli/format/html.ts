import type { DashboardAssets } from '../../dashboard/dashboardAssets.ts';
import { escapedMarkup, selfContainedPage } from '../../dashboard/selfContainedPage.ts';
import type { Report } from '../../protocol/report.ts';
import { count, duration } from '../../score/figures.ts';
import { jsonReport } from './json.ts';
import { visibleName, visibleText } from './visibleText.ts';
import * as say from './wording.ts';

/** Modules in the table for readers without JavaScript. */
const MODULES_WITHOUT_SCRIPT = 50;

function escaped(text: string): string {
  return escapedMarkup(visibleText(text));
}

function withoutScript(report: Report): string {
  const { shape, word } = say.verdictOf(report);
  const row = (cells: readonly string[], tag = 'td'): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  const metrics = report.metrics.map((metric) =>
    row([
      say.METRIC_LABEL[metric.metric],
      say.scoreText(metric.score),
      say.pointsLostText(metric.pointsLost),
      say.evidenceText(metric),
    ]),
  );
  const modules = report.modules
    .slice(0, MODULES_WITHOUT_SCRIPT)
    .map((module) =>
      row([
        visibleName(module.module),
        String(module.pss),
        count(module.traces),
        count(module.errors),
        duration(module.latency.p95),
      ]),
    );
  return [
    `<main class="plain"><h1>PSS: ${String(report.pss)}/100 ${shape} ${word}</h1>`,
    `<p>${escaped(say.sourceName(report.source.path))}: ${count(report.traces)} traces, ${count(report.errors)} errors</p>`,
    ...say.caveats(report).map((note) => `<p>${escaped(note)}</p>`),
    `<table>${row(['Metric', 'Score', 'Lost', 'Evidence'], 'th')}${metrics.join('')}</table>`,
    `<table>${row(['Module', 'PSS', 'Traces', 'Errors', 'p95'], 'th')}${modules.join('')}</table>`,
    '<p>The charts of this report need JavaScript.</p></main>',
  ].join('\n');
}

/**
 * The report as one self-contained page, piece by piece: the dashboard with this report inside. Its content policy
 * admits exactly the script and styles in it, pictures and fonts from within, and no network at all.
 */
export function htmlReport(report: Report, assets: DashboardAssets): Generator<string> {
  const title = visibleText(report.config.htmlTitle);
  return selfContainedPage({ title, plain: withoutScript(report), json: jsonReport(report), assets });
}
