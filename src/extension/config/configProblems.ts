/** Marks what is wrong in open configuration files, while they are typed. */
import * as vscode from 'vscode';
import type { ConfigDiagnostic } from '../../score/config/configDiagnostic.ts';
import type { TomlOutline } from '../../score/config/tomlStatements.ts';
import { configKind } from './configDocuments.ts';

/** Typing has paused when nothing came for so long, in milliseconds. */
const PAUSE = 250;

const SEVERITIES: Readonly<Record<ConfigDiagnostic['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

export class ConfigProblems implements vscode.Disposable {
  readonly #marks = vscode.languages.createDiagnosticCollection('pypss-config');
  readonly #timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#plan(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#plan(document, PAUSE)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
    );
    for (const document of vscode.workspace.textDocuments) this.#plan(document, 0);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#marks.dispose();
  }

  #plan(document: vscode.TextDocument, delay: number): void {
    if (configKind(document) === null) return;
    clearTimeout(this.#timers.get(document));
    const check = (): void => {
      this.#timers.delete(document);
      this.#check(document).catch((error: unknown) => this.#log.error(error instanceof Error ? error : String(error)));
    };
    this.#timers.set(document, setTimeout(check, delay));
  }

  #forget(document: vscode.TextDocument): void {
    clearTimeout(this.#timers.get(document));
    this.#timers.delete(document);
    this.#marks.delete(document.uri);
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const kind = configKind(document);
    const text = document.getText();
    if (kind === null) return;
    // A project's own file may be in any state as long as it does not speak of us.
    if (kind === 'pyproject.toml' && !text.includes('pypss')) {
      this.#marks.delete(document.uri);
      return;
    }
    const [{ MAX_CONFIG_LENGTH, parseConfig }, { outlineToml }] = await Promise.all([
      import('../../score/config/parseConfig.ts'),
      import('../../score/config/tomlStatements.ts'),
    ]);
    if (document.isClosed || document.getText() !== text) return;
    const { diagnostics } = parseConfig(text, document.fileName, { table: kind });
    const outline = outlineToml(text.length > MAX_CONFIG_LENGTH ? '' : text);
    this.#marks.set(
      document.uri,
      diagnostics.map((diagnostic) => marked(document, outline, diagnostic)),
    );
  }
}

function marked(document: vscode.TextDocument, outline: TomlOutline, found: ConfigDiagnostic): vscode.Diagnostic {
  const start = document.validatePosition(new vscode.Position(found.line - 1, found.column - 1));
  const range = new vscode.Range(start, document.positionAt(endOf(document, outline, document.offsetAt(start))));
  const mark = new vscode.Diagnostic(
    range,
    `${found.message[0].toUpperCase()}${found.message.slice(1)}`,
    SEVERITIES[found.severity],
  );
  mark.source = 'PyPSS';
  return mark;
}

/** The end of the key, value or header that starts at an offset, else of the word. */
function endOf(document: vscode.TextDocument, { statements }: TomlOutline, offset: number): number {
  const text = document.getText();
  for (const { key, value, from, to, kind } of statements) {
    if (kind !== 'pair' && from === offset) return from + text.slice(from, to).trimEnd().length;
    if (key.from === offset) return key.to;
    if (value === null || offset < value.from || offset >= value.to) continue;
    const written = text.slice(value.from, value.to);
    if (value.from + /^\s*/.exec(written)![0].length === offset) return value.from + written.trimEnd().length;
  }
  const word = document.getWordRangeAtPosition(document.positionAt(offset));
  return word === undefined ? offset + 1 : document.offsetAt(word.end);
}
