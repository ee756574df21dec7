/** Opens live dashboards, also those that were open before the window was reloaded: these say that nothing runs. */
import type { DashboardPlace } from '../../protocol/dashboard.ts';
import type { DashboardWindows } from '../dashboard/dashboardWindows.ts';
import type { CollectorEntry, Collectors } from './collectors.ts';
import { LiveSource } from './liveSource.ts';

export class LiveWindows {
  readonly #windows: DashboardWindows;
  readonly #collectors: Collectors;
  readonly #start: (id: string) => Promise<void>;

  constructor(windows: DashboardWindows, collectors: Collectors, start: (id: string) => Promise<void>) {
    this.#windows = windows;
    this.#collectors = collectors;
    this.#start = start;
    windows.restore('live', (id) => {
      const entry = collectors.get(id);
      return entry === null ? null : () => this.#source(entry);
    });
  }

  open(entry: CollectorEntry, place?: DashboardPlace): void {
    this.#windows.open(`live:${entry.spec.id}`, entry.title, () => this.#source(entry), place);
  }

  #source(entry: CollectorEntry): LiveSource {
    return new LiveSource(entry, this.#collectors, this.#start);
  }
}
