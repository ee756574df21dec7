import type { ByteWriter } from './byteWriter.ts';
import type { Random } from './random.ts';
import type { Service, ServiceFunction } from './service.ts';
import type { Punctuation } from './shapes.ts';

/** What changes from call to call. */
export interface GeneratedCall {
  /** Index of the function in the service. */
  index: number;
  /** Epoch microseconds. */
  start: number;
  /** Seconds. */
  duration: number;
  cpu: number;
  /** Bytes. */
  memory: number;
  change: number;
  failed: boolean;
}

/** The parts of a function's record that never change, as bytes. */
interface FunctionTemplate {
  /** From the end of the trace id to the duration. */
  identity: Uint8Array;
  /** From the memory difference to the timestamp of a call that went well, one per branch tag. */
  outcomes: Uint8Array[];
  source: ServiceFunction;
}

const encoder = new TextEncoder();
const FIRST_OCTETS = ['10.0.', '172.16.', '192.168.'];

type Failure = [type: string, message: (random: Random) => string];

/** Messages as hostile as real ones: quotes, braces, line breaks, control characters, other scripts. */
const FAILURES: Failure[] = [
  ['ValueError', (random) => `invalid literal for int() with base 10: 'x${random.below(1000)}'`],
  ['KeyError', (random) => `'item_${random.below(40)}'`],
  ['TimeoutError', (random) => `upstream "ledger" timed out after ${(random.uniform() * 30).toFixed(2)}s`],
  [
    'JSONDecodeError',
    (random) => `Expecting ',' delimiter: {"a": "},\n{", "b": [1, {"x": 2}]} column ${random.below(90)}`,
  ],
  ['ConnectionError', (random) => `C:\\srv\\queue\\sock: Verbindung zurückgesetzt – Größe=${random.below(100)}`],
  ['UnicodeError', () => 'bad char \u0000 \u{1f525} \u2028 日本語 "\\" tab\t'],
  ['RuntimeError', (random) => `Traceback:\n  File "/srv/app/x.py", line ${random.below(500)}\nRuntimeError: }, {`],
];

/** Renders records: the unchanging bytes are made once per function, only numbers are written per call. */
export class RecordTemplates {
  /** Bytes that a record takes on average, about. */
  readonly typicalSize: number;
  private readonly templates: FunctionTemplate[];
  private readonly head: Uint8Array;
  private readonly cpu: Uint8Array;
  private readonly wait: Uint8Array;
  private readonly memory: Uint8Array;
  private readonly change: Uint8Array;
  private readonly close: Uint8Array;
  private readonly asynchronous: Uint8Array;
  private readonly dash = encoder.encode('-');

  private readonly punctuation: Punctuation;

  constructor(service: Service, punctuation: Punctuation) {
    this.punctuation = punctuation;
    const next = (key: string): Uint8Array => encoder.encode(punctuation.comma + this.key(key));
    this.head = encoder.encode(`${punctuation.open}${this.key('trace_id')}"`);
    this.cpu = next('cpu_time');
    this.wait = next('wait_time');
    this.memory = next('memory');
    this.change = next('memory_diff');
    this.close = encoder.encode(punctuation.close);
    this.asynchronous = encoder.encode(
      `${punctuation.comma}${this.key('async_op')}true${punctuation.comma}${this.key('yield_count')}`,
    );
    this.templates = service.functions.map((source) => this.template(source));
    this.typicalSize = this.measure();
  }

