import { type Command, InvalidArgumentError, Option } from 'commander';
import { analyzeFile } from '../../analysis/analyze.ts';
import type { AnalysisProblem, AnalysisRequest } from '../../protocol/analysis.ts';
import type { Report } from '../../protocol/report.ts';
import { FAILED, OK, USAGE } from '../exitCode.ts';
import { htmlReport } from '../format/html.ts';
import { jsonReport } from '../format/json.ts';
import { belowText, junitReport } from '../format/junit.ts';
import { markdownReport } from '../format/markdown.ts';
import { textReport } from '../format/text.ts';
import { visibleName } from '../format/visibleText.ts';
import { damageText, sourceName } from '../format/wording.ts';
import { readDashboardAssets } from '../output/dashboardAssets.ts';
import { checkWritable, isSameFile, writeReportFile } from '../output/reportFile.ts';
import { writeText } from '../output/stream.ts';
import { systemErrorText } from '../output/systemError.ts';
import type { Session } from '../session.ts';
import { handleSignals, leaveSignalsToSystem } from '../signals.ts';
import { ANSI_STYLE, lineWidth, NO_STYLE, wantsColour } from '../terminal/style.ts';

const FORMATS = ['text', 'json', 'markdown', 'junit'] as const;
type Format = (typeof FORMATS)[number];

/** The command line of `pypss analyze`, checked. */
interface AnalyzeOptions {
  traceFile: string;
  output?: string;
  html?: true;
  format: Format;
  path?: string;
  failIfBelow?: number;
  config?: string;
  strict?: true;
  top: number;
}

const EXAMPLES = `
Examples:
  pypss analyze --trace-file traces.json
  pypss analyze --trace-file traces.json.gz --output report.html --html
  pypss analyze --trace-file traces.json --format markdown --fail-if-below 70
  python service.py | pypss analyze --trace-file - --format json > report.json
`;

/** Adds `pypss analyze`; its exit status goes to the session. */
export function addAnalyzeCommand(program: Command, session: Session): void {
  program
    .command('analyze')
    .description('score a trace file and say what makes it unstable')
    .requiredOption('--trace-file <file>', 'trace file: JSON or NDJSON, also .gz (- reads standard input)')
    .option('--output <file>', 'write the report there: JSON, or a page with --html')
    .option('--html', 'make --output one self-contained HTML page')
    .addOption(new Option('--format <format>', 'what standard output gets').choices(FORMATS).default('text'))
    .option('--path <jsonpath>', "where the traces stand in another document, e.g. '$.run.calls'", pathOption)
    .option('--fail-if-below <score>', 'exit with 1 when the PSS is below this (0 to 100)', scoreOption)
    .option('--config <file>', 'use this configuration instead of looking for pypss.toml')
    .option('--strict', 'exit with 1 when the trace file is damaged')
    .option('--top <n>', 'rows in each table', topOption, 10)
    .addHelpText('after', EXAMPLES)
    .action(async (options: AnalyzeOptions) => {
      session.exitCode = await analyze(options, session);
    });
}

/** Keys of letters and whatever else is no syntax, and `*` for any key or index: all that the reader of paths knows. */
function pathOption(text: string): string {
  if (!/^\$(\.(\*|[^.*[\]]+))+$/.test(text)) {
    throw new InvalidArgumentError('It must look like $.run.calls, with * for any key or index.');
  }
  return text;
}

function scoreOption(text: string): number {
  const score = text.trim() === '' ? NaN : Number(text);
  if (!(score >= 0 && score <= 100)) throw new InvalidArgumentError('It must be a number from 0 to 100.');
  return score;
}

