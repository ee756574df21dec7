import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createClient, type RedisClientType } from 'redis';
import { findRedisServer } from '../../../scripts/toolchain/servicePrograms.ts';
import { freePort } from './freePort.ts';

export interface RedisServerOptions {
  /** More arguments for redis-server. */
  args?: readonly string[];
  /** User and password in the address of the test's own client. */
  login?: string;
  /** Arguments with which it listens, instead of `--port`. */
  listen?: (port: number) => readonly string[];
}

/** A real redis-server of one test, on a free port, with its data in a folder of its own. */
export class RedisServer {
  readonly port: number;
  readonly folder: string;
  readonly #options: RedisServerOptions;
  #process: ChildProcess | null = null;
  #client: RedisClientType | null = null;

  private constructor(port: number, options: RedisServerOptions) {
    this.port = port;
    this.#options = options;
    this.folder = mkdtempSync(join(tmpdir(), 'pypss-redis-'));
  }

  /** @throws Error that says what to install when there is no redis-server */
  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.run();
    return server;
  }

  get url(): string {
    const { login } = this.#options;
    return `redis://${login === undefined ? '' : `${login}@`}127.0.0.1:${this.port}`;
  }

  /** Starts the process again, on the same port and with the same data. */
  async run(): Promise<void> {
    const program = findRedisServer();
    if (program === null) throw new Error('No redis-server found: sudo apt-get install redis-server.');
    const listen = this.#options.listen?.(this.port) ?? ['--port', String(this.port)];
    const args = [...listen, '--bind', '127.0.0.1', '--dir', this.folder, '--save', '', ...(this.#options.args ?? [])];
    const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = server;
    let said = '';
    const ready = Promise.withResolvers<null>();
    const listenTo = (text: Buffer): void => {
      said += text.toString('utf8');
      if (said.includes('Ready to accept connections')) ready.resolve(null);
    };
    server.stdout.on('data', listenTo);
    server.stderr.on('data', listenTo);
    server.on('error', ready.reject);
    server.on('exit', () => ready.reject(new Error(`redis-server ended: ${said.slice(-500)}`)));
    await ready.promise;
  }

  /** Ends the process at once, as a crash does. */
  async kill(): Promise<void> {
    const server = this.#process;
    this.#process = null;
    if (server === null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  /** Holds the process still, as one that hangs; it keeps its connections and takes new ones, and answers none. */
  hang(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Lets a process that hangs go on. */
  goOn(): void {
    this.#process?.kill('SIGCONT');
  }

  /** The test's own connection. */
  async client(): Promise<RedisClientType> {
    if (this.#client === null) {
      const client = createClient({
        url: this.url,
        socket: { reconnectStrategy: 20 },
        // A busy machine is no failure.
        commandOptions: { timeout: 60_000 },
      }) as unknown as RedisClientType;
      // It comes back by itself after a restart.
      client.on('error', () => undefined);
      this.#client = client;
      await client.connect();
    }
    while (!this.#client.isReady) await setTimeout(10);
    return this.#client;
  }

  async stop(): Promise<void> {
    if (this.#client?.isOpen === true) this.#client.destroy();
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
