/** Serves the dashboard of one trace file to browsers on this machine. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { Access, newToken } from './access.ts';
import type { Asset } from './assets.ts';
import type { BoardFile } from './boardFile.ts';
import { BoardClient } from './client.ts';
import { BOARD_PAGE, LOCKED_PAGE, setSafeHeaders } from './page.ts';
import { reportPage } from '../dashboard/reportPage.ts';
import { localSource } from './localSource.ts';

/** Longest message of a page, in bytes. */
const MOST_BYTES = 1 << 20;
/** Pages open at once; browsers themselves allow six streams to one address. */
const MOST_CLIENTS = 64;
/** Ports tried after the first one when that is taken. */
const PORTS_TRIED = 20;

/** What a request is answered with. */
interface Reply {
  status: number;
  type?: string;
  body?: string | Buffer;
  cookie?: string;
}

export interface BoardOptions {
  /** Name or address to listen on. */
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Whether to go on to the next ports when this one is taken. */
  moveOn: boolean;
  /** Folder against which paths of traces are looked up. */
  root: string;
}

export class BoardServer {
  readonly #server: Server;
  readonly #file: BoardFile;
  readonly #assets: ReadonlyMap<string, Asset>;
  readonly #root: string;
  readonly #token = newToken();
  readonly #clients = new Map<string, BoardClient>();
  #access: Access;
  readonly #host: string;

  private constructor(file: BoardFile, assets: ReadonlyMap<string, Asset>, options: BoardOptions) {
    this.#file = file;
    this.#assets = assets;
    this.#root = options.root;
    this.#host = options.host;
    this.#access = new Access({ token: this.#token, port: options.port, host: options.host });
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  /**
   * Starts to listen.
   * @throws the system's error, e.g. EADDRINUSE for a port that is taken
   */
  static async start(file: BoardFile, assets: ReadonlyMap<string, Asset>, options: BoardOptions): Promise<BoardServer> {
    const board = new BoardServer(file, assets, options);
    await listen(board.#server, options);
    board.#access = new Access({ token: board.#token, port: board.port, host: options.host });
    return board;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The address to open, with the token. */
  get address(): string {
    const everywhere = this.#host === '0.0.0.0' || this.#host === '::';
    const name = everywhere ? '127.0.0.1' : isIP(this.#host) === 6 ? `[${this.#host}]` : this.#host;
    return `http://${name}:${this.port}/?token=${this.#token}`;
  }

  /** Ends all streams and stops listening. */
  async stop(): Promise<void> {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setSafeHeaders(response);
    const reply = await this.#replyTo(request, response);
    if (reply === 'streaming') return;
    const { status, type = 'text/plain; charset=utf-8', body, cookie } = reply;
    if (cookie !== undefined) response.setHeader('Set-Cookie', cookie);
    response.writeHead(status, { 'Content-Type': type }).end(body);
  }

  async #replyTo(request: IncomingMessage, response: ServerResponse): Promise<Reply | 'streaming'> {
    const url = URL.parse(request.url ?? '/', 'http://board.invalid');
    if (url === null) return { status: 400, body: 'This is no address of the board.' };
    const page = request.method === 'GET' && url.pathname === '/';
    const refusal = this.#access.check(request, !page);
    if (refusal !== null) return { status: refusal.status, body: refusal.message };
    if (page) return this.#page(url, request);
    if (!this.#access.hasCookie(request)) return { status: 401, body: 'The board is locked.' };
    if (request.method === 'POST' && url.pathname === '/messages') return this.#receive(url, request);
    if (request.method !== 'GET') return { status: 405, body: 'This is not offered.' };
    switch (url.pathname) {
      case '/events':
        return this.#connect(url, response);
      case '/report.json':
        return this.#report();
      case '/report.html':
        return this.#reportPage();
      case '/source': {
        const path = await localSource(url.searchParams.get('filename') ?? '', this.#root);
        return { status: 200, type: 'application/json', body: JSON.stringify({ path }) };
      }
      default: {
        const asset = this.#assets.get(url.pathname.slice(1));
        if (asset === undefined) return { status: 404, body: 'There is no such file.' };
        return { status: 200, type: asset.type, body: asset.bytes };
      }
    }
  }

  #page(url: URL, request: IncomingMessage): Reply {
    const type = 'text/html; charset=utf-8';
    if (this.#access.isToken(url.searchParams.get('token'))) {
      return { status: 200, type, body: BOARD_PAGE, cookie: this.#access.cookie };
    }
    if (this.#access.hasCookie(request)) return { status: 200, type, body: BOARD_PAGE };
    return { status: 401, type, body: LOCKED_PAGE };
  }

  #connect(url: URL, response: ServerResponse): Reply | 'streaming' {
    const id = clientId(url);
    if (id === null) return { status: 400, body: 'The page has no name.' };
    if (this.#clients.size >= MOST_CLIENTS && !this.#clients.has(id)) {
      return { status: 503, body: 'Too many pages of this board are open.' };
    }
    this.#clients.get(id)?.close();
    const client = new BoardClient(this.#file, response);
    this.#clients.set(id, client);
    response.on('close', () => {
      client.close();
      if (this.#clients.get(id) === client) this.#clients.delete(id);
    });
    return 'streaming';
  }

  async #receive(url: URL, request: IncomingMessage): Promise<Reply> {
    const client = this.#clients.get(clientId(url) ?? '');
    if (client === undefined) return { status: 410, body: 'The page is not connected.' };
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
      return { status: 415, body: 'A message must be JSON.' };
    }
    const text = await bodyOf(request);
    if (text === null) return { status: 413, body: 'The message is too long.' };
    if (!client.receive(parsed(text))) return { status: 400, body: 'The message is not understood.' };
    return { status: 204 };
  }

  #report(): Reply {
    const { report } = this.#file;
    if (report === null) return { status: 404, body: 'There is no report yet.' };
    return { status: 200, type: 'application/json', body: `${JSON.stringify(report, null, 2)}\n` };
  }

  /** To be saved, not to be shown: it has scripts of its own, which the policy of the board forbids. */
  #reportPage(): Reply {
    const { report } = this.#file;
    if (report === null) return { status: 404, body: 'There is no report yet.' };
    const text = (name: string): string => this.#assets.get(name)?.bytes.toString('utf8') ?? '';
    const assets = { script: text('dashboard.js'), style: text('dashboard.css') };
    return { status: 200, type: 'text/html; charset=utf-8', body: [...reportPage(report, assets)].join('') };
  }
}

async function listen(server: Server, { host, port, moveOn }: BoardOptions): Promise<void> {
  const last = moveOn && port !== 0 ? Math.min(65_535, port + PORTS_TRIED) : port;
  for (let tried = port; ; tried++) {
    try {
      await listenOn(server, host, tried);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tried >= last) throw error;
    }
  }
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Pages name themselves, so that a message finds its stream. */
function clientId(url: URL): string | null {
  const id = url.searchParams.get('client') ?? '';
  return /^[\w-]{8,64}$/.test(id) ? id : null;
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // No JSON, so no message either: the caller says so.
    return null;
  }
}
