/** The commands of the palette, the Explorer and the editor title. */
import * as vscode from 'vscode';
import { exportReport } from './actions/exportReport.ts';
import { webviewFolder } from './dashboard/dashboardHtml.ts';
import { openAsText } from './actions/openAsText.ts';
import { chooseTraceFile, openTraces } from './actions/openTraces.ts';
import { ANY_TRACE_EDITOR, COMMANDS, TRACE_EDITOR } from './ids.ts';
import type { ActiveReport } from './insights/activeReport.ts';
import { registerCommand } from './registerCommand.ts';
import { FOREIGN_FOLDERS, TRACE_GLOB, fileName, isReadableName, isTraceName } from './traceFiles.ts';
import type { TraceEditorProvider } from './traceEditor/traceEditorProvider.ts';

/** Trace files offered to choose from; more than that nobody reads through. */
const MAX_OFFERED = 200;

/** Files opened at once from a selection in the Explorer. */
const MAX_OPENED = 10;

interface FileItem extends vscode.QuickPickItem {
  readonly uri: vscode.Uri | null;
}

/** Registers the commands; errors become one message and a line in the log. */
export function registerCommands(
  editors: TraceEditorProvider,
  shown: ActiveReport,
  extensionUri: vscode.Uri,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const register = (id: string, run: (...args: unknown[]) => Promise<void> | void) => registerCommand(id, log, run);
  const analyzePicked = async (picked: unknown, selection: unknown) => {
    for (const uri of await filesToAnalyze(picked, selection)) await analyze(editors, shown, uri);
  };
  return vscode.Disposable.from(
    register(COMMANDS.analyze, analyzePicked),
    register(COMMANDS.analyzePicked, analyzePicked),
    register(COMMANDS.openAsText, async (picked) => {
      const uri = picked instanceof vscode.Uri ? picked : activeFile()?.uri;
      if (uri === undefined) void vscode.window.showInformationMessage('PyPSS: open a trace file first.');
      else await openAsText(uri);
    }),
    register(COMMANDS.exportReport, async (picked) => {
      const uri = picked instanceof vscode.Uri ? picked : activeFile()?.uri;
      const report = uri === undefined ? null : (editors.find(uri)?.report ?? null);
      if (uri === undefined || report === null) {
        void vscode.window.showInformationMessage('PyPSS: there is no report yet. Analyze a trace file first.');
        return;
      }
      await exportReport(uri, report, webviewFolder(extensionUri));
    }),
    register(COMMANDS.showLog, () => log.show()),
    register(COMMANDS.createConfig, async () => {
      const { createConfig } = await import('./config/createConfig.ts');
      await createConfig();
    }),
  );
}

/**
 * Shows the dashboard of a file, and its scores in the code. One that is open already is read again only if its figures
 * are old.
 */
async function analyze(editors: TraceEditorProvider, shown: ActiveReport, uri: vscode.Uri): Promise<void> {
  const open = editors.find(uri);
  await openTraces(uri);
  await open?.refresh();
  const state = open?.state;
  if (state?.state === 'ready' && state.report !== shown.current?.report) {
    shown.show({ report: state.report, origin: { kind: 'file', uri }, label: fileName(uri.path) });
  }
}

/** The files picked in the Explorer, else the active trace file, else one that the user chooses. */
async function filesToAnalyze(picked: unknown, selection: unknown): Promise<vscode.Uri[]> {
  if (Array.isArray(selection) && selection.length > 1) {
    const uris = selection.filter((item: unknown) => item instanceof vscode.Uri);
    const readable = uris.filter((uri) => isReadableName(fileName(uri.path)));
    if (readable.length > 0) return readable.slice(0, MAX_OPENED);
  }
  if (picked instanceof vscode.Uri) return [picked];
  const active = activeFile();
  if (active !== null && (active.traceEditor || isTraceName(fileName(active.uri.path)))) return [active.uri];
  const chosen = await chooseFromWorkspace(active?.uri);
  return chosen === undefined ? [] : [chosen];
}

async function chooseFromWorkspace(active: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles(TRACE_GLOB, FOREIGN_FOLDERS, MAX_OFFERED);
  const files = found.map(itemFor).sort((a, b) => a.label.localeCompare(b.label) || compareDescriptions(a, b));
  if (active !== undefined && isReadableName(fileName(active.path))) {
    files.unshift({ ...itemFor(active), description: 'active editor' });
  }
  if (files.length === 0) return chooseTraceFile();
  const other: FileItem = { label: '$(folder-opened) Choose another file…', uri: null };
  const separator: FileItem = { label: '', kind: vscode.QuickPickItemKind.Separator, uri: null };
  const picked = await vscode.window.showQuickPick([...files, separator, other], {
    title: 'Analyze a Trace File',
    matchOnDescription: true,
  });
  if (picked === undefined) return undefined;
  return picked.uri ?? chooseTraceFile();
}

function itemFor(uri: vscode.Uri): FileItem {
  const name = fileName(uri.path);
  const path = vscode.workspace.asRelativePath(uri);
  return { label: name, description: path.slice(0, -name.length - 1), uri };
}

function compareDescriptions(a: FileItem, b: FileItem): number {
  return (a.description ?? '').localeCompare(b.description ?? '');
}

/** The file in the active tab, and whether the trace editor shows it. */
function activeFile(): { uri: vscode.Uri; traceEditor: boolean } | null {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom) {
    return { uri: input.uri, traceEditor: [TRACE_EDITOR, ANY_TRACE_EDITOR].includes(input.viewType) };
  }
  return input instanceof vscode.TabInputText ? { uri: input.uri, traceEditor: false } : null;
}
