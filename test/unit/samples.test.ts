import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

type Trace = Record<string, unknown>;

const RECORDINGS = ['traces.json', 'night.traces.json', 'etl.pypss.ndjson', 'sale.traces.json.gz'];

function read(folder: string, name: string): Trace[] {
  const bytes = readFileSync(join(folder, name));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  if (name.endsWith('.ndjson'))
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Trace);
  const document = JSON.parse(text) as Trace[] | { traces: Trace[] };
  return Array.isArray(document) ? document : document.traces;
}

/** Equal but for the last digits, in which mathematical libraries differ. */
function assertSame(actual: Trace, expected: Trace, where: string): void {
  assert.deepEqual(Object.keys(actual), Object.keys(expected), where);
  for (const [key, value] of Object.entries(expected)) {
    const other = actual[key];
    if (typeof value === 'number' && typeof other === 'number')
      assert.ok(
        Math.abs(other - value) <= 1e-6 * Math.max(1e-3, Math.abs(value)),
        `${where} ${key}: ${other} ≠ ${value}`,
      );
    else if (key !== 'trace_id') assert.equal(other, value, `${where} ${key}`);
  }
}

describe('samples', () => {
  it('are what recording the shop again gives', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pypss-samples-'));
    try {
      execFileSync('python3', ['samples/record.py', folder], { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
      for (const name of RECORDINGS) {
        const again = read(folder, name);
        const kept = read('samples', name);
        assert.equal(again.length, kept.length, name);
        kept.forEach((trace, index) => assertSame(again[index], trace, `${name}[${index}]`));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('name places that exist in this folder, and no others', () => {
    for (const name of RECORDINGS)
      for (const { filename, lineno, module } of read('samples', name)) {
        assert.match(filename as string, /^\/srv\/shop\/shop\/\w+\.py$/);
        const path = join('samples', (filename as string).slice('/srv/shop/'.length));
        assert.ok(existsSync(path), path);
        const line = readFileSync(path, 'utf8').split('\n')[(lineno as number) - 1];
        assert.match(line, /@monitor_function|monitor_block\(/, `${path}:${String(lineno)}`);
        assert.equal(module, path.slice('samples/'.length, -'.py'.length).replace('/', '.'));
      }
  });

  it('hold a day with a single burst of errors', () => {
    const traces = read('samples', 'traces.json');
    const failures = traces.filter((trace) => trace['error']);
    assert.ok(traces.length >= 2000 && traces.length <= 6000);
    assert.ok(statSync('samples/traces.json').size <= 2 << 20);
    assert.ok(failures.length > 20);
    assert.deepEqual([...new Set(failures.map((trace) => trace['exception_type']))], ['ConnectionError']);
    const times = failures.map((trace) => trace['timestamp'] as number);
    assert.ok(Math.max(...times) - Math.min(...times) < 25);
    assert.equal(new Set(traces.map((trace) => trace['module'])).size, 7);
  });

  it('hold a damaged file that breaks off inside a record', () => {
    const damaged = readFileSync('samples/damaged.traces.json', 'utf8');
    assert.throws(() => JSON.parse(damaged), SyntaxError);
    assert.ok(readFileSync('samples/night.traces.json', 'utf8').startsWith(damaged));
    assert.ok(!damaged.trimEnd().endsWith('}'));
  });
});
