/** A collector as it is remembered: what to collect from, without secrets. */
import { randomUUID } from 'node:crypto';
import { isAbsolute, relative } from 'node:path';
import type { CollectorRequest } from '../../protocol/live.ts';
import { DEFAULT_GRPC_ADDRESS } from '../../collect/grpc/grpcAddress.ts';
import { DEFAULT_KEY } from '../../collect/redis/redisTarget.ts';

/** What a person fills in. */
export type CollectorTarget =
  | {
      kind: 'redis';
      /** Without a password; a user may be in it. */
      url: string;
      key: string;
      /** How: taken out of a list, looked at in a list, or read from a stream with others. */
      mode: 'queue' | 'watch' | 'stream';
      /** Consumer group of a stream. */
      group?: string;
      /** A password is kept in the editor's secret storage. */
      secret: boolean;
    }
  | { kind: 'grpc'; address: string; tlsCert?: string; tlsKey?: string }
  | { kind: 'file'; path: string }
  /** Another extension's. */
  | { kind: 'own'; provider: string; target: string };

export interface CollectorSpec {
  readonly id: string;
  readonly target: CollectorTarget;
}

export function newSpec(target: CollectorTarget): CollectorSpec {
  return { id: randomUUID(), target };
}

/** What a row, a window and the status bar call it. */
export function titleOf(target: CollectorTarget, folder: string | null): string {
  switch (target.kind) {
    case 'redis': {
      const address = withoutUser(target.url);
      return target.key === DEFAULT_KEY ? address : `${address} ${target.key}`;
    }
    case 'grpc':
      return `grpc ${target.address.replace(/^(127\.0\.0\.1|localhost)(?=:)/, '')}`;
    case 'file': {
      const within = folder === null ? '' : relative(folder, target.path);
      return within === '' || within.startsWith('..') || isAbsolute(within) ? target.path : within;
    }
    case 'own':
      return target.target === '' ? target.provider : `${target.provider} ${target.target}`;
  }
}

/** How it collects, in a few words. */
export function mannerOf(target: CollectorTarget): string {
  switch (target.kind) {
    case 'redis':
      if (target.mode === 'stream') return `Redis stream, group ${target.group ?? ''}`;
      return target.mode === 'watch' ? 'Redis list, watched' : 'Redis list, as a queue';
    case 'grpc':
      return target.tlsCert === undefined ? 'gRPC server' : 'gRPC server with TLS';
    case 'file':
      return 'File or pipe';
    case 'own':
      return 'Collector of another extension';
  }
}

/** Address to give to senders, without secrets. */
export function addressOf(target: CollectorTarget): string {
  switch (target.kind) {
    case 'redis':
      return withoutUser(target.url);
    case 'grpc':
      return target.address;
    case 'file':
      return target.path;
    case 'own':
      return target.target;
  }
}

/** What the collecting thread is asked for; others' collectors bring their traces. */
export function requestOf(target: CollectorTarget, title: string, password: string | undefined): CollectorRequest {
  switch (target.kind) {
    case 'redis':
      return {
        kind: 'redis',
        url: target.url,
        key: target.key,
        ...(target.mode === 'watch' ? { watch: true } : {}),
        ...(target.mode === 'stream' && target.group !== undefined ? { group: target.group } : {}),
        ...(password === undefined ? {} : { password }),
      };
    case 'grpc': {
      const { address, tlsCert, tlsKey } = target;
      return {
        kind: 'grpc',
        address,
        ...(tlsCert === undefined ? {} : { tlsCert }),
        ...(tlsKey === undefined ? {} : { tlsKey }),
      };
    }
    case 'file':
      return { kind: 'file', path: target.path };
    case 'own':
      return { kind: 'brought', name: title, address: target.target };
  }
}

/** The collectors among what was remembered; anything else is left out. */
export function parseSpecs(kept: unknown): CollectorSpec[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((item: unknown): CollectorSpec[] => {
    if (typeof item !== 'object' || item === null) return [];
    const { id, target } = item as Record<string, unknown>;
    const parsed = parseTarget(target);
    return typeof id === 'string' && id !== '' && parsed !== null ? [{ id, target: parsed }] : [];
  });
}

function parseTarget(kept: unknown): CollectorTarget | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const value = kept as Record<string, unknown>;
  const text = (key: string): string | undefined => {
    const found = value[key];
    return typeof found === 'string' ? found : undefined;
  };
  switch (value['kind']) {
    case 'redis': {
      const [url, group] = [text('url'), text('group')];
      const mode = (['queue', 'watch', 'stream'] as const).find((one) => one === value['mode']);
      if (url === undefined || mode === undefined || (mode === 'stream' && group === undefined)) return null;
      const more = group === undefined ? {} : { group };
      return { kind: 'redis', url, key: text('key') ?? DEFAULT_KEY, mode, secret: value['secret'] === true, ...more };
    }
    case 'grpc': {
      const [tlsCert, tlsKey] = [text('tlsCert'), text('tlsKey')];
      const tls = tlsCert === undefined || tlsKey === undefined ? {} : { tlsCert, tlsKey };
      return { kind: 'grpc', address: text('address') ?? DEFAULT_GRPC_ADDRESS, ...tls };
    }
    case 'file': {
      const path = text('path');
      return path === undefined ? null : { kind: 'file', path };
    }
    case 'own': {
      const provider = text('provider');
      return provider === undefined ? null : { kind: 'own', provider, target: text('target') ?? '' };
    }
    default:
      return null;
  }
}

function withoutUser(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^@/]*@/i, '$1');
}
