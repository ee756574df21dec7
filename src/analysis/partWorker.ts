/** Entry of the second reader's thread: reads a file from a cut to its end and hands over what it has seen. */
import { parentPort, workerData } from 'node:worker_threads';
import { openPlainFile } from '../trace/fileSource.ts';
import { readTraces } from '../trace/readTraces.ts';
import type { PartMessage, PartRequest } from './parallel.ts';
import { buffersOf, plainPart } from './part.ts';
import { createPass } from './pass.ts';

if (parentPort === null) throw new Error('The part worker runs in a worker thread only.');
const request = workerData as PartRequest;
const shared = new Float64Array(request.progress);
const source = openPlainFile(request.path);
// If it is not, this thread ends, and the first reader finds the same when it reads on.
source.expectSame(request.file);
const total = source.total ?? 0;
source.consumed = request.cut.offset;
const { scanner, accumulator } = createPass(
  { ...request.accumulation, share: () => (source.consumed - request.cut.offset) / total },
  { start: request.cut },
);
const outcome = await readTraces(source, scanner, {
  onProgress: ({ bytes, traces }) => {
    shared[0] = bytes - request.cut.offset;
    shared[1] = traces;
  },
  isCancelled: () => shared[2] !== 0,
});
const message: PartMessage =
  outcome.status === 'done'
    ? { ok: true, result: outcome.result, part: plainPart(accumulator) }
    : {
        ok: false,
        error: outcome.status === 'failed' ? { kind: outcome.error.kind, message: outcome.error.message } : null,
      };
parentPort.postMessage(message, message.ok ? buffersOf(message.part) : []);
