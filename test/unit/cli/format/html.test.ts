import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { htmlReport } from '../../../../src/cli/format/html.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import { HOSTILE, hostileReport, shopReport } from '../reports.ts';

const ASSETS = {
  script: 'const tags = "</script><!--<script>";\ndocument.title = tags.length;',
  style: 'body::after { content: "</style>"; }',
};

function page(report: Report): string {
  return [...htmlReport(report, ASSETS)].join('');
}

/** Inner texts of the elements of that name, as a browser would cut them: up to the first end tag. */
function inner(html: string, tag: string): string[] {
  return [...html.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([\\s\\S]*?)</${tag}`, 'gi'))].map(([, text]) => text);
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

describe('the HTML report', () => {
  it('carries the report in a form that reads back whole', () => {
    for (const report of [shopReport(), hostileReport()]) {
      const [json] = inner(page(report), 'script');
      assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(report)));
      assert.doesNotMatch(json, /</);
    }
  });

  it('admits exactly its own script and styles', () => {
    const html = page(shopReport());
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    const [, script] = inner(html, 'script');
    const styles = inner(html, 'style');
    assert.equal(styles.length, 2);
    assert.deepEqual(policy.split('; '), [
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${styles.map(hash).join(' ')}`,
      'img-src data:',
      'font-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('keeps the script’s meaning where it names tags itself', () => {
    const [, script] = inner(page(shopReport()), 'script');
    assert.doesNotMatch(script, /<\/script|<!--/i);
    const document = { title: 0 };
    runInNewContext(script, { document });
    assert.equal(document.title, '</script><!--<script>'.length);
  });

  it('escapes title and names', () => {
    const report = hostileReport();
    const html = page({ ...report, config: { ...report.config, htmlTitle: HOSTILE } });
    const shown = html.replace(/<script type="application\/json"[\s\S]*?<\/script>/, '');
    assert.doesNotMatch(shown, /<script>alert/);
    assert.doesNotMatch(shown, /\x1b|\u202e/);
    assert.match(html, /<title>[^<]*&#60;script&#62;alert/);
  });

  it('reaches for nothing outside', () => {
    const html = page(shopReport());
    assert.doesNotMatch(html, /(?:src|href)="(?!data:)/);
    assert.doesNotMatch(html, /https?:\/\//);
  });

  it('shows the figures without JavaScript too', () => {
    const [plain] = inner(page(shopReport()), 'noscript');
    assert.match(plain, /<h1>PSS: \d+\/100 ▲ Unstable<\/h1>/);
    assert.match(plain, /<td>shop\.payments<\/td>/);
  });
});
