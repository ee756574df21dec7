/** Makes the runtime measure a Python function: a code action, and a command that also works while nothing else woke us. */
import * as vscode from 'vscode';
import { COMMANDS } from '../ids.ts';
import { registerCommand } from '../registerCommand.ts';

const PYTHON: vscode.DocumentSelector = [
  { language: 'python', scheme: 'file' },
  { language: 'python', scheme: 'untitled' },
];

/** Longer texts are not parsed for a light bulb, in characters. */
const MAX_LENGTH = 2_000_000;

/** A line on which a function may begin; only then is the text parsed. */
const HEAD = /^\s*(?:async\s+)?def\s/;

export function registerMonitorActions(log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider(
      PYTHON,
      { provideCodeActions },
      { providedCodeActionKinds: [vscode.CodeActionKind.RefactorRewrite] },
    ),
    registerCommand(COMMANDS.addMonitor, log, addToFunctionAtCursor),
  );
}

/** The function whose head stands at the cursor or is the next one above it. */
async function addToFunctionAtCursor(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'python') {
    void vscode.window.showInformationMessage('PyPSS: open a Python file and place the cursor in a function.');
    return;
  }
  const { document, selection } = editor;
  let line = selection.active.line;
  while (line >= 0 && !HEAD.test(document.lineAt(line).text)) line--;
  const edit = line < 0 ? undefined : await monitorEditAt(document, line);
  if (edit === undefined) {
    void vscode.window.showInformationMessage('PyPSS: there is no function at the cursor, or it is monitored already.');
    return;
  }
  await vscode.workspace.applyEdit(edit);
}

async function provideCodeActions(
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<vscode.CodeAction[] | undefined> {
  const { line } = range.start;
  const edit = HEAD.test(document.lineAt(line).text) ? await monitorEditAt(document, line) : undefined;
  if (edit === undefined) return undefined;
  const action = new vscode.CodeAction('Add @monitor_function', vscode.CodeActionKind.RefactorRewrite);
  action.edit = edit;
  return [action];
}

async function monitorEditAt(document: vscode.TextDocument, line: number): Promise<vscode.WorkspaceEdit | undefined> {
  const text = document.getText();
  if (text.length > MAX_LENGTH) return undefined;
  const { monitorEdit } = await import('../../code/monitorEdit.ts');
  const found = monitorEdit(text, line);
  if (found === null) return undefined;
  const edit = new vscode.WorkspaceEdit();
  for (const { at, text: inserted } of found.insertions) edit.insert(document.uri, document.positionAt(at), inserted);
  return edit;
}
