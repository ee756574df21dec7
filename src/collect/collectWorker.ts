/** Entry of the collecting thread: receives and scores for all collectors of a window, each in a session of its own. */
import { parentPort } from 'node:worker_threads';
import type { FromCollectWorker, ToCollectWorker } from '../protocol/collect.ts';
import type { Report } from '../protocol/report.ts';
import { BroughtCollector } from './broughtCollector.ts';
import type { CollectorSink } from './collector.ts';
import { createCollector } from './createCollector.ts';
import { ReceivedSpool } from './receivedSpool.ts';
import { saveReceived } from './saveReceived.ts';
import { LiveSession } from './session.ts';

/** Rows of a report that is one of many: the host must not be held up by a table that nobody reads to its end. */
const LIVE_ROWS = 2000;

if (parentPort === null) throw new Error('The collecting worker runs in a worker thread only.');
const port = parentPort;

interface Running {
  readonly session: LiveSession;
  readonly spool: ReceivedSpool | null;
  readonly brought: BroughtCollector | null;
}

const running = new Map<string, Running>();
/** What was said about a session is done one after another. */
const turns = new Map<string, Promise<void>>();

function send(message: FromCollectWorker): void {
  port.postMessage(message);
}

type Said<T extends ToCollectWorker['type']> = Extract<ToCollectWorker, { type: T }>;

async function start({ id, request, root, spool: place, pace, window }: Said<'start'>): Promise<void> {
  const spool = place === null ? null : new ReceivedSpool(place);
  let brought: BroughtCollector | null = null;
  try {
    const session = await LiveSession.create(
      async (score) => {
        const collector = await createCollector(request, score);
        if (collector instanceof BroughtCollector) brought = collector;
        return collector;
      },
      {
        id,
        kind: request.kind,
        root,
        pace,
        ...(spool === null ? {} : { outputs: [spool] }),
        onStatus: (status) => send({ type: 'status', id, status }),
        onReport: (report, status) => send({ type: 'report', id, report: shortened(report), status }),
      },
    );
    if (window !== null) session.setWindow(window);
    running.set(id, { session, spool, brought });
    await session.start();
    send({ type: 'started', id, status: session.status });
  } catch (error) {
    running.delete(id);
    turns.delete(id);
    await spool?.close();
    send({ type: 'refused', id, message: error instanceof Error ? error.message : String(error) });
  }
}

async function stop(id: string, { session, spool }: Running): Promise<void> {
  await session.stop();
  running.delete(id);
  turns.delete(id);
  const received = spool?.received ?? null;
  await spool?.close();
  send({ type: 'stopped', id, report: session.report(), status: session.status, received });
}

async function save({ id, ask, path }: Said<'save'>, spool: ReceivedSpool | null): Promise<void> {
  try {
    if (spool === null) throw new Error('What is received is not kept (pypss.collectors.keep is 0).');
    send({ type: 'saved', id, ask, saved: await saveReceived(spool.received, path) });
  } catch (error) {
    send({ type: 'not-saved', id, ask, message: error instanceof Error ? error.message : String(error) });
  }
}

/** Takes a batch over, and says when there is room for as much again. */
async function take({ id, ndjson, items }: Said<'batch'>, sink: CollectorSink): Promise<void> {
  sink.offer({ ndjson, items });
  await sink.room();
  send({ type: 'room', id, bytes: ndjson.length });
}

/** What the host and its page can take a few times a second; the last report of a session is whole. */
function shortened(report: Report): Report {
  const { functions, modules, warnings } = report;
  if (functions.length <= LIVE_ROWS && modules.length <= LIVE_ROWS) return report;
  const count = Math.max(functions.length, modules.length).toLocaleString('en-US');
  const note = `While traces come in, the ${LIVE_ROWS.toLocaleString('en-US')} worst of ${count} are listed; all when it is stopped.`;
  return {
    ...report,
    functions: functions.slice(0, LIVE_ROWS),
    modules: modules.slice(0, LIVE_ROWS),
    warnings: [...warnings, note],
  };
}

async function perform(message: ToCollectWorker): Promise<void> {
  const { type, id } = message;
  if (type === 'start') {
    await start(message);
    return;
  }
  const found = running.get(id);
  // It has ended meanwhile; the host has heard of that.
  if (found === undefined) return;
  const { session, brought } = found;
  switch (type) {
    case 'stop':
      await stop(id, found);
      return;
    case 'pause':
      session.pause();
      return;
    case 'resume':
      session.resume();
      return;
    case 'mark':
      session.mark(message.label, message.time);
      return;
    case 'window':
      session.setWindow(message.seconds);
      return;
    case 'pace':
      session.setPace(message.seconds);
      return;
    case 'save':
      // What comes meanwhile need not wait for the disk.
      void save(message, found.spool);
      return;
    case 'settle':
      void session.settled().then(() => send({ type: 'settled', id, ask: message.ask }));
      return;
    case 'batch':
      if (brought?.sink != null) void take(message, brought.sink);
      return;
    case 'count':
      brought?.sink?.count(message.what, message.items, message.reason);
      return;
    case 'state':
      brought?.sink?.state(message.state, message.message);
      return;
    case 'fail':
      brought?.sink?.fail(message.message);
      return;
    case 'behind':
      brought?.sink?.behind(message.items);
  }
}

port.on('message', (message: ToCollectWorker) => {
  const turn = (turns.get(message.id) ?? Promise.resolve()).then(() => perform(message));
  turns.set(message.id, turn);
  turn.catch((error: unknown) => {
    // A defect of ours: end the thread, so that the host says so and starts a fresh one.
    setImmediate(() => {
      throw error;
    });
  });
});
