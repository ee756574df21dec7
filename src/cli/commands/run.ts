import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { analyzeFile } from '../../analysis/analyze.ts';
import type { Report } from '../../protocol/report.ts';
import type { RunOutcome, ScriptError } from '../../protocol/run.ts';
import { FAILED, OK, USAGE } from '../exitCode.ts';
import { belowText } from '../format/junit.ts';
import { problemText } from '../format/problem.ts';
import { textReport } from '../format/text.ts';
import { visibleName } from '../format/visibleText.ts';
import { keepRun, openHistory } from '../history/keepRun.ts';
import { scoreOption, topOption } from '../options.ts';
import { checkWritable, writeReportFile } from '../output/reportFile.ts';
import { writeText } from '../output/stream.ts';
import { systemErrorText } from '../output/systemError.ts';
import { cannotWrite, writeOutput } from '../output/writeOutput.ts';
import { readEnding } from '../run/ending.ts';
import { findPython } from '../../code/findPython.ts';
import { type ProgramEnd, runRecorded } from '../run/program.ts';
import { bootstrapFile } from '../run/runtime.ts';
import type { Session } from '../session.ts';
import { handleSignals } from '../signals.ts';
import { ANSI_STYLE, lineWidth, NO_STYLE, wantsColour } from '../terminal/style.ts';

interface RunOptions {
  output?: string;
  html?: true;
  traces?: string;
  outcome?: string;
  runtime: 'installed' | 'bundled';
  failIfBelow?: number;
  storeHistory?: true;
  python?: string;
  config?: string;
  top: number;
}

const EXAMPLES = `
The score is printed to standard error when the script has ended; standard output and the exit status are the script's.
Options that pypss does not know go to the script, as --help does after its name. After -- everything does:
  pypss run train.py --epochs 3
  pypss run --output report.json -- tool.py --output result.csv
`;

/** Adds `pypss run`; its exit status goes to the session. */
export function addRunCommand(program: Command, session: Session): void {
  program
    .command('run')
    .description('run a Python script and score the calls of its functions')
    .argument('<script>', 'Python file, or a folder with __main__.py')
    .argument('[args...]', 'arguments of the script')
    .allowUnknownOption()
    // After the script it is the script's, as `--version` is.
    .helpOption(false)
    .option('--output <file>', 'write the report there: JSON, or a page with --html')
    .option('--html', 'make --output one self-contained HTML page')
    .option('--traces <file>', 'keep the traces there, as NDJSON; what was there is replaced')
    .option('--outcome <file>', 'write there how the script ended, as JSON')
    .option('--fail-if-below <score>', 'exit with 1 when the PSS is below this (0 to 100)', scoreOption)
    .option('--store-history', 'keep this run in the history, and warn when it is a regression')
    .option('--python <file>', 'the interpreter (default: python3 on PATH)')
    .addOption(
      new Option(
        '--runtime <which>',
        'what `import pypss` gives the script where PyPSS is installed: that, or the bundled',
      )
        .choices(['installed', 'bundled'])
        .default('installed'),
    )
    .option('--config <file>', 'use this configuration instead of looking for pypss.toml')
    .option('--top <n>', 'rows in each table', topOption, 10)
    .addHelpText('after', EXAMPLES)
    .action(async (script: string, args: string[], options: RunOptions, command: Command) => {
      if (script === '--help') command.help();
      session.exitCode = await run(script, args, options, session);
    });
}

