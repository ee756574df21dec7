/**
 * Runs a script of this project on the pinned Node, after installing what is missing. It is all that the machine's own
 * Node ever runs, so it and what it imports stay plain JavaScript that any supported Node reads.
 *
 *   node scripts/launch.mjs scripts/test.ts [arguments…]
 */
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './toolchain/dependencies.mjs';
import { pinnedNode, pinnedVersion } from './toolchain/pinnedNode.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @param {string} script path of the script, relative to the project
 * @param {string[]} args its arguments
 */
export function launch(script, args) {
  if (!installDependencies(root)) fail('npm could not install the packages; its messages are above.');
  const node = pinnedNode(root);
  if (node === null) fail(`Node ${pinnedVersion(root)} could not be installed from npm; its messages are above.`);
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const child = spawn(node, [join(root, script), ...args], { stdio: 'inherit', env: { ...process.env, PATH: path } });
  // Ctrl+C reaches the child directly; this process only waits for its answer.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1;
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [script, ...args] = process.argv.slice(2);
  if (script === undefined) fail('Usage: node scripts/launch.mjs SCRIPT [arguments…]');
  launch(script, args);
}
