import { CollectorError } from '../collector.ts';

export const DEFAULT_GRPC_ADDRESS = '127.0.0.1:50051';

/**
 * Completes what a person wrote: a port alone listens on this machine only.
 * @throws CollectorError when it is no address
 */
export function grpcAddress(text: string): string {
  const written = text.replace(/^grpcs?:\/\//, '');
  const full =
    written === '' ? DEFAULT_GRPC_ADDRESS : /^:?\d+$/.test(written) ? `127.0.0.1:${written.replace(':', '')}` : written;
  const port = Number(/^(?:\[[0-9a-f:.]+\]|[^:/@\s]+):(\d{1,5})$/i.exec(full)?.[1] ?? NaN);
  if (!(port <= 65_535)) throw new CollectorError('The address to listen on looks like 127.0.0.1:50051.');
  return full;
}
