import assert from 'node:assert/strict';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../../src/extension/ids.ts';
import { analyzedBy, closeEditors, reportOf, until } from './support/extension.ts';
import { lensesOf } from './support/insights.ts';
import { IMPORT, type Trace, traces } from './support/monitoredCode.ts';
import { TraceFolder } from './support/traceFolder.ts';

/** Lines from 1 that carry lenses, in a file where some are awaited. */
async function scoredLines(uri: vscode.Uri): Promise<number[]> {
  return until(async () => {
    const found = await lensesOf(uri);
    return found.size > 0 ? [...found.keys()] : null;
  });
}

describe('traces of code recorded elsewhere', () => {
  let folder: TraceFolder;
  let root: string;

  beforeEach(async () => {
    folder = await TraceFolder.create();
    root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder is open');
  });

  afterEach(async () => {
    await vscode.commands.executeCommand(COMMANDS.clearScores);
    await closeEditors();
    await folder.remove();
  });

  async function show(name: string, kinds: readonly Trace[], calls?: number): Promise<vscode.Uri> {
    const uri = await folder.write(name, traces(kinds, calls));
    reportOf(await analyzedBy(uri, () => vscode.commands.executeCommand('vscode.open', uri, { preview: false })));
    return uri;
  }

  const paths: Record<string, { traced: string; mappings?: Record<string, string> }> = {
    'this machine': { traced: 'HERE' },
    'a container': { traced: '/app/shop/payments.py' },
    'a CI machine': { traced: '/home/runner/work/shop/shop/shop/payments.py' },
    'Windows, in other case': { traced: 'C:\\Agent\\_work\\1\\s\\Shop\\Payments.py' },
    'a share of Windows': { traced: '\\\\build\\src\\shop\\payments.py' },
    'the folder itself': { traced: 'shop/payments.py' },
    'a name alone': { traced: 'payments.py' },
    'a mapped folder': { traced: '/srv/renamed/payments.py', mappings: { '/srv/renamed': '${workspaceFolder}/shop' } },
    'a mapped folder of Windows': { traced: 'D:\\renamed\\payments.py', mappings: { 'd:/renamed': 'shop' } },
  };
  for (const [where, { traced, mappings }] of Object.entries(paths)) {
    it(`find their file from ${where}`, async () => {
      const file = vscode.Uri.file(join(root, 'shop', 'payments.py'));
      const settings = vscode.workspace.getConfiguration();
      if (mappings !== undefined)
        await settings.update(SETTINGS.pathMappings, mappings, vscode.ConfigurationTarget.Global);
      try {
        const filename = traced === 'HERE' ? file.fsPath : traced;
        await show('traces.json', [{ name: 'call_gateway', lineno: 13, filename }]);
        await vscode.window.showTextDocument(file);
        assert.deepEqual(await scoredLines(file), [13]);
      } finally {
        await settings.update(SETTINGS.pathMappings, undefined, vscode.ConfigurationTarget.Global);
      }
    });
  }

  it('take no file of another name, however alike', async () => {
    const file = vscode.Uri.file(join(root, 'shop', 'payments.py'));
    await show('traces.json', [
      { name: 'call_gateway', lineno: 13, filename: '/app/shop/old_payments.py' },
      { name: 'call_gateway', lineno: 13, filename: '/app/shop/payments.pyi' },
      { name: 'call_gateway', lineno: 13, filename: '/app/payments.py/other.py' },
    ]);
    await vscode.window.showTextDocument(file);
    assert.deepEqual(await lensesOf(file), new Map());
  });

  it('find a file that another program wrote after it was looked for', async () => {
    const source = join(root, 'shop', 'arrived.py');
    const trace = { name: 'f', lineno: 2, filename: '/app/shop/arrived.py' };
    await folder.write('arrived.py', `${IMPORT}@monitor_function\ndef f(): pass\n`);
    await show('traces.json', [trace]);
    // A file of the same name elsewhere is looked at first: nothing of the workspace fits yet.
    const stranger = folder.uri('arrived.py');
    await vscode.window.showTextDocument(stranger);
    assert.deepEqual(await lensesOf(stranger), new Map());
    try {
      await copyFile(stranger.fsPath, source);
      await vscode.window.showTextDocument(vscode.Uri.file(source));
      assert.deepEqual(await scoredLines(vscode.Uri.file(source)), [2]);
    } finally {
      await closeEditors();
      await rm(source, { force: true });
    }
  });

  it('carry the figures of the file that was read last, and of the one chosen instead', async () => {
    const source = await folder.write('shop.py', `${IMPORT}@monitor_function\ndef f(): pass\n`);
    const kind = { name: 'f', lineno: 2, filename: source.fsPath };
    const callsAre = (count: number) =>
      until(async () => (await lensesOf(source)).get(2)?.some((text) => text.startsWith(`${count} calls`)) ?? false);
    const first = await show('first.traces.json', [kind], 50);
    await show('second.traces.json', [kind], 60);
    await vscode.window.showTextDocument(source);
    await callsAre(60);
    await vscode.commands.executeCommand(COMMANDS.analyze, first);
    await vscode.window.showTextDocument(source);
    await callsAre(50);
    await vscode.commands.executeCommand(COMMANDS.clearScores);
    await until(async () => (await lensesOf(source)).size === 0);
    await vscode.commands.executeCommand(COMMANDS.analyze, first);
    await vscode.window.showTextDocument(source);
    await callsAre(50);
  });

  it('belong to the functions and blocks of TypeScript, and to no decoy', async () => {
    const text = `import {
  monitorFunction, // not monitorBlock
  monitorBlock as mb,
} from 'pypss';

// const decoy = monitorFunction('decoy', () => 1);
const text = "monitorFunction('decoy')";
export const pay = monitorFunction('pay', async (amount: number): Promise<void> => {
  await mb('charge', async () => {});
});
class Cart {
  add(item: string) {}
}
`;
    const source = await folder.write('cart.ts', text);
    const filename = source.fsPath;
    await show('traces.json', [
      { name: 'decoy', lineno: 99, filename },
      { name: 'pay', lineno: 8, filename },
      { name: 'charge', lineno: 9, filename },
      { name: 'Cart.add', lineno: 12, filename },
    ]);
    await vscode.window.showTextDocument(source);
    assert.deepEqual(await scoredLines(source), [8, 9, 12]);
  });

  it('belong to views, tasks and tests that the integrations name', async () => {
    const source = vscode.Uri.file(join(root, 'shop', 'test_web.py'));
    const text = `from flask import Flask
from celery import shared_task
app = Flask(__name__)

@app.route("/")
def index(): pass

@shared_task
def send(): pass

def test_index():
    """flask:nowhere"""

def other(): pass
`;
    await vscode.workspace.fs.writeFile(source, new TextEncoder().encode(text));
    try {
      const filename = 'unknown';
      await show('traces.json', [
        { name: 'flask:index', filename, lineno: 0 },
        { name: 'celery:shop.test_web.send', filename, lineno: 0 },
        { name: 'test::shop/test_web.py::test_index', filename, lineno: 0 },
        { name: 'flask:nowhere', filename, lineno: 0 },
      ]);
      await vscode.window.showTextDocument(source);
      assert.deepEqual(await scoredLines(source), [5, 8, 11]);
    } finally {
      await rm(source.fsPath, { force: true });
    }
  });
});
