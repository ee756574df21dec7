/**
 * A process of its own that sends the last batch of one that has ended already: what needs an answer from the network
 * cannot be had there any more. The batch comes on standard input, how many arrived goes to standard output.
 */
import { text } from 'node:stream/consumers';
import { GrpcCollector } from './grpc.ts';
import type { LastBatch } from './lastBatch.ts';
import { RedisCollector } from './redis.ts';

void text(process.stdin).then(async (input) => {
  const { kind, target, options, records } = JSON.parse(input) as LastBatch;
  const collector = kind === 'redis' ? new RedisCollector(target, options) : new GrpcCollector(target, options);
  const arrived = await collector.send(records);
  process.stdout.write(String(arrived), () => process.exit(0));
});
