import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const OPTIONS = ['--runtime', 'stub', '--enable', 'simd', '--enable', 'bulk-memory', '-O3', '--noAssert'];

/**
 * Compiles the scanner's fast lane (`assembly/`) to WebAssembly, into `dist/traceLane.wasm`.
 * @param {string} root the project's folder
 * @throws Error with the compiler's own words
 */
export async function buildTraceLane(root) {
  const compiler = `${root}/node_modules/assemblyscript/bin/asc.js`;
  const files = ['assembly/index.ts', '--outFile', 'dist/traceLane.wasm'];
  await promisify(execFile)(process.execPath, [compiler, ...files, ...OPTIONS], { cwd: root });
}
