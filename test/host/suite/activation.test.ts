import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PypssApi } from '../../../src/extension/api.ts';
import { recordMeasurement } from '../measurements.ts';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

// The file name makes this the first to run: later tests find the extension awake.
describe('activation', () => {
  const extension = vscode.extensions.getExtension<PypssApi>('pypss.pypss');

  it('waits until the extension is needed', () => {
    assert.ok(extension, 'the extension is not installed');
    assert.equal(extension.isActive, false);
  });

  it('succeeds and offers the interface for other extensions', async () => {
    assert.ok(extension);
    const start = performance.now();
    const api = await extension.activate();
    recordMeasurement('activation', performance.now() - start);
    assert.equal(api.apiVersion, 1);
  });

  it('registers every command that package.json promises', async () => {
    assert.ok(extension);
    const { contributes } = extension.packageJSON as Manifest;
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.ok(contributes.commands.length > 0);
    assert.deepEqual(missing, []);
  });
});
