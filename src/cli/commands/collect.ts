import { type Command, InvalidArgumentError } from 'commander';
import { createCollector } from '../../collect/createCollector.ts';
import type { Collector } from '../../collect/collector.ts';
import { durationOf } from '../../collect/duration.ts';
import { isModulePath, loadCollector } from '../../collect/loadCollector.ts';
import type { LiveScore } from '../../collect/liveScore.ts';
import { LiveSession } from '../../collect/session.ts';
import { LONGEST_WINDOW } from '../../collect/windowSlices.ts';
import type { CollectorRequest, LiveStatus } from '../../protocol/live.ts';
import type { Report } from '../../protocol/report.ts';
import { FAILED, OK, USAGE } from '../exitCode.ts';
import { belowText } from '../format/junit.ts';
import { countersText, liveLine } from '../format/liveLine.ts';
import { visibleName } from '../format/visibleText.ts';
import { ReceivedFile, ReceivedStream } from '../output/receivedFile.ts';
import { isSameFile } from '../output/reportFile.ts';
import { systemErrorText } from '../output/systemError.ts';
import { redisPassword } from '../redisPassword.ts';
import type { Session } from '../session.ts';
import { handleSignals } from '../signals.ts';
import { LiveLine } from '../terminal/liveLine.ts';

interface CollectOptions {
  output?: string;
  live?: true;
  for?: number;
  failIfBelow?: number;
  window?: number;
  key?: string;
  group?: string;
  watch?: true;
  tlsCert?: string;
  tlsKey?: string;
}

const EXAMPLES = `
Examples:
  pypss collect file /tmp/pypss_traces --live
  pypss collect redis redis://localhost:6379/0 --output night.pypss.ndjson
  pypss collect redis redis://localhost:6379/0 --key shop:traces --group readers --live
  pypss collect grpc 127.0.0.1:50051 --for 30s --live --fail-if-below 70
  pypss collect ./my-collector.mjs TARGET --live

The password of a Redis is taken from the environment, PYPSS_REDIS_PASSWORD, if it is not in the address.
`;

/** Adds `pypss collect`; its exit status goes to the session. */
export function addCollectCommand(program: Command, session: Session): void {
  program
    .command('collect')
    .description('receive traces as they come, print or save them, and score them')
    .argument('<kind>', 'redis, grpc, file, or the path of a module with a collector of your own')
    .argument('<target>', 'address of the Redis, address to listen on, or file or pipe to follow')
    .option('--output <file>', 'write the received traces there as NDJSON, instead of printing them')
    .option('--live', 'show the score as it moves, instead of printing the traces')
    .option('--for <time>', 'stop after this time: 30s, 5m, 1h', timeOption)
    .option('--fail-if-below <score>', 'exit with 1 when the PSS at the end is below this (0 to 100)', scoreOption)
    .option('--window <time>', `score the last so many seconds, at most ${LONGEST_WINDOW}s`, windowOption)
    .option('--key <key>', 'Redis: the list or stream (pypss:traces)')
    .option('--group <name>', 'Redis: read a stream together with the other readers of this group')
    .option('--watch', 'Redis: leave the traces in the list')
    .option('--tls-cert <file>', 'gRPC: certificate, for TLS')
    .option('--tls-key <file>', 'gRPC: its key')
    .addHelpText('after', EXAMPLES)
    .action(async (kind: string, target: string, options: CollectOptions) => {
      session.exitCode = await collect(kind, target, options, session);
    });
}

function timeOption(text: string): number {
  const seconds = durationOf(text);
  if (seconds === null) throw new InvalidArgumentError('It must be a time such as 500ms, 30s, 5m or 1h.');
  return seconds;
}

function windowOption(text: string): number {
  const seconds = timeOption(text);
  if (seconds > LONGEST_WINDOW) throw new InvalidArgumentError(`It must be at most ${LONGEST_WINDOW}s.`);
  return seconds;
}

function scoreOption(text: string): number {
  const score = text.trim() === '' ? NaN : Number(text);
  if (!(score >= 0 && score <= 100)) throw new InvalidArgumentError('It must be a number from 0 to 100.');
  return score;
}

/** What is asked for, or null when the kind is none. */
function requestOf(kind: string, target: string, options: CollectOptions): CollectorRequest | null {
  const { key, group, watch, tlsCert, tlsKey } = options;
  const password = redisPassword();
  switch (kind) {
    case 'file':
      return { kind, path: target };
    case 'redis':
      return {
        kind,
        url: target,
        ...(key === undefined ? {} : { key }),
        ...(group === undefined ? {} : { group }),
        ...(watch === undefined ? {} : { watch }),
        ...(password === undefined ? {} : { password }),
      };
    case 'grpc':
      return {
        kind,
        address: target,
        ...(tlsCert === undefined ? {} : { tlsCert }),
        ...(tlsKey === undefined ? {} : { tlsKey }),
      };
    default:
      return null;
  }
}

/** What is wrong with the command line beyond single options; null when it is fine. */
async function misuseOf(kind: string, target: string, options: CollectOptions): Promise<string | null> {
  const { output, watch, group } = options;
  if (target === '' && kind !== 'grpc') return 'collect needs a target: an address, or the name of a file';
  if (watch === true && group !== undefined) return '--watch and --group exclude each other: a group takes traces over';
  const only = { redis: ['key', 'group', 'watch'], grpc: ['tlsCert', 'tlsKey'] } as const;
  for (const [one, names] of Object.entries(only)) {
    const name = kind === one ? undefined : names.find((option) => options[option] !== undefined);
    if (name !== undefined)
      return `--${name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)} is for ${one} only`;
  }
  if (output === '' || output === '-') return '--output needs a file name; without it the traces are printed';
  const same = kind === 'file' && output !== undefined && (await isSameFile(output, target).catch(() => false));
  return same ? `--output names the file that is followed, ${visibleName(target)}` : null;
}

