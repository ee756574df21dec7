import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/extension/ids.ts';
import { pypss } from './support/extension.ts';

/** Looked at while the suite is loaded, before any test runs. */
const activeAtStart = pypss().isActive;

describe('activation', () => {
  it('waits until the extension is needed', () => {
    assert.equal(activeAtStart, false);
  });

  it('registers every command that package.json promises', async () => {
    await pypss().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const command of Object.values(COMMANDS)) assert.ok(registered.has(command), command);
  });

  it('hands out its public interface', async () => {
    const api = await pypss().activate();
    assert.equal(api.apiVersion, 1);
    assert.equal(typeof api.analyze, 'function');
    assert.equal(typeof api.onDidAnalyze, 'function');
  });
});