async function run(script: string, args: string[], options: RunOptions, session: Session): Promise<number> {
  const misuse = await misuseOf(script, options);
  if (misuse !== null) {
    session.error(misuse);
    return USAGE;
  }
  for (const file of [options.output, options.traces, options.outcome]) {
    if (file === undefined) continue;
    try {
      await checkWritable(file);
    } catch (error) {
      return cannotWrite(file, error, session);
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'pypss-run-'));
  const traces = options.traces ?? join(folder, 'traces.ndjson');
  try {
    if (options.traces !== undefined) await clear(options.traces);
    if (options.outcome !== undefined) await clear(options.outcome);
    const done = await runAndReport(script, args, { traces, ending: join(folder, 'ending.json') }, options, session);
    return await tellOutcome(done, options, session);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What an earlier run has left would count with what this one leaves. Pipes and devices take what comes. */
async function clear(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found?.isFile() === true) await truncate(file);
}

async function misuseOf(script: string, { output, html, traces, outcome }: RunOptions): Promise<string | null> {
  if (output === undefined && html) return '--html needs --output with the name of the page';
  if (output === '' || output === '-') return "--output needs a file name; standard output is the script's";
  if (traces === '' || outcome === '') return `--${traces === '' ? 'traces' : 'outcome'} needs a file name`;
  const found = await stat(script).catch(() => null);
  if (found !== null) return null;
  return script.startsWith('-')
    ? `unknown option ${visibleName(script)}; options of the script follow its name`
    : `there is no file ${visibleName(script)}`;
}

/** Where a run leaves what it tells. */
interface Places {
  traces: string;
  ending: string;
}

/** How a run came out. */
interface Done {
  /** Exit status of `pypss`. */
  code: number;
  /** Null when the script was not run. */
  outcome: RunOutcome | null;
}

async function runAndReport(
  script: string,
  args: string[],
  { traces, ending }: Places,
  options: RunOptions,
  session: Session,
): Promise<Done> {
  const python = options.python ?? findPython();
  if (python === null) {
    session.error('no Python interpreter on PATH; name one with --python');
    return { code: FAILED, outcome: null };
  }
  let end: ProgramEnd;
  try {
    const own = options.runtime === 'bundled';
    const root = rootOf(script);
    const config = options.config === undefined ? {} : { config: resolve(options.config) };
    end = await runRecorded({ python, bootstrap: bootstrapFile(), script, args, traces, root, own, ending, ...config });
  } catch (error) {
    session.error(`cannot run ${visibleName(python)}: ${systemErrorText(error)}`);
    return { code: FAILED, outcome: null };
  } finally {
    handleSignals(session);
  }
  if (end.signal !== null) {
    session.warn(`${visibleName(script)} was ended by ${end.signal}; its calls of the last second may be missing`);
  }
  const error = await readEnding(ending);
  const outcome: RunOutcome = { ...end, error, traces: 0, pss: null, stored: false };
  const report = await read(script, traces, { signal: end.signal, error }, options, session);
  if (report === null) return { code: wantsReport(options) ? end.status || FAILED : end.status, outcome };
  for (const warning of report.warnings) session.warn(warning);
  const written = await writeOutput(report, options, session);
  const style = wantsColour(process.stderr, process.env) ? ANSI_STYLE : NO_STYLE;
  await writeText(process.stderr, [textReport(report, { width: lineWidth(process.stderr), top: options.top, style })]);
  const { storeHistory, config } = options;
  const history = await openHistory(
    report,
    storeHistory === true ? { storeHistory } : {},
    { traceFile: null, config },
    session,
  );
  const kept = await keepRun(report, history, { script }, session);
  const below = belowText(report.pss, options.failIfBelow ?? null);
  if (below !== null) session.error(`${below} (--fail-if-below)`);
  const stored = storeHistory === true && kept === OK;
  return {
    code: end.status || (below === null ? written || kept : FAILED),
    outcome: { ...outcome, traces: report.traces, pss: report.pss, stored },
  };
}

async function tellOutcome({ code, outcome }: Done, options: RunOptions, session: Session): Promise<number> {
  if (options.outcome === undefined || outcome === null) return code;
  try {
    await writeReportFile(options.outcome, [`${JSON.stringify(outcome)}\n`]);
    return code;
  } catch (error) {
    return code || cannotWrite(options.outcome, error, session);
  }
}

/** The folder whose modules are the program's own: the current one, unless the script lies elsewhere. */
function rootOf(script: string): string {
  const cwd = process.cwd();
  const way = relative(cwd, resolve(script));
  return way.startsWith('..') || isAbsolute(way) ? dirname(resolve(script)) : cwd;
}

/** What was asked for cannot be had without traces. */
function wantsReport({ output, failIfBelow, storeHistory }: RunOptions): boolean {
  return output !== undefined || failIfBelow !== undefined || storeHistory === true;
}

async function read(
  script: string,
  traces: string,
  ended: Ending,
  { config }: RunOptions,
  session: Session,
): Promise<Report | null> {
  const root = rootOf(script);
  const outcome = await analyzeFile(
    { path: traces, root, ...(config === undefined ? {} : { configPath: config }) },
    { onProgress: (state) => session.progress.show(state) },
  );
  session.progress.clear();
  if (outcome.ok) return { ...outcome.report, source: { ...outcome.report.source, path: script } };
  const { problem } = outcome;
  const empty = problem.kind === 'not-found' || problem.kind === 'no-traces';
  session.error(empty ? nothingCalled(script, root, ended) : problemText(problem));
  return null;
}

/** What ended a script before its time. */
interface Ending {
  readonly signal: string | null;
  readonly error: ScriptError | null;
}

function nothingCalled(script: string, root: string, { signal, error: ended }: Ending): string {
  const name = visibleName(script);
  if (signal !== null) return `${name} left no traces before ${signal} ended it, so there is no score`;
  if (ended !== null) return `${name} ended with ${ended.type} before a call of its functions had ended: no score`;
  return (
    `no function of ${name} was called, so there is no score. Functions of files below ${visibleName(root)} are ` +
    'recorded, but those that start with an underscore (discovery.ignore_funcs_prefix in pypss.toml)'
  );
}
