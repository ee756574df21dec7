/** Gets a real VS Code, with its own Node, into the cache: from npm alone, once. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../toolchain/cacheFolder.mjs';
import { nodeHome } from '../toolchain/pinnedNode.mjs';
import { CODE_SERVER, HOST_NODE } from './pins.ts';

/** A VS Code server ready to start. */
export interface Host {
  /** The Node binary to run it with. */
  readonly node: string;
  /** Path of `server-main.js`. */
  readonly server: string;
}

const STAMP = 'ready.json';

/**
 * Sets the host up where needed; instant when it is there already.
 * @throws when npm cannot install a part of it
 */
export async function prepareHost(): Promise<Host> {
  if (process.platform === 'win32') throw new Error('On Windows the tests need a desktop VS Code; see README.md.');
  const home = nodeHome(HOST_NODE);
  if (home === null) throw new Error(`Node ${HOST_NODE} could not be installed from npm.`);
  const folder = join(cacheFolder(), `${CODE_SERVER.name}-${CODE_SERVER.version}-node-${HOST_NODE}`);
  if (!existsSync(join(folder, STAMP))) await build(folder, home);
  return { node: join(home, 'bin', 'node'), server: join(codeFolder(folder), 'out', 'server-main.js') };
}

function codeFolder(folder: string): string {
  return join(folder, 'node_modules', CODE_SERVER.name, 'lib', 'vscode');
}

/** Builds beside the final place and moves over, so that an interrupted or a second set-up leaves nothing half done. */
async function build(folder: string, home: string): Promise<void> {
  console.error(`Setting up VS Code ${CODE_SERVER.vscode} in ${dirname(folder)} (once, about a minute) …`);
  const partial = `${folder}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, 'package.json'), '{"private":true}\n');
  const npm = npmWith(home);
  await npm(partial, ['install', '--no-save', '--ignore-scripts', `${CODE_SERVER.name}@${CODE_SERVER.version}`]);
  const code = codeFolder(partial);
  await npm(code, ['install', '--omit=dev', '--ignore-scripts']);
  await npm(join(code, 'extensions'), ['install', '--omit=dev', '--ignore-scripts']);
  await buildNativeModules(code, npm);
  await link('code-linux.sh', join(code, 'bin', 'remote-cli', 'code-server'));
  await link('browser-linux.sh', join(code, 'bin', 'helpers', 'browser.sh'));
  await writeFile(join(partial, STAMP), JSON.stringify({ ...CODE_SERVER, node: HOST_NODE }) + '\n');
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
}

/** These write the server's log files. It runs without them, so a machine without a compiler will do. */
async function buildNativeModules(code: string, npm: Npm): Promise<void> {
  try {
    await npm(code, ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog']);
  } catch {
    console.error('No log files from this VS Code: building them wants a C++ compiler and python3. All else works.');
  }
}

async function link(target: string, path: string): Promise<void> {
  await rm(path, { force: true });
  await symlink(target, path);
}

type Npm = (folder: string, args: readonly string[]) => Promise<void>;

/** npm under the host's Node; native modules must be built against that Node's headers and no others. */
function npmWith(home: string): Npm {
  const env = {
    ...process.env,
    PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`,
    npm_config_nodedir: home,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_loglevel: 'error',
  };
  return (folder, args) =>
    new Promise((resolve, reject) => {
      const child = spawn('npm', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`npm ${args.join(' ')} failed with ${code}:\n${output.slice(-4000)}`));
      });
    });
}
