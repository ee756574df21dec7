/** Remembers, per workspace, what each dashboard is compared with, so that a reload of the window finds it again. */
import * as vscode from 'vscode';
import type { DashboardSource } from '../dashboard/dashboardSource.ts';
import type { BaselineChoice } from './baselineChoice.ts';

const KEY = 'pypss.baselines';
/** Dashboards remembered; the oldest is forgotten first. */
const LIMIT = 100;

type Kept = { run: number } | { file: string };

export class BaselineMemory {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  get(source: DashboardSource): BaselineChoice | null {
    const key = keyOf(source);
    const kept = this.#entries().find(([other]) => other === key)?.[1];
    if (kept === undefined) return null;
    return 'run' in kept ? { kind: 'run', run: kept.run } : { kind: 'file', uri: vscode.Uri.parse(kept.file) };
  }

  async set(source: DashboardSource, choice: BaselineChoice | null): Promise<void> {
    const key = keyOf(source);
    if (key === null) return;
    const others = this.#entries().filter(([other]) => other !== key);
    const kept: Kept | null =
      choice === null ? null : choice.kind === 'run' ? { run: choice.run } : { file: choice.uri.toString() };
    const entries = kept === null ? others : [...others, [key, kept] as const];
    await this.#memento.update(KEY, entries.slice(-LIMIT));
  }

  #entries(): (readonly [string, Kept])[] {
    return this.#memento.get<(readonly [string, Kept])[]>(KEY, []);
  }
}

/** What names a dashboard over a reload; null for what does not outlive the window. */
function keyOf({ state, uri }: DashboardSource): string | null {
  if (state.state === 'ready' && state.run !== undefined) return `run:${state.run.id}`;
  return uri?.toString() ?? null;
}
