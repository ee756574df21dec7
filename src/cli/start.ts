/** Entry of the command line: on a Node that is too old the program itself would not even load, so say why first. */

import { keepCompiledCode } from './compiledCode.ts';

/** Oldest Node that has every function the program imports. */
const OLDEST = [22, 12] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(`pypss: Node ${OLDEST.join('.')} or newer is needed, this is ${process.versions.node}\n`);
  process.exitCode = 1;
} else {
  keepCompiledCode();
  await import('./main.ts');
}
