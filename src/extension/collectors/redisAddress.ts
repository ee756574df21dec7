/** The address of a Redis as a person types it, taken apart so that its password can be kept elsewhere. */
import { redisTarget } from '../../collect/redis/redisTarget.ts';

export interface TypedRedis {
  /** With the user, without password, key and group. */
  readonly url: string;
  readonly key: string;
  readonly mode: 'queue' | 'watch' | 'stream' | null;
  readonly group: string | undefined;
  /** The password that stood in it. */
  readonly password: string | undefined;
}

/** @throws CollectorError when it is no address; the message holds no secret */
export function typedRedis(text: string): TypedRedis {
  const { url, key, group, watch } = redisTarget(text.trim());
  const parts = new URL(url);
  const password = parts.password === '' ? undefined : decodeURIComponent(parts.password);
  parts.password = '';
  return {
    url: parts.href.replace(/\/$/, ''),
    key,
    mode: group === null ? (watch ? 'watch' : null) : 'stream',
    group: group ?? undefined,
    password,
  };
}
