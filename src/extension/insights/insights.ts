/** Scores in the code: wires what shows the report that is active. Nothing here works until there is one. */
import * as vscode from 'vscode';
import type { AnalysisClient } from '../../analysis/client.ts';
import { COMMANDS, CONTEXT, INNER_COMMANDS } from '../ids.ts';
import { registerCommand } from '../registerCommand.ts';
import type { JsonPaths } from '../traceEditor/jsonPaths.ts';
import type { TraceEditorProvider } from '../traceEditor/traceEditorProvider.ts';
import type { ActiveReport } from './activeReport.ts';
import { CodeLenses } from './codeLenses.ts';
import type { CodeScores } from './codeScores.ts';
import { EditorNotes } from './editorNotes.ts';
import { FollowedFile } from './followedFile.ts';
import { FunctionCommands, nothingShown } from './functionCommands.ts';
import { HotFunctions } from './hotFunctions.ts';
import { Hovers } from './hovers.ts';
import { InsightSettings } from './insightSettings.ts';
import { LanguageModelTools } from './languageModelTools.ts';
import { Problems } from './problems.ts';
import { revealReport } from './revealing.ts';
import type { SourceOpener } from './sourceOpener.ts';
import { SourcePicker } from './sourcePicker.ts';
import { ScoreStatus } from './statusBar.ts';
import type { Verdicts } from './verdicts.ts';
import { WhyNoScore } from './whyNoScore.ts';

export interface InsightParts {
  readonly shown: ActiveReport;
  readonly scores: CodeScores;
  readonly sources: SourceOpener;
  readonly verdicts: Verdicts;
  readonly analysis: AnalysisClient;
  readonly editors: TraceEditorProvider;
  readonly jsonPaths: JsonPaths;
  readonly log: vscode.LogOutputChannel;
}

export class Insights implements vscode.Disposable {
  readonly #all: vscode.Disposable;

  constructor({ shown, scores, sources, verdicts, analysis, editors, jsonPaths, log }: InsightParts) {
    const settings = new InsightSettings();
    const followed = new FollowedFile(shown, analysis, jsonPaths, log);
    const picker = new SourcePicker(shown, editors, followed);
    const hot = new HotFunctions(shown, settings, verdicts);
    const why = new WhyNoScore(shown, scores, settings);
    const functions = new FunctionCommands(shown, scores, sources, editors);
    const register = (id: string, run: (...args: unknown[]) => Promise<void> | void) => registerCommand(id, log, run);
    this.#all = vscode.Disposable.from(
      settings,
      followed,
      hot,
      why,
      new CodeLenses(shown, scores, settings, verdicts),
      new EditorNotes(shown, scores, settings, verdicts),
      new Hovers(shown, scores, settings),
      new Problems(shown, scores, settings),
      new ScoreStatus(shown, settings),
      new LanguageModelTools(shown, scores, analysis),
      shown.onDidChange((current) => {
        void vscode.commands.executeCommand('setContext', CONTEXT.scoresShown, current !== null);
      }),
      register(COMMANDS.openDashboard, async () => {
        // With nothing shown, the way to a dashboard is to analyze something.
        if (shown.current === null) await vscode.commands.executeCommand(COMMANDS.analyze);
        else await revealReport(shown.current, editors);
      }),
      register(COMMANDS.showFunctionDetails, (ref, part) => functions.showDetails(ref, part)),
      register(INNER_COMMANDS.openFunction, (ref) => functions.openSource(ref)),
      register(INNER_COMMANDS.ignoreFunction, (ref) => functions.ignore(ref)),
      register(COMMANDS.chooseSourceFile, (traced) => functions.chooseSourceFile(traced)),
      register(COMMANDS.chooseScores, () => picker.choose()),
      register(COMMANDS.clearScores, () => shown.clear()),
      register(COMMANDS.whyNoScore, () => why.explain()),
      register(COMMANDS.filterHotFunctions, () => hot.filter()),
      register(COMMANDS.refreshHotFunctions, async () => {
        const origin = shown.current?.origin;
        if (origin === undefined) nothingShown();
        else if (origin.kind === 'file') await followed.show(origin.uri);
        else shown.show(shown.current!);
      }),
    );
  }

  dispose(): void {
    this.#all.dispose();
  }
}
