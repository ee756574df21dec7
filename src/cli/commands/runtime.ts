import { dirname } from 'node:path';
import type { Command } from 'commander';
import { bootstrapFile } from '../run/runtime.ts';
import type { Session } from '../session.ts';

const EXAMPLES = `
Examples:
  export PYTHONPATH="$(pypss runtime)"
  python3 service.py                                  # imports pypss.instrumentation
  pytest -p pypss.pytest_plugin --pss --pss-runs 10

Programs that "pypss run" starts find the runtime by themselves.
`;

/** Adds `pypss runtime`. */
export function addRuntimeCommand(program: Command, _session: Session): void {
  program
    .command('runtime')
    .description('print the folder of the Python runtime, for PYTHONPATH')
    .addHelpText('after', EXAMPLES)
    .action(() => {
      // …/python/pypss/launch/bootstrap.py
      process.stdout.write(`${dirname(dirname(dirname(bootstrapFile())))}\n`);
    });
}
