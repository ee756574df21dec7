import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { createPathScanner, findTraceArrays } from '../../../src/trace/jsonPath.ts';
import { openStream } from '../../../src/trace/streamSource.ts';
import { scan, push, recorder } from './scanning.ts';
import type { Seen } from './scanning.ts';

const find = async (text: string): ReturnType<typeof findTraceArrays> =>
  findTraceArrays(await openStream(Readable.from([Buffer.from(text)]), 'test'));

function scanAt(path: string, text: string, chunk = Infinity): Seen {
  const { sink, ...seen } = recorder(() => scanner.texts);
  const scanner = createPathScanner(path, sink, { bufferSize: 300 });
  push(scanner, Buffer.from(text), chunk);
  return { ...seen, result: scanner.finish(), rows: 0 };
}

describe('arrays of traces elsewhere in a document', () => {
  it('are found, with their paths', async () => {
    const trace = '{"name":"x","duration":1,"x":[{"y":1}]}';
    assert.deepEqual(await find(`{"run":{"calls":[${trace},${trace}],"other":[1,{"a":2}]},"duration":[3]}`), [
      { path: '$.run.calls', records: 2 },
    ]);
    assert.deepEqual(await find(`{"runs":[{"a":[${trace}]},{"a":[{"system_metric":true}]}]}`), [
      { path: '$.runs.*.a', records: 2 },
    ]);
    assert.deepEqual(await find(`{"a.b":{"c":[${trace}]}}`), [{ path: '$.*.c', records: 1 }]);
    assert.deepEqual(await find('{"a":[{"b":"duration"},["duration"]],"duration":1}'), []);
  });

  it('are found in front of damage, and deep nesting ends the search', async () => {
    assert.deepEqual(await find('{"a":[{"duration":1}],"b":nonsense'), [{ path: '$.a', records: 1 }]);
    assert.deepEqual(await find(`{"a":[{"duration":1}],"b":${'['.repeat(100_000)}`), [{ path: '$.a', records: 1 }]);
    assert.equal(
      (await find(`{${Array.from({ length: 40 }, (_, i) => `"k${String(i)}":[{"duration":1}]`).join()}}`)).length,
      20,
    );
  });

  const RECORDS = [
    '{"duration":1,"name":"a","error":[0],"metadata":5,"lineno":3}',
    '{"duration":" 2 ","memory":"131866624","timestamp":"2023-11-14T22:13:20","error":{}}',
    '{"duration":"x"}',
    '{"duration":1e400}',
    '{"duration":null,"name":"\\u00e9","module":"__proto__","__proto__":1}',
    '{"system_metric":true,"metadata":{"lag":"0.5","x":[[]]}}',
    '{"system_metric":1,"metadata":{"lag":[1]}}',
    '{"system_metric":1,"metadata":{"lag":true}}',
    '{"system_metric":1,"metadata":{"lag":1e400}}',
    '{"cpu_time":1e400,"error":"","x":{"y":[1,{"z":null}]},"exception_message":"boom"}',
    '5',
    'null',
    '[{"duration":1}]',
    '{}',
  ];

  it('are read by the same rules as any other', () => {
    const plain = scan(`[${RECORDS.join()}]`);
    for (const chunk of [Infinity, 7]) {
      const { records, skipped, places, result } = scanAt(
        '$.run.calls',
        `{"x":[{"duration":9}],"run":{"calls":[${RECORDS.join(', ')}],"y":[7]}}\n`,
        chunk,
      );
      assert.deepEqual(records, plain.records);
      assert.deepEqual(
        skipped.map(({ reason }) => reason),
        plain.skipped.map(({ reason }) => reason),
      );
      assert.ok(places.every(({ offset, length }) => offset === -1 && length === 0));
      assert.deepEqual(
        [result.format, result.damage, result.traces, result.skipped],
        ['path', null, plain.result.traces, plain.result.skipped],
      );
    }
  });

  it('count up to damage', () => {
    const { records, result } = scanAt('$.a', '{"a":[{"duration":1},{"duration":2},{"dur');
    assert.equal(records.length, 2);
    assert.notEqual(result.damage, null);
    assert.notEqual(scanAt('$.a', '{"a":[{"duration":1}]} x').result.damage, null);
    assert.notEqual(scanAt('$.a', '{"a":[{"duration":1} {"duration":2}]}').result.damage, null);
  });

  it('say where the damage is', () => {
    const text = '{"a":[{"duration":1},{"duration":2},oops]}';
    for (const chunk of [Infinity, 7]) {
      const { damage } = scanAt('$.a', text, chunk).result;
      assert.equal(damage!.offset, text.indexOf('oops'));
      assert.doesNotMatch(damage!.reason, /position/);
    }
  });

  it('may not be there', () => {
    const { records, result } = scanAt('$.b', '{"a":[{"duration":1}]}');
    assert.equal(records.length, 0);
    assert.equal(result.sawTraceList, false);
    assert.match(result.found, /\$\.b/);
  });
});
