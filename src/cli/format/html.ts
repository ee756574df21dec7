import { createHash } from 'node:crypto';
import type { Report } from '../../protocol/report.ts';
import { count, duration } from '../../score/figures.ts';
import { jsonReport } from './json.ts';
import { visibleName, visibleText } from './visibleText.ts';
import * as say from './wording.ts';

/** The dashboard as it was built for the editor. */
export interface DashboardAssets {
  script: string;
  style: string;
}

/** Modules in the table for readers without JavaScript. */
const MODULES_WITHOUT_SCRIPT = 50;

const PLAIN_STYLE =
  '.plain{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}' +
  '.plain table{border-collapse:collapse;margin:1rem 0}' +
  '.plain td,.plain th{border-bottom:1px solid #8884;padding:.25rem .75rem;text-align:left}';

function escaped(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

function sha256(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

/** A script that can stand inside `<script>`: neither end tag nor comment opener, which inside strings have other spellings. */
function inlineScript(script: string): string {
  return script.replaceAll(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '\\x3C!--');
}

function inlineStyle(style: string): string {
  return style.replaceAll(/<\/(style)/gi, '<\\/$1');
}

/** JSON in which no tag or comment can begin. */
function* embedded(report: Report): Generator<string> {
  for (const piece of jsonReport(report)) yield piece.replaceAll('<', '\\u003c');
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
export function* htmlReport(report: Report, assets: DashboardAssets): Generator<string> {
  const script = inlineScript(assets.script);
  const style = inlineStyle(assets.style);
  const policy = [
    "default-src 'none'",
    `script-src ${sha256(script)}`,
    `style-src ${sha256(style)} ${sha256(PLAIN_STYLE)}`,
    'img-src data:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  yield `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(report.config.htmlTitle)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<style>${PLAIN_STYLE}</style>
</head>
<body>
<noscript>
${withoutScript(report)}
</noscript>
<script type="application/json" id="pypss-report">
`;
  yield* embedded(report);
  yield `</script>
<script>${script}</script>
</body>
</html>
`;
}
