import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askEditor } from '../../../src/board/askEditor.ts';
import { TERMINAL_VARIABLES } from '../../../src/protocol/terminal.ts';

describe('asking the editor', () => {
  let folder: string;
  let socket: string;
  let server: Server;
  let heard: string;

  beforeEach(async function () {
    if (process.platform === 'win32') this.skip();
    folder = await mkdtemp(join(tmpdir(), 'pypss-ask-'));
    socket = join(folder, 's');
    heard = '';
  });

  afterEach(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function ask(reply: string | null): Promise<Awaited<ReturnType<typeof askEditor>>> {
    server = createServer((connection) => {
      connection.on('data', (piece) => (heard += piece.toString()));
      if (reply === null) connection.setTimeout(2000, () => connection.destroy());
      else connection.once('data', () => connection.end(reply));
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    const environment = { [TERMINAL_VARIABLES.socket]: socket, [TERMINAL_VARIABLES.token]: 'secret' };
    return askEditor('/srv/traces.json', environment, 300);
  }

  it('says what it wants, and hears that it was done', async () => {
    assert.equal(await ask('{"ok":true}\n'), 'opened');
    assert.deepEqual(JSON.parse(heard), { token: 'secret', open: '/srv/traces.json' });
  });

  it('hears why not', async () => {
    assert.deepEqual(await ask('{"ok":false,"reason":"no"}\n'), { failed: 'no' });
  });

  it('is not held up by what answers something else, or nothing', async () => {
    assert.deepEqual(await ask('hello\n'), { failed: 'its answer is not understood' });
    server.close();
    await rm(socket, { force: true });
    assert.deepEqual(await ask(null), { failed: 'it does not answer' });
  });

  it('knows that there is none', async () => {
    server = createServer();
    assert.equal(await askEditor('/srv/traces.json', {}), 'absent');
    const environment = { [TERMINAL_VARIABLES.socket]: socket, [TERMINAL_VARIABLES.token]: 'secret' };
    const answer = await askEditor('/srv/traces.json', environment, 300);
    assert.ok(typeof answer === 'object');
  });
});
