/** Tells a regression once, with the way to what changed. */
import * as vscode from 'vscode';
import type { Regression } from '../../protocol/history.ts';
import type { ShownReport } from '../insights/activeReport.ts';
import { SETTINGS } from '../ids.ts';

const KEY = 'pypss.toldRegressions';
/** Regressions remembered; the oldest is forgotten first. */
const LIMIT = 200;

const SHOW = 'Show What Changed';
const NEVER = 'Don’t Show Again';

export class RegressionNotice {
  readonly #memento: vscode.Memento;
  readonly #showChanges: (shown: ShownReport) => Promise<void>;

  /** @param showChanges opens the comparison of a report with the run before it */
  constructor(memento: vscode.Memento, showChanges: (shown: ShownReport) => Promise<void>) {
    this.#memento = memento;
    this.#showChanges = showChanges;
  }

  /** Tells that a report is a regression, unless that was told before or is not wanted. */
  async tell(shown: ShownReport, regression: Regression): Promise<void> {
    if (!isWanted() || !(await this.#isNew(shown))) return;
    const said = regression.message.charAt(0).toUpperCase() + regression.message.slice(1);
    const choice = await vscode.window.showWarningMessage(`PyPSS: ${shown.label}: ${said}.`, SHOW, NEVER);
    if (choice === SHOW) await this.#showChanges(shown);
    if (choice === NEVER) await turnOff();
  }

  /** Whether these figures are told for the first time. */
  async #isNew(shown: ShownReport): Promise<boolean> {
    const key = fingerprintOf(shown);
    const told = this.#memento.get<string[]>(KEY, []);
    if (told.includes(key)) return false;
    await this.#memento.update(KEY, [...told, key].slice(-LIMIT));
    return true;
  }
}

/** The same run is known again by its figures, whether it is looked at as a file or from the history. */
function fingerprintOf({ report }: ShownReport): string {
  const { source, traces, errors, scores, time } = report;
  return JSON.stringify([source.path, source.bytes, traces, errors, Object.values(scores), time?.from, time?.to]);
}

function isWanted(): boolean {
  return vscode.workspace.getConfiguration().get<boolean>(SETTINGS.notifyRegressions, true);
}

async function turnOff(): Promise<void> {
  await vscode.workspace
    .getConfiguration()
    .update(SETTINGS.notifyRegressions, false, vscode.ConfigurationTarget.Global);
  const open = 'Open Setting';
  const text = 'PyPSS: regressions are marked in the History view from now on, without a message.';
  if ((await vscode.window.showInformationMessage(text, open)) === open) {
    await vscode.commands.executeCommand('workbench.action.openSettings', SETTINGS.notifyRegressions);
  }
}
