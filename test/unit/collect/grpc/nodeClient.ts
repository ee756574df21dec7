/** A client in Node that knows docs/pypss.proto and nothing else of this project. */
import { join } from 'node:path';
import {
  type ChannelCredentials,
  type Client,
  type ClientUnaryCall,
  credentials,
  loadPackageDefinition,
  type ServiceError,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

type Answer<T> = (error: ServiceError | null, response: T) => void;

export interface TraceClient extends Client {
  SubmitTrace(
    trace: object,
    options: { deadline?: number },
    done: Answer<{ success: boolean; message: string }>,
  ): ClientUnaryCall;
  SubmitTraces(done: Answer<{ received: number; dropped: number }>): {
    write(trace: object): boolean;
    end(): void;
    cancel(): void;
    on(event: 'error', listener: (error: Error) => void): void;
    once(event: 'drain', listener: () => void): void;
  };
}

const PROTO = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'pypss.proto');

/** Connects on first use; the caller closes it. */
export function traceClient(address: string, how: ChannelCredentials = credentials.createInsecure()): TraceClient {
  const definition = loadPackageDefinition(loadSync(PROTO, { keepCase: true, longs: Number, defaults: true }));
  const { TraceService } = definition['pypss'] as unknown as { TraceService: ServiceClientConstructor };
  return new TraceService(address, how, {
    'grpc.max_send_message_length': -1,
    // Each client a connection of its own.
    'grpc.use_local_subchannel_pool': 1,
  }) as unknown as TraceClient;
}

/** One SubmitTrace. @throws ServiceError */
export function submit(client: TraceClient, trace: object): Promise<{ success: boolean; message: string }> {
  return new Promise((resolve, reject) => {
    client.SubmitTrace(trace, { deadline: Date.now() + 60_000 }, (error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}
