/** A report as one self-contained page: the dashboard with the report inside. */
import { createHash } from 'node:crypto';
import type { DashboardAssets } from './dashboardAssets.ts';

/** Style of what readers without JavaScript see. */
const PLAIN_STYLE =
  '.plain{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}' +
  '.plain table{border-collapse:collapse;margin:1rem 0}' +
  '.plain td,.plain th{border-bottom:1px solid #8884;padding:.25rem .75rem;text-align:left}';

export interface SelfContained {
  /** As text. */
  title: string;
  /** What readers without JavaScript see: markup, with everything from traces escaped. */
  plain: string;
  /** The report as JSON, in pieces. */
  json: Iterable<string>;
  assets: DashboardAssets;
}

/** Text that stands for itself anywhere in markup. */
export function escapedMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
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

/**
 * The page, piece by piece. Its content policy admits exactly the script and styles in it, pictures and fonts from
 * within, and no network at all.
 */
export function* selfContainedPage({ title, plain, json, assets }: SelfContained): Generator<string> {
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
<title>${escapedMarkup(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<style>${PLAIN_STYLE}</style>
</head>
<body>
<noscript>
${plain}
</noscript>
<script type="application/json" id="pypss-report">
`;
  // No tag or comment can begin in it.
  for (const piece of json) yield piece.replaceAll('<', '\\u003c');
  yield `</script>
<script>${script}</script>
</body>
</html>
`;
}
