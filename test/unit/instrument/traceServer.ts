import type { CollectorSink } from '../../../src/collect/collector.ts';
import { GrpcCollector } from '../../../src/collect/grpc/grpcCollector.ts';
import type { TraceRecord } from '../../../src/instrument/record.ts';

/** Our own gRPC collector with what it received. */
export class TraceServer {
  readonly traces: TraceRecord[] = [];
  /** Whether there is room for what comes. */
  room = true;
  readonly #collector: GrpcCollector;

  constructor(address = '127.0.0.1:0') {
    this.#collector = new GrpcCollector(address);
  }

  async start(): Promise<string> {
    const settled = (): Promise<void> => Promise.resolve();
    const ignore = (): void => undefined;
    const sink: CollectorSink = {
      offer: ({ ndjson }) => {
        if (!this.room) return false;
        const lines = Buffer.from(ndjson).toString('utf8').trimEnd().split('\n');
        this.traces.push(...lines.map((line) => JSON.parse(line) as TraceRecord));
        return true;
      },
      room: settled,
      settled,
      count: ignore,
      state: ignore,
      fail: (message) => {
        throw new Error(message);
      },
      behind: ignore,
    };
    await this.#collector.start(sink);
    return this.#collector.address;
  }

  stop(): Promise<void> {
    return this.#collector.stop();
  }
}