async function collect(kind: string, target: string, options: CollectOptions, session: Session): Promise<number> {
  const request = requestOf(kind, target, options);
  if (request === null && !isModulePath(kind)) {
    session.error(`there is no collector ${visibleName(kind)}; there are redis, grpc, file, or the path of a module`);
    return USAGE;
  }
  const make = (score: () => LiveScore): Promise<Collector> =>
    request === null ? loadCollector(kind, target) : createCollector(request, score);
  const misuse = await misuseOf(kind, target, options);
  if (misuse !== null) {
    session.error(misuse);
    return USAGE;
  }
  let file: ReceivedFile | null = null;
  if (options.output !== undefined) {
    try {
      file = await ReceivedFile.create(options.output, (error) =>
        session.warn(
          `cannot write ${visibleName(options.output!)}: ${systemErrorText(error)}; collecting goes on without it`,
        ),
      );
    } catch (error) {
      session.error(`cannot write ${visibleName(options.output)}: ${systemErrorText(error)}`);
      return FAILED;
    }
  }
  try {
    return await new Collecting(options, session, file).run(kind, make);
  } finally {
    await file?.close();
    handleSignals(session);
  }
}

function isLoopback(address: string): boolean {
  return /^(127\.|localhost:|\[::1\])/.test(address);
}

class Collecting {
  readonly #options: CollectOptions;
  readonly #session: Session;
  readonly #file: ReceivedFile | null;
  readonly #line = new LiveLine(process.stdout);
  readonly #ended = Promise.withResolvers<'time' | 'signal' | 'failed' | 'gone'>();
  #report: Report | null = null;
  #said = '';

  constructor(options: CollectOptions, session: Session, file: ReceivedFile | null) {
    this.#options = options;
    this.#session = session;
    this.#file = file;
  }

  async run(kind: string, make: (score: () => LiveScore) => Promise<Collector>): Promise<number> {
    const { live, window } = this.#options;
    const printed = live === undefined && this.#file === null;
    const outputs = printed
      ? [new ReceivedStream(process.stdout, () => this.#ended.resolve('gone'))]
      : this.#file === null
        ? []
        : [this.#file];
    let session: LiveSession;
    try {
      session = await LiveSession.create(make, {
        id: 'cli',
        kind,
        root: process.cwd(),
        outputs,
        pace: live === true ? 0.5 : null,
        windows: window !== undefined,
        onStatus: (status) => this.#follow(status),
        onReport: (report) => (this.#report = report),
      });
      if (window !== undefined) session.setWindow(window);
      await session.start();
    } catch (error) {
      this.#session.error(systemErrorText(error));
      return FAILED;
    }
    if (session.status.state !== 'waiting') this.#session.note(`collecting from ${session.status.address}`);
    if (kind === 'grpc' && !isLoopback(session.status.address) && this.#options.tlsCert === undefined) {
      this.#session.warn(
        'other machines can reach this address and send traces, in plain text; --tls-cert encrypts them',
      );
    }
    this.#endOnSignal();
    const timer =
      this.#options.for === undefined ? null : setTimeout(() => this.#ended.resolve('time'), this.#options.for * 1000);
    const end = await this.#ended.promise;
    if (timer !== null) clearTimeout(timer);
    await session.stop();
    this.#line.end();
    return this.#conclude(session, end);
  }

  #endOnSignal(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.removeAllListeners(signal);
      // A second one ends the process at once.
      process.once(signal, () => this.#ended.resolve('signal'));
    }
  }

  #follow(status: LiveStatus): void {
    if (this.#options.live === true) this.#line.show(liveLine(this.#report, status));
    const said = status.state === 'waiting' ? (status.message ?? '') : '';
    if (said !== '' && said !== this.#said) this.#session.note(said);
    this.#said = said;
    if (status.state === 'failed') this.#ended.resolve('failed');
  }

  #conclude(session: LiveSession, end: 'time' | 'signal' | 'failed' | 'gone'): number {
    const { status } = session;
    const { failIfBelow, output } = this.#options;
    this.#session.note(countersText(status));
    if (end === 'failed') this.#session.error(status.message ?? 'the collector failed');
    const lost = status.skipped + status.repeated + status.dropped;
    if (end !== 'failed' && lost > 0 && status.message !== null) {
      this.#session.warn(`not all is in the score: ${status.message}`);
    }
    const missing = this.#file?.missing ?? 0;
    if (missing > 0) this.#session.error(`${missing} traces are not in ${visibleName(output ?? '')}`);
    let passed = true;
    if (failIfBelow !== undefined || this.#options.live === true) passed = this.#score(session, failIfBelow ?? null);
    return end !== 'failed' && missing === 0 && passed ? OK : FAILED;
  }

  /** Tells the score, and whether it is good enough. */
  #score(session: LiveSession, failIfBelow: number | null): boolean {
    const report = session.report();
    if (report.traces === 0) {
      if (failIfBelow !== null) this.#session.error('no traces came, so there is no score (--fail-if-below)');
      return failIfBelow === null;
    }
    this.#session.note(
      `PSS ${report.pss} of ${report.traces} traces${report.sampled === undefined ? '' : ', sampled'}`,
    );
    const below = belowText(report.pss, failIfBelow);
    if (below !== null) this.#session.error(`${below} (--fail-if-below)`);
    return below === null;
  }
}
