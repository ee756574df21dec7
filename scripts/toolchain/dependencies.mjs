/** The project's npm packages: are they what package-lock.json asks for, and if not, install them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** For this platform npm has no Node of the pinned version, and the install script of `node` would fail over it. */
const NODE_PACKAGE_LACKS_BINARY = process.platform === 'darwin' && process.arch === 'arm64';

/**
 * Whether every package of the lock file is installed in the locked version. npm keeps a copy of the lock file in
 * node_modules that says what is really there; dates would lie after a checkout.
 * @param {string} root the project folder
 * @returns {boolean}
 */
export function dependenciesAreCurrent(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === null || installed === null) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional === true || installed[path]?.version === version,
  );
}

/**
 * Runs `npm ci` where needed.
 * @param {string} root the project folder
 * @returns {boolean} whether the packages are there now
 */
export function installDependencies(root) {
  if (dependenciesAreCurrent(root)) return true;
  console.error('Installing the npm packages of package-lock.json …');
  const scripts = NODE_PACKAGE_LACKS_BINARY ? ['--ignore-scripts'] : [];
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', ...scripts], {
    cwd: root,
    // Standard output stays free for what the command itself has to say.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  return status === 0;
}

/** @returns {Record<string, {version?: string, optional?: boolean}> | null} */
function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}
