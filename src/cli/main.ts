import v8 from 'node:v8';
import { FAILED } from './exitCode.ts';
import { systemErrorText } from './output/systemError.ts';
import { runProgram } from './program.ts';
import { Session } from './session.ts';
import { handleSignals } from './signals.ts';

// Reading makes little garbage. A nursery that does not grow saves some 40 MB and costs no time.
v8.setFlagsFromString('--semi-space-growth-factor=1');

const session = new Session();

// A reader that closes its end (`pypss … | head`) is met where the text is written.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

handleSignals(session);

void main();

// A function because the bundle is CommonJS, which knows no `await` at the top.
async function main(): Promise<void> {
  try {
    const status = await runProgram(process.argv.slice(2), session);
    // Standard input may still be open, and nobody waits for the rest of it.
    process.exit(status);
  } catch (error) {
    session.error(`unexpected failure: ${systemErrorText(error)}`);
    process.exit(FAILED);
  }
}
