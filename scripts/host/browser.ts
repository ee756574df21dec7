/** The machine's own Chromium, driven by playwright-core. */
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { installFromDebian } from '../toolchain/debianPackages.ts';
import { isExecutable } from '../toolchain/isExecutable.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Starts Chromium without a window; on Debian as root it is installed first where it is missing.
 * @throws with what to do when there is no Chromium
 */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium() ?? installChromium(),
    args: [
      // Chromium refuses to sandbox for root, which is who runs the tests in a container.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--font-render-hinting=none',
    ],
  });
}

/** Path of the Chromium to use: PYPSS_CHROMIUM, else the first usual name on PATH; null if there is none. */
export function findChromium(): string | null {
  const own = process.env['PYPSS_CHROMIUM'];
  if (own !== undefined && own !== '') return own;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...PLACES];
  return candidates.find(isExecutable) ?? null;
}

function installChromium(): string {
  installFromDebian('Chromium', ['chromium', 'fonts-liberation']);
  const installed = findChromium();
  if (installed !== null) return installed;
  throw new Error(
    'No Chromium found. Install it (Debian, Ubuntu: sudo apt-get install chromium) or set PYPSS_CHROMIUM to its path.',
  );
}
