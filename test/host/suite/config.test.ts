import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/extension/ids.ts';
import { closeEditors, until } from './support/extension.ts';
import { TraceFolder } from './support/traceFolder.ts';

/** Opens a text with a mark `|`, and gives the place of the mark. */
async function opened(
  folder: TraceFolder,
  name: string,
  marked: string,
): Promise<{ document: vscode.TextDocument; position: vscode.Position }> {
  const offset = Math.max(0, marked.indexOf('|'));
  const uri = await folder.write(name, marked.replace('|', ''));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return { document, position: document.positionAt(offset) };
}

async function completions(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return list.items;
}

function labels(items: readonly vscode.CompletionItem[]): string[] {
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

function actions(document: vscode.TextDocument, range: vscode.Range): Thenable<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range);
}

async function problems(document: vscode.TextDocument): Promise<vscode.Diagnostic[]> {
  return until(() => {
    const found = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'PyPSS');
    return found.length > 0 ? found : null;
  });
}

describe('the editor', () => {
  let folder: TraceFolder;

  beforeEach(async () => {
    folder = await TraceFolder.create();
  });

  afterEach(async () => {
    // What tests have typed is not asked about, nor saved.
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await closeEditors();
    await folder.remove();
  });

  describe('configuration files in the editor', () => {
    it('are a language of their own, in which keys, tables and values are completed', async () => {
      const { document, position } = await opened(folder, 'pypss.toml', '[pypss]\nalpha = 1\n|\n[pypss.ui]\n');
      assert.equal(document.languageId, 'pypss-toml');
      const keys = await completions(document, position);
      assert.ok(labels(keys).includes('beta'));
      assert.equal(labels(keys).includes('alpha'), false);
      const beta = keys.find(({ label }) => label === 'beta')!;
      assert.equal(beta.detail?.startsWith('= '), true);
      assert.match((beta.documentation as vscode.MarkdownString).value, /latency tail/);
    });

    it('offer the values that a key can have', async () => {
      const { document, position } = await opened(folder, 'pypss.toml', '[pypss]\nstorage_backend = |');
      assert.deepEqual(labels(await completions(document, position)), ['"sqlite"', '"prometheus"']);
    });

    it('explain their keys on hover', async () => {
      const { document, position } = await opened(folder, 'pypss.toml', '[pypss]\nal|pha = 1\n');
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      const text = hovers
        .flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value))
        .join();
      assert.match(text, /Sensitivity to the spread of durations/);
      assert.match(text, /Default/);
    });

    it('carry marks on the key or value meant, which follow the text and go with it', async () => {
      const { document } = await opened(folder, 'pypss.toml', '[pypss]\nalhpa = 1\nsample_rate = 7  # all\n');
      const [unknown, wrong] = await problems(document);
      assert.equal(document.getText(unknown.range), 'alhpa');
      assert.equal(unknown.severity, vscode.DiagnosticSeverity.Warning);
      assert.match(unknown.message, /did you mean alpha\?/);
      assert.equal(document.getText(wrong.range), '7');
      assert.equal(wrong.severity, vscode.DiagnosticSeverity.Error);

      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, wrong.range, '0.5');
      await vscode.workspace.applyEdit(edit);
      await until(() => vscode.languages.getDiagnostics(document.uri).length === 1);

      const fix = (await actions(document, unknown.range)).find(({ title }) => title === 'Change to alpha');
      assert.ok(fix?.edit);
      await vscode.workspace.applyEdit(fix.edit);
      assert.match(document.getText(), /^\[pypss\]\nalpha = 1\nsample_rate = 0\.5 {2}# all\n$/);
      await until(() => vscode.languages.getDiagnostics(document.uri).length === 0);
    });

    it('show broken TOML at its place', async () => {
      const { document } = await opened(folder, 'pypss.toml', '[pypss]\nalpha = = 1\n');
      const [broken] = await problems(document);
      assert.match(broken.message, /^Broken TOML/);
      assert.equal(broken.range.start.line, 1);
    });

    it('are checked too where the user has given them another language', async () => {
      const { document } = await opened(folder, 'pypss.toml', '[pypss]\nalhpa = 1\n');
      const other = await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
      assert.equal(other.languageId, 'plaintext');
      assert.match((await problems(other))[0].message, /alhpa/);
      assert.ok(labels(await completions(other, new vscode.Position(2, 0))).includes('beta'));
    });

    it('are checked in pyproject.toml below [tool.pypss] only', async () => {
      const text = '[project]\nalhpa = 1\n[tool.other]\nx = 1\n[tool.pypss]\nalhpa = 2\n|';
      const { document, position } = await opened(folder, 'pyproject.toml', text);
      const found = await problems(document);
      assert.deepEqual(
        found.map(({ range }) => range.start.line),
        [5],
      );
      assert.ok(labels(await completions(document, position)).includes('beta'));
      const silent = await completions(document, new vscode.Position(1, 0));
      assert.equal(
        silent.some(({ kind, label }) => kind === vscode.CompletionItemKind.Property && label === 'beta'),
        false,
      );
    });
  });

  describe('instrumenting in the editor', () => {
    it('adds @monitor_function with its import to a Python function', async () => {
      const { document, position } = await opened(
        folder,
        'cart.py',
        'import os\n\n\nclass Cart:\n    @property\n    def to|tal(self):\n        return 1\n',
      );
      const range = new vscode.Range(position, position);
      const action = (await actions(document, range)).find(({ title }) => title === 'Add @monitor_function');
      assert.ok(action?.edit);
      await vscode.workspace.applyEdit(action.edit);
      assert.equal(
        document.getText(),
        'import os\nfrom pypss.instrumentation import monitor_function\n\n\nclass Cart:\n    @property\n' +
          '    @monitor_function("Cart.total")\n    def total(self):\n        return 1\n',
      );
      const again = new vscode.Range(7, 8, 7, 8);
      assert.equal(
        (await actions(document, again)).some(({ title }) => title === 'Add @monitor_function'),
        false,
      );
    });

    it('adds @monitor_function by command to the function around the cursor', async () => {
      const { document } = await opened(folder, 'd.py', 'def f():\n    x = 1\n    return x|\n');
      const editor = vscode.window.activeTextEditor!;
      editor.selection = new vscode.Selection(2, 6, 2, 6);
      await vscode.commands.executeCommand(COMMANDS.addMonitor);
      const wanted =
        'from pypss.instrumentation import monitor_function\n\n\n@monitor_function("f")\ndef f():\n    x = 1\n    return x\n';
      assert.equal(document.getText().replace(/\n+@/, '\n\n\n@'), wanted);
    });

    for (const [name, prefixes] of [
      ['a.py', ['monitor_function', 'monitor_block', 'monitor_async', 'pypss_collect_redis', 'pypss_collect_grpc']],
      ['a.ts', ['monitorFunction', 'monitorBlock', 'pypssImport']],
      ['a.js', ['monitorFunction', 'monitorBlock', 'pypssImport']],
    ] as const)
      it(`offers snippets in ${name}`, async () => {
        const { document, position } = await opened(folder, name, '|\n');
        await until(async () => {
          const items = await completions(document, position);
          const snippets = items.filter(({ kind }) => kind === vscode.CompletionItemKind.Snippet);
          return prefixes.every((prefix) => labels(snippets).includes(prefix));
        });
      });

    it('inserts a block with its body indented', async () => {
      const { document } = await opened(folder, 'b.py', 'def f():\n    |\n');
      const editor = vscode.window.activeTextEditor!;
      editor.selection = new vscode.Selection(1, 4, 1, 4);
      await vscode.commands.executeCommand('editor.action.insertSnippet', {
        langId: 'python',
        name: 'Measure a block',
      });
      await until(() => document.getText().includes('monitor_block'));
      assert.equal(document.getText(), 'def f():\n    with monitor_block("name"):\n        pass\n');
    });
  });

  describe('trace files as text', () => {
    it('have a language of their own, and still open as a dashboard', async () => {
      const uri = await folder.traces('calls.pypss.ndjson', 5);
      await vscode.commands.executeCommand('vscode.open', uri);
      const tab = await until(() => vscode.window.tabGroups.activeTabGroup.activeTab);
      assert.ok(tab.input instanceof vscode.TabInputCustom);
      assert.equal(tab.input.viewType, 'pypss.traceEditor');
      const document = await vscode.workspace.openTextDocument(uri);
      assert.equal(document.languageId, 'pypss-ndjson');
    });

    it('are checked against the schema of traces', async () => {
      const uri = await folder.write('shop.traces.json', '[{"name": "a", "duration": 1}, {"name": 2}]');
      await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
      const [found] = await until(() => {
        const all = vscode.languages.getDiagnostics(uri);
        return all.length > 0 ? all : null;
      });
      assert.match(found.message, /Incorrect type/);
      assert.equal(found.range.start.character, 40);
    });
  });
});
