/** Carries out what dashboards ask for. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { FromDashboard, ToDashboard } from '../../protocol/dashboard.ts';
import type { Report } from '../../protocol/report.ts';
import { webviewFolder } from '../dashboard/dashboardHtml.ts';
import type { DashboardActions } from '../dashboard/dashboardPanel.ts';
import type { DashboardSource } from '../dashboard/dashboardSource.ts';
import type { SourceOpener } from '../insights/sourceOpener.ts';
import { fileName } from '../traceFiles.ts';
import type { JsonPaths } from '../traceEditor/jsonPaths.ts';
import { exportReport } from './exportReport.ts';
import { findInCode } from './findInCode.ts';
import { openAsText } from './openAsText.ts';
import { saveFile } from './saveFile.ts';
import { chooseTraceFile, openTraces } from './openTraces.ts';

/** A feature that dashboards show besides their report: what it tells them, and the requests that are for it. */
export interface DashboardPart extends Pick<DashboardActions, 'context' | 'onDidTell'> {
  /** Carries out a request; false when it is not for this feature. */
  perform(request: FromDashboard, source: DashboardSource): Promise<boolean>;
}

export class DashboardRequests implements DashboardActions {
  readonly #jsonPaths: JsonPaths;
  readonly #sources: SourceOpener;
  readonly #extensionUri: vscode.Uri;
  readonly #log: vscode.LogOutputChannel;

  readonly #told = new vscode.EventEmitter<{ source: DashboardSource; message: ToDashboard }>();
  readonly #parts: DashboardPart[] = [];

  readonly onDidTell = this.#told.event;

  constructor(jsonPaths: JsonPaths, sources: SourceOpener, extensionUri: vscode.Uri, log: vscode.LogOutputChannel) {
    this.#extensionUri = extensionUri;
    this.#jsonPaths = jsonPaths;
    this.#sources = sources;
    this.#log = log;
  }

  /** Adds a feature that dashboards show besides their report. */
  add(part: DashboardPart): vscode.Disposable {
    this.#parts.push(part);
    return part.onDidTell((told) => this.#told.fire(told));
  }

  context(source: DashboardSource): ToDashboard[] {
    return this.#parts.flatMap((part) => part.context(source));
  }

  async perform(request: FromDashboard, source: DashboardSource): Promise<void> {
    switch (request.type) {
      case 'ready':
        return;
      case 'stop':
        source.stop();
        return;
      case 'reload':
        await source.reload();
        return;
      case 'read-path':
        if (source.uri !== null) await this.#jsonPaths.set(source.uri, request.jsonPath);
        await source.readPath(request.jsonPath);
        return;
      case 'open-source':
        await this.#sources.open(request.filename, request.lineno);
        return;
      case 'find-in-code':
        await findInCode(request.name);
        return;
      case 'open-as-text':
        if (source.uri !== null) await openAsText(source.uri, request.offset);
        return;
      case 'choose-file': {
        const chosen = await chooseTraceFile();
        if (chosen !== undefined) await openTraces(chosen);
        return;
      }
      case 'open-config': {
        const position = new vscode.Position(Math.max(0, request.line - 1), Math.max(0, request.column - 1));
        const selection = new vscode.Range(position, position);
        await vscode.window.showTextDocument(vscode.Uri.file(request.file), { selection });
        return;
      }
      case 'show-log':
        this.#log.show();
        return;
      case 'export-report':
        if (source.report !== null) {
          const beside = source.uri ?? besideWork(source.report);
          await exportReport(beside, source.report, webviewFolder(this.#extensionUri), request.format);
        }
        return;
      case 'save-file':
        await saveFile(request, source.uri);
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(request.text);
        vscode.window.setStatusBarMessage('PyPSS: copied', 3000);
        return;
      default:
        for (const part of this.#parts) if (await part.perform(request, source)) return;
        throw new Error(`“${request.type}” is not offered here.`);
    }
  }
}

/** Where the report of a file that is gone may go: under its name in the folder that is worked in. */
function besideWork({ source }: Report): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  // An address of a collector holds letters that no file name takes.
  return vscode.Uri.joinPath(folder, fileName(source.path).replace(/[^\p{L}\p{N}._-]+/gu, '-'));
}
