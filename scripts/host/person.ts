/** A VS Code in the browser for a person: the packaged extension, a secret address, workspace trust as usual. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { packageExtension } from '../packaging/vsix.ts';
import { startServer } from './server.ts';
import { QUIET } from './settings.ts';
import { prepareHost } from './setup.ts';

/** Starts it, prints its address as one line on standard output, and serves until it is interrupted. */
export async function startForAPerson(folder: string): Promise<void> {
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const host = await prepareHost();
  const token = randomBytes(16).toString('hex');
  const server = await startServer(host, {
    settings: QUIET,
    token,
    workspaceTrust: true,
    vsix: await packageExtension(),
    folder,
  });
  console.error('\nNo desktop VS Code here, so here is one for your browser. Open this address; Ctrl+C here stops it.');
  console.log(`${server.origin}/?tkn=${token}`);
  console.error(
    'Then: click on traces.json for its dashboard. Or trust the folder (Manage, at the top), open checkout.py, press ▷.',
  );
  await interrupted;
  await server.stop();
}
