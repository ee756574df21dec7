/** Starts and stops a VS Code server of our own: free port, own folders, no trace left behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Settings } from './settings.ts';
import type { Host } from './setup.ts';

export interface ServerOptions {
  readonly settings: Settings;
  /** Secret that the address must carry; null lets everyone on this machine in (tests only). */
  readonly token: string | null;
  /** Whether folders must be trusted by hand first, as on a person's own machine. */
  readonly workspaceTrust: boolean;
  /** Package to install before the start: what users get. */
  readonly vsix?: string;
  /** Folders of more extensions, which are copied in as they are. */
  readonly extensions?: readonly string[];
  /** Lets the address name an extension under development and a test suite; suppresses notifications. */
  readonly testDriver?: boolean;
  /** Folder that the bare address opens. */
  readonly folder?: string;
  /** More environment for the extension host, which inherits the server's. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Server {
  /** `http://localhost:PORT`, without path and token. localhost, because service workers want a secure context. */
  readonly origin: string;
  /** Folder of the server's data; gone after `stop`. */
  readonly folder: string;
  /** What the server has printed so far. */
  log(): string;
  /** Ends the server with all its processes and removes its folder. */
  stop(): Promise<void>;
}

/** How long a start may take, in milliseconds, on a machine that is busy with other things. */
const START_LIMIT = 60_000;
/** How long the processes get to end by themselves, in milliseconds. */
const STOP_GRACE = 3000;

/**
 * Starts a server and waits until it listens.
 * @throws with the server's own words when it does not come up
 */
export async function startServer(host: Host, options: ServerOptions): Promise<Server> {
  const folder = await mkdtemp(join(shortTemporaryFolder(), 'pv-'));
  try {
    const environment = await privateEnvironment(folder, options.environment ?? {});
    const data = join(folder, 'data');
    await mkdir(join(data, 'User'), { recursive: true });
    await writeFile(join(data, 'User', 'settings.json'), JSON.stringify(settingsOf(options), null, 2));
    for (const path of options.extensions ?? [])
      await cp(path, join(folder, 'extensions', basename(path)), { recursive: true });
    const base = ['--server-data-dir', folder, '--user-data-dir', data, '--extensions-dir', join(folder, 'extensions')];
    if (options.vsix !== undefined) await install(host, base, environment, options.vsix);
    const args = [...base, ...(await startArguments(folder, options))];
    const child = spawn(host.node, [host.server, ...args], {
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return await running(child, folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Paths of sockets are limited to about 100 characters, so a long TMPDIR will not do. */
function shortTemporaryFolder(): string {
  return tmpdir().length <= 40 ? tmpdir() : '/tmp';
}

function settingsOf(options: ServerOptions): Settings {
  return { 'security.workspace.trust.enabled': options.workspaceTrust, ...options.settings };
}

async function privateEnvironment(folder: string, more: Readonly<Record<string, string>>): Promise<NodeJS.ProcessEnv> {
  const places = {
    HOME: 'home',
    TMPDIR: 'tmp',
    XDG_RUNTIME_DIR: 'run',
    XDG_CONFIG_HOME: 'cfg',
    XDG_CACHE_HOME: 'cache',
  };
  const own: Record<string, string> = {};
  for (const [name, place] of Object.entries(places)) {
    own[name] = join(folder, place);
    await mkdir(join(folder, place), { recursive: true, mode: 0o700 });
  }
  return { ...process.env, ...own, XDG_DATA_HOME: join(folder, 'home'), ...more };
}

async function startArguments(folder: string, options: ServerOptions): Promise<string[]> {
  const args = ['--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms', '--telemetry-level', 'off'];
  if (!options.workspaceTrust) args.push('--disable-workspace-trust');
  if (options.testDriver === true) args.push('--enable-smoke-test-driver');
  if (options.folder !== undefined) args.push('--default-folder', options.folder);
  if (options.token === null) return [...args, '--without-connection-token'];
  // In a file, since every process of the machine can read the arguments of every other.
  const file = join(folder, 'token');
  await writeFile(file, options.token, { mode: 0o600 });
  return [...args, '--connection-token-file', file];
}

async function install(host: Host, base: readonly string[], env: NodeJS.ProcessEnv, vsix: string): Promise<void> {
  const args = [host.server, ...base, '--install-extension', vsix, '--force'];
  const child = spawn(host.node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = collect(child);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`VS Code could not install ${vsix}:\n${log()}`);
}

async function running(child: ChildProcess, folder: string): Promise<Server> {
  const log = collect(child);
  const killAtExit = (): void => signalGroup(child, 'SIGKILL');
  process.once('exit', killAtExit);
  const stop = async (): Promise<void> => {
    process.off('exit', killAtExit);
    await endGroup(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const port = await portOf(child, log);
    return { origin: `http://localhost:${port}`, folder, log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function collect(child: ChildProcess): () => string {
  let text = '';
  const add = (chunk: Buffer): void => void (text = (text + chunk.toString()).slice(-100_000));
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => text;
}

/** The port that the server chose, from the line that it prints when it listens. */
async function portOf(child: ChildProcess, log: () => string): Promise<string> {
  const deadline = AbortSignal.timeout(START_LIMIT);
  while (true) {
    const port = /agent listening on (\d+)/.exec(log())?.[1];
    if (port !== undefined) return port;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`VS Code ended at once:\n${log()}`);
    if (deadline.aborted) throw new Error(`VS Code did not start within ${START_LIMIT / 1000} s:\n${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  const ended = child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : once(child, 'exit');
  signalGroup(child, 'SIGTERM');
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_GRACE).unref())]);
  // The group may outlive its leader: the extension host is a process of its own.
  signalGroup(child, 'SIGKILL');
  await ended;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
