/** What goes wrong with a Redis, told apart by what to do about it. */
import { ConnectionTimeoutError, SocketTimeoutError, TimeoutError } from 'redis';

/** The command may be tried again: the connection is away, or Redis says that it cannot do it at the moment. */
export class RedisUnavailable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'RedisUnavailable';
  }
}

/** Refusals that no waiting mends. */
const REFUSED = /^(WRONGPASS|NOAUTH|NOPERM|ERR AUTH|ERR invalid password|ERR DB index|ERR invalid DB index)/;
/** Replies that say "not now". */
const NOT_NOW = /^(LOADING|BUSY |TRYAGAIN|CLUSTERDOWN|MASTERDOWN|READONLY|OOM|MISCONF|NOREPLICAS|UNBLOCKED)/;

/** Redis does not let this user in, or not there. */
export function isRefused(reason: string): boolean {
  return REFUSED.test(reason);
}

/** Redis cannot do it at the moment: it loads, is full, or is a replica. */
export function isNotNow(reason: string): boolean {
  return NOT_NOW.test(reason);
}

/** The stream or its group is gone, e.g. because Redis came back without its data. */
export function isNoGroup(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOGROUP');
}

/** The user may not use this command, or this Redis has none of that name. */
export function isNoCommand(error: unknown): boolean {
  return error instanceof Error && /^(NOPERM|ERR unknown command)/i.test(error.message);
}

/** Node's codes for a certificate whose authority it does not know. */
const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT)/;

/** What went wrong, in a few words. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  // The library's own time limits say nothing, or too much.
  if (error.message === '' || error instanceof TimeoutError || error instanceof ConnectionTimeoutError)
    return 'no answer';
  if (error instanceof SocketTimeoutError) return 'it has stopped answering';
  if ('code' in error && UNTRUSTED.test(String(error.code))) {
    return `${error.message}: its certificate is not trusted; name its authority in NODE_EXTRA_CA_CERTS`;
  }
  return error.message;
}
