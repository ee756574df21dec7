/** Lets `pypss board` in the integrated terminal show its file here: a socket that only this user can reach. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { TERMINAL_VARIABLES, type TerminalReply } from '../../protocol/terminal.ts';
import { openTraces } from '../actions/openTraces.ts';
import { privateFolder } from './privateFolder.ts';

const MOST_CHARACTERS = 100_000;
/** Milliseconds in which a request must have arrived. */
const PATIENCE = 5000;

export class OpenRequests implements vscode.Disposable {
  readonly #variables: vscode.EnvironmentVariableCollection;
  readonly #workspace: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscription: vscode.Disposable;
  #server: Server | null = null;
  #token = '';
  #starting = false;
  #disposed = false;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#variables = context.environmentVariableCollection;
    this.#workspace = (context.storageUri ?? context.globalStorageUri).toString();
    this.#log = log;
    this.#subscription = vscode.workspace.onDidGrantWorkspaceTrust(() => this.apply());
  }

  /** Listens, and tells terminals opened from now on where; only in workspaces that are trusted. */
  apply(): void {
    if (!vscode.workspace.isTrusted) {
      for (const name of Object.values(TERMINAL_VARIABLES)) this.#variables.delete(name);
      return;
    }
    if (this.#starting) return;
    this.#starting = true;
    this.#start().catch((error: unknown) => {
      this.#log.error('pypss board cannot open dashboards from terminals; it opens a browser instead.', error);
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#subscription.dispose();
    // Closing removes the socket's file, too.
    this.#server?.close();
  }

  async #start(): Promise<void> {
    const name = createHash('sha256').update(this.#workspace).digest('hex').slice(0, 16);
    let path = `\\\\.\\pipe\\pypss-${randomBytes(16).toString('hex')}`;
    this.#token = randomBytes(24).toString('base64url');
    if (process.platform !== 'win32') {
      const folder = await privateFolder();
      path = join(folder, `${name}.sock`);
      // Another window has this name when it shows the same workspace, or none.
      if (await answers(path)) path = join(folder, `${randomBytes(8).toString('hex')}.sock`);
      else this.#token = await tokenKeptIn(join(folder, `${name}.token`), this.#token);
      await rm(path, { force: true });
    }
    const server = createServer((connection) => this.#serve(connection));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => resolve());
    });
    if (process.platform !== 'win32') await chmod(path, 0o600);
    this.#server = server;
    if (this.#disposed) {
      server.close();
      return;
    }
    this.#variables.replace(TERMINAL_VARIABLES.socket, path);
    this.#variables.replace(TERMINAL_VARIABLES.token, this.#token);
  }

  #serve(connection: Socket): void {
    let text = '';
    connection.setEncoding('utf8');
    connection.setTimeout(PATIENCE, () => connection.destroy());
    // A command line that went away needs no answer.
    connection.on('error', () => connection.destroy());
    connection.on('data', (piece: string) => {
      const complete = text.includes('\n');
      text += piece;
      if (text.length > MOST_CHARACTERS) connection.destroy();
      else if (!complete && text.includes('\n')) void this.#reply(connection, text.slice(0, text.indexOf('\n')));
    });
  }

  async #reply(connection: Socket, line: string): Promise<void> {
    const reply = await this.#perform(line);
    if (!connection.destroyed) connection.end(`${JSON.stringify(reply)}\n`);
  }

  async #perform(line: string): Promise<TerminalReply> {
    const path = this.#pathIn(line);
    if (path === null) return { ok: false, reason: 'the request is not understood' };
    if (!vscode.workspace.isTrusted) return { ok: false, reason: 'the workspace is not trusted' };
    try {
      if (!(await stat(path)).isFile()) return { ok: false, reason: 'it is no file' };
      await openTraces(vscode.Uri.file(path));
      return { ok: true };
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** The file of a request that carries the token; anything else is nobody's business. */
  #pathIn(line: string): string | null {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      // Not from our command line.
      return null;
    }
    if (typeof value !== 'object' || value === null) return null;
    const { token, open } = value as Record<string, unknown>;
    if (typeof token !== 'string' || typeof open !== 'string' || !isAbsolute(open) || open.includes('\0')) return null;
    const given = Buffer.from(token);
    const own = Buffer.from(this.#token);
    return given.length === own.length && timingSafeEqual(given, own) ? open : null;
  }
}

/** The token of an earlier session, which terminals of then still have; else `fresh`, kept for later ones. */
async function tokenKeptIn(path: string, fresh: string): Promise<string> {
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (/^[\w-]{32}$/.test(kept)) return kept;
  await writeFile(path, fresh, { mode: 0o600 });
  return fresh;
}

/** Whether somebody listens on a socket. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(path);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}
