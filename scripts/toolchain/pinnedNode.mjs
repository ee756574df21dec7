/** The Node that everything runs on: the version pinned in package.json, taken from npm and not from the machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cacheFolder.mjs';

/**
 * @param {string} root the project folder
 * @returns {string} the version of `node` among the development dependencies
 */
export function pinnedVersion(root) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.node;
}

/**
 * Path of the pinned Node's binary. The `node` package fetches it in an install script; where npm does not run those,
 * the platform's own package is installed into the cache instead; failing that, the machine's Node does if it is of
 * the same major version.
 * @param {string} root the project folder
 * @returns {string | null} null when it cannot be had
 */
export function pinnedNode(root) {
  const version = pinnedVersion(root);
  const local = join(root, 'node_modules', 'node', ...BINARY);
  if (isVersion(local, version)) return local;
  const home = nodeHome(version);
  if (home !== null) return join(home, ...BINARY);
  return sameMajor(process.versions.node, version) ? process.execPath : null;
}

/**
 * The folder of an unpacked Node (binary and headers), installed into the cache where it is missing.
 * @param {string} version such as 24.21.0
 * @returns {string | null} null when npm could not install it
 */
export function nodeHome(version) {
  const name = platformPackage();
  const folder = join(cacheFolder(), `node-${version}`);
  const home = join(folder, 'node_modules', name);
  if (isVersion(join(home, ...BINARY), version)) return home;
  console.error(`Installing Node ${version} …`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const { status } = spawnSync(
    'npm',
    ['install', '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`],
    { cwd: folder, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' },
  );
  return status === 0 && isVersion(join(home, ...BINARY), version) ? home : null;
}

const BINARY = process.platform === 'win32' ? ['bin', 'node.exe'] : ['bin', 'node'];

/** The npm package that holds Node for this machine. */
function platformPackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${process.arch}`;
}

function sameMajor(version, other) {
  return version.split('.')[0] === other.split('.')[0];
}

function isVersion(binary, version) {
  if (!existsSync(binary)) return false;
  return spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${version}`;
}
