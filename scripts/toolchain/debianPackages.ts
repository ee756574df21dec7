/** Programs that tests need and npm does not have: from Debian, installed where this process may do so. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const APT = '/usr/bin/apt-get';

/** Installs packages, as root on Debian; elsewhere it does nothing. What came of it shows when the program is looked for. */
export function installFromDebian(what: string, packages: readonly string[]): void {
  if (process.getuid?.() !== 0 || !existsSync(APT)) return;
  console.error(`Installing ${what} from Debian (once) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
  ]) {
    spawnSync(APT, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  }
}
