import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findInCode } from '../../../src/extension/actions/findInCode.ts';
import { openAsText } from '../../../src/extension/actions/openAsText.ts';
import { closeEditors, until } from './support/extension.ts';
import { Insides } from './support/insights.ts';
import { TraceFolder } from './support/traceFolder.ts';

/** The place that the active text editor shows: path below the workspace and line from 1. */
function shown(): string {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return 'no text editor';
  return `${vscode.workspace.asRelativePath(editor.document.uri, false)}:${editor.selection.active.line + 1}`;
}

describe('from the dashboard to the text', () => {
  let insides: Insides;
  const openSource = (filename: string, line: number | null) => insides.opener.open(filename, line);

  before(() => {
    insides = new Insides();
  });
  after(() => insides.dispose());
  afterEach(closeEditors);

  it('opens the workspace file that ends like the traced path, at the traced line', async () => {
    await openSource('/srv/shop/shop/payments.py', 12);
    assert.equal(shown(), 'shop/payments.py:12');
  });

  it('opens a path recorded on Windows, and the start without a line', async () => {
    await openSource('D:\\srv\\shop\\etl.py', null);
    assert.equal(shown(), 'shop/etl.py:1');
  });

  it('opens the very file when the traced path exists here', async () => {
    const folder = await TraceFolder.create();
    try {
      const uri = await folder.write('payments.py', 'one = 1\ntwo = 2\n');
      await openSource(uri.fsPath, 2);
      assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, uri.fsPath);
      assert.equal(vscode.window.activeTextEditor?.selection.active.line, 1);
    } finally {
      await closeEditors();
      await folder.remove();
    }
  });

  it('opens nothing for a file that is not here', async () => {
    await openSource('/srv/other/no_such_module.py', 3);
    assert.equal(shown(), 'no text editor');
  });

  it('finds a block by its name', async () => {
    await findInCode('pay_later');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.equal(vscode.workspace.asRelativePath(editor.document.uri, false), 'shop/payments.py');
    assert.match(editor.document.lineAt(editor.selection.active.line).text, /monitor_block\("pay_later"/);
  });

  it('shows a byte of a trace file in the text editor', async () => {
    const folder = await TraceFolder.create();
    try {
      const text = '[\n{"name":"ö😀","duration":1},\n{"name":"b","duration":2}\n]';
      const uri = await folder.write('traces.json', text);
      const offset = Buffer.byteLength(text.slice(0, text.indexOf(',"duration":1')));
      await openAsText(uri, offset);
      const editor = await until(() => vscode.window.activeTextEditor);
      assert.equal(editor.document.uri.fsPath, uri.fsPath);
      await until(() => editor.selection.active.line === 1);
      const line = editor.document.lineAt(1).text;
      assert.equal(editor.selection.active.character, line.indexOf(',"duration":1'));
    } finally {
      await closeEditors();
      await folder.remove();
    }
  });

  it('does not open a compressed file as text', async () => {
    const [sale] = await vscode.workspace.findFiles('sale.traces.json.gz');
    assert.ok(sale);
    await openAsText(sale);
    assert.equal(shown(), 'no text editor');
  });
});
