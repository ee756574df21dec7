/** The commands of collectors: from the palette, the rows and the title of the view. */
import { join } from 'node:path';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { count, plural } from '../../score/figures.ts';
import { COMMANDS, INNER_COMMANDS } from '../ids.ts';
import { registerCommand, showError } from '../registerCommand.ts';
import { fillAgain, kindItems, type KindItem } from './collectorForm.ts';
import type { CollectorMemory } from './collectorMemory.ts';
import { standingText } from './collectorRow.ts';
import { type CollectorEntry, type Collectors, UntrustedError, workFolder } from './collectors.ts';
import { addressOf, mannerOf } from './collectorSpec.ts';
import type { LiveScores } from './liveScores.ts';
import type { LiveWindows } from './liveWindows.ts';
import type { OwnCollectors } from './ownCollectors.ts';

export interface CollectorCommandsNeeds {
  readonly collectors: Collectors;
  readonly memory: CollectorMemory;
  readonly own: OwnCollectors;
  readonly log: vscode.LogOutputChannel;
  windows(): LiveWindows;
  scores(): LiveScores;
}

export class CollectorCommands implements vscode.Disposable {
  readonly #needs: CollectorCommandsNeeds;
  readonly #all: vscode.Disposable;

  constructor(needs: CollectorCommandsNeeds) {
    this.#needs = needs;
    const { log } = needs;
    const register = (id: string, run: (...args: unknown[]) => Promise<void> | void) => registerCommand(id, log, run);
    this.#all = vscode.Disposable.from(
      register(COMMANDS.startCollector, (picked) => this.#start(picked)),
      register(COMMANDS.addCollector, () => this.#start(undefined)),
      register(COMMANDS.stopCollector, (picked) => this.#stop(picked)),
      register(COMMANDS.editCollector, (picked) => this.#edit(picked)),
      register(COMMANDS.removeCollector, (picked) => this.#remove(picked)),
      register(COMMANDS.copyCollectorAddress, (picked) => this.#copyAddress(picked)),
      register(COMMANDS.saveReceived, (picked) => this.#save(picked)),
      register(INNER_COMMANDS.openCollector, (picked) => {
        const entry = this.#of(picked);
        if (entry !== null) needs.windows().open(entry);
      }),
      needs.collectors.onDidBreak((entry) => void this.#tellBroken(entry)),
    );
  }

  dispose(): void {
    this.#all.dispose();
  }

  /** Starts a collector for a person, with its dashboard; what goes wrong is told with what to do. */
  async start(id: string): Promise<void> {
    const { collectors, windows, scores } = this.#needs;
    const entry = collectors.get(id);
    try {
      scores().expect(id);
      await collectors.start(id);
      const started = collectors.get(id);
      if (started !== null) windows().open(started);
    } catch (error) {
      if (error instanceof UntrustedError) await tellUntrusted(error);
      else if (entry === null) throw error;
      else await this.#tell(entry, error instanceof Error ? error.message : String(error));
    }
  }

  /** Asks where to, and saves what was received as a trace file. */
  async save(entry: CollectorEntry): Promise<void> {
    const stamp = new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-');
    const name = `${entry.title.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|-+$/g, '') || 'live'}-${stamp}.pypss.ndjson`;
    const target = await vscode.window.showSaveDialog({
      title: 'Save Received Traces',
      defaultUri: vscode.Uri.file(join(workFolder() ?? homedir(), name)),
      filters: { 'PyPSS traces': ['ndjson', 'jsonl'] },
    });
    if (target === undefined) return;
    const { items, gone, problem } = await this.#needs.collectors.save(entry.spec.id, target.fsPath);
    const text = `${plural(items, 'trace')} saved in ${target.fsPath}.`;
    const analyze = 'Analyze';
    const why = problem ?? 'only the latest are kept on disk; the setting pypss.collectors.keep says how many';
    const said =
      gone === 0
        ? vscode.window.showInformationMessage(`PyPSS: ${text}`, analyze)
        : vscode.window.showWarningMessage(`PyPSS: ${text} ${count(gone)} are missing: ${why}.`, analyze);
    // The command ends here: the message may stay as long as it likes.
    void said.then((choice) => {
      if (choice === analyze) return vscode.commands.executeCommand(COMMANDS.analyze, target);
      return undefined;
    });
  }

  async #start(picked: unknown): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      await tellUntrusted(new UntrustedError());
      return;
    }
    const known = this.#of(picked);
    const chosen = known ?? (await this.#choose());
    if (chosen !== undefined) await this.start(chosen.spec.id);
  }

  async #choose(): Promise<CollectorEntry | undefined> {
    const { collectors, own } = this.#needs;
    const separator = (label: string): KindItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
    const resting = collectors.all.filter(({ active }) => !active).map(itemOf);
    const kinds = kindItems(own.all);
    const items: (KindItem & { entry?: CollectorEntry })[] =
      resting.length === 0 ? kinds : [separator('remembered'), ...resting, separator('new'), ...kinds];
    const picked = await vscode.window.showQuickPick(items, {
      title: 'Start Collector: Traces From Where?',
      matchOnDescription: true,
    });
    if (picked === undefined || picked.entry !== undefined) return picked?.entry;
    const filled = await picked.fill?.();
    return filled === undefined ? undefined : collectors.add(filled.target, filled.password);
  }

  async #stop(picked: unknown): Promise<void> {
    const { collectors } = this.#needs;
    const running = collectors.all.filter(({ active }) => active);
    // Where there is no choice, nothing is asked.
    const only = picked === undefined && running.length === 1 ? running[0] : undefined;
    const entry = only ?? (await this.#chosen(picked, 'Stop Which Collector?', running, 'no collector runs'));
    if (entry !== undefined) await collectors.stop(entry.spec.id);
  }

  async #edit(picked: unknown): Promise<void> {
    const { collectors, memory, own } = this.#needs;
    const entry = await this.#chosen(picked, 'Edit Which Collector?');
    if (entry === undefined) return;
    const { id, target } = entry.spec;
    const filled = await fillAgain(target, await memory.password(id), own.all);
    if (filled === undefined) return;
    try {
      await collectors.edit(id, filled.target, filled.password);
    } catch (error) {
      if (error instanceof UntrustedError) await tellUntrusted(error);
      else throw error;
    }
  }

  async #remove(picked: unknown): Promise<void> {
    const entry = await this.#chosen(picked, 'Remove Which Collector?');
    if (entry === undefined) return;
    if (entry.active) {
      const remove = 'Stop and Remove';
      const detail = 'It is running. What it received goes too, unless it is saved before.';
      const message = `Remove ${entry.title}?`;
      if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, remove)) !== remove) return;
    }
    await this.#needs.collectors.remove(entry.spec.id);
  }

