/** Collectors in the editor: the view, its commands, live dashboards and live scores in the code. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { CollectClient, startCollectWorker } from '../../collect/collectClient.ts';
import type { DashboardRequests } from '../actions/dashboardRequests.ts';
import type { DashboardWindows } from '../dashboard/dashboardWindows.ts';
import { SETTINGS } from '../ids.ts';
import type { ActiveReport } from '../insights/activeReport.ts';
import { CollectorCommands } from './collectorCommands.ts';
import { CollectorMemory } from './collectorMemory.ts';
import { CollectorTree } from './collectorTree.ts';
import { Collectors } from './collectors.ts';
import { LiveRequests } from './liveRequests.ts';
import { LiveScores } from './liveScores.ts';
import { LiveWindows } from './liveWindows.ts';
import { type CollectorProvider, OwnCollectors } from './ownCollectors.ts';
import { SpoolFolders } from './spoolFolders.ts';

export interface CollectorsFeatureNeeds {
  readonly context: vscode.ExtensionContext;
  readonly windows: DashboardWindows;
  readonly requests: DashboardRequests;
  readonly shown: ActiveReport;
  readonly log: vscode.LogOutputChannel;
}

export class CollectorsFeature implements vscode.Disposable {
  readonly #own = new OwnCollectors();
  readonly #collectors: Collectors;
  readonly #parts: vscode.Disposable;

  constructor({ context, windows, requests, shown, log }: CollectorsFeatureNeeds) {
    const memory = new CollectorMemory(context.workspaceState, context.secrets);
    const workerFile = join(context.extensionPath, 'dist', 'collectWorker.mjs');
    const collectors = new Collectors({
      memory,
      client: new CollectClient(() => startCollectWorker(workerFile)),
      own: this.#own,
      folders: new SpoolFolders(context.globalStorageUri.fsPath),
      log,
      keep: keptBytes,
    });
    this.#collectors = collectors;
    const tree = new CollectorTree(collectors);
    const commands: CollectorCommands = new CollectorCommands({
      collectors,
      memory,
      own: this.#own,
      log,
      windows: () => live,
      scores: () => scores,
    });
    const live = new LiveWindows(windows, collectors, (id) => commands.start(id));
    const scores = new LiveScores(shown, collectors, (entry, place) => live.open(entry, place));
    const page = new LiveRequests(collectors, (entry) => commands.save(entry));
    this.#parts = vscode.Disposable.from(collectors, tree, commands, scores, page, requests.add(page));
  }

  /** For other extensions: a collector of theirs is offered beside ours from now on. */
  registerCollector(provider: CollectorProvider): vscode.Disposable {
    return this.#own.register(provider);
  }

  /** Closes all listeners and ends the thread; settles when that is done. */
  close(): Promise<void> {
    return this.#collectors.close();
  }

  dispose(): void {
    this.#parts.dispose();
  }
}

/** How much of what is received is kept on disk for saving, for each collector. */
function keptBytes(): number {
  const megabytes = vscode.workspace.getConfiguration().get<number>(SETTINGS.keepReceived, 1024);
  return Math.max(0, megabytes) * 2 ** 20;
}
