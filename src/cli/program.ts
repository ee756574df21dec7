import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { OK, USAGE } from './exitCode.ts';
import type { Session } from './session.ts';
import { lineWidth } from './terminal/style.ts';

const EXAMPLES = `
Examples:
  pypss analyze --trace-file traces.json
  pypss board traces.json
  pypss history --days 7
  pypss compare 41 42
  pypss analyze --help
`;

type AddCommand = (pypss: Command, session: Session) => void;

/** The commands, in the order of the help. Each is loaded when it is needed: half of the start was loading the others. */
const COMMANDS: ReadonlyMap<string, () => Promise<AddCommand>> = new Map([
  ['analyze', async () => (await import('./commands/analyze.ts')).addAnalyzeCommand],
  ['board', async () => (await import('./commands/board.ts')).addBoardCommand],
  ['collect', async () => (await import('./commands/collect.ts')).addCollectCommand],
  ['run', async () => (await import('./commands/run.ts')).addRunCommand],
  ['history', async () => (await import('./commands/history.ts')).addHistoryCommand],
  ['compare', async () => (await import('./commands/compare.ts')).addCompareCommand],
  ['runtime', async () => (await import('./commands/runtime.ts')).addRuntimeCommand],
]);

/** What adds the command that `args` begin with; all of them where they begin otherwise, for the help and for hints. */
function wantedCommands([name = '']: readonly string[]): Promise<AddCommand[]> {
  const wanted = COMMANDS.get(name);
  return Promise.all((wanted === undefined ? [...COMMANDS.values()] : [wanted]).map((load) => load()));
}

/** Commander ends a message with a suggestion on a line of its own. */
function oneLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ');
}

async function program(args: readonly string[], session: Session): Promise<Command> {
  const pypss = new Command('pypss')
    .description('Stability of Python programs, scored from their traces.')
    .version(manifest.version, '--version', 'print the version')
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .configureOutput({
      outputError: (message) => session.error(oneLine(message)),
      getOutHelpWidth: () => lineWidth(process.stdout),
      getErrHelpWidth: () => lineWidth(process.stderr),
    })
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  // What follows a script is the script's: options of `pypss` itself stand before the command.
  if (args[0] === 'run') pypss.enablePositionalOptions();
  for (const add of await wantedCommands(args)) add(pypss, session);
  return pypss;
}

/** Runs one command line (without node and script); returns the exit status. */
export async function runProgram(args: readonly string[], session: Session): Promise<number> {
  try {
    const pypss = await program(args, session);
    await pypss.parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version were asked for; help without a command is shown because one is missing.
    return error.exitCode === 0 ? OK : USAGE;
  }
}
