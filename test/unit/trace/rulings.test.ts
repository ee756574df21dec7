import assert from 'node:assert/strict';
import { FEEDINGS, scan } from './scanning.ts';
import type { Seen, SeenRecord } from './scanning.ts';

/** Scans in every way of feeding, checks that all agree, and returns what was seen. */
function scanAll(input: string | Uint8Array): Seen {
  const [first, ...others] = FEEDINGS.map((feeding) => scan(input, feeding));
  for (const other of others) assert.deepEqual(other, first);
  return first;
}

function only(members: string): SeenRecord {
  const { records, skipped } = scanAll(`[{${members}}]`);
  assert.deepEqual(skipped, []);
  assert.equal(records.length, 1);
  return records[0];
}

function isSkipped(members: string): boolean {
  const { records, skipped, result } = scanAll(`[{"duration":1},{${members}},{"duration":2}]`);
  assert.equal(result.damage, null);
  assert.equal(records.length + skipped.length, 3);
  assert.equal(result.skipped, skipped.length);
  return records.length === 2;
}

describe('rulings on input', () => {
  describe('R1, R2: encodings and documents without traces', () => {
    for (const [what, input, found] of [
      ['nothing', '', 'an empty file'],
      ['white space', ' \n\r\t ', 'only white space'],
      ['a number', '42', 'a number'],
      ['a negative number', ' -1.5e3', 'a number'],
      ['text', '"traces"', 'a text'],
      ['null', 'null\n', 'null'],
      ['an empty object', '{}', 'an empty object'],
      ['another object', '{"name":"x","version":[1]}\n', 'an object with the keys name, version'],
      ['a nested list', '{"run":{"traces":[{"duration":1}]}}', 'an object with the key run'],
      ['no list under traces', '{"traces":{"a":[]}}', 'an object with the key traces'],
      ['null under traces', '{"traces":null}', 'an object with the key traces'],
    ] as const) {
      it(`says that there is ${what}`, () => {
        const { records, result } = scanAll(input);
        assert.equal(records.length, 0);
        assert.deepEqual(
          { damage: result.damage, skipped: result.skipped, found: result.found, list: result.sawTraceList },
          { damage: null, skipped: 0, found, list: false },
        );
      });
    }

    it('names at most eight keys', () => {
      const keys = Array.from({ length: 12 }, (_, i) => `"k${String(i)}":0`);
      assert.match(scanAll(`{${keys.join()}}`).result.found, /k6, k7, …$/);
    });

    it('passes over a byte order mark', () => {
      const { records, places } = scanAll('\ufeff [{"duration":1}]');
      assert.equal(records.length, 1);
      assert.deepEqual(places, [{ offset: 5, length: 14 }]);
    });

    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      for (const mark of ['', '\ufeff']) {
        it(`names ${encoding} ${mark === '' ? 'without' : 'with'} a mark`, () => {
          const bytes = Buffer.from(`${mark}[{"duration":1}]`, 'utf16le');
          const { result } = scanAll(encoding === 'utf-16le' ? bytes : bytes.swap16());
          assert.equal(result.found, 'UTF-16 text');
          assert.equal(result.damage, null);
        });
      }
    }

    it('names UTF-32', () => {
      assert.equal(scanAll(new Uint8Array([0x5b, 0, 0, 0, 0x5d, 0, 0, 0])).result.found, 'UTF-32 text');
    });
  });

  describe('R3: shapes', () => {
    const durations = (input: string): number[] => scanAll(input).records.map(({ duration }) => duration);
    const format = (input: string): string | null => scanAll(input).result.format;

    it('reads a list', () => {
      assert.deepEqual(durations('[{"duration":1},\n {"duration":2}]'), [1, 2]);
      assert.equal(format('[{"duration":1}]'), 'array');
    });

    it('reads an object around the list, keys before and after, any depth', () => {
      const input = `{"overall":{"pss":1,"traces":[{"duration":9}]},"traces":[{"duration":1}],
        "modules":{"a":{"duration":[1,2,{"x":"]}"}]}},"duration":7}`;
      assert.deepEqual(durations(input), [1]);
      assert.equal(format(input), 'object');
    });

    it('takes several lists together', () => {
      assert.deepEqual(durations('{"traces":[{"duration":1}],"x":0,"traces":[],"traces":[{"duration":2}]}'), [1, 2]);
    });

    it('knows an escaped key for the list', () => {
      assert.deepEqual(durations('{"tr\\u0061ces":[{"duration":1}]}'), [1]);
    });

    it('reads lines', () => {
      const input =
        '{"duration":1}\n\r\n  \n{"duration":2}\r\n{"traces":[{"duration":3},{}]}\n {"system_metric":false} \n';
      assert.deepEqual(durations(input), [1, 2, 3, 0, 0]);
      assert.equal(format(input), 'ndjson');
    });

    it('reads lines without a newline at the end', () => {
      assert.deepEqual(durations('{"duration":1}\n{"duration":2}'), [1, 2]);
    });

    it('reads one object', () => {
      assert.deepEqual(durations(' {\n"duration": 5\n}\n'), [5]);
      assert.equal(format('{"duration":5}'), 'single');
      assert.deepEqual(durations('{"duration":null}'), [0]);
      assert.deepEqual(durations('{"system_metric":0}'), [0]);
    });

    it('reads values one after another', () => {
      const input = '{"duration":1}{"duration":2} [{"duration":3}]\n{"traces":[{"duration":4}]}\n{\n"duration":5}';
      assert.deepEqual(durations(input), [1, 2, 3, 4, 5]);
      assert.equal(format(input), 'sequence');
    });

    it('counts what is of no use between values', () => {
      const { records, skipped, result } = scanAll('{"version":1} [{"duration":1}] 42 {"x":2}');
      assert.equal(records.length, 1);
      assert.deepEqual(
        skipped.map(({ offset }) => offset),
        [0, 31, 34],
      );
      assert.equal(result.damage, null);
    });

    it('takes objects of other kinds in lines for lines of no use', () => {
      const { records, skipped, result } = scanAll(
        '{"version":1}\n{"duration":1}\n[{"duration":2}]\n3\nnull\n{"x":1}\n',
      );
      assert.equal(records.length, 1);
      assert.deepEqual(
        skipped.map(({ offset }) => offset),
        [0, 29, 46, 48, 53],
      );
      assert.equal(result.damage, null);
    });

    it('takes each object in a list for a trace, and nothing else', () => {
      const { records, skipped, result } = scanAll('[{},1,"x",null,[{"duration":1}],true,{"a":{}}]');
      assert.equal(records.length, 2);
      assert.equal(result.skipped, 5);
      assert.deepEqual(
        skipped.map(({ offset }) => offset),
        [4, 6, 10, 15, 32],
      );
    });

    it('does not look for a list inside a record', () => {
      assert.deepEqual(durations('[{"duration":1,"traces":[{"duration":2}]}]'), [1]);
    });
  });

  describe('R5: empty lists', () => {
    for (const input of ['[]', ' [ ] ', '{"traces":[]}', '{"a":1,"traces":[ ],"b":2}']) {
      it(`sees the list in ${input}`, () => {
        const { result, records } = scanAll(input);
        assert.equal(records.length, 0);
        assert.equal(result.sawTraceList, true);
        assert.equal(result.damage, null);
      });
    }
  });

  describe('R6 to R8: numbers', () => {
    for (const key of ['duration', 'memory', 'wait_time']) {
      for (const bad of [
        '"x"',
        '""',
        '"nan"',
        '"1_000"',
        '"0x10"',
        '"inf"',
        '"1e400"',
        '[]',
        '[1]',
        '{}',
        '{"a":1}',
      ] as const) {
        it(`skips a record with ${key} ${bad}`, () => {
          assert.ok(isSkipped(`"${key}":${bad}`));
        });
      }
      for (const bad of ['NaN', 'Infinity', '-Infinity', '1e400', '-1e999']) {
        it(`skips a record with ${key} ${bad}`, () => {
          assert.ok(isSkipped(`"name":"n","${key}":${bad},"error":true`));
        });
      }
    }

    it('reads null as absent', () => {
      const record = only(
        '"duration":null,"memory":null,"wait_time":null,"timestamp":null,"lineno":null,"name":null,"error":null',
      );
      assert.deepEqual(record, only(''));
    });

    for (const [text, value] of [
      ['"0.25"', 0.25],
      ['" 131866624\\t"', 131866624],
      ['"+1.5e3"', 1500],
      ['".5"', 0.5],
      ['"5."', 5],
      ['"007"', 7],
      ['"\\u0031\\u0032"', 12],
      ['"-0"', -0],
      ['true', 1],
      ['false', 0],
      ['-0', -0],
      ['1E+2', 100],
      ['123456789012345678901234567890', 123456789012345678901234567890],
      ['5e-324', 5e-324],
    ] as const) {
      it(`reads ${text}`, () => {
        assert.equal(Object.is(only(`"duration":${text}`).duration, value), true);
        assert.equal(Object.is(only(`"x":0,"cpu_time":${text},"y":1`).cpu_time, value), true);
      });
    }

    it('takes a bad value elsewhere for absent', () => {
      for (const bad of ['"x"', '[]', '{"a":[1]}', 'NaN', '1e400', '"12a"']) {
        const record = only(`"cpu_time":${bad},"lineno":${bad},"timestamp":${bad},"module":null`);
        assert.deepEqual(record, only(''));
      }
      assert.equal(only('"lineno":12.5').lineno, 0);
      assert.equal(only('"lineno":-3').lineno, 0);
      assert.equal(only('"lineno":"12"').lineno, 12);
      for (const bad of ['5', 'true', '[]', '{}', '""', 'NaN']) {
        assert.deepEqual(only(`"name":${bad},"module":${bad},"exception_message":${bad}`), only(''));
      }
    });
  });

  describe('R9: errors', () => {
    for (const value of ['false', '0', '0.0', '-0', '0e5', '""', '[]', '[ ]', '{}', '{ }', 'null']) {
      it(`takes ${value} for none`, () => {
        assert.equal(only(`"error":${value}`).error, false);
      });
    }
    for (const value of [
      'true',
      '1',
      '-0.1',
      '"false"',
      '"0"',
      '" "',
      '[0]',
      '[[]]',
      '{"a":null}',
      'NaN',
      '-Infinity',
    ]) {
      it(`takes ${value} for one`, () => {
        assert.equal(only(`"error":${value}`).error, true);
      });
    }
  });

  describe('R11: damage', () => {
    const cases: [string, string, number, number][] = [
      ['a cut list', '[{"duration":1},{"duration":2},{"dura', 2, 37],
      ['a cut list after a comma', '[{"duration":1},', 1, 16],
      ['a cut wrapper', '{"traces":[{"duration":1}]', 1, 26],
      ['garbage after a list', '[{"duration":1}] x', 1, 17],
      ['a bracket too many', '[{"duration":1}]]', 1, 16],
      ['a comma too many', '[{"duration":1},]', 1, 16],
      ['a comma in front', '[,{"duration":1}]', 0, 1],
      ['a comma too many in a record', '[{"duration":1},{"duration":2,}]', 1, 30],
      ['a missing comma', '[{"duration":1} {"duration":2}]', 1, 16],
      ['a missing comma in a record', '[{"duration":1},{"duration":2 "a":1}]', 1, 30],
      ['a missing colon', '[{"duration":1},{"duration" 2}]', 1, 28],
      ['a leading zero', '[{"duration":1},{"duration":01}]', 1, 29],
      ['a leading zero in a value not used', '[{"duration":1},{"x":01}]', 1, 22],
      ['a plus sign', '[{"duration":1},{"duration":+1}]', 1, 28],
      ['no digit before the point', '[{"duration":1},{"x":.5}]', 1, 21],
      ['no digit after the point', '[{"duration":1},{"duration":1.}]', 1, 30],
      ['no exponent', '[{"duration":1},{"duration":1e}]', 1, 30],
      ['an unknown word', '[{"duration":1},{"x":nul}]', 1, 24],
      ['a word with capitals', '[{"duration":1},{"error":True}]', 1, 25],
      ['an unknown escape', '[{"duration":1},{"x":"\\q"}]', 1, 23],
      ['an unknown escape in a text', '[{"duration":1},{"name":"\\x41"}]', 1, 26],
      ['an unknown escape in a message', '[{"duration":1},{"exception_message":"\\u12g4"}]', 1, 42],
      ['an unknown escape in a key', '[{"duration":1},{"\\a":1}]', 1, 19],
      ['brackets of two kinds', '[{"duration":1},{"x":[1,{"a":2]}]', 1, 30],
      ['single quotes', "[{'duration':1}]", 0, 2],
      ['a comment', '[{"duration":1}, // x\n{}]', 1, 17],
      ['a bare word', 'hello', 0, 0],
      ['a zero byte', '[{"duration":1},\u0000{}]', 1, 16],
    ];
    for (const [what, input, records, offset] of cases) {
      it(`reports ${what}`, () => {
        const { result, records: seen, skipped } = scanAll(input);
        assert.equal(seen.length, records);
        assert.equal(result.damage?.offset, offset);
        assert.ok(result.damage.reason.length > 10);
        assert.deepEqual(skipped, []);
      });
    }

    it('goes on after a broken line', () => {
      const lines = [
        '{"duration":1}',
        'not json',
        '{"half": ',
        '{"duration":2',
        '{"duration":3} x',
        '{"duration":4}}',
        '{"duration":5}',
      ];
      const { records, skipped, result } = scanAll(lines.join('\n'));
      assert.deepEqual(
        records.map(({ duration }) => duration),
        [1, 5],
      );
      assert.equal(skipped.length, 5);
      assert.deepEqual(result.damage, { offset: 16, reason: "expected true, false or null, found 'o'" });
    });

    it('ends a broken line at the newline, even inside a string', () => {
      const { records, skipped } = scanAll(
        '{"duration":1}\n{"duration":2,"name":"a\nb"}\n{"duration":3,"x":"a\n"}\n{"duration":4}\n',
      );
      assert.deepEqual(
        records.map(({ duration }) => duration),
        [1, 4],
      );
      assert.equal(skipped.length, 4);
    });

    it('counts the last line if it is cut off', () => {
      const { records, result } = scanAll('{"duration":1}\n{"duration":2}\n{"durat');
      assert.equal(records.length, 2);
      assert.equal(result.skipped, 1);
      assert.equal(result.damage?.offset, 37);
    });

    it('keeps the first of several damages', () => {
      const { result } = scanAll('{"duration":1}\nx\ny\n');
      assert.equal(result.damage?.offset, 15);
      assert.equal(result.skipped, 2);
    });
  });

  describe('R12: odd text', () => {
    it('reads control characters, invalid UTF-8 and lone surrogates', () => {
      const head = Buffer.from('[{"x":"\u0000\u001f\n","name":"a\tb\nc","module":"');
      const tail = Buffer.from('","branch_tag":"x\\ud800y","filename":"\\ud83d\\ude00é"}]');
      const { records, result } = scanAll(Buffer.concat([head, Buffer.from([0x61, 0xff, 0xc3]), tail]));
      assert.equal(result.damage, null);
      assert.equal(records[0].name, 'a\tb\nc');
      assert.equal(records[0].module, 'a\ufffd\ufffd');
      assert.equal(records[0].branch_tag, 'x\ufffdy');
      assert.equal(records[0].filename, '😀é');
    });

    it('takes two spellings of a text for one', () => {
      const { records } = scanAll('[{"name":"A"},{"name":"\\u0041"},{"name":"\\u00e9/"},{"name":"é\\/"}]');
      assert.deepEqual(
        records.map(({ name }) => name),
        ['A', 'A', 'é/', 'é/'],
      );
    });
  });

  describe('R13: names, keys, sizes', () => {
    it('reads escaped keys', () => {
      assert.equal(only('"\\u0064uration":3').duration, 3);
      assert.equal(
        only(`"${[...'system_metric'].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join('')}":true`).kind,
        'metric',
      );
    });

    it('lets the last of several equal keys win', () => {
      assert.equal(only('"duration":"x","duration":5').duration, 5);
      assert.ok(isSkipped('"duration":5,"duration":"x"'));
      assert.equal(only('"name":"a","name":null').name, null);
      assert.equal(only('"error":true,"error":false').error, false);
      assert.equal(only('"exception_message":"a","exception_message":"b"').exception_message, 'b');
      assert.equal(only('"timestamp":5,"timestamp":null').timestamp, null);
    });

    it('has no trouble with names of the prototype', () => {
      for (const name of ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf']) {
        const record = only(`"${name}":{"duration":1},"name":"${name}","module":"${name}","branch_tag":"${name}"`);
        assert.equal(record.name, name);
        assert.equal(record.branch_tag, name);
        assert.equal(record.duration, 0);
      }
    });
  });

  describe('R16: system metrics', () => {
    const lag = (metadata: string): number | null => {
      const record = only(`"system_metric":true,"metadata":${metadata}`);
      assert.equal(record.kind, 'metric');
      return record.lag;
    };
    it('reads the lag', () => {
      assert.equal(lag('{"lag":0.05,"active_tasks":3}'), 0.05);
      assert.equal(lag('{"a":{"lag":1},"b":[2],"l\\u0061g" : 2 , "churn_rate":NaN}'), 2);
      assert.equal(lag('{"lag":"0.5"}'), 0.5);
      assert.equal(lag('{"lag":1,"lag":2}'), 2);
      assert.equal(lag('{"lag":-0.5}'), -0.5);
      assert.equal(lag('{"lag":true}'), 1);
      assert.equal(lag('{"lag":false}'), 0);
    });
    it('takes anything else for absent', () => {
      for (const metadata of [
        'null',
        '{}',
        '[]',
        '"lag"',
        '5',
        '{"lag":null}',
        '{"lag":"x"}',
        '{"lag":[1]}',
        '{"lag":NaN}',
        '{"x":7,"lag":-Infinity}',
        '{"lag":1e999}',
        '{"lag":1,"lag":null}',
      ]) {
        assert.equal(lag(metadata), null, metadata);
      }
    });
    it('knows a metric by Python’s idea of truth', () => {
      for (const truth of ['1', '"x"', '[0]', 'true']) assert.equal(only(`"system_metric":${truth}`).kind, 'metric');
      for (const truth of ['0', '""', '[]', '{}', 'false', 'null']) {
        assert.equal(only(`"system_metric":${truth}`).kind, 'trace');
      }
    });
  });

  describe('R17: instants', () => {
    for (const [value, seconds] of [
      ['1700000000.5', 1700000000.5],
      ['99999999999', 99999999999],
      ['1700000000500', 1700000000.5],
      ['1700000000500000', 1700000000.5],
      ['1700000000500000000', 1700000000.5],
      ['"1700000000.5"', 1700000000.5],
      ['-5', -5],
      ['true', 1],
      ['"2023-11-14T22:13:20"', 1700000000],
      ['"2023-11-14T22:13:20Z"', 1700000000],
      ['"2023-11-14 22:13:20.5"', 1700000000.5],
      ['"2023-11-14T23:13:20+01:00"', 1700000000],
      ['"2023-11-14T23:13:20+0100"', 1700000000],
      ['"2023-11-14T23:13:20+01"', 1700000000],
      ['"2023-11-14T22:13:20.123456789Z"', 1700000000.123456789],
      ['"20231114T221320Z"', 1700000000],
      ['"2023-11-14"', 1699920000],
      ['"2023-11-14T22:13"', 1699999980],
    ] as const) {
      it(`reads ${value}`, () => {
        assert.equal(only(`"timestamp":${value}`).timestamp, seconds);
      });
    }
    for (const value of [
      '"yesterday"',
      '""',
      '"2023-13-01"',
      '"2023-02-30"',
      '"14.11.2023"',
      '[]',
      'NaN',
      '1e300',
      '"2023-11-14T25:00:00"',
    ]) {
      it(`takes ${value} for absent`, () => {
        assert.equal(only(`"timestamp":${value}`).timestamp, null);
      });
    }
  });
});
