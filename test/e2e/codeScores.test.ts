import assert from 'node:assert/strict';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Workbench } from '../../scripts/host/workbench.ts';
import { current, freshWorkbench } from './session.ts';

/** The lens with that text. */
function lens(page: Page, text: RegExp): Locator {
  return page.locator('.codelens-decoration a', { hasText: text }).first();
}

/** Line and column that the status bar tells. */
async function cursorLine(page: Page): Promise<number> {
  const text = await page.locator('.statusbar-item', { hasText: /^Ln \d+/ }).innerText();
  return Number(/Ln (\d+)/.exec(text)?.[1]);
}

async function analyzed(): Promise<Workbench> {
  const workbench = await freshWorkbench();
  await workbench.openFile('night.traces.json');
  await workbench.score().waitFor({ state: 'attached' });
  return workbench;
}

describe('scores in the code, by hand', () => {
  it('lead from a lens to the function in the dashboard, to its line, and back', async () => {
    const workbench = await analyzed();
    const { page } = workbench;
    await workbench.openFile('shop/payments.py');
    await lens(page, /PSS \d+/).click();
    const dashboard = workbench.webview();
    const heading = dashboard.locator('#detail-title', { hasText: 'call_gateway' });
    await heading.waitFor();
    await dashboard.getByRole('button', { name: 'Open source' }).click();
    await lens(page, /PSS \d+/).waitFor();
    await page.locator('.statusbar-item', { hasText: /^Ln 13,/ }).waitFor();
    assert.equal(await cursorLine(page), 13);
    await lens(page, /fail/).click();
    await heading.waitFor();
  });

  it('stand in Hot Functions and the status bar, until they are cleared', async () => {
    const workbench = await analyzed();
    const { page } = workbench;
    await page.locator('.activitybar .action-item', { has: page.locator('a[aria-label^="PyPSS"]') }).click();
    const row = page.locator('.pane-body .monaco-list-row', { hasText: 'call_gateway' });
    await row.click();
    await workbench.tab('payments.py').waitFor();
    await page.locator('.statusbar-item', { hasText: /^Ln 13,/ }).waitFor();
    const status = page.locator('.statusbar-item', { hasText: /PSS \d+ · Unstable/ });
    await status.click();
    await workbench.quickPick.filter({ hasText: 'Clear Scores' }).click();
    await status.waitFor({ state: 'hidden' });
    await row.waitFor({ state: 'detached' });
    await lens(page, /PSS/).waitFor({ state: 'detached' });
  });

  it('stand after the line where lenses are off, with a shape in the gutter, and move no line', async () => {
    const settings = join(current().workspace, '.vscode');
    await mkdir(settings, { recursive: true });
    await writeFile(join(settings, 'settings.json'), JSON.stringify({ 'pypss.codeLens.enabled': false }));
    try {
      const workbench = await analyzed();
      const { page } = workbench;
      await workbench.openFile('shop/payments.py');
      const def = page.locator('.view-line', { hasText: 'def call_gateway' });
      const said = async (): Promise<string> =>
        (
          await def
            .locator('[class*="ced-"]')
            .evaluateAll((parts) => parts.map((part) => getComputedStyle(part, '::after').content))
        ).join(' ');
      while (!/PSS \d+/.test(await said())) await page.waitForTimeout(100);
      assert.match(await said(), /▲ PSS \d+ \| [\d,]+ calls, p95 .+ fail \| most lost: /);
      assert.equal(await page.locator('.codelens-decoration').count(), 0);
      const glyphs = await page
        .locator('.glyph-margin-widgets .cgmr')
        .evaluateAll((marks) => marks.map((mark) => getComputedStyle(mark).backgroundImage));
      const pictures = glyphs
        .map((style) => /^url\("data:image\/svg\+xml;base64,([^"]+)"\)$/.exec(style)?.[1] ?? '')
        .map((data) => Buffer.from(data, 'base64').toString())
        .filter((svg) => svg.includes('<text'));
      assert.ok(pictures.length > 0, glyphs.join());
      for (const svg of pictures) {
        const score = Number(/>(\d+)<\/text>/.exec(svg)?.[1]);
        assert.ok(svg.includes(score >= 90 ? '<circle' : score >= 70 ? '<path' : '<rect'), svg);
      }
    } finally {
      await rm(settings, { recursive: true, force: true });
    }
  });

  it('wait for a choice where two folders of a workspace have the file', async () => {
    const { temporary, workspace } = current();
    const other = join(temporary, 'other');
    await mkdir(join(other, 'shop'), { recursive: true });
    await cp(join(workspace, 'shop', 'payments.py'), join(other, 'shop', 'payments.py'));
    const file = join(temporary, 'both.code-workspace');
    await writeFile(file, JSON.stringify({ folders: [{ path: workspace }, { path: other }] }));
    const workbench = await freshWorkbench(file);
    const { page } = workbench;
    await workbench.openFile('night.traces.json');
    await workbench.score().waitFor({ state: 'attached' });
    await workbench.openFile('payments.py');
    await lens(page, /is this .*payments\.py/).click();
    const choices = workbench.quickPick;
    await choices.nth(1).waitFor();
    await choices.filter({ hasText: 'other' }).click();
    await page.locator('.activitybar .action-item', { has: page.locator('a[aria-label^="PyPSS"]') }).click();
    await page.locator('.pane-body .monaco-list-row', { hasText: 'call_gateway' }).click();
    await page.locator('.breadcrumbs-control', { hasText: 'other' }).waitFor();
    await lens(page, /PSS \d+/).waitFor();
  });
});
