/** One webview showing a dashboard: snapshots out, checked messages in. */
import * as vscode from 'vscode';
import type { DashboardPlace, DashboardState, FromDashboard, ToDashboard } from '../../protocol/dashboard.ts';
import type { Question } from '../../protocol/question.ts';
import { answerSettings, isSettingsQuestion } from '../config/settingsQuestions.ts';
import { dashboardHtml, webviewFolder } from './dashboardHtml.ts';
import { parseFromDashboard } from '../../dashboard/dashboardMessages.ts';
import { JoinedMessages } from '../../dashboard/joinedMessages.ts';
import type { DashboardSource } from './dashboardSource.ts';
import { ReportSender } from '../../dashboard/reportSender.ts';

/** What the dashboard asks for beyond its own figures. */
export interface DashboardActions {
  /** Carries out a request; may show messages and open editors. */
  perform(request: FromDashboard, source: DashboardSource): Promise<void>;
  /** What a page that has just loaded is told besides its state, e.g. the history of its file. */
  context(source: DashboardSource): readonly ToDashboard[];
  /** Fires with what the pages of a source are told besides their state when it changes. */
  readonly onDidTell: vscode.Event<{ source: DashboardSource; message: ToDashboard }>;
}

export class DashboardPanel {
  readonly #source: DashboardSource;
  readonly #webview: vscode.Webview;
  readonly #actions: DashboardActions;
  readonly #log: vscode.LogOutputChannel;
  /** The page has said `ready` and was not hidden since; hiding unloads it. */
  #listening = false;
  readonly #sender = new ReportSender((message) => this.#post(message));
  readonly #joined = new JoinedMessages();
  /** Questions of the page under way. */
  readonly #asked = new Map<number, AbortController>();
  /** Where to go once the page is there. */
  #place: DashboardPlace | null = null;

  constructor(
    extensionUri: vscode.Uri,
    source: DashboardSource,
    panel: vscode.WebviewPanel,
    actions: DashboardActions,
    log: vscode.LogOutputChannel,
  ) {
    this.#source = source;
    this.#webview = panel.webview;
    this.#actions = actions;
    this.#log = log;
    const subscriptions = vscode.Disposable.from(
      this.#webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      source.onDidChangeState((state) => this.#send(state)),
      actions.onDidTell((told) => {
        if (told.source !== source) return;
        if (told.message.type === 'reveal') this.reveal(told.message.place);
        else if (this.#listening) void this.#post(told.message);
      }),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#unload();
      }),
    );
    panel.onDidDispose(() => {
      this.#unload();
      subscriptions.dispose();
    });
    this.#webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extensionUri)] };
    this.#webview.html = dashboardHtml(this.#webview, extensionUri);
  }

  /** Shows a place of the page; one that is not loaded yet goes there when it is. */
  reveal(place: DashboardPlace): void {
    if (this.#listening) void this.#post({ type: 'reveal', place });
    else this.#place = place;
  }

  #receive(value: unknown): void {
    const part = parseFromDashboard(value);
    if (part === null) {
      this.#log.warn('The dashboard sent a message that is not understood.');
      return;
    }
    try {
      const message = this.#joined.take(part);
      if (message !== null) this.#carryOut(message);
    } catch (error) {
      this.#fail(error);
    }
  }

  #carryOut(message: FromDashboard): void {
    if (message.type === 'ready') {
      this.#unload();
      this.#listening = true;
      this.#source.watched?.(true);
      this.#send(this.#source.state);
      for (const more of this.#actions.context(this.#source)) void this.#post(more);
      if (this.#place !== null) this.reveal(this.#place);
      this.#place = null;
      return;
    }
    if (message.type === 'ask') {
      void this.#answer(message.id, message.question);
      return;
    }
    if (message.type === 'forget') {
      this.#forget(message.id);
      return;
    }
    this.#actions.perform(message, this.#source).catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    this.#log.error(error instanceof Error ? error : String(error));
    void vscode.window.showErrorMessage(`PyPSS: ${error instanceof Error ? error.message : String(error)}`);
  }

  #send(state: DashboardState): void {
    if (this.#listening) void this.#sender.state(state);
  }

  async #answer(id: number, question: Question): Promise<void> {
    const controller = new AbortController();
    this.#asked.set(id, controller);
    const { signal } = controller;
    const wanted = (): boolean => !signal.aborted;
    try {
      const answer = await (isSettingsQuestion(question)
        ? answerSettings(question, this.#source)
        : this.#source.ask(question, signal));
      if (wanted()) await this.#sender.answer(id, answer, wanted);
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error));
      const message = `That question found no answer: ${error instanceof Error ? error.message : String(error)}`;
      if (wanted()) await this.#sender.answer(id, { answer: 'refused', problem: { kind: 'crashed', message } }, wanted);
    } finally {
      if (this.#asked.get(id) === controller) this.#asked.delete(id);
    }
  }

  #forget(id: number): void {
    this.#asked.get(id)?.abort();
    this.#asked.delete(id);
  }

  /** The page is gone, or another one has taken its place: what was on its way to it is wanted no longer. */
  #unload(): void {
    if (this.#listening) this.#source.watched?.(false);
    this.#listening = false;
    this.#sender.reset();
    this.#joined.reset();
    for (const id of [...this.#asked.keys()]) this.#forget(id);
  }

  #post(message: ToDashboard): Thenable<boolean> {
    return this.#webview.postMessage(message);
  }
}
