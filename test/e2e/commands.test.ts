import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../src/protocol/report.ts';
import { current, freshWorkbench } from './session.ts';

describe('commands', () => {
  it('PyPSS: Analyze offers the trace files of the workspace, and only those', async () => {
    const workbench = await freshWorkbench();
    // The palette lists what is there when it opens, and extensions arrive a little after the window.
    while (!(await workbench.commandTitles('PyPSS: Analyze')).includes('PyPSS: Analyze')) continue;
    await workbench.startCommand('PyPSS: Analyze');
    await workbench.quickPick.filter({ hasText: 'Choose another file' }).waitFor();
    const offered = (await workbench.quickPick.locator('.label-name').allInnerTexts()).map((label) => label.trim());
    for (const name of ['traces.json', 'night.traces.json', 'etl.pypss.ndjson', 'sale.traces.json.gz']) {
      assert.ok(offered.includes(name), `${name} is not among ${offered.join(', ')}`);
    }
    assert.ok(offered.every((label) => /traces\.json|\.pypss\.|^Choose another file/.test(label)));
    await workbench.quickPick.filter({ hasText: 'etl.pypss.ndjson' }).click();
    await workbench.tab('etl.pypss.ndjson').waitFor();
    await workbench.score().waitFor({ state: 'attached' });
  });

  it('PyPSS: Export Report saves what the dashboard shows', async () => {
    const workbench = await freshWorkbench();
    await workbench.openFile('traces.json');
    const shown = /PSS (\d+) of 100/.exec(await workbench.score().innerText())?.[1];
    await workbench.startCommand('PyPSS: Export Report');
    const proposed = join(current().workspace, 'traces.report.json');
    const name = workbench.page.locator('.quick-input-widget:visible input.input');
    while ((await name.inputValue()) !== proposed) await workbench.page.waitForTimeout(50);
    await workbench.page.keyboard.press('Enter');
    await workbench.notifications.filter({ hasText: 'report saved' }).waitFor();
    const report = JSON.parse(await readFile(proposed, 'utf8')) as Report;
    await rm(proposed);
    assert.equal(String(report.pss), shown);
    assert.equal(report.complete, true);
  });
});
