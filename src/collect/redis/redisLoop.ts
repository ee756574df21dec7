import { setTimeout } from 'node:timers/promises';
import type { CollectorSink } from '../collector.ts';
import type { RedisConnection } from './redisConnection.ts';
import { reasonOf, RedisUnavailable } from './redisErrors.ts';
import { type RedisTarget, withoutSecrets } from './redisTarget.ts';

/** Milliseconds before the next try after a lost connection or a reply that says "not now". */
const PAUSE = 50;

/**
 * Runs `step` again and again until `signal` aborts, waiting where the connection is away.
 * @throws CollectorError, or what Redis says when it refuses a command
 */
export async function repeatWhileConnected(
  connection: RedisConnection,
  signal: AbortSignal,
  sink: Pick<CollectorSink, 'state'>,
  step: () => Promise<void>,
): Promise<void> {
  let trouble = false;
  while (!signal.aborted) {
    if (!(await connection.connected(signal))) return;
    try {
      await step();
      if (trouble) sink.state('running');
      trouble = false;
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
      if (connection.ready) {
        trouble = true;
        sink.state('waiting', `Redis cannot do it at the moment (${error.message}); it is tried again`);
      }
      await setTimeout(PAUSE);
    }
  }
}

/** Ends the collector with what Redis said, and what to do. */
export function failWith(error: unknown, target: RedisTarget, sink: CollectorSink): void {
  const reason = withoutSecrets(reasonOf(error), target);
  const { key, group, address } = target;
  if (reason.startsWith('WRONGTYPE')) {
    const wanted = group === null ? 'a list' : 'a stream';
    sink.fail(`${key} in Redis at ${address} is not ${wanted}. Name another key, or a consumer group for a stream.`);
  } else sink.fail(reason);
}
