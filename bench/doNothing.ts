/**
 * Receivers that count and do nothing else, with the same libraries: `node bench/doNothing.ts file|list|stream|grpc
 * TARGET`. What a collector needs beyond them is what scoring and keeping count cost.
 */
import { openSync, readSync } from 'node:fs';
import { Server, ServerCredentials, type ServerReadableStream, type sendUnaryData } from '@grpc/grpc-js';
import { createClient, RESP_TYPES } from 'redis';
import { serviceDefinitions } from '../src/collect/grpc/traceService.ts';

const PIECE = '1000';
const GROUP = 'nothing';
let count = 0;

/** A connection that takes texts as bytes, as the collectors' does. */
async function connected(url: string): Promise<(...command: string[]) => Promise<unknown>> {
  const client = createClient({ url, RESP: 2, commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } });
  await client.connect();
  return (...command) => client.sendCommand(command);
}

const RECEIVERS: Record<string, (target: string) => Promise<string>> = {
  file(path) {
    const file = openSync(path, 'r');
    const bytes = Buffer.alloc(262_144);
    setInterval(() => {
      for (let got; (got = readSync(file, bytes, 0, bytes.length, null)) > 0;) {
        for (let at = bytes.indexOf(10); at >= 0 && at < got; at = bytes.indexOf(10, at + 1)) count++;
      }
    }, 20);
    return Promise.resolve(path);
  },

  async list(url) {
    const command = await connected(url);
    void (async () => {
      while (true) {
        const items = (await command('LPOP', 'pypss:traces', PIECE)) as unknown[] | null;
        if (items === null) await command('BLPOP', 'pypss:traces', '0.01').then((got) => got !== null && count++);
        else count += items.length;
      }
    })();
    return url;
  },

  async stream(url) {
    const command = await connected(url);
    await command('XGROUP', 'CREATE', 's', GROUP, '0', 'MKSTREAM');
    void (async () => {
      while (true) {
        const [reply] = ((await command(
          ...['XREADGROUP', 'GROUP', GROUP, 'c', 'COUNT', PIECE, 'BLOCK', '100', 'STREAMS', 's', '>'],
        )) ?? []) as [unknown, [Buffer, unknown][]][];
        if (reply === undefined) continue;
        count += reply[1].length;
        await command('XACK', 's', GROUP, ...reply[1].map(([id]) => id.toString('latin1')));
      }
    })();
    return url;
  },

  async grpc(address) {
    const server = new Server();
    server.addService(serviceDefinitions().trace, {
      SubmitTrace: (_call: unknown, done: sendUnaryData<object>) => {
        count++;
        done(null, { success: true, message: '' });
      },
      SubmitTraces: (call: ServerReadableStream<object, object>, done: sendUnaryData<object>) => {
        let received = 0;
        call.on('data', () => {
          count++;
          received++;
        });
        call.on('end', () => done(null, { received, dropped: 0 }));
      },
    });
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    );
    return `127.0.0.1:${port}`;
  },
};

const [kind, target] = process.argv.slice(2);
console.log(`nothing from ${await RECEIVERS[kind](target)}`);
setInterval(() => console.log(`${count} traces, `), 20);
process.once('SIGINT', () => process.exit());