  async #copyAddress(picked: unknown): Promise<void> {
    const entry = await this.#chosen(picked, 'Copy the Address of Which Collector?');
    if (entry === undefined) return;
    // A running one knows the port that was really taken.
    const address = entry.active ? entry.status.address.split('?')[0] : addressOf(entry.spec.target);
    await vscode.env.clipboard.writeText(address);
    vscode.window.setStatusBarMessage(`PyPSS: copied ${address}`, 3000);
  }

  async #save(picked: unknown): Promise<void> {
    const fitting = this.#needs.collectors.all.filter(({ savable }) => savable);
    const title = 'Save the Traces of Which Collector?';
    const entry = await this.#chosen(picked, title, fitting, 'nothing was received yet that can be saved');
    if (entry !== undefined) await this.save(entry);
  }

  /** The collector of a row, else one that is chosen. */
  async #chosen(
    picked: unknown,
    title: string,
    fitting: readonly CollectorEntry[] = this.#needs.collectors.all,
    none = 'there is no collector yet',
  ): Promise<CollectorEntry | undefined> {
    const known = this.#of(picked);
    if (known !== null) return known;
    if (fitting.length === 0) {
      void vscode.window.showInformationMessage(`PyPSS: ${none}.`);
      return undefined;
    }
    return (await vscode.window.showQuickPick(fitting.map(itemOf), { title }))?.entry;
  }

  #of(picked: unknown): CollectorEntry | null {
    if (typeof picked !== 'object' || picked === null) return null;
    const { id, parent } = picked as Record<string, unknown>;
    const name = typeof id === 'string' ? id : parent;
    return typeof name === 'string' ? this.#needs.collectors.get(name) : null;
  }

  async #tellBroken(entry: CollectorEntry): Promise<void> {
    await this.#tell(entry, entry.status.message ?? 'it failed');
  }

  /** Says why a collector does not run; the command that started it does not wait for the answer. */
  #tell(entry: CollectorEntry, message: string): Promise<void> {
    const { log } = this.#needs;
    log.error(`${entry.title}: ${message}`);
    const [again, edit] = ['Start Again', 'Edit'];
    const text = `PyPSS: ${entry.title} does not collect: ${message}`;
    void vscode.window.showErrorMessage(text, again, edit).then(async (choice) => {
      try {
        if (choice === again) await this.start(entry.spec.id);
        else if (choice === edit) await this.#edit({ id: entry.spec.id });
      } catch (error) {
        showError(error, log);
      }
    });
    return Promise.resolve();
  }
}

function itemOf(entry: CollectorEntry): vscode.QuickPickItem & { entry: CollectorEntry } {
  return {
    label: entry.title,
    description: `${mannerOf(entry.spec.target)} · ${standingText(entry.status)}`,
    entry,
  };
}

async function tellUntrusted(error: UntrustedError): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const choice = await vscode.window.showWarningMessage(`PyPSS: ${error.message}`, manage);
  if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
