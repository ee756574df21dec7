import { once } from 'node:events';
import { connect } from 'node:net';
import type { RedisClientType } from 'redis';

/** Says a command to a Redis whose last argument has so many bytes, straight to the socket. */
export async function sendHuge(port: number, command: readonly string[], bytes: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const texts = command.map((text) => `$${text.length}\r\n${text}\r\n`);
  socket.write(`*${command.length + 1}\r\n${texts.join('')}$${bytes}\r\n`);
  socket.write(Buffer.alloc(bytes, '1'));
  socket.write('\r\n');
  await once(socket, 'data');
  socket.destroy();
}

/** Bytes that the server has sent to all its clients so far. */
export async function sentBy(redis: RedisClientType): Promise<number> {
  return Number(/total_net_output_bytes:(\d+)/.exec(await redis.info('stats'))?.[1]);
}
