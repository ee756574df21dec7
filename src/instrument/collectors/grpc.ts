/** Traces to a gRPC server that speaks `pypss.TraceService`. */
import type { TraceRecord } from '../record.ts';
import { reasonOf } from '../warning.ts';
import { BatchingCollector, type BatchingOptions } from './batching.ts';
import { sendLast } from './lastBatch.ts';
import { optionalPackage } from './optionalPackage.ts';
import { isAccepted, messageOf } from './traceMessage.ts';

const METHOD = '/pypss.TraceService/SubmitTrace';

export interface GrpcOptions extends BatchingOptions {
  /** Deadline of a call in milliseconds (5000). */
  readonly timeout?: number | undefined;
  /** TLS with the certificates that Node trusts. */
  readonly tls?: boolean | undefined;
}

/** What is used of the package `@grpc/grpc-js`. */
interface GrpcPackage {
  readonly Client: new (target: string, credentials: object) => GrpcClient;
  readonly Metadata: new (options: { waitForReady: boolean }) => object;
  readonly credentials: { createInsecure(): object; createSsl(): object };
}
interface GrpcClient {
  makeUnaryRequest(
    method: string,
    serialize: (record: TraceRecord) => Buffer,
    deserialize: (response: Buffer) => boolean,
    record: TraceRecord,
    metadata: object,
    options: { deadline: number },
    done: (error: Error | null, accepted?: boolean) => void,
  ): unknown;
  close(): void;
}

/**
 * Submits each trace with one call and counts only those that the server accepted. The message has no room for context
 * tags, `async_op`, `parent_id` and `sample_rate`; they are left out. Needs the package `@grpc/grpc-js`.
 */
export class GrpcCollector extends BatchingCollector {
  readonly #grpc: GrpcPackage;
  readonly #target: string;
  readonly #options: GrpcOptions;
  readonly #timeout: number;
  #client: GrpcClient | null = null;

  /** @throws Error when the package is not installed */
  constructor(target: string = 'localhost:50051', options: GrpcOptions = {}) {
    const grpc = optionalPackage('@grpc/grpc-js', 'GrpcCollector') as GrpcPackage;
    super(options);
    this.#grpc = grpc;
    this.#target = target;
    this.#options = options;
    this.#timeout = options.timeout ?? 5000;
  }

  override async send(records: readonly TraceRecord[]): Promise<number> {
    const { Client, Metadata, credentials } = this.#grpc;
    this.#client ??= new Client(
      this.#target,
      this.#options.tls === true ? credentials.createSsl() : credentials.createInsecure(),
    );
    const client = this.#client;
    const metadata = new Metadata({ waitForReady: true });
    const options = { deadline: Date.now() + this.#timeout };
    const answers = await Promise.allSettled(
      records.map(
        (record) =>
          new Promise<boolean>((resolve, reject) => {
            client.makeUnaryRequest(METHOD, messageOf, isAccepted, record, metadata, options, (error, accepted) => {
              if (error === null) resolve(accepted === true);
              else reject(error);
            });
          }),
      ),
    );
    const arrived = answers.filter((answer) => answer.status === 'fulfilled' && answer.value).length;
    const failure = answers.find((answer) => answer.status === 'rejected');
    if (arrived === 0 && failure !== undefined) throw new Error(`${this.#target}: ${reasonOf(failure.reason)}`);
    return arrived;
  }

  override sendAtExit(records: readonly TraceRecord[]): number {
    return sendLast({
      kind: 'grpc',
      target: this.#target,
      options: { ...this.#options },
      records,
      isFailing: this.isFailing,
    });
  }

  protected override disconnect(): void {
    this.#client?.close();
    this.#client = null;
  }
}
