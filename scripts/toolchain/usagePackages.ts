/** What the examples of the usage page need of the system's Python. */
import { spawnSync } from 'node:child_process';
import { installFromDebian } from './debianPackages.ts';

/** The system's own Python, whatever comes first on PATH. */
export const SYSTEM_PYTHON = '/usr/bin/python3';

/** Modules that the examples import, and Debian's packages that hold them. */
const PACKAGES: Readonly<Record<string, string>> = { redis: 'python3-redis', grpc: 'python3-grpcio' };

/** Installs what is missing, as root on Debian. @returns what is still missing and what to do, one line each */
export function prepareUsagePackages(): string[] {
  const missing = missingPackages();
  if (missing.length === 0) return [];
  installFromDebian(missing.join(' and '), missing);
  const still = missingPackages();
  return still.map((name) => `The usage page is not run whole without ${name}: sudo apt-get install ${name}.`);
}

function missingPackages(): string[] {
  return Object.entries(PACKAGES)
    .filter(([module]) => spawnSync(SYSTEM_PYTHON, ['-c', `import ${module}`], { stdio: 'ignore' }).status !== 0)
    .map(([, name]) => name);
}
