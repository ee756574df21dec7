import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { RedisServer } from '../../test/unit/support/redisServer.ts';
import { growthProblem, mebibytes } from './growth.ts';
import { type Sending, sendTraces } from './sending.ts';

/** Sends through one `pypss collect --live`. @returns what was wrong */
export async function soakHeadless(
  cli: string,
  { total, rate }: Pick<Sending, 'total' | 'rate'>,
): Promise<(string | null)[]> {
  const redis = await RedisServer.start();
  const client = await redis.client();
  const args = [cli, 'collect', 'redis', redis.url, '--live'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString('utf8')));
  const memory: number[] = [];
  try {
    await sendTraces(client, {
      ...{ total, rate },
      look: (sent, seconds) => {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        const resident = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
        memory.push(resident);
        const count = sent.toLocaleString('en-US');
        console.log(`${seconds.toFixed(0).padStart(5)} s  ${count} traces  RSS ${mebibytes(resident)}`);
      },
      check: () => {
        if (child.exitCode !== null) throw new Error(`the collector ended: ${said}`);
      },
    });
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  } finally {
    child.kill('SIGKILL');
    await redis.stop();
  }
  console.log(said.trim());
  const count = total.toLocaleString('en-US');
  const complete = said.includes(`${count} received: ${count} scored\n`);
  return [complete ? null : 'not every trace was scored', growthProblem('resident memory', memory, total)];
}
