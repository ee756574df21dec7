import { type Command, Option } from 'commander';
import { HistoryError } from '../../history/historyError.ts';
import { HistoryStore } from '../../history/store.ts';
import type { Comparison } from '../../protocol/history.ts';
import { compareReports, type ComparisonSide } from '../../score/comparison.ts';
import type { ScoredRun } from '../../score/runFigures.ts';
import { FAILED, OK, USAGE } from '../exitCode.ts';
import { comparisonMarkdown, comparisonText } from '../format/comparison.ts';
import { damageText } from '../format/wording.ts';
import { fileSide, isRunId, SideError, storedSide } from '../history/comparedReport.ts';
import { historyPlace } from '../history/historyPlace.ts';
import { dropText } from '../history/runHistory.ts';
import { dropOption, topOption } from '../options.ts';
import { writeText } from '../output/stream.ts';
import type { Session } from '../session.ts';
import { ANSI_STYLE, lineWidth, NO_STYLE, wantsColour } from '../terminal/style.ts';

/** The command line of `pypss compare`, checked. */
interface CompareOptions {
  failIfDrop?: number;
  format: 'text' | 'json' | 'markdown';
  dbPath?: string;
  config?: string;
  top: number;
}

const EARLIER = 40;

const EXAMPLES = `
Examples:
  pypss compare base.traces.json head.traces.json
  pypss compare 41 42
  pypss compare main.report.json traces.json --fail-if-drop 5 --format markdown
`;

/** Adds `pypss compare`; its exit status goes to the session. */
export function addCompareCommand(program: Command, session: Session): void {
  program
    .command('compare')
    .description('tell what moved between two runs, and which functions moved it')
    .argument('<base>', 'trace file, report JSON, or the number of a stored run')
    .argument('<head>', 'the same, of the run that is judged')
    .option('--fail-if-drop <points>', 'exit with 1 when the PSS fell by more than this', dropOption)
    .addOption(
      new Option('--format <format>', 'what standard output gets')
        .choices(['text', 'json', 'markdown'])
        .default('text'),
    )
    .option('--db-path <file>', 'the history file, instead of the one that the configuration names')
    .option('--config <file>', 'use this configuration instead of looking for pypss.toml')
    .option('--top <n>', 'rows in each table', topOption, 10)
    .addHelpText('after', EXAMPLES)
    .action(async (base: string, head: string, options: CompareOptions) => {
      session.exitCode = await compare(base, head, options, session);
    });
}

async function compare(base: string, head: string, options: CompareOptions, session: Session): Promise<number> {
  if (base === '' || head === '' || (base === '-' && head === '-')) {
    session.error('compare needs two different sides: trace files, reports, or numbers of stored runs');
    return USAGE;
  }
  try {
    const comparison = await comparisonOf(base, head, options, session);
    await writeText(process.stdout, [formatted(comparison, options)]);
    const { failIfDrop } = options;
    if (failIfDrop === undefined) return OK;
    const reference = { pss: comparison.base.pss, name: comparison.base.label };
    const drop = dropText(comparison.head.pss, reference, failIfDrop);
    if (drop !== null) session.error(`${drop} (--fail-if-drop)`);
    return drop === null ? OK : FAILED;
  } catch (error) {
    if (!(error instanceof SideError) && !(error instanceof HistoryError)) throw error;
    session.error(error.message);
    return FAILED;
  }
}

async function comparisonOf(
  base: string,
  head: string,
  { dbPath, config }: CompareOptions,
  session: Session,
): Promise<Comparison> {
  const stored = { base: await isRunId(base), head: await isRunId(head) };
  const place = await historyPlace({
    traceFile: stored.head ? null : head,
    ...(dbPath === undefined ? {} : { dbPath }),
    ...(config === undefined ? {} : { config }),
  });
  const needed = stored.base || stored.head || dbPath !== undefined;
  const store = await openHistory(place.path, needed, session);
  try {
    const side = async (name: string, isStored: boolean): Promise<ComparisonSide> =>
      isStored && store !== null ? storedSide(name, store) : fileSide(name, config, session);
    const [from, to] = [await side(base, stored.base), await side(head, stored.head)];
    for (const { report } of [from, to]) {
      if (report.damage !== null) session.warn(damageText(report, report.damage));
    }
    const earlier = (await store?.earlierRuns(EARLIER, to.run)) ?? [];
    return compareReports(
      from,
      to,
      earlier.filter((run) => to.run !== null || !isSame(run, to.report)),
    );
  } finally {
    await store?.close();
  }
}

/** A history that only the verdicts would need does not stop the comparison of two files. */
async function openHistory(path: string, needed: boolean, session: Session): Promise<HistoryStore | null> {
  try {
    return await HistoryStore.open(path, { mode: 'read' });
  } catch (error) {
    if (needed || !(error instanceof HistoryError)) throw error;
    session.warn(`compared without earlier runs: ${error.message}`);
    return null;
  }
}

/** A trace file may be in the history already; it is no earlier run of itself. */
function isSame(run: ScoredRun, report: ScoredRun): boolean {
  return (
    run.traces === report.traces && run.latency.mean === report.latency.mean && run.latency.max === report.latency.max
  );
}

function formatted(comparison: Comparison, { format, top }: CompareOptions): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(comparison, null, 2)}\n`;
    case 'markdown':
      return comparisonMarkdown(comparison, { top });
    case 'text': {
      const style = wantsColour(process.stdout, process.env) ? ANSI_STYLE : NO_STYLE;
      return comparisonText(comparison, { width: lineWidth(process.stdout), top, style });
    }
  }
}
