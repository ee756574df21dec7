/** Completion, hover, checks and fixes in pypss.toml and in the tables of ours in pyproject.toml. */
import * as vscode from 'vscode';
import type { ConfigCompletion } from '../../score/config/configCompletions.ts';

import type { TomlRange } from '../../score/config/tomlStatements.ts';
import { CONFIG_DOCUMENTS, configKind } from './configDocuments.ts';
import { ConfigProblems } from './configProblems.ts';

/** A longer text is no configuration, see `MAX_CONFIG_LENGTH` of the parser, which is not loaded for this. */
const MAX_LENGTH = 1_000_000;

const KINDS: Readonly<Record<ConfigCompletion['kind'], vscode.CompletionItemKind>> = {
  table: vscode.CompletionItemKind.Module,
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
};

/** Registers everything; the parsers are loaded with the first file. */
export function registerConfigLanguage(log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    new ConfigProblems(log),
    vscode.languages.registerCompletionItemProvider(CONFIG_DOCUMENTS, { provideCompletionItems }, '[', '.', '=', ' '),
    vscode.languages.registerHoverProvider(CONFIG_DOCUMENTS, { provideHover }),
    vscode.languages.registerCodeActionsProvider(
      CONFIG_DOCUMENTS,
      { provideCodeActions },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}

async function provideCompletionItems(
  document: vscode.TextDocument,
  position: vscode.Position,
  _token: vscode.CancellationToken,
  { triggerCharacter }: vscode.CompletionContext,
): Promise<vscode.CompletionItem[]> {
  const kind = configKind(document);
  const text = document.getText();
  // A blank asks for something only right behind the sign.
  const before = document.lineAt(position).text.slice(0, position.character);
  if (triggerCharacter === ' ' && !/=\s*$/.test(before)) return [];
  if (kind === null || text.length > MAX_LENGTH) return [];
  const { configCompletions } = await import('../../score/config/configCompletions.ts');
  return configCompletions(text, document.offsetAt(position), kind).map((completion) => {
    const item = new vscode.CompletionItem(completion.label, KINDS[completion.kind]);
    item.detail = completion.detail;
    item.documentation = new vscode.MarkdownString(completion.documentation);
    item.insertText = new vscode.SnippetString(completion.snippet);
    item.range = rangeOf(document, completion.range);
    item.filterText = document.getText(item.range).startsWith('"')
      ? completion.label
      : completion.label.replace(/^\[+/, '');
    item.sortText = String(completion.order).padStart(5, '0');
    return item;
  });
}

async function provideHover(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const kind = configKind(document);
  const text = document.getText();
  if (kind === null || text.length > MAX_LENGTH) return undefined;
  const { configHover } = await import('../../score/config/configHover.ts');
  const hover = configHover(text, document.offsetAt(position), kind);
  return hover === null
    ? undefined
    : new vscode.Hover(new vscode.MarkdownString(hover.markdown), rangeOf(document, hover.range));
}

async function provideCodeActions(
  document: vscode.TextDocument,
  _range: vscode.Range,
  { diagnostics }: vscode.CodeActionContext,
): Promise<vscode.CodeAction[]> {
  const kind = configKind(document);
  const ours = diagnostics.filter(({ source }) => source === 'PyPSS');
  if (kind === null || ours.length === 0) return [];
  const { configFixes } = await import('../../score/config/configFixes.ts');
  return ours.flatMap((diagnostic) =>
    configFixes(document.getText(), document.offsetAt(diagnostic.range.start), kind).map((fix) => {
      const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
      action.diagnostics = [diagnostic];
      action.isPreferred = true;
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, rangeOf(document, fix.range), fix.text);
      return action;
    }),
  );
}

function rangeOf(document: vscode.TextDocument, { from, to }: TomlRange): vscode.Range {
  return new vscode.Range(document.positionAt(from), document.positionAt(to));
}
