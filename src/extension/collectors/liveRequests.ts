/** What the pages of live dashboards ask for. */
import * as vscode from 'vscode';
import type { FromDashboard, ToDashboard } from '../../protocol/dashboard.ts';
import type { DashboardPart } from '../actions/dashboardRequests.ts';
import type { DashboardSource } from '../dashboard/dashboardSource.ts';
import type { CollectorEntry, Collectors } from './collectors.ts';
import { LiveSource } from './liveSource.ts';

export class LiveRequests implements DashboardPart, vscode.Disposable {
  readonly #collectors: Collectors;
  readonly #save: (entry: CollectorEntry) => Promise<void>;
  readonly #told = new vscode.EventEmitter<{ source: DashboardSource; message: ToDashboard }>();

  readonly onDidTell = this.#told.event;

  /** @param save asks where to, and saves what was received */
  constructor(collectors: Collectors, save: (entry: CollectorEntry) => Promise<void>) {
    this.#collectors = collectors;
    this.#save = save;
  }

  context(): ToDashboard[] {
    return [];
  }

  async perform(request: FromDashboard, source: DashboardSource): Promise<boolean> {
    if (!(source instanceof LiveSource)) return false;
    const { id } = source;
    switch (request.type) {
      case 'pause':
        this.#collectors.pause(id);
        return true;
      case 'resume':
        this.#collectors.resume(id);
        return true;
      case 'mark':
        await this.#mark(id);
        return true;
      case 'live-window':
        this.#collectors.setWindow(id, request.seconds);
        return true;
      case 'save-received': {
        const entry = this.#collectors.get(id);
        if (entry === null) throw new Error('This collector is not there any more.');
        await this.#save(entry);
        return true;
      }
      default:
        return false;
    }
  }

  dispose(): void {
    this.#told.dispose();
  }

  /** The moment is that of the click, however long the name takes. */
  async #mark(id: string): Promise<void> {
    const time = Date.now() / 1000;
    const label = await vscode.window.showInputBox({
      title: 'Mark a Moment',
      prompt: 'What happens now? Enter alone marks it without a name.',
      placeHolder: 'deployed 2.1',
    });
    if (label !== undefined) this.#collectors.mark(id, label.trim().slice(0, 100), time);
  }
}
