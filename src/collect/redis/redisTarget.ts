import { CollectorError } from '../collector.ts';

/** PyPSS's list. */
export const DEFAULT_KEY = 'pypss:traces';

/** Where traces are in a Redis. */
export interface RedisTarget {
  /** For the connection: with user and password. */
  readonly url: string;
  /** For people: without secrets. */
  readonly address: string;
  readonly key: string;
  /** Consumer group of a stream; null: a list. */
  readonly group: string | null;
  /** Lists only: look at the items and leave them there. */
  readonly watch: boolean;
}

export interface RedisTargetOptions {
  key?: string;
  group?: string;
  watch?: boolean;
  /** In place of the one in the address. */
  password?: string;
}

/**
 * Reads an address such as `redis://user:secret@host:6379/0?key=pypss:traces` or `rediss://…?group=readers`. What
 * `options` say comes before what the address says.
 * @throws CollectorError when it is none; the message holds no secret
 */
export function redisTarget(text: string, options: RedisTargetOptions = {}): RedisTarget {
  const full = /^[a-z]+:\/\//i.test(text) ? text : `redis://${text}`;
  let url: URL;
  try {
    url = new URL(full);
  } catch {
    throw new CollectorError('The address of a Redis looks like redis://host:6379/0 (rediss:// with TLS).');
  }
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') {
    throw new CollectorError(`${url.protocol}// is no Redis; its address begins with redis:// or rediss:// (TLS).`);
  }
  if (url.hostname === '') url.hostname = 'localhost';
  if (!/^(\/\d{0,5})?$/.test(url.pathname)) {
    throw new CollectorError('What follows the host is the number of the database, e.g. redis://host:6379/0.');
  }
  const { searchParams } = url;
  const group = options.group ?? searchParams.get('group');
  const key = options.key ?? searchParams.get('key') ?? DEFAULT_KEY;
  const watch = options.watch ?? searchParams.get('watch') === '1';
  if (watch && group !== null) throw new CollectorError('A consumer group takes traces over; it cannot only watch.');
  if (options.password !== undefined) url.password = encodeURIComponent(options.password);
  url.search = '';
  url.hash = '';
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return { url: url.href, address: shown.href.replace(/\/$/, ''), key, group, watch };
}

/** A text of Redis or the system without what may be secret in it. */
export function withoutSecrets(text: string, target?: Pick<RedisTarget, 'url'>): string {
  let shown = text.replace(/([a-z]+:\/\/)[^/\s]*@/gi, '$1');
  for (const secret of target === undefined ? [] : secretsOf(target.url)) shown = shown.replaceAll(secret, '***');
  return shown;
}

function secretsOf(url: string): string[] {
  const { password } = new URL(url);
  if (password === '') return [];
  return [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % stands for itself.
    return text;
  }
}

/** Whether a path is the address of a Redis. */
export function isRedisAddress(path: string): boolean {
  return /^rediss?:\/\//i.test(path);
}
