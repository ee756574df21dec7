import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { FromDashboard } from '../../../../src/protocol/dashboard.ts';
import { parseFromDashboard } from '../../../../src/extension/traceEditor/dashboardMessages.ts';

describe('messages from the dashboard', () => {
  const valid: FromDashboard[] = [
    { type: 'ready' },
    { type: 'stop' },
    { type: 'reload' },
    { type: 'open-source', filename: 'shop/http.py', lineno: 12 },
    { type: 'open-source', filename: 'shop/http.py', lineno: null },
    { type: 'find-in-code', name: 'load' },
    { type: 'open-as-text' },
    { type: 'open-as-text', offset: 0 },
    { type: 'choose-file' },
    { type: 'read-path', jsonPath: '$.run.calls' },
    { type: 'open-config', file: '/ws/pypss.toml', line: 3, column: 7 },
    { type: 'show-log' },
    { type: 'export-report' },
  ];

  for (const message of valid) {
    it(`takes ${JSON.stringify(message)}`, () => assert.deepEqual(parseFromDashboard(message), message));
  }

  it('drops keys that do not belong', () => {
    assert.deepEqual(parseFromDashboard({ type: 'reload', path: '/etc/passwd' }), { type: 'reload' });
  });

  const invalid: unknown[] = [
    null,
    undefined,
    'ready',
    [],
    {},
    { type: 'exec' },
    { type: 'toString' },
    { type: 'open-source', filename: '', lineno: 1 },
    { type: 'open-source', filename: 5, lineno: 1 },
    { type: 'open-source', filename: 'a.py' },
    { type: 'open-source', filename: 'a.py', lineno: -1 },
    { type: 'open-source', filename: 'a.py', lineno: 1.5 },
    { type: 'open-source', filename: 'a'.repeat(65_537), lineno: 1 },
    { type: 'find-in-code' },
    { type: 'open-as-text', offset: '1' },
    { type: 'open-as-text', offset: NaN },
    { type: 'open-as-text', offset: null },
    { type: 'read-path', jsonPath: {} },
    { type: 'open-config', file: '/ws/pypss.toml', line: 3 },
  ];

  for (const message of invalid) {
    it(`refuses ${inspect(message, { breakLength: Infinity, maxStringLength: 20 })}`, () => {
      assert.equal(parseFromDashboard(message), null);
    });
  }
});
