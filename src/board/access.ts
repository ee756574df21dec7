/** Who may talk to a board: whoever knows its token, from its own page, by a name that means this machine. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** A new secret for one board. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Why a request is turned down, with the status to answer it with. */
export interface Refusal {
  status: 400 | 401 | 403;
  message: string;
}

export interface AccessOptions {
  token: string;
  /** The port that the board listens on. */
  port: number;
  /** The name or address that it was told to listen on. */
  host: string;
}

export class Access {
  readonly #token: string;
  readonly #port: number;
  readonly #names: ReadonlySet<string>;
  readonly #open: boolean;

  constructor({ token, port, host }: AccessOptions) {
    this.#token = token;
    this.#port = port;
    this.#open = host === '0.0.0.0' || host === '::';
    this.#names = new Set(['127.0.0.1', 'localhost', '[::1]', isIP(host) === 6 ? `[${host}]` : host.toLowerCase()]);
  }

  /** Name of the cookie; cookies know no ports, so that of two boards must differ. */
  get cookieName(): string {
    return `pypss-board-${this.#port}`;
  }

  /** The cookie that stands for the token from the first page on. */
  get cookie(): string {
    return `${this.cookieName}=${this.#token}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /**
   * Checks where a request comes from; null lets it pass.
   * @param own whether it must come from the board's page itself: all but the page and its files
   */
  check(request: IncomingMessage, own: boolean): Refusal | null {
    const { host, origin } = request.headers;
    if (host === undefined || !this.#isOwnHost(host)) {
      // A foreign name that leads to this machine: how pages elsewhere get around the rules of origins.
      return { status: 403, message: 'This address does not belong to the board.' };
    }
    const site = request.headers['sec-fetch-site'];
    const foreign =
      (origin !== undefined && origin !== `http://${host}`) ||
      (own && site !== undefined && site !== 'same-origin') ||
      (request.method !== 'GET' && origin === undefined);
    return foreign ? { status: 403, message: 'Requests from other pages are not answered.' } : null;
  }

  /** Whether the text is this board's token. */
  isToken(text: string | null): boolean {
    if (text === null) return false;
    const given = Buffer.from(text);
    const own = Buffer.from(this.#token);
    return given.length === own.length && timingSafeEqual(given, own);
  }

  /** Whether the request carries the cookie. */
  hasCookie(request: IncomingMessage): boolean {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const prefix = `${this.cookieName}=`;
    return pairs.some((pair) => pair.startsWith(prefix) && this.isToken(pair.slice(prefix.length)));
  }

  #isOwnHost(host: string): boolean {
    const match = /^(\[[0-9a-f:.]+\]|[^:]+)(?::(\d+))?$/i.exec(host);
    if (match === null || Number(match[2] ?? '80') !== this.#port) return false;
    const name = match[1].toLowerCase();
    // Where it listens on every address, any of them may be asked for, but no other name: names can be made to lie.
    return this.#names.has(name) || (this.#open && isIP(name.replace(/^\[|\]$/g, '')) !== 0);
  }
}
