import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
// This room is loaded on first use as a whole. A dynamic import of a CommonJS package has no names in a bundle.
import * as grpc from '@grpc/grpc-js';
import type { Server, ServerInterceptor, ServerReadableStream, ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { BatchBuilder } from '../batch.ts';
import { type Collector, CollectorError, type CollectorSink } from '../collector.ts';
import { grpcAddress } from './grpcAddress.ts';
import { serviceDefinitions, TRACE_SERVICE, type TraceMessage, traceJson } from './traceService.ts';

/** Longest message that is taken; grpc-js refuses a longer one. */
const MOST_MESSAGE_BYTES = 4 * 2 ** 20;
/** Calls under way at once on one connection. */
const MOST_CALLS = 1000;
/** Milliseconds after which a silent connection is asked whether it is still there, and how long it may take to say so. */
const KEEPALIVE = 30_000;
const KEEPALIVE_PATIENCE = 10_000;
/** Milliseconds that calls under way get to end when the server stops. */
const STOP_PATIENCE = 1000;

export interface GrpcOptions {
  /** Files in PEM form; with both the server speaks TLS. */
  tlsCert?: string;
  tlsKey?: string;
}

/** A gRPC server that takes what PyPSS's GRPCCollector sends. */
export class GrpcCollector implements Collector {
  readonly #wanted: string;
  readonly #options: GrpcOptions;
  #address: string;
  #server: Server | null = null;
  #sink: CollectorSink | null = null;
  #batch: BatchBuilder | null = null;
  /** Calls whose traces are in the batch. */
  #waiting: ((taken: boolean) => void)[] = [];
  #flush: NodeJS.Immediate | null = null;

  constructor(address: string, options: GrpcOptions = {}) {
    this.#wanted = grpcAddress(address);
    this.#address = this.#wanted;
    this.#options = options;
  }

  get name(): string {
    return `gRPC ${this.#address}`;
  }

  /** With the port that was really taken. */
  get address(): string {
    return this.#address;
  }

  async start(sink: CollectorSink): Promise<void> {
    // What goes wrong is said here, in one line; the library would write its own to standard error.
    grpc.setLogVerbosity(grpc.logVerbosity.NONE);
    const { trace, health } = serviceDefinitions();
    this.#sink = sink;
    this.#batch = new BatchBuilder(sink);
    const server = new grpc.Server({
      'grpc.max_receive_message_length': MOST_MESSAGE_BYTES,
      'grpc.max_concurrent_streams': MOST_CALLS,
      'grpc.keepalive_time_ms': KEEPALIVE,
      'grpc.keepalive_timeout_ms': KEEPALIVE_PATIENCE,
      'grpc.so_reuseport': 0,
      interceptors: [this.#countRefused()],
    });
    server.addService(trace, {
      SubmitTrace: (call: ServerUnaryCall<TraceMessage, object>, done: sendUnaryData<object>) =>
        this.#submit(call.request, (taken) =>
          done(null, taken ? { success: true, message: '' } : { success: false, message: DROPPED }),
        ),
      SubmitTraces: (call: ServerReadableStream<TraceMessage, object>, done: sendUnaryData<object>) =>
        this.#submitAll(call, done),
    });
    server.addService(health, {
      Check: (call: ServerUnaryCall<{ service: string }, object>, done: sendUnaryData<object>) => {
        const { service } = call.request;
        if (service === '' || service === TRACE_SERVICE) done(null, { status: 'SERVING' });
        else done({ code: grpc.status.NOT_FOUND, details: 'unknown service' });
      },
      Watch: (call: { request: { service: string }; write(message: object): void }) => {
        const { service } = call.request;
        call.write({ status: service === '' || service === TRACE_SERVICE ? 'SERVING' : 'SERVICE_UNKNOWN' });
      },
    });
    const credentials = await this.#credentials();
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(this.#wanted, credentials, (error, bound) => {
        if (error === null) resolve(bound);
        else
          reject(new CollectorError(`${this.#wanted} cannot be listened on: ${error.message}. Choose another port.`));
      });
    });
    this.#address = this.#wanted.replace(/:\d+$/, `:${port}`);
    this.#server = server;
    sink.state('running');
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => {
        server.forceShutdown();
        resolve();
      }, STOP_PATIENCE);
      server.tryShutdown(() => {
        clearTimeout(force);
        resolve();
      });
    });
    this.#bring();
  }

  async #credentials() {
    const { tlsCert, tlsKey } = this.#options;
    if (tlsCert === undefined && tlsKey === undefined) return grpc.ServerCredentials.createInsecure();
    if (tlsCert === undefined || tlsKey === undefined) {
      throw new CollectorError('TLS needs both files, the certificate and its key.');
    }
    try {
      const [cert, key] = await Promise.all([readFile(tlsCert), readFile(tlsKey)]);
      // gRPC would look into them only when it listens, and blame the address.
      createSecureContext({ cert, key });
      return grpc.ServerCredentials.createSsl(null, [{ cert_chain: cert, private_key: key }]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CollectorError(`The files for TLS cannot be used: ${reason}`, error);
    }
  }

  /** Messages that never reach us, because they are too long or no trace, are counted too. */
  #countRefused(): ServerInterceptor {
    return (method, call) => {
      const answer = call.sendStatus.bind(call);
      let refused = false;
      // The library answers such messages itself, past all that an interceptor is asked for.
      call.sendStatus = (said) => {
        const refusal = said.code === grpc.status.RESOURCE_EXHAUSTED || said.code === grpc.status.INTERNAL;
        if (refusal && !refused && method.path.startsWith(`/${TRACE_SERVICE}/`)) {
          refused = true;
          this.#sink?.count('skipped', 1, `a message was refused: ${said.details ?? ''}`);
        }
        answer(said);
      };
      return new grpc.ServerInterceptingCall(call);
    };
  }

  #submit(message: TraceMessage, done: (taken: boolean) => void): void {
    const batch = this.#batch!;
    if (!batch.add(traceJson(message))) {
      done(false);
      return;
    }
    this.#waiting.push(done);
    if (batch.full) this.#bring();
    // What arrives in one turn of the event loop goes on together.
    else this.#flush ??= setImmediate(() => this.#bring());
  }

  #submitAll(call: ServerReadableStream<TraceMessage, object>, done: sendUnaryData<object>): void {
    let received = 0;
    let dropped = 0;
    let ended = false;
    let open = 0;
    const answer = (): void => {
      if (ended && open === 0) done(null, { received, dropped });
    };
    call.on('data', (message: TraceMessage) => {
      received++;
      open++;
      this.#submit(message, (taken) => {
        if (!taken) dropped++;
        open--;
        answer();
      });
    });
    call.on('end', () => {
      ended = true;
      answer();
    });
    // A client that dies sends no end; what it sent before counts.
    call.on('error', () => undefined);
  }

  #bring(): void {
    if (this.#flush !== null) clearImmediate(this.#flush);
    this.#flush = null;
    const batch = this.#batch?.take() ?? null;
    const waiting = this.#waiting;
    this.#waiting = [];
    const taken = batch === null || this.#sink === null || this.#sink.offer(batch);
    for (const done of waiting) done(taken);
  }
}

const DROPPED = 'dropped: more comes than can be taken';
