import assert from 'node:assert/strict';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportByCli } from './commandLine.ts';
import { current, freshWorkbench } from './session.ts';

describe('the dashboard', () => {
  it('shows the score that the command line prints', async () => {
    const workbench = await freshWorkbench();
    await workbench.openFile('traces.json');
    const status = workbench.score();
    await status.waitFor({ state: 'attached' });
    const report = reportByCli('traces.json', current().workspace);
    const [, pss, traces] = /PSS (\d+) of 100.* from ([\d,.\s]+) traces/.exec(await status.innerText()) ?? [];
    assert.equal(Number(pss), report.pss);
    assert.equal(Number(traces?.replace(/\D/g, '')), report.traces);
  });

  it('is there again after the window was reloaded', async () => {
    const workbench = await freshWorkbench();
    await workbench.openFile('traces.json');
    const status = workbench.score();
    await status.waitFor({ state: 'attached' });
    const before = await status.innerText();
    await workbench.reload();
    await workbench.tab('traces.json').waitFor();
    await status.waitFor({ state: 'attached' });
    assert.equal(await status.innerText(), before);
  });

  it('opens no trace file as text', async () => {
    const workbench = await freshWorkbench();
    await workbench.openFile('traces.json');
    await workbench.score().waitFor({ state: 'attached' });
    assert.equal(await workbench.page.locator('.editor-instance .monaco-editor .view-lines').count(), 0);
  });

  it('goes from a module to a failed call, its record and its place in the text, and is there again after a reload', async () => {
    const workbench = await freshWorkbench();
    await workbench.openFile('night.traces.json');
    await workbench.score().waitFor({ state: 'attached' });
    const report = reportByCli('night.traces.json', current().workspace);
    const module = report.modules.reduce((most, row) => (row.errors > most.errors ? row : most));
    const dashboard = workbench.webview();
    await dashboard.getByRole('button', { name: module.module, exact: true }).first().click();
    const failures = dashboard.locator('.failures-pan');
    await failures.getByText(`1 – 20 of ${module.errors}`).waitFor();
    assert.equal(Number(await dashboard.locator('.ring .figure').textContent()), module.pss);
    await failures.locator('button.call').first().click();
    const record = JSON.parse(await failures.locator('.record pre').innerText()) as { module: string; error: boolean };
    assert.deepEqual([record.module, record.error], [module.module, true]);
    await workbench.reload();
    await dashboard.locator('#detail-title').waitFor();
    await failures.locator('button.call').first().click();
    await failures.getByRole('button', { name: 'Open in the text editor' }).click();
    const line = workbench.page.locator('.monaco-editor .view-lines');
    await line.getByText('exception_type').first().waitFor();
  });

  it('reads traces that stand deeper, and the file as it is once they stand there no more', async () => {
    const file = join(current().workspace, 'calls_traces.json');
    const plain = join(current().workspace, 'traces.json');
    await writeFile(file, `{"run": {"calls": ${await readFile(plain, 'utf8')}}}`);
    try {
      const workbench = await freshWorkbench();
      await workbench.openFile('calls_traces.json');
      const dashboard = workbench.webview();
      await dashboard.getByRole('button', { name: 'Read $.run.calls' }).click();
      const status = workbench.score();
      await status.waitFor({ state: 'attached' });
      const score = await status.innerText();
      await copyFile(plain, file);
      await dashboard.getByRole('button', { name: 'Reload', exact: true }).click();
      await dashboard.getByRole('button', { name: 'Reload', exact: true }).waitFor({ state: 'detached' });
      await status.waitFor({ state: 'attached' });
      assert.equal(await status.innerText(), score);
    } finally {
      await rm(file, { force: true });
    }
  });
});
