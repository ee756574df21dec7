import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { AnalysisClient, startAnalysisWorker } from '../../analysis/client.ts';
import { loadConfig } from '../../analysis/configFile.ts';
import { askEditor } from '../../board/askEditor.ts';
import { readAssets } from '../../board/assets.ts';
import { BoardFile } from '../../board/boardFile.ts';
import { openBrowser } from '../../board/openBrowser.ts';
import { BoardServer } from '../../board/server.ts';
import { isRedisAddress } from '../../collect/redis/redisTarget.ts';
import type { Config } from '../../score/config/config.ts';
import { TERMINAL_VARIABLES } from '../../protocol/terminal.ts';
import type { DashboardState } from '../../protocol/dashboard.ts';
import { FAILED, OK } from '../exitCode.ts';
import { visibleName } from '../format/visibleText.ts';
import { systemErrorText } from '../output/systemError.ts';
import type { Session } from '../session.ts';

/** Milliseconds between two looks for a file that is not there yet. */
const LOOK = 500;
const LOOPBACK = '127.0.0.1';

interface BoardCommandOptions {
  port?: number;
  host?: string;
  open: boolean;
}

const EXAMPLES = `
Examples:
  pypss board traces.json
  pypss board --port 9000 --no-open traces.json

In a terminal of VS Code the dashboard opens in VS Code; with --port, --host or --no-open in a browser.
The address carries a secret: whoever has it can see the figures.
`;

/** Adds `pypss board`. */
export function addBoardCommand(program: Command, session: Session): void {
  program
    .command('board')
    .description('show the dashboard of a trace file in a browser, and follow the file as it grows')
    .argument('[file]', 'trace file (default: default.trace_file of pypss.toml)')
    .option('--port <port>', 'port to listen on (default: ui.port of pypss.toml, or the next free one)', portOption)
    .option('--host <name>', `name or address to listen on (default: ${LOOPBACK}, this machine only)`)
    .option('--no-open', 'only print the address')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, options: BoardCommandOptions) => {
      session.exitCode = await board(file, options, session);
    });
}

function portOption(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
  return port;
}

async function board(file: string | undefined, options: BoardCommandOptions, session: Session): Promise<number> {
  const root = process.cwd();
  if (file !== undefined && isRedisAddress(file)) {
    session.error('board shows files; pypss analyze --trace-file redis://… --html writes a page of what is in a Redis');
    return FAILED;
  }
  const config = await configFor(file, root);
  const path = file ?? config.default.traceFile;
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    session.error(`${visibleName(path)} is a folder; name a trace file in it`);
    return FAILED;
  }
  const wantsServer = options.port !== undefined || options.host !== undefined || !options.open;
  if (!wantsServer && (await openedInEditor(path, session))) return OK;
  return serve(path, root, config, options, session);
}

/** The settings that count before the file is read; what is wrong with them is told when it is. */
async function configFor(file: string | undefined, root: string): Promise<Config> {
  const { config } = await loadConfig({ traceFile: file ?? null, root, cwd: root });
  return config;
}

async function openedInEditor(path: string, session: Session): Promise<boolean> {
  // The editor opens files that are there; one that is still to come is waited for here.
  const inEditor = process.env[TERMINAL_VARIABLES.socket] !== undefined;
  if (inEditor) await untilThere(path, session);
  const answer = await askEditor(resolve(path));
  if (answer === 'opened') {
    process.stdout.write(`Opened ${visibleName(path)} in VS Code.\n`);
    return true;
  }
  if (answer !== 'absent') session.note(`VS Code cannot show it (${answer.failed}); it opens in a browser instead`);
  return false;
}

async function untilThere(path: string, session: Session): Promise<void> {
  let told = false;
  while (statSync(path, { throwIfNoEntry: false }) === undefined) {
    if (!told) session.note(`waiting for ${visibleName(path)}…`);
    told = true;
    await pause(LOOK);
  }
}

async function serve(
  path: string,
  root: string,
  config: Config,
  options: BoardCommandOptions,
  session: Session,
): Promise<number> {
  const host = options.host ?? LOOPBACK;
  const port = options.port ?? config.ui.port;
  let server: BoardServer;
  const client = new AnalysisClient(() => startAnalysisWorker(workerFile()));
  const file = new BoardFile(client, { path, root });
  try {
    const assets = await readAssets();
    server = await BoardServer.start(file, assets, { host, port, moveOn: options.port === undefined, root });
  } catch (error) {
    session.error(startProblem(error, host, port));
    return FAILED;
  }
  if (host !== LOOPBACK && host !== 'localhost' && host !== '::1') {
    session.warn(`other machines can reach this board; whoever has the address sees ${visibleName(path)}`);
  }
  tellWhatHappens(file, session);
  const following = file.follow();
  process.stdout.write(`${visibleName(path)} at ${server.address}\nCtrl+C stops it.\n`);
  if (options.open && !(await openBrowser(server.address))) {
    session.note('no browser could be started; open the address above by hand');
  }
  await following;
  return OK;
}

/** Beside the bundled command line; from the sources the worker's source. */
function workerFile(): string {
  const name = import.meta.filename.endsWith('.ts') ? '../../analysis/worker.ts' : 'analysisWorker.cjs';
  return join(import.meta.dirname, name);
}

function startProblem(error: unknown, host: string, port: number): string {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is taken; choose another with --port, or any free one with --port 0`;
    case 'EACCES':
      return `port ${port} needs more rights; choose one from 1024 on with --port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${visibleName(host)} is no name or address of this machine; without --host it is ${LOOPBACK}`;
    default:
      return systemErrorText(error);
  }
}

/** One line whenever there is something to know: the file is missing, cannot be read, or was read again. */
function tellWhatHappens(file: BoardFile, session: Session): void {
  let last = '';
  file.onState((state) => {
    const line = lineFor(state);
    if (line === null || line === last) return;
    last = line;
    session.note(line);
  });
}

function lineFor(state: DashboardState): string | null {
  if (state.state === 'problem') {
    const { kind, message } = state.problem;
    return kind === 'not-found' ? `waiting for ${visibleName(state.file)}…` : message;
  }
  if (state.state !== 'ready') return null;
  return `${visibleName(state.file)}: PSS ${state.report.pss}, ${state.report.traces} traces`;
}
