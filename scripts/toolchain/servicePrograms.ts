/** Redis and a Python with gRPC: what the tests of the collectors run against. */
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { installFromDebian } from './debianPackages.ts';
import { isExecutable } from './isExecutable.ts';

/** The system's own Python: packages of the system are not seen by others that may come first on PATH. */
const SYSTEM_PYTHON = '/usr/bin/python3';

/** Path of redis-server: PYPSS_REDIS_SERVER, else the first on PATH; null if there is none. */
export function findRedisServer(): string | null {
  const own = process.env['PYPSS_REDIS_SERVER'];
  if (own !== undefined && own !== '') return own;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...folders, '/usr/bin'].map((folder) => join(folder, 'redis-server')).find(isExecutable) ?? null;
}

/** Path of a Python that can import grpc and protobuf: PYPSS_GRPC_PYTHON, else the system's; null if there is none. */
export function findGrpcPython(): string | null {
  const own = process.env['PYPSS_GRPC_PYTHON'];
  if (own !== undefined && own !== '') return own;
  return [SYSTEM_PYTHON, 'python3'].find(hasGrpc) ?? null;
}

/** Installs what is missing, as root on Debian. @returns what is still missing and what to do, one line each */
export function prepareServicePrograms(): string[] {
  const wanted = [
    {
      name: 'redis-server',
      find: findRedisServer,
      packages: ['redis-server'],
      advice: 'sudo apt-get install redis-server, or set PYPSS_REDIS_SERVER to its path',
    },
    {
      name: 'Python with gRPC',
      find: findGrpcPython,
      packages: ['python3-grpcio', 'python3-protobuf'],
      advice:
        'sudo apt-get install python3-grpcio python3-protobuf, or set PYPSS_GRPC_PYTHON to a Python that has both',
    },
  ];
  const missing = wanted.filter(({ find }) => find() === null);
  if (missing.length === 0) return [];
  installFromDebian(
    missing.map(({ name }) => name).join(' and '),
    missing.flatMap(({ packages }) => packages),
  );
  return missing.filter(({ find }) => find() === null).map(({ name, advice }) => `No ${name} found: ${advice}.`);
}

function hasGrpc(python: string): boolean {
  return spawnSync(python, ['-c', 'import grpc, google.protobuf'], { stdio: 'ignore' }).status === 0;
}
