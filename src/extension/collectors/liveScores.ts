/** Shows the figures of a collector in the code, at a pace that lets people read. */
import * as vscode from 'vscode';
import type { DashboardPlace } from '../../protocol/dashboard.ts';
import type { ActiveReport, ScoreSource } from '../insights/activeReport.ts';
import type { CollectorEntry, Collectors } from './collectors.ts';

/** Milliseconds between two changes of the code, the Hot Functions and the status bar. */
const CALM = 3000;

export class LiveScores implements vscode.Disposable {
  readonly #shown: ActiveReport;
  readonly #collectors: Collectors;
  readonly #open: (entry: CollectorEntry, place: DashboardPlace) => void;
  readonly #subscriptions: vscode.Disposable;
  /** Collectors that were started and had nothing to show yet. */
  readonly #awaited = new Set<string>();
  #next = 0;

  /** @param open opens the collector's dashboard at a place */
  constructor(
    shown: ActiveReport,
    collectors: Collectors,
    open: (entry: CollectorEntry, place: DashboardPlace) => void,
  ) {
    this.#shown = shown;
    this.#collectors = collectors;
    this.#open = open;
    this.#subscriptions = vscode.Disposable.from(
      collectors.onDidReport((entry) => this.#follow(entry)),
      shown.offer(() => Promise.resolve(this.#offered())),
    );
  }

  /** The code shows this one from its first traces on. */
  expect(id: string): void {
    this.#awaited.add(id);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #follow(entry: CollectorEntry): void {
    const { report, spec, active } = entry;
    if (report === null || report.traces === 0) return;
    const origin = this.#shown.current?.origin;
    const isShown = origin?.kind === 'live' && origin.collector === spec.id;
    const first = this.#awaited.delete(spec.id);
    if (!first && !isShown) return;
    const now = performance.now();
    // The last figures are shown at once: none follow.
    if (isShown && !first && active && now < this.#next) return;
    this.#next = now + CALM;
    this.#show(entry);
  }

  #show(entry: CollectorEntry): void {
    if (entry.report === null) return;
    this.#shown.show({
      report: entry.report,
      origin: { kind: 'live', collector: entry.spec.id },
      label: entry.title,
      reveal: (place) => this.#open(entry, place),
    });
  }

  #offered(): ScoreSource[] {
    return this.#collectors.all
      .filter(({ report }) => report !== null && report.traces > 0)
      .map((entry) => ({
        label: entry.title,
        description: entry.active ? 'live' : 'stopped',
        icon: 'broadcast',
        show: () => this.#show(entry),
      }));
  }
}
