/** The end of the process: what is queued goes out before. */
import { isMainThread } from 'node:worker_threads';

/** What has something to send before the process ends. */
interface Ending {
  readonly pending: number;
  flush(): Promise<void>;
  /** Sends what it can without waiting. */
  closeNow(): void;
}

/** Milliseconds that the end of the program waits for what is on its way; collectors give up earlier on their own. */
const PATIENCE = 10_000;

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

// Until they are closed, also those that nobody else holds any more: they may have traces to send.
const open = new Set<Ending>();
let watching = false;

/** Has `ending` flushed when the process has nothing left to do, and closed when it ends. */
export function closeAtExit(ending: Ending): void {
  open.add(ending);
  if (watching) return;
  watching = true;
  process.on('beforeExit', () => {
    // Sending is work, after which this comes again.
    if ([...open].some(({ pending }) => pending > 0)) void flushAll();
  });
  process.on('exit', closeAll);
  // Signals reach the main thread only.
  if (isMainThread) for (const signal of SIGNALS) process.on(signal, endBy);
}

/** It was closed before. */
export function keepOpenAtExit(ending: Ending): void {
  open.delete(ending);
}

async function flushAll(): Promise<void> {
  // Keeps the process alive meanwhile: connections that wait for an answer do not.
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
  });
  const flushed = Promise.all([...open].map((ending) => ending.flush())).then(() => true);
  if ((await Promise.race([flushed, patience])) !== true) closeAll();
  clearTimeout(timer);
}

function closeAll(): void {
  for (const ending of open) {
    open.delete(ending);
    ending.closeNow();
  }
}

/** A signal that ends the program still does, a moment later. Programs that listen to it decide for themselves. */
function endBy(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  // A second Ctrl+C waits for nothing.
  process.off(signal, endBy);
  void flushAll().then(() => {
    closeAll();
    process.kill(process.pid, signal);
  });
}
