import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ByteWriter } from '../../bench/generator/byteWriter.ts';
import { SHAPES } from '../../bench/generator/shapes.ts';
import { DEFAULTS, generateTraces } from '../../bench/generator/traces.ts';
import type { GenerateOptions } from '../../bench/generator/traces.ts';
import { withSection } from '../../bench/results.ts';

interface Trace {
  name: string;
  module: string;
  duration: number;
  cpu_time: number;
  wait_time: number;
  memory: number;
  error: boolean;
  exception_type: string | null;
  timestamp: number;
  system_metric?: boolean;
}

function generated(options: Partial<GenerateOptions>): string {
  const blocks: Buffer[] = [];
  generateTraces({ ...DEFAULTS, bytes: 400_000, ...options }, (block) => blocks.push(Buffer.from(block)));
  return Buffer.concat(blocks).toString();
}

function read(text: string, shape: GenerateOptions['shape']): Trace[] {
  if (shape === 'ndjson')
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Trace);
  const document = JSON.parse(text) as Trace[] | { traces: Trace[] };
  return Array.isArray(document) ? document : document.traces;
}

function written(write: (out: ByteWriter) => void): string {
  const blocks: Buffer[] = [];
  const out = new ByteWriter((block) => blocks.push(Buffer.from(block)));
  write(out);
  out.flush();
  return Buffer.concat(blocks).toString();
}

describe('trace generator of the benchmark', () => {
  for (const shape of SHAPES)
    it(`writes valid ${shape} of the size asked for, the same for the same seed`, () => {
      const text = generated({ shape });
      assert.equal(text, generated({ shape }));
      assert.notEqual(text, generated({ shape, seed: 2 }));
      const bytes = Buffer.byteLength(text);
      assert.ok(bytes >= 400_000 && bytes < 404_000, String(bytes));
      const traces = read(text, shape);
      assert.ok(traces.length > 500);
      for (const trace of traces.filter((one) => !one.system_metric)) {
        assert.ok(trace.duration > 0 && trace.duration < 10, String(trace.duration));
        assert.ok(trace.wait_time >= 0 && Math.abs(trace.duration - trace.cpu_time - trace.wait_time) < 1e-8);
        assert.equal(trace.memory % 4096, 0);
        assert.equal(trace.error, trace.exception_type !== null);
      }
    });

  it('uses as many modules and functions, and as long a time, as asked for', () => {
    const traces = read(generated({ modules: 5, functions: 20, span: 1000 }), 'ndjson').filter(
      (one) => !one.system_metric,
    );
    assert.equal(new Set(traces.map(({ module }) => module)).size, 5);
    assert.equal(new Set(traces.map(({ name }) => name)).size, 20);
    const times = traces.map(({ timestamp }) => timestamp);
    const span = Math.max(...times) - Math.min(...times);
    assert.ok(span > 800 && span < 1250, String(span));
    assert.ok(traces.some(({ error }) => error));
  });

  it('writes numbers that read back as what they were', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), (value) => {
        assert.equal(
          written((out) => {
            out.whole(value);
          }),
          String(value),
        );
      }),
      { seed: 1 },
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 9.99, noNaN: true }), fc.nat(99_999_999), (value, noise) => {
        const text = written((out) => {
          out.seconds(value, noise);
        });
        assert.match(text, /^\d(\.\d+)?(e-\d\d+)?$/);
        assert.ok(Math.abs(Number(text) - value) < 2e-9, `${value} as ${text}`);
      }),
      { seed: 1 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1e15, max: 4e15 }), (microseconds) => {
        const text = written((out) => {
          out.instant(microseconds);
        });
        assert.equal(Math.round(Number(text) * 1e6), microseconds);
      }),
      { seed: 1 },
    );
  });

  describe('as a command', () => {
    const run = (line: string) => spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const generate = `'${process.execPath}' bench/generate.ts`;

    it('writes a file and the same bytes into a pipe, at the pace of its reader', () => {
      const folder = mkdtempSync(join(tmpdir(), 'pypss-generate-'));
      try {
        const file = join(folder, 'traces.json');
        const made = run(`${generate} --shape array --bytes 3e6 --out '${file}'`);
        assert.equal(made.status, 0, made.stderr);
        assert.ok(statSync(file).size >= 3e6);
        const piped = run(`${generate} --shape array --bytes 3e6 --out - | (sleep 0.3; cmp - '${file}')`);
        assert.equal(piped.status, 0, piped.stdout + piped.stderr);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('ends in peace when its reader has gone', () => {
      const { stdout, stderr } = run(`${generate} --bytes 50e6 --out - | head -c 20`);
      assert.equal(stdout, '{"trace_id": "176538');
      assert.equal(stderr, '');
    });

    it('explains wrong options with exit status 2', () => {
      for (const options of ['--out - --bytes x', '--shape round --out -', '', '--outt -']) {
        const { status, stderr } = run(`${generate} ${options}`);
        assert.equal(status, 2, options);
        assert.match(stderr, /usage:/);
        assert.doesNotMatch(stderr, /\n {4}at /);
      }
    });
  });
});

describe('results of the benchmark', () => {
  it('replace their own section and leave the others', () => {
    const first = withSection(withSection('', '100 MB', 'a\n'), '1 GB', 'b');
    const second = withSection(first, '100 MB', 'c');
    assert.match(first, /## 100 MB\n\na\n\n## 1 GB\n\nb\n$/);
    assert.equal(second, first.replace('\na\n', '\nc\n'));
  });
});