function topOption(text: string): number {
  const top = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (top < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return top;
}

async function analyze(options: AnalyzeOptions, session: Session): Promise<number> {
  const misuse = await misuseOf(options);
  if (misuse !== null) {
    session.error(misuse);
    return USAGE;
  }
  if (options.output !== undefined) {
    try {
      await checkWritable(options.output);
    } catch (error) {
      return cannotWrite(options.output, error, session);
    }
  }
  leaveSignalsToSystem(options.traceFile);
  const outcome = await read(options, session);
  handleSignals(session);
  if (!outcome.ok) {
    session.error(problemText(outcome.problem));
    return FAILED;
  }
  const { report } = outcome;
  for (const warning of report.warnings) session.warn(warning);
  if (report.damage !== null) session.warn(damageText(report, report.damage));
  const written = [await writeOutput(report, options, session), await writeStandardOutput(report, options, session)];
  const passed = checkGates(report, options, session);
  return passed && written.every((status) => status === OK) ? OK : FAILED;
}

/** What is wrong with the command line beyond single options; null when it is fine. */
async function misuseOf({ output, html, traceFile, config }: AnalyzeOptions): Promise<string | null> {
  if (traceFile === '') return '--trace-file needs a file name';
  if (output === undefined) return html ? '--html needs --output with the name of the page' : null;
  if (output === '' || output === '-') return '--output needs a file name; --format json writes to standard output';
  for (const [option, input] of [
    ['--trace-file', traceFile],
    ['--config', config],
  ] as const) {
    if (input === undefined || input === '-') continue;
    const same = await isSameFile(output, input).catch(() => false);
    if (same) return `--output and ${option} name the same file, ${visibleName(output)}`;
  }
  return null;
}

async function read({ traceFile, path, config }: AnalyzeOptions, session: Session): ReturnType<typeof analyzeFile> {
  const { progress } = session;
  if (traceFile === '-' && process.stdin.isTTY) session.note('reading traces from standard input…');
  const request: AnalysisRequest = {
    path: traceFile,
    root: process.cwd(),
    ...(path === undefined ? {} : { jsonPath: path }),
    ...(config === undefined ? {} : { configPath: config }),
  };
  try {
    return await analyzeFile(request, { onProgress: (state) => progress.show(state) });
  } finally {
    progress.clear();
  }
}

/** One line: what happened, where, and what would help. */
function problemText({ message, paths, kind, file, line, column }: AnalysisProblem): string {
  const place =
    kind === 'configuration' && file !== undefined && !message.includes(file)
      ? `${file}${line === undefined ? '' : `:${String(line)}:${String(column ?? 1)}`}: `
      : '';
  const unnamed = (paths ?? []).filter((path) => !message.includes(path));
  const offer = unnamed.length === 0 ? '' : `; --path reads them from ${unnamed.slice(0, 3).map(quoted).join(' or ')}`;
  return `${place}${message}${offer}`;
}

function quoted(text: string): string {
  return `'${text}'`;
}

async function writeOutput(report: Report, { output, html }: AnalyzeOptions, session: Session): Promise<number> {
  if (output === undefined) return OK;
  try {
    await writeReportFile(output, html ? htmlReport(report, await readDashboardAssets()) : jsonReport(report));
    return OK;
  } catch (error) {
    return cannotWrite(output, error, session);
  }
}

function cannotWrite(output: string, error: unknown, session: Session): number {
  session.error(`cannot write ${visibleName(output)}: ${systemErrorText(error)}`);
  return FAILED;
}

function* textPieces(report: Report, { top, output }: AnalyzeOptions): Generator<string> {
  const style = wantsColour(process.stdout, process.env) ? ANSI_STYLE : NO_STYLE;
  yield textReport(report, { width: lineWidth(process.stdout), top, style });
  if (output !== undefined) yield `\nReport written to ${visibleName(output)}\n`;
}

function standardOutput(report: Report, options: AnalyzeOptions): Iterable<string> {
  switch (options.format) {
    case 'text':
      return textPieces(report, options);
    case 'json':
      return jsonReport(report);
    case 'markdown':
      return [markdownReport(report, options)];
    case 'junit':
      return junitReport(report, { failIfBelow: options.failIfBelow ?? null, strict: options.strict ?? false });
  }
}

async function writeStandardOutput(report: Report, options: AnalyzeOptions, session: Session): Promise<number> {
  try {
    await writeText(process.stdout, standardOutput(report, options));
    return OK;
  } catch (error) {
    return cannotWrite('standard output', error, session);
  }
}

function checkGates(report: Report, { failIfBelow, strict }: AnalyzeOptions, session: Session): boolean {
  const below = belowText(report.pss, failIfBelow ?? null);
  if (below !== null) session.error(`${below} (--fail-if-below)`);
  const damaged = strict === true && report.damage !== null;
  if (damaged) session.error(`${sourceName(report.source.path)} is damaged (--strict)`);
  return below === null && !damaged;
}
