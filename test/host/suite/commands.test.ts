import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ANY_TRACE_EDITOR, COMMANDS, TRACE_EDITOR } from '../../../src/extension/ids.ts';
import { activeInput, analyzedBy, closeEditors, reportOf, until } from './support/extension.ts';
import { TraceFolder } from './support/traceFolder.ts';

describe('commands', () => {
  let folder: TraceFolder;

  beforeEach(async () => {
    folder = await TraceFolder.create();
  });

  afterEach(async () => {
    await closeEditors();
    await folder.remove();
  });

  it('Analyze opens a picked file in the trace editor, whatever its name', async () => {
    const uri = await folder.traces('calls.ndjson', 25);
    const report = reportOf(await analyzedBy(uri, () => vscode.commands.executeCommand(COMMANDS.analyze, uri)));
    assert.equal(report.traces, 25);
    const input = activeInput();
    assert.ok(input instanceof vscode.TabInputCustom);
    assert.equal(input.viewType, ANY_TRACE_EDITOR);
  });

  it('Open Dashboard leads back to what the code shows', async () => {
    const uri = await folder.traces('traces.json', 25);
    await analyzedBy(uri, () => vscode.commands.executeCommand(COMMANDS.analyze, uri));
    await closeEditors();
    await vscode.commands.executeCommand(COMMANDS.openDashboard);
    const input = activeInput();
    assert.ok(input instanceof vscode.TabInputCustom);
    assert.equal(input.uri.toString(), uri.toString());
  });

  it('Analyze opens all files selected in the Explorer that may hold traces', async () => {
    const one = await folder.traces('one_traces.json', 5);
    const two = await folder.traces('two_traces.json', 6);
    const text = await folder.write('notes.txt', 'no traces');
    const both = Promise.all([analyzedBy(one, () => Promise.resolve()), analyzedBy(two, () => Promise.resolve())]);
    await vscode.commands.executeCommand(COMMANDS.analyze, one, [one, two, text]);
    const reports = (await both).map(reportOf);
    assert.deepEqual(
      reports.map((report) => report.traces),
      [5, 6],
    );
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
    assert.equal(tabs.includes('notes.txt'), false);
  });

  it('Analyze and Open as Text lead from the text of a trace file to the dashboard and back', async () => {
    const uri = await folder.traces('traces.json', 25);
    await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
    assert.ok(activeInput() instanceof vscode.TabInputText);
    await analyzedBy(uri, () => vscode.commands.executeCommand(COMMANDS.analyze));
    const input = activeInput();
    assert.ok(input instanceof vscode.TabInputCustom);
    assert.equal(input.viewType, TRACE_EDITOR);
    await vscode.commands.executeCommand(COMMANDS.openAsText);
    await until(() => activeInput() instanceof vscode.TabInputText);
  });

  it('Create pypss.toml opens the one that is there, and makes one where there is none', async () => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, 'pypss.toml');
    const original = await vscode.workspace.fs.readFile(uri);
    const opened = async (): Promise<string> => {
      await vscode.commands.executeCommand(COMMANDS.createConfig);
      const editor = await until(() => vscode.window.activeTextEditor);
      assert.equal(editor.document.uri.toString(), uri.toString());
      return editor.document.getText();
    };
    assert.equal(await opened(), new TextDecoder().decode(original));
    await closeEditors();
    await vscode.workspace.fs.delete(uri);
    try {
      // The editor may show the deleted file's text for a moment longer.
      await until(async () => /^\[pypss\]\n# w_ts = 0\.3/m.test(await opened()));
    } finally {
      await closeEditors();
      await vscode.workspace.fs.writeFile(uri, original);
    }
  });

  it('Show Log shows the output channel', async () => {
    await vscode.commands.executeCommand(COMMANDS.showLog);
    await until(() => vscode.window.visibleTextEditors.some((editor) => editor.document.uri.scheme === 'output'));
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });
});
