/** How many traces a second each collector takes, sent as fast as can be, beside a receiver that does nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RedisClientType } from 'redis';
import { submit, traceClient } from '../test/unit/collect/grpc/nodeClient.ts';
import { RedisServer } from '../test/unit/support/redisServer.ts';
import { machineFacts, mebibytes, table, writeSection } from './results.ts';

const TRACES = 300_000;
const GRPC_TRACES = 60_000;
const GRPC_CALLS = 20_000;
/** Calls under way at once. */
const CALLS = 100;
const PIECE = 1000;
const DO_NOTHING = join(import.meta.dirname, 'doNothing.ts');
/** Clock ticks of /proc a second. */
const TICKS = 100;

const record = (n: number): object => ({
  ...{ trace_id: `t${n}`, name: `call${n % 40}`, module: `shop.m${n % 8}`, filename: 'shop.py', lineno: n % 40 },
  ...{ duration: 0.01 + ((n * 37) % 101) / 1000, wait_time: 0.001, memory: 1e6 + (n % 53), error: n % 97 === 0 },
  ...{ branch_tag: `b${n % 5}`, timestamp: 1.7e9 + n / 1000 },
});
const PIECE_ITEMS = Array.from({ length: PIECE }, (_, n) => JSON.stringify(record(n)));
const PIECE_TEXT = `${PIECE_ITEMS.join('\n')}\n`;

/** CPU seconds and resident bytes of a process so far. */
function usage(pid: number): { cpu: number; rss: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return { cpu: (Number(fields[11]) + Number(fields[12])) / TICKS, rss: Number(rss?.[1] ?? 0) * 1024 };
}

/** A `pypss collect` or a receiver that does nothing, and how many traces it has taken. */
class Receiving {
  readonly child: ChildProcess;
  said = '';

  constructor(args: readonly string[]) {
    this.child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const listen = (text: Buffer): void => void (this.said += text.toString('utf8'));
    this.child.stdout?.on('data', listen);
    this.child.stderr?.on('data', listen);
  }

  get count(): number {
    const counts = [...this.said.matchAll(/([\d,]+) traces, /g)];
    return Number((counts.at(-1)?.[1] ?? '0').replaceAll(',', ''));
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.child.exitCode !== null) throw new Error(`the receiver ended: ${this.said.slice(-500)}`);
      await setTimeout(20);
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGINT');
    await ended;
  }
}

/** Traces a second, microseconds of processor time a trace, resident memory. */
async function measure(traces: number, args: string[], send: (r: Receiving) => Promise<void>): Promise<string[]> {
  const receiving = new Receiving(args);
  await receiving.until(() => receiving.said !== '');
  const before = usage(receiving.child.pid!);
  const begun = performance.now();
  await send(receiving);
  await receiving.until(() => receiving.count >= traces);
  const seconds = (performance.now() - begun) / 1000;
  const after = usage(receiving.child.pid!);
  await receiving.stop();
  const cpu = ((after.cpu - before.cpu) / traces) * 1e6;
  return [Math.round(traces / seconds).toLocaleString('en-US'), cpu.toFixed(1), mebibytes(after.rss)];
}

async function writePieces(path: string, count: number): Promise<void> {
  const stream = createWriteStream(path, { flags: 'a' });
  for (let sent = 0; sent < count; sent += PIECE) if (!stream.write(PIECE_TEXT)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'close');
}

/** One call for all. */
async function sendStreaming(address: string, count: number): Promise<void> {
  const client = traceClient(address);
  await new Promise<void>((resolve, reject) => {
    const call = client.SubmitTraces((error) => (error === null ? resolve() : reject(error)));
    void (async () => {
      for (let n = 0; n < count; n++) {
        if (!call.write(record(n))) await new Promise<void>((drained) => call.once('drain', drained));
      }
      call.end();
    })();
  });
  client.close();
}

/** A call a trace, as PyPSS sends; many under way at once. */
async function sendSingly(address: string, count: number): Promise<void> {
  const client = traceClient(address);
  let sent = 0;
  const sender = async (): Promise<void> => {
    while (sent < count) await submit(client, record(sent++));
  };
  await Promise.all(Array.from({ length: CALLS }, sender));
  client.close();
}

interface Way {
  name: string;
  traces: number;
  /** Arguments of `pypss collect`. */
  collect: string[];
  /** Arguments of bench/doNothing.ts. */
  nothing: [kind: string, target: string];
  send(receiving: Receiving): Promise<void>;
}

function waysOf(folder: string, redis: RedisServer, client: RedisClientType): Way[] {
  const file = join(folder, 'traces.ndjson');
  const address = ({ said }: Receiving): string => /from (127\.0\.0\.1:\d+)/.exec(said)?.[1] ?? '';
  const grpc = { collect: ['grpc', '127.0.0.1:0'], nothing: ['grpc', '127.0.0.1:0'] as [string, string] };
  return [
    {
      ...{ name: 'file', traces: TRACES, collect: ['file', file], nothing: ['file', file] },
      send: () => writePieces(file, TRACES),
    },
    {
      ...{ name: 'Redis list', traces: TRACES, collect: ['redis', redis.url], nothing: ['list', redis.url] },
      send: async () => {
        for (let sent = 0; sent < TRACES; sent += PIECE) await client.rPush('pypss:traces', PIECE_ITEMS);
      },
    },
    {
      ...{ name: 'Redis stream', traces: TRACES, nothing: ['stream', redis.url] },
      collect: ['redis', redis.url, '--key', 's', '--group', 'readers'],
      send: async () => {
        for (let sent = 0; sent < TRACES; sent += PIECE) {
          const multi = client.multi();
          for (const trace of PIECE_ITEMS) multi.xAdd('s', '*', { trace });
          await multi.exec();
        }
      },
    },
    {
      ...{ name: 'gRPC, one stream', traces: GRPC_TRACES, ...grpc },
      send: (receiving) => sendStreaming(address(receiving), GRPC_TRACES),
    },
    {
      ...{ name: 'gRPC, a call a trace', traces: GRPC_CALLS, ...grpc },
      send: (receiving) => sendSingly(address(receiving), GRPC_CALLS),
    },
  ];
}

/** @param cli dist/cli.js */
export async function measureCollectors(cli: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pypss-bench-'));
  const redis = await RedisServer.start();
  try {
    const client = await redis.client();
    const rows: string[][] = [];
    for (const { name, traces, collect, nothing, send } of waysOf(folder, redis, client)) {
      const row = [name];
      for (const args of [
        [DO_NOTHING, ...nothing],
        [cli, 'collect', ...collect, '--live'],
      ]) {
        await client.flushAll();
        writeFileSync(join(folder, 'traces.ndjson'), '');
        row.push(...(await measure(traces, args, send)));
      }
      rows.push(row);
    }
    const header = ['way', 'nothing: traces/s', 'CPU µs a trace', 'RSS MiB'];
    const text = `${machineFacts()}. ${TRACES} traces (gRPC ${GRPC_TRACES}; ${GRPC_CALLS} with a call each, ${CALLS}
under way at once), sent by one process as fast as it can, until all are in the score and shown. First a receiver that
reads them with the same library, counts them and does nothing else, then \`pypss collect\`. Sender, Redis and receiver
share the processor.

${table([...header, 'collect: traces/s', 'CPU µs a trace', 'RSS MiB'], rows)}`;
    process.stdout.write(`${text}\n`);
    writeSection('Collectors', text);
  } finally {
    await redis.stop();
    rmSync(folder, { recursive: true });
  }
}
