/** One collector at work: its traces scored, its reports at a calm pace, its standing. */
import { type LoadedConfig, loadConfig } from '../analysis/configFile.ts';
import { configurationProblem } from '../analysis/problems.ts';
import type { CollectorState, LiveStatus } from '../protocol/live.ts';
import type { Report } from '../protocol/report.ts';
import { type Collector, CollectorError } from './collector.ts';
import { LiveScore } from './liveScore.ts';
import { Rate } from './rate.ts';
import { type ReceivedLines, Receiver } from './receiver.ts';

/** Reports a second, at most. */
const MOST_REPORTS = 4;
/** How much of the time making reports may take. */
const REPORT_SHARE = 0.2;
/** Milliseconds between two looks. */
const LOOK = 100;
const STATUS_INTERVAL = 500;
const MOST_MARKS = 200;

export interface SessionOptions {
  id: string;
  kind: string;
  /** Folder against which file names become module names, and where pypss.toml is looked for. */
  root: string;
  outputs?: readonly ReceivedLines[];
  backlogBytes?: number;
  /** Whether `setWindow` will be called; default: yes. */
  windows?: boolean;
  /** Seconds between reports; at least a quarter. null: none, until `pace` says so. */
  pace?: number | null;
  onStatus?(status: LiveStatus): void;
  onReport?(report: Report, status: LiveStatus): void;
}

export class LiveSession {
  readonly #collector: Collector;
  readonly #options: SessionOptions;
  readonly #score: LiveScore;
  readonly #receiver: Receiver;
  readonly #rate = new Rate();
  readonly #marks: LiveStatus['marks'] = [];
  #state: CollectorState = 'starting';
  #message: string | null = null;
  #since: number | null = null;
  #window: number | null = null;
  #paused = false;
  #pace: number | null;
  #timer: NodeJS.Timeout | null = null;
  #nextReport = 0;
  #nextStatus = 0;
  /** What the last report was made of; -1: another one is due in any case. */
  #reported = -1;

  private constructor(collector: Collector, options: SessionOptions, config: LoadedConfig) {
    this.#collector = collector;
    this.#options = options;
    this.#pace = options.pace ?? null;
    this.#score = new LiveScore({
      ...{ address: collector.address, root: options.root, config },
      ...(options.windows === undefined ? {} : { windows: options.windows }),
    });
    this.#receiver = new Receiver(
      this.#score,
      {
        onState: (state, message) => this.#enter(state, message),
        onFail: (message) => void this.#failed(message),
      },
      {
        ...(options.outputs === undefined ? {} : { outputs: options.outputs }),
        ...(options.backlogBytes === undefined ? {} : { backlogBytes: options.backlogBytes }),
      },
    );
  }

  /**
   * Prepares a session; nothing is received before `start`.
   * @throws CollectorError when the configuration is broken
   */
  static async create(
    make: (score: () => LiveScore) => Promise<Collector>,
    options: SessionOptions,
  ): Promise<LiveSession> {
    const config = await loadConfig({ traceFile: null, root: options.root, cwd: options.root });
    const problem = configurationProblem(config.diagnostics);
    if (problem !== null) throw new CollectorError(problem.message);
    let session: LiveSession | null = null;
    const collector = await make(() => session!.#score);
    session = new LiveSession(collector, options, config);
    return session;
  }

  /** @throws Error when the collector cannot start */
  async start(): Promise<void> {
    this.#since = Date.now() / 1000;
    this.#timer = setInterval(() => this.#look(), LOOK);
    try {
      await this.#collector.start(this.#receiver);
    } catch (error) {
      this.#stopTimer();
      this.#enter('failed', error instanceof Error ? error.message : String(error));
      throw error;
    }
    if (this.#state === 'starting') this.#enter('running', null);
  }

  /** Receives nothing more; settles when everything received is scored. */
  async stop(): Promise<void> {
    await this.#collector.stop();
    await this.#receiver.settled();
    this.#stopTimer();
    if (this.#state !== 'failed') this.#state = 'stopped';
    this.#options.onStatus?.(this.status);
  }

  get status(): LiveStatus {
    const counters = this.#receiver.counters;
    return {
      ...counters,
      id: this.#options.id,
      kind: this.#options.kind,
      name: this.#collector.name,
      address: this.#collector.address,
      state: this.#paused && (this.#state === 'running' || this.#state === 'waiting') ? 'paused' : this.#state,
      message: this.#message ?? this.#receiver.lastReason,
      rate: this.#rate.at(counters.received, performance.now() / 1000),
      since: this.#since,
      last: this.#receiver.last,
      window: this.#window,
      marks: [...this.#marks],
      behind: this.#receiver.itemsBehind,
    };
  }

  /** The report of this moment, over the chosen window. */
  report(): Report {
    return this.#score.report(this.#window, Date.now() / 1000, this.#receiver.sampled);
  }

  /** Settles when everything received so far is scored. */
  settled(): Promise<void> {
    return this.#receiver.settled();
  }

  /** The figures stand still; receiving and scoring go on. */
  pause(): void {
    this.#paused = true;
    this.#tell();
  }

  resume(): void {
    this.#paused = false;
    this.#reported = -1;
    this.#nextReport = 0;
    this.#tell();
  }

  mark(label: string, time: number = Date.now() / 1000): void {
    this.#marks.push({ time, label });
    if (this.#marks.length > MOST_MARKS) this.#marks.shift();
    this.#tell();
  }

  /** @param seconds of the sliding window; null: since the start */
  setWindow(seconds: number | null): void {
    this.#window = seconds;
    this.#reported = -1;
    this.#nextReport = 0;
    this.#tell();
  }

  /** @param seconds between reports; null: none */
  setPace(seconds: number | null): void {
    this.#pace = seconds;
    this.#nextReport = 0;
  }

  #enter(state: CollectorState, message: string | null): void {
    if (this.#state === 'failed' || this.#state === 'stopped') return;
    this.#state = state;
    this.#message = message;
    this.#tell();
  }

  async #failed(message: string): Promise<void> {
    this.#enter('failed', message);
    try {
      await this.#collector.stop();
    } catch (error) {
      this.#message = `${message} (and while closing: ${error instanceof Error ? error.message : String(error)})`;
    }
    this.#stopTimer();
    this.#makeReport(performance.now());
    this.#tell();
  }

  #tell(): void {
    this.#nextStatus = performance.now() + STATUS_INTERVAL;
    this.#options.onStatus?.(this.status);
  }

  #look(): void {
    const now = performance.now();
    if (now >= this.#nextStatus) this.#tell();
    if (this.#pace === null || this.#paused || now < this.#nextReport) return;
    this.#makeReport(now);
  }

  #makeReport(now: number): void {
    const { onReport } = this.#options;
    const { scored, dropped, skipped } = this.#receiver.counters;
    // A sliding window changes even when nothing comes.
    const made = this.#window === null ? scored + dropped + skipped : -1;
    if (onReport === undefined || this.#pace === null || (made === this.#reported && made >= 0)) return;
    this.#reported = made;
    onReport(this.report(), this.status);
    const cost = performance.now() - now;
    const calm = Math.max(1000 / MOST_REPORTS, this.#pace * 1000, cost / REPORT_SHARE);
    this.#nextReport = now + calm;
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
