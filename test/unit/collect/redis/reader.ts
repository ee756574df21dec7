/** A reader of a group in a process of its own: `node reader.ts URL GROUP`. Takes over quickly what others leave. */
import { redisTarget } from '../../../../src/collect/redis/redisTarget.ts';
import { RedisStreamCollector } from '../../../../src/collect/redis/streamCollector.ts';
import { LiveSession } from '../../../../src/collect/session.ts';

const [url, group] = process.argv.slice(2);
const target = { ...redisTarget(url), group };
const session = await LiveSession.create(
  (score) => Promise.resolve(new RedisStreamCollector(target, score, { claimAfter: 8000 })),
  { id: 'reader', kind: 'redis', root: process.cwd() },
);
await session.start();
process.once('SIGTERM', () => void session.stop());
