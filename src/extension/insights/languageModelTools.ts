/** Tools by which language models read the shown report. They read, and change nothing. */
import * as vscode from 'vscode';
import type { AnalysisClient } from '../../analysis/client.ts';
import { TOOLS } from '../ids.ts';
import { requestFor } from '../traceEditor/traceDocument.ts';
import { fileName } from '../traceFiles.ts';
import type { ActiveReport, ShownReport } from './activeReport.ts';
import type { CodeScores } from './codeScores.ts';
import {
  comparisonAnswer,
  functionEvidence,
  functionRow,
  functionsNamed,
  pageOf,
  partOfReport,
  summaryOf,
} from './toolAnswers.ts';

interface ReportInput {
  readonly part?: string;
  readonly module?: string;
  readonly page?: number;
}
interface FunctionInput {
  readonly name: string;
  readonly file?: string;
  readonly page?: number;
}
interface CompareInput {
  readonly base: string;
  readonly head?: string;
  readonly page?: number;
}

const NOTHING_SHOWN = {
  error: 'No traces are shown in the editor. Ask the user to run “PyPSS: Analyze” on a trace file first.',
};

export class LanguageModelTools implements vscode.Disposable {
  readonly #shown: ActiveReport;
  readonly #scores: CodeScores;
  readonly #analysis: AnalysisClient;
  readonly #registrations: vscode.Disposable;

  constructor(shown: ActiveReport, scores: CodeScores, analysis: AnalysisClient) {
    this.#shown = shown;
    this.#scores = scores;
    this.#analysis = analysis;
    const register = (name: string, message: string, answer: (input: object) => object | Promise<object>) =>
      vscode.lm.registerTool<object>(name, {
        prepareInvocation: () => ({ invocationMessage: message }),
        invoke: async ({ input }) =>
          new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(await answer(input)))]),
      });
    this.#registrations = vscode.Disposable.from(
      register(TOOLS.report, 'Reading the PyPSS report', (input) => this.#report(input)),
      register(TOOLS.function, 'Reading the PyPSS figures of a function', (input) =>
        this.#function(input as FunctionInput),
      ),
      register(TOOLS.compare, 'Comparing two trace files with PyPSS', (input) => this.#compare(input as CompareInput)),
    );
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  #report({ part = 'summary', module, page = 1 }: ReportInput): object {
    const shown = this.#shown.current;
    if (shown === null) return NOTHING_SHOWN;
    return part === 'summary'
      ? summaryOf(shown.report, shown.label)
      : { source: shown.label, part, ...partOfReport(shown.report, part, module, page) };
  }

  async #function({ name, file, page = 1 }: FunctionInput): Promise<object> {
    const shown = this.#shown.current;
    if (shown === null) return NOTHING_SHOWN;
    const found = functionsNamed(shown.report, name, file);
    const [fn] = found;
    if (fn === undefined) {
      return { error: `No function “${name}” is in ${shown.label}. ${TOOLS.report} with part "functions" lists all.` };
    }
    if (found.length > 1) {
      const note = 'Several functions have that name; name the file too.';
      return { source: shown.label, note, ...pageOf(found, page, functionRow) };
    }
    return { source: shown.label, ...functionEvidence(shown.report, fn, await this.#placeOf(fn.filename, fn.lineno)) };
  }

  /** `path:line` below the workspace, where the function stands now. */
  async #placeOf(filename: string | null, lineno: number | null): Promise<string | null> {
    if (filename === null) return null;
    const result = await this.#scores.fileOf(filename);
    if (result.found !== 'file') return null;
    const uri = vscode.Uri.file(result.path);
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    const scored = open === undefined ? [] : await this.#scores.of(open);
    const here = scored.find(({ fn }) => fn.filename === filename && fn.lineno === lineno);
    const line = here === undefined ? lineno : here.headLine + 1;
    return `${vscode.workspace.asRelativePath(uri, false)}${line === null ? '' : `:${line}`}`;
  }

  async #compare({ base, head, page = 1 }: CompareInput): Promise<object> {
    const before = await this.#read(base);
    if ('error' in before) return before;
    const after = head === undefined ? (this.#shown.current ?? NOTHING_SHOWN) : await this.#read(head);
    if ('error' in after) return after;
    const { compareReports } = await import('../../score/comparison.ts');
    const side = ({ report, label }: Pick<ShownReport, 'report' | 'label'>) => ({
      report,
      label,
      run: null,
      timestamp: null,
    });
    return comparisonAnswer(compareReports(side(before), side(after)), page);
  }

  /** Reads a trace file of the workspace, and no other: a model must not reach further than the editor's folders. */
  async #read(path: string): Promise<Pick<ShownReport, 'report' | 'label'> | { error: string }> {
    const parts = path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
    const outside = /^([\\/]|[A-Za-z]:)/.test(path) || parts.includes('..') || parts.length === 0;
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (outside) return { error: `“${path}” is not a path below a workspace folder.` };
    for (const folder of folders) {
      const uri = vscode.Uri.joinPath(folder.uri, ...parts);
      if (uri.scheme !== 'file' || !(await exists(uri))) continue;
      const outcome = await this.#analysis.analyze(requestFor(uri)).outcome;
      if (!outcome.ok) return { error: outcome.problem.message };
      return { report: outcome.report, label: fileName(uri.path) };
    }
    return { error: `There is no file “${path}” in this workspace.` };
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    // Another workspace folder may have it.
    return false;
  }
}
