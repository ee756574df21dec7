import { spawnSync } from 'node:child_process';
import { extname, join } from 'node:path';
import type { TraceRecord } from '../record.ts';

/** What the process that sends the last batch needs to know. */
export interface LastBatch {
  readonly kind: 'redis' | 'grpc';
  readonly target: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly records: readonly TraceRecord[];
  /** The batch before it was lost: another attempt would only hold up the end. */
  readonly isFailing: boolean;
}

/**
 * Milliseconds that the end of the program waits at most. That process gives up on its own, by the timeout of the
 * collector; this is for one that cannot even start.
 */
const PATIENCE = 20_000;

/**
 * Sends traces while this process ends, through another one that does not. Tells how many arrived.
 * @throws Error when it cannot
 */
export function sendLast(batch: LastBatch): number {
  if (batch.isFailing) throw new Error('the last batch was not sent: the one before did not arrive either');
  const program = join(import.meta.dirname, `atExit${extname(import.meta.filename)}`);
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program], {
    // Addresses hold passwords, and everybody sees arguments.
    input: JSON.stringify(batch),
    encoding: 'utf8',
    timeout: PATIENCE,
    windowsHide: true,
    // Not once more what was to be loaded into the program; and in Electron, Node.
    env: { ...process.env, NODE_OPTIONS: '', ELECTRON_RUN_AS_NODE: '1' },
  });
  if (error !== undefined) throw new Error(`the last batch was not sent: ${error.message}`);
  if (status !== 0 || stdout === '') {
    const reason = /^\w*Error: (.*)$/m.exec(stderr)?.[1] ?? `status ${status}`;
    throw new Error(`the last batch was not sent: ${reason}`);
  }
  return Number(stdout);
}