  /** Writes one call, without anything before or after its braces. */
  call(out: ByteWriter, random: Random, call: GeneratedCall): void {
    const { identity, outcomes, source } = this.templates[call.index];
    out.text(this.head);
    out.instant(call.start);
    out.text(this.dash);
    out.whole(random.below(1000001));
    out.text(identity);
    const noise = random.bits() % 1e8;
    out.seconds(call.duration, noise);
    out.text(this.cpu);
    out.seconds(source.async ? 0 : call.cpu, (noise * 7) % 1e8);
    out.text(this.wait);
    out.seconds(source.async ? call.duration : call.duration - call.cpu, noise);
    out.text(this.memory);
    out.whole(call.memory);
    out.text(this.change);
    out.whole(call.change);
    // The first tags are the frequent ones; one call in ten has none.
    const last = outcomes.length - 1;
    const tag = last === 0 || random.uniform() < 0.1 ? last : Math.floor(random.uniform() * random.uniform() * last);
    if (call.failed) out.text(this.failure(source.tags[tag] ?? null, random));
    else out.text(outcomes[tag]);
    out.instant(call.start);
    if (source.async) {
      out.text(this.asynchronous);
      out.whole(random.below(12));
    }
    if (source.contextual) out.text(this.context(random));
    out.text(this.close);
  }

  /** Writes one measurement of the event loop. */
  loopHealth(out: ByteWriter, random: Random, at: number): void {
    const seconds = at / 1e6;
    const lag = Math.exp(random.normal() * 0.4 - 6.2);
    out.text(
      this.record({
        trace_id: `${seconds}-${random.below(1000001)}`,
        name: '__event_loop_health__',
        filename: 'unknown',
        lineno: 0,
        module: 'pypss.system',
        duration: 0.5,
        cpu_time: 0,
        wait_time: lag,
        memory: 0,
        memory_diff: 0,
        error: false,
        exception_type: null,
        exception_message: null,
        branch_tag: null,
        timestamp: seconds,
        system_metric: true,
        async_op: true,
        metadata: { lag, active_tasks: random.below(200), churn_rate: random.uniform() * 30 },
      }),
    );
  }

  private template(source: ServiceFunction): FunctionTemplate {
    const { punctuation } = this;
    const fields = { name: source.name, filename: source.filename, lineno: source.lineno, module: source.module };
    const identity = `"${punctuation.comma}${this.fields(fields)}${punctuation.comma}${this.key('duration')}`;
    return {
      identity: encoder.encode(identity),
      outcomes: [...source.tags, null].map((tag) => this.outcome(false, null, null, tag)),
      source,
    };
  }

  private outcome(error: boolean, type: string | null, message: string | null, tag: string | null): Uint8Array {
    const { comma } = this.punctuation;
    const fields = { error, exception_type: type, exception_message: message, branch_tag: tag };
    return encoder.encode(`${comma}${this.fields(fields)}${comma}${this.key('timestamp')}`);
  }

  private failure(tag: string | null, random: Random): Uint8Array {
    const [type, message] = random.pick(FAILURES);
    return this.outcome(true, type, message(random), tag);
  }

  private context(random: Random): Uint8Array {
    const request = {
      path: '/api/v1/orders?q="x"',
      headers: {
        'x-forwarded-for': `${random.pick(FIRST_OCTETS)}0.${random.below(256)}`,
        accept: ['json', '}{', 'größe'],
      },
      retries: [0, 1.5e-3, -2],
      none: null,
    };
    return encoder.encode(
      this.punctuation.comma + this.fields({ user_id: `u${random.below(100000)}`, request, sampled: true }),
    );
  }

  private record(fields: Record<string, unknown>): Uint8Array {
    return encoder.encode(this.punctuation.open + this.fields(fields) + this.punctuation.close);
  }

  private fields(fields: Record<string, unknown>): string {
    return Object.entries(fields)
      .map(([key, value]) => this.key(key) + this.punctuation.value(value))
      .join(this.punctuation.comma);
  }

  private key(key: string): string {
    return `"${key}"${this.punctuation.colon}`;
  }

  private measure(): number {
    const lengths = this.templates.map(({ identity, outcomes }) => identity.length + outcomes[0].length);
    const names = [this.head, this.cpu, this.wait, this.memory, this.change, this.close];
    // About 130 bytes of a record are numbers and what follows after the timestamp.
    return (
      lengths.reduce((sum, length) => sum + length, 0) / lengths.length +
      names.reduce((sum, name) => sum + name.length, this.punctuation.between.length) +
      130
    );
  }
}
