import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { addAnalyzeCommand } from './commands/analyze.ts';
import { OK, USAGE } from './exitCode.ts';
import type { Session } from './session.ts';
import { lineWidth } from './terminal/style.ts';

const EXAMPLES = `
Examples:
  pypss analyze --trace-file traces.json
  pypss analyze --help
`;

/** Commander ends a message with a suggestion on a line of its own. */
function oneLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ');
}

function program(session: Session): Command {
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
  addAnalyzeCommand(pypss, session);
  return pypss;
}

/** Runs one command line (without node and script); returns the exit status. */
export async function runProgram(args: readonly string[], session: Session): Promise<number> {
  try {
    await program(session).parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version were asked for; help without a command is shown because one is missing.
    return error.exitCode === 0 ? OK : USAGE;
  }
}
