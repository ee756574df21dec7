import { setTimeout } from 'node:timers/promises';
import type { RedisClientType } from 'redis';

export const KEY = 'pypss:traces';
const PIECE = 500;
/** Items that wait in Redis before a sender that is not paced waits. */
const MOST_WAITING = 50_000;
/** Looks at how things stand on the way. */
export const LOOKS = 10;

export interface Sending {
  total: number;
  /** Traces a second; null: as fast as they are taken. */
  rate: number | null;
  /** Called ten times on the way, evenly by traces. */
  look(sent: number, seconds: number): Promise<void> | void;
  /** @throws Error when there is nobody left to send to */
  check(): void;
}

/** As many as are asked for, in whole pieces. */
export function wholePieces(traces: number): number {
  return Math.ceil(traces / PIECE) * PIECE;
}

/** Pushes traces of 200 functions in 20 modules on PyPSS's list. */
export async function sendTraces(client: RedisClientType, { total, rate, look, check }: Sending): Promise<void> {
  const begun = performance.now();
  let looks = 0;
  for (let sent = 0; sent < total;) {
    const from = sent;
    await client.rPush(
      KEY,
      Array.from({ length: PIECE }, (_, index) => trace(from + index)),
    );
    sent += PIECE;
    if (rate !== null) await setTimeout(Math.max(0, begun + (sent / rate) * 1000 - performance.now()));
    else while ((await client.lLen(KEY)) > MOST_WAITING) await setTimeout(5);
    check();
    if (Math.floor((sent * LOOKS) / total) === looks) continue;
    looks = Math.floor((sent * LOOKS) / total);
    await look(sent, (performance.now() - begun) / 1000);
  }
  while ((await client.lLen(KEY)) > 0) {
    check();
    await setTimeout(20);
  }
}

function trace(n: number): string {
  return JSON.stringify({
    ...{ trace_id: `t${n}`, name: `call${n % 200}`, module: `shop.m${n % 20}`, filename: 'shop.py', lineno: n % 200 },
    ...{ duration: 0.01 + ((n * 37) % 1009) / 10_000, wait_time: ((n * 7) % 11) / 1000, memory: 1e6 + (n % 5003) },
    ...{ error: n % 97 === 0, branch_tag: `b${n % 5}`, timestamp: Date.now() / 1000 },
  });
}
