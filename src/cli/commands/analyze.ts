import { type Command, Option } from 'commander';
import { analyzeFile } from '../../analysis/analyze.ts';
import { isRedisAddress } from '../../collect/redis/redisTarget.ts';
import type { AnalysisRequest } from '../../protocol/analysis.ts';
import type { Report } from '../../protocol/report.ts';
import { FAILED, OK, USAGE } from '../exitCode.ts';
import { jsonReport } from '../format/json.ts';
import { belowText, junitReport } from '../format/junit.ts';
import { markdownReport } from '../format/markdown.ts';
import { problemText } from '../format/problem.ts';
import { textReport } from '../format/text.ts';
import { visibleName } from '../format/visibleText.ts';
import { damageText, sourceName } from '../format/wording.ts';
import { keepRun, openHistory } from '../history/keepRun.ts';
import type { HistoryOptions } from '../history/runHistory.ts';
import { checkWritable, isSameFile } from '../output/reportFile.ts';
import { writeText } from '../output/stream.ts';
import { cannotWrite, writeOutput } from '../output/writeOutput.ts';
import { redisPassword } from '../redisPassword.ts';
import { dropOption, pathOption, scoreOption, topOption } from '../options.ts';
import type { Session } from '../session.ts';
import { handleSignals, leaveSignalsToSystem } from '../signals.ts';
import { ANSI_STYLE, lineWidth, NO_STYLE, wantsColour } from '../terminal/style.ts';

const FORMATS = ['text', 'json', 'markdown', 'junit'] as const;
type Format = (typeof FORMATS)[number];

/** The command line of `pypss analyze`, checked. */
interface AnalyzeOptions extends HistoryOptions {
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
    .requiredOption(
      '--trace-file <file>',
      'trace file: JSON or NDJSON, also .gz (- reads standard input), or redis://… (list, or group of readers)',
    )
    .option('--output <file>', 'write the report there: JSON, or a page with --html')
    .option('--html', 'make --output one self-contained HTML page')
    .addOption(new Option('--format <format>', 'what standard output gets').choices(FORMATS).default('text'))
    .option('--path <jsonpath>', "where the traces stand in another document, e.g. '$.run.calls'", pathOption)
    .option('--fail-if-below <score>', 'exit with 1 when the PSS is below this (0 to 100)', scoreOption)
    .option('--fail-if-drop <points>', 'exit with 1 when the PSS is this far below the stored runs', dropOption)
    .option('--store-history', 'keep this run in the history, and warn when it is a regression')
    .option('--store-damaged', 'keep it even if the trace file is damaged or empty')
    .option('--db-path <file>', 'the history file, instead of the one that the configuration names')
    .option('--config <file>', 'use this configuration instead of looking for pypss.toml')
    .option('--strict', 'exit with 1 when the trace file is damaged')
    .option('--top <n>', 'rows in each table', topOption, 10)
    .addHelpText('after', EXAMPLES)
    .action(async (options: AnalyzeOptions) => {
      session.exitCode = await analyze(options, session);
    });
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
  const history = await openHistory(report, options, options, session);
  const drop = history === 'failed' ? null : (history?.drop ?? null);
  const results = [
    await writeOutput(report, options, session),
    await writeStandardOutput(report, options, drop, session),
    await keepRun(report, history, undefined, session),
  ];
  const passed = checkGates(report, options, drop, session);
  return passed && results.every((status) => status === OK) ? OK : FAILED;
}

/** What is wrong with the command line beyond single options; null when it is fine. */
async function misuseOf({ output, html, traceFile, config, path }: AnalyzeOptions): Promise<string | null> {
  if (traceFile === '') return '--trace-file needs a file name';
  if (path !== undefined && isRedisAddress(traceFile)) return '--path is for files; what is in Redis are traces';
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
    if (isRedisAddress(traceFile)) {
      const { analyzeRedis } = await import('../../collect/redis/readRedis.ts');
      return await analyzeRedis(request, redisPassword());
    }
    return await analyzeFile(request, { onProgress: (state) => progress.show(state) });
  } finally {
    progress.clear();
  }
}

function* textPieces(report: Report, { top, output }: AnalyzeOptions): Generator<string> {
  const style = wantsColour(process.stdout, process.env) ? ANSI_STYLE : NO_STYLE;
  yield textReport(report, { width: lineWidth(process.stdout), top, style });
  if (output !== undefined) yield `\nReport written to ${visibleName(output)}\n`;
}

function standardOutput(report: Report, options: AnalyzeOptions, drop: string | null): Iterable<string> {
  switch (options.format) {
    case 'text':
      return textPieces(report, options);
    case 'json':
      return jsonReport(report);
    case 'markdown':
      return [markdownReport(report, options)];
    case 'junit':
      return junitReport(report, {
        failIfBelow: options.failIfBelow ?? null,
        strict: options.strict ?? false,
        drop,
      });
  }
}

async function writeStandardOutput(
  report: Report,
  options: AnalyzeOptions,
  drop: string | null,
  session: Session,
): Promise<number> {
  try {
    await writeText(process.stdout, standardOutput(report, options, drop));
    return OK;
  } catch (error) {
    return cannotWrite('standard output', error, session);
  }
}

function checkGates(
  report: Report,
  { failIfBelow, strict }: AnalyzeOptions,
  drop: string | null,
  session: Session,
): boolean {
  const below = belowText(report.pss, failIfBelow ?? null);
  if (below !== null) session.error(`${below} (--fail-if-below)`);
  if (drop !== null) session.error(`${drop} (--fail-if-drop)`);
  const damaged = strict === true && report.damage !== null;
  if (damaged) session.error(`${sourceName(report.source.path)} is damaged (--strict)`);
  return below === null && drop === null && !damaged;
}
