import { createCollector } from '../../../src/collect/createCollector.ts';
import type { Collector, TraceBatch } from '../../../src/collect/collector.ts';
import type { LiveScore } from '../../../src/collect/liveScore.ts';
import { LiveSession, type SessionOptions } from '../../../src/collect/session.ts';
import type { CollectorRequest, LiveStatus } from '../../../src/protocol/live.ts';
import { until } from '../support/until.ts';

/** Keeps what was received. */
export class Kept {
  readonly batches: TraceBatch[] = [];

  write(batch: TraceBatch): void {
    this.batches.push(batch);
  }

  get lines(): string[] {
    return this.batches.flatMap(({ ndjson }) => Buffer.from(ndjson).toString('utf8').split('\n').slice(0, -1));
  }
}

/** A session of a test, with all that it said. */
export interface Collecting {
  session: LiveSession;
  kept: Kept;
  /** Messages of every state, oldest first, without repetition. */
  messages: string[];
  status(): LiveStatus;
  /** Waits until the counters satisfy `holds`. */
  until(holds: (status: LiveStatus) => boolean): Promise<void>;
}

type Make = (score: () => LiveScore) => Promise<Collector>;

/** Starts a session over what is asked for; `stop` is the test's. */
export async function collecting(
  what: CollectorRequest | Make,
  options: Partial<SessionOptions> = {},
): Promise<Collecting> {
  const kept = new Kept();
  const messages: string[] = [];
  const make: Make = typeof what === 'function' ? what : (score) => createCollector(what, score);
  const session = await LiveSession.create(make, {
    id: 'test',
    kind: 'test',
    root: '/',
    outputs: [kept],
    onStatus: ({ message }) => {
      if (message !== null && messages.at(-1) !== message) messages.push(message);
    },
    ...options,
  });
  await session.start();
  return {
    session,
    kept,
    messages,
    status: () => session.status,
    until: (holds) => until(() => holds(session.status)),
  };
}

/** What must hold at any moment. */
export function addUp({ received, scored, skipped, repeated, dropped, pending }: LiveStatus): boolean {
  return received === scored + skipped + repeated + dropped + pending;
}
