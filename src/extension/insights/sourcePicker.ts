/** Chooses whose figures the code shows. */
import * as vscode from 'vscode';
import { chooseTraceFile } from '../actions/openTraces.ts';
import { ANY_TRACE_EDITOR, TRACE_EDITOR } from '../ids.ts';
import type { TraceEditorProvider } from '../traceEditor/traceEditorProvider.ts';
import { fileName } from '../traceFiles.ts';
import { type ActiveReport, originKey } from './activeReport.ts';
import type { FollowedFile } from './followedFile.ts';
import { revealReport } from './revealing.ts';

interface Item extends vscode.QuickPickItem {
  readonly run?: () => Promise<void> | void;
}

export class SourcePicker {
  readonly #shown: ActiveReport;
  readonly #editors: TraceEditorProvider;
  readonly #followed: FollowedFile;

  constructor(shown: ActiveReport, editors: TraceEditorProvider, followed: FollowedFile) {
    this.#shown = shown;
    this.#editors = editors;
    this.#followed = followed;
  }

  async choose(): Promise<void> {
    const current = this.#shown.current;
    const title =
      current === null ? 'Show Whose Scores in the Code?' : `Scores in the Code: ${current.label}. Show Which Instead?`;
    const picked = await vscode.window.showQuickPick(this.#items(), { title, matchOnDescription: true });
    await picked?.run?.();
  }

  async #items(): Promise<Item[]> {
    const current = this.#shown.current;
    const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
    const items: Item[] = [];
    if (current !== null) {
      items.push(
        { label: '$(dashboard) Open Dashboard', run: () => revealReport(current, this.#editors) },
        { label: '$(clear-all) Clear Scores', run: () => this.#shown.clear() },
      );
    }
    const files = this.#files().map((uri): Item => {
      const name = fileName(uri.path);
      const shown = current !== null && originKey(current.origin) === originKey({ kind: 'file', uri });
      const path = vscode.workspace.asRelativePath(uri);
      return {
        label: `$(${shown ? 'check' : 'file'}) ${name}`,
        description: shown ? `${path}, shown now` : path,
        run: () => this.#showFile(uri),
      };
    });
    if (files.length > 0) items.push(separator('trace files'), ...files);
    const offered = (await this.#shown.offered()).map((source): Item => ({
      label: `$(${source.icon}) ${source.label}`,
      ...(source.description === undefined ? {} : { description: source.description }),
      run: () => source.show(),
    }));
    if (offered.length > 0) items.push(separator('runs and collectors'), ...offered);
    items.push(separator('other'), {
      label: '$(folder-opened) Choose a Trace File…',
      run: async () => {
        const uri = await chooseTraceFile();
        if (uri !== undefined) await this.#followed.show(uri);
      },
    });
    return items;
  }

  /** Files open in a trace editor, then those shown before. */
  #files(): vscode.Uri[] {
    const open = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) =>
        input instanceof vscode.TabInputCustom && [TRACE_EDITOR, ANY_TRACE_EDITOR].includes(input.viewType)
          ? [input.uri]
          : [],
      );
    const all = [...open, ...this.#shown.recentFiles];
    return [...new Map(all.map((uri) => [uri.toString(), uri])).values()];
  }

  async #showFile(uri: vscode.Uri): Promise<void> {
    const document = this.#editors.find(uri);
    const state = document?.state;
    if (state?.state === 'ready' && !state.stale) {
      this.#shown.show({ report: state.report, origin: { kind: 'file', uri }, label: fileName(uri.path) });
    } else {
      await this.#followed.show(uri);
    }
  }
}
