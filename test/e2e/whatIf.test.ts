import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportByCli } from './commandLine.ts';
import { current, freshWorkbench } from './session.ts';

describe('the what-if panel in the editor', () => {
  let config: string;
  let original: string;

  before(async () => {
    config = join(current().workspace, 'pypss.toml');
    original = await readFile(config, 'utf8');
  });

  afterEach(() => writeFile(config, original));

  it('foretells the score, by keyboard alone, and saves without touching the rest of the file', async () => {
    const workbench = await freshWorkbench();
    await workbench.openFile('traces.json');
    const before = reportByCli('traces.json', current().workspace);
    const status = workbench.score();
    await status.waitFor({ state: 'attached' });
    const page = workbench.webview();
    await page.locator('.page').focus();
    await workbench.page.keyboard.press('s');
    const panel = page.getByRole('dialog', { name: 'What if' });
    await panel.waitFor();
    await panel.locator('#weight-ev').focus();
    await workbench.page.keyboard.press('Control+A');
    await workbench.page.keyboard.type('0.9');
    await workbench.page.keyboard.press('Tab');
    await panel.locator('#what-if-change', { hasText: /[↑↓]/ }).waitFor();
    const foretold = Number(await panel.locator('output').innerText());
    assert.notEqual(foretold, before.pss);
    await panel.getByRole('button', { name: 'Save to pypss.toml' }).focus();
    await workbench.page.keyboard.press('Enter');
    await panel.getByText('The traces were scored again').waitFor();
    const after = reportByCli('traces.json', current().workspace);
    assert.equal(after.pss, foretold);
    assert.equal(await page.locator('.ring .figure').textContent(), String(foretold));
    assert.equal(await panel.locator('#what-if-change').innerText(), 'as it is now');
    await workbench.page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    const saved = await readFile(config, 'utf8');
    const added = saved.split('\n').filter((line) => !original.split('\n').includes(line));
    assert.deepEqual(added, ['[pypss]', 'w_ev = 0.9']);
    assert.equal(saved.replace(/\n\[pypss\]\nw_ev = 0\.9\n/, ''), original);
    assert.equal(after.config.title, before.config.title);
  });

  it('leaves a configuration alone that cannot be read, and says so', async () => {
    const workbench = await freshWorkbench();
    await workbench.openFile('traces.json');
    await workbench.score().waitFor({ state: 'attached' });
    const page = workbench.webview();
    await writeFile(config, '[pypss\n');
    await page.getByRole('button', { name: 'What if' }).click();
    const panel = page.getByRole('dialog', { name: 'What if' });
    await panel.locator('#setting-alpha').fill('0.5');
    await workbench.page.keyboard.press('Tab');
    await panel.locator('#what-if-change', { hasText: '↑' }).waitFor();
    await panel.getByRole('button', { name: 'Save to pypss.toml' }).click();
    await panel.getByText('was not changed. Broken TOML in line 1').waitFor();
    assert.equal(await readFile(config, 'utf8'), '[pypss\n');
  });
});
