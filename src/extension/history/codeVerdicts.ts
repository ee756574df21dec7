/** Verdicts on the functions of the report that the code shows, from the runs before it. */
import * as vscode from 'vscode';
import type { EarlierRun } from '../../history/figureRows.ts';
import type { Verdict } from '../../protocol/history.ts';
import type { FunctionReport, Report } from '../../protocol/report.ts';
import type { ActiveReport, ReportOrigin } from '../insights/activeReport.ts';
import type { VerdictSource } from '../insights/verdicts.ts';
import { fileName } from '../traceFiles.ts';
import { storedAs } from './ownRun.ts';
import type { RunHistory } from './runHistory.ts';

type Identity = Pick<FunctionReport, 'name' | 'module' | 'filename' | 'lineno'>;

export class CodeVerdicts implements VerdictSource, vscode.Disposable {
  readonly #shown: ActiveReport;
  readonly #history: RunHistory;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #verdicts: ReadonlyMap<string, Verdict> = new Map();
  #round = 0;

  readonly onDidChange = this.#changed.event;

  constructor(shown: ActiveReport, history: RunHistory, log: vscode.LogOutputChannel) {
    this.#shown = shown;
    this.#history = history;
    this.#log = log;
    const judge = () => void this.#judge();
    this.#subscriptions = vscode.Disposable.from(shown.onDidChange(judge), history.onDidChange(judge));
  }

  verdictOf(fn: FunctionReport): Verdict | null {
    return this.#verdicts.get(keyOf(fn)) ?? null;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  async #rowOf(origin: ReportOrigin, report: Report): Promise<number | null> {
    if (origin.kind === 'run') return origin.run;
    return storedAs(report, origin.kind === 'file' ? fileName(origin.uri.path) : null, await this.#history.runs());
  }

  async #judge(): Promise<void> {
    const round = ++this.#round;
    const current = this.#shown.current;
    const found = new Map<string, Verdict>();
    // What is still coming in is no run yet that others could be held against.
    if (current !== null && current.origin.kind !== 'live' && current.report.complete) {
      try {
        const { FEWEST_RUNS, MOST_RUNS, verdictsOf } = await import('../../score/verdict.ts');
        const { origin, report } = current;
        const before = await this.#rowOf(origin, report);
        const earlier = await this.#history.read<EarlierRun[]>([], (store) => store.earlierRuns(MOST_RUNS, before));
        const verdicts = earlier.length < FEWEST_RUNS ? [] : verdictsOf(report, earlier);
        for (const verdict of verdicts) {
          const { scope } = verdict;
          if (scope.kind !== 'function' || (verdict.verdict !== 'worse' && verdict.verdict !== 'better')) continue;
          const key = keyOf(scope);
          // They come surest first; one on the score itself says most.
          if (!found.has(key) || verdict.metric === 'pss') found.set(key, verdict);
        }
      } catch (error) {
        // Nobody asked for it; the History view says what is wrong with the file.
        this.#log.warn(error instanceof Error ? error.message : String(error));
      }
    }
    if (round !== this.#round || (found.size === 0 && this.#verdicts.size === 0)) return;
    this.#verdicts = found;
    this.#changed.fire();
  }
}

function keyOf({ name, module, filename, lineno }: Identity): string {
  return JSON.stringify([name, module, filename, lineno]);
}
