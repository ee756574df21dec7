import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { loadCollector } from '../../../src/collect/loadCollector.ts';
import { LiveSession } from '../../../src/collect/session.ts';

const SAMPLE = join(import.meta.dirname, '..', '..', '..', 'samples', 'collectors', 'udp.mjs');

describe('the sample of a collector of one’s own', () => {
  it('is loaded by its path and brings every datagram once', async () => {
    const collector = await loadCollector(SAMPLE, '127.0.0.1:0');
    const options = { id: 'udp', kind: 'own', root: import.meta.dirname };
    const session = await LiveSession.create(() => Promise.resolve(collector), options);
    await session.start();
    const socket = createSocket('udp4');
    try {
      const [, port] = collector.address.split(':');
      const send = (text: string): Promise<unknown> =>
        new Promise((done) => socket.send(text, Number(port), '127.0.0.1', done));
      await send('{"name": "f",\n"duration": 0.01}');
      await send('{"name": "f", "duration": 0.02}');
      await send('no trace');
      await send(' ');
      while (session.status.received < 4) await setTimeout(10);
      await session.stop();
      const { scored, skipped, state } = session.status;
      assert.deepEqual([scored, skipped, state], [2, 2, 'stopped']);
      assert.equal(session.report().traces, 2);
    } finally {
      socket.close();
    }
  });

  it('says what a target looks like', async () => {
    await assert.rejects(loadCollector(SAMPLE, 'nowhere'), /looks like 127\.0\.0\.1:9999/);
  });
});
