/** Opens an address in the browser of the person at this machine. */
import { spawn } from 'node:child_process';

/**
 * Starts the browser and does not wait for it.
 * @returns whether one could be started; without a screen there is none
 */
export function openBrowser(address: string, environment: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const [command, args] = commandFor(address, environment);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    // What opens addresses ends at once; one that stays is a browser itself.
    const running = setTimeout(() => resolve(true), 2000).unref();
    child.once('exit', (code) => {
      clearTimeout(running);
      resolve(code === 0);
    });
    child.unref();
  });
}

function commandFor(address: string, { BROWSER }: NodeJS.ProcessEnv): [string, string[]] {
  // Set by people, and by editors whose terminal runs on another machine than their window.
  if (BROWSER !== undefined && BROWSER !== '') return [BROWSER, [address]];
  switch (process.platform) {
    case 'darwin':
      return ['open', [address]];
    case 'win32':
      return ['rundll32', ['url.dll,FileProtocolHandler', address]];
    default:
      return ['xdg-open', [address]];
  }
}
