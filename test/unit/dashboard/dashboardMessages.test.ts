import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { FromDashboard } from '../../../src/protocol/dashboard.ts';
import { parseFromDashboard } from '../../../src/dashboard/dashboardMessages.ts';

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
    { type: 'export-report', format: 'html' },
    { type: 'choose-baseline' },
    { type: 'clear-baseline' },
    { type: 'store-run' },
    { type: 'compare-run', run: 12 },
    {
      type: 'ask',
      id: 1,
      question: { ask: 'traces', filter: { failed: true, branch: null }, cursor: null, limit: 50 },
    },
    { type: 'ask', id: 2, question: { ask: 'record', offset: 5, length: 10 } },
    {
      type: 'ask',
      id: 3,
      question: { ask: 'report', filter: { from: 1.5, to: 2, function: { name: 'f', filename: null, lineno: null } } },
    },
    { type: 'ask', id: 4, question: { ask: 'timeline', filter: { module: 'm' }, window: 30 } },
    { type: 'ask', id: 5, question: { ask: 'timeline', filter: {}, window: null } },
    { type: 'save-file', name: 'Latency', format: 'png', data: 'aGk=' },
    { type: 'save-file', name: 'Latency', format: 'csv', data: '' },
    { type: 'copy', text: '| a |' },
    { type: 'text-part', text: 'from,to' },
    { type: 'forget', id: 3 },
    { type: 'open-run', run: 12 },
    { type: 'pause' },
    { type: 'resume' },
    { type: 'mark' },
    { type: 'save-received' },
    { type: 'live-window', seconds: 60 },
    { type: 'live-window', seconds: null },
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
    { type: 'open-run' },
    { type: 'ask', id: 1 },
    { type: 'ask', id: 1, question: { ask: 'traces', filter: {}, cursor: null, limit: 1e9 } },
    { type: 'ask', id: 1, question: { ask: 'report', filter: { from: '1' } } },
    { type: 'ask', id: 1, question: { ask: 'report', filter: { function: { name: 'f' } } } },
    { type: 'ask', id: -1, question: { ask: 'record', offset: 5, length: 10 } },
    { type: 'ask', id: 1, question: { ask: 'timeline', filter: {}, window: 0.001 } },
    { type: 'ask', id: 1, question: { ask: 'timeline', filter: {} } },
    { type: 'save-file', name: '', format: 'csv', data: 'a' },
    { type: 'save-file', name: 'run', format: 'exe', data: 'a' },
    { type: 'save-file', name: 'run', format: 'png', data: 5 },
    { type: 'copy', text: null },
    { type: 'text-part', text: 'a'.repeat(1_000_001) },
    { type: 'save-file', name: 'run', format: 'csv', data: 'a'.repeat(1_000_001) },
    { type: 'forget' },
    { type: 'compare-run', run: '12' },
    { type: 'open-as-text', offset: '1' },
    { type: 'open-as-text', offset: NaN },
    { type: 'open-as-text', offset: null },
    { type: 'read-path', jsonPath: {} },
    { type: 'open-config', file: '/ws/pypss.toml', line: 3 },
    { type: 'live-window' },
    { type: 'live-window', seconds: 0 },
    { type: 'live-window', seconds: 301 },
    { type: 'live-window', seconds: 1.5 },
  ];

  for (const message of invalid) {
    it(`refuses ${inspect(message, { breakLength: Infinity, maxStringLength: 20 })}`, () => {
      assert.equal(parseFromDashboard(message), null);
    });
  }
});
