import { type Command, InvalidArgumentError, Option } from 'commander';
import { exportCsv, exportJson } from '../../history/exportRuns.ts';
import { HistoryStore } from '../../history/store.ts';
import { count, plural } from '../../score/figures.ts';
import { FAILED, OK } from '../exitCode.ts';
import { historyTable } from '../format/historyTable.ts';
import { visibleName } from '../format/visibleText.ts';
import { historyPlace, shortPath } from '../history/historyPlace.ts';
import { historyFailure } from '../history/runHistory.ts';
import { writeText } from '../output/stream.ts';
import type { Session } from '../session.ts';
import { ANSI_STYLE, lineWidth, NO_STYLE, wantsColour } from '../terminal/style.ts';

/** The command line of `pypss history`, checked. */
interface ShowOptions {
  limit?: number;
  days?: number;
  export?: 'csv' | 'json';
  dbPath?: string;
}

const ROWS = 10;

const EXAMPLES = `
Examples:
  pypss history
  pypss history --days 7
  pypss history --export csv > history.csv
`;

/** Adds `pypss history`; its exit status goes to the session. */
export function addHistoryCommand(program: Command, session: Session): void {
  program
    .command('history')
    .description('show the stored runs, newest first')
    .option('--limit <n>', 'at most so many runs, -1 for all (10, or all of --days)', limitOption)
    .option('--days <n>', 'runs of the last so many days, 0 for all', daysOption)
    .addOption(new Option('--export <format>', 'write the rows to standard output').choices(['csv', 'json']))
    .option('--db-path <file>', 'the history file, instead of the one that the configuration names')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ShowOptions) => {
      session.exitCode = await show(options, session);
    });
}

function limitOption(text: string): number {
  if (!/^(-1|[1-9]\d{0,8})$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 on, or -1.');
  return Number(text);
}

function daysOption(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of days.');
  return Number(text);
}

async function show(options: ShowOptions, session: Session): Promise<number> {
  try {
    const { dbPath } = options;
    const { path } = await historyPlace({ traceFile: null, ...(dbPath === undefined ? {} : { dbPath }) });
    const store = await HistoryStore.open(path, { mode: 'read' });
    try {
      await writeText(process.stdout, await output(store, options));
      return OK;
    } finally {
      await store.close();
    }
  } catch (error) {
    session.error(historyFailure(error));
    return FAILED;
  }
}

async function output(store: HistoryStore, options: ShowOptions): Promise<Iterable<string>> {
  const { days } = options;
  const limit = options.limit ?? (days === undefined ? ROWS : -1);
  const period = days === undefined ? {} : { days };
  if (options.export === 'csv') return exportCsv(await store.rows({ ...period, limit }));
  if (options.export === 'json') return exportJson(await store.rows({ ...period, limit }));
  return [await table(store, period, limit)];
}

async function table(store: HistoryStore, period: { days?: number }, limit: number): Promise<string> {
  const runs = await store.list({ ...period, limit });
  const all = await store.count();
  const file = visibleName(shortPath(store.path));
  if (runs.length === 0) {
    if (all > 0) return `No runs in the last ${plural(period.days ?? 0, 'day')}; ${count(all)} older in ${file}.\n`;
    return `No history in ${file} yet. Store a run: pypss analyze --trace-file traces.json --store-history\n`;
  }
  const oldest = runs[runs.length - 1];
  const [next = null] = await store.list({ before: oldest.id, limit: 1 });
  const shown = runs.length === all ? plural(all, 'run') : `${count(runs.length)} of ${plural(all, 'run')}`;
  const style = wantsColour(process.stdout, process.env) ? ANSI_STYLE : NO_STYLE;
  return historyTable(runs, next, { title: `${shown} in ${file}`, width: lineWidth(process.stdout), style });
}
