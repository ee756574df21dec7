/** The report in short, as Markdown for an issue or a pull request. */
import type { Report } from '../src/protocol/report.ts';
import { formatCount, formatCounted, formatDuration, formatPointsLost, formatRate, formatScore } from './format.ts';
import { bandOf, METRICS } from './metrics.ts';
import { markdownText } from './sheet.ts';

const MOST_MODULES = 20;
const SIGNS = { circle: '●', diamond: '◆', triangle: '▲' } as const;

/** @returns text that shows every name of the traces literally */
export function reportMarkdown(report: Report): string {
  const band = bandOf(report.pss);
  const { latency, traces, errors } = report;
  return [
    `## ${SIGNS[band.shape]} PSS ${report.pss} of 100, ${band.word}`,
    '',
    `${formatCounted(traces, 'trace')}, ${formatRate(traces === 0 ? 0 : errors / traces)} failed; p50 ${formatDuration(latency.p50)}, p95 ${formatDuration(latency.p95)}, p99 ${formatDuration(latency.p99)}.`,
    '',
    '| Metric | Score | Lost | Why |',
    '| --- | ---: | ---: | --- |',
    ...METRICS.flatMap(({ key, title }) => {
      const metric = report.metrics.find((one) => one.metric === key);
      return metric === undefined
        ? []
        : [
            `| ${title} | ${formatScore(metric.score)} | ${formatPointsLost(metric.pointsLost)} | ${markdownText(metric.evidence)} |`,
          ];
    }),
    '',
    ...(report.advice.length === 0 ? [] : ['### What to do first', '']),
    ...report.advice.map(
      ({ title, evidence, step }) => `- **${markdownText(title)}**: ${markdownText(evidence)} ${markdownText(step)}`,
    ),
    ...(report.advice.length === 0 ? [] : ['']),
    `### Modules${report.modules.length > MOST_MODULES ? `, worst ${MOST_MODULES} of ${formatCount(report.modules.length)}` : ''}`,
    '',
    `| Module | PSS | Traces | Errors | p50 | p95 |`,
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...report.modules
      .slice(0, MOST_MODULES)
      .map(
        (row) =>
          `| ${markdownText(row.module.slice(0, 200))} | ${row.pss} | ${formatCount(row.traces)} | ${formatCount(row.errors)} | ${formatDuration(row.latency.p50)} | ${formatDuration(row.latency.p95)} |`,
      ),
    '',
  ].join('\n');
}
