import assert from 'node:assert/strict';
import type { Host } from '../../../webview-ui/host.ts';
import { FIRST_CHOICES, restoreChoices } from '../../../webview-ui/choices.ts';
import { Store } from '../../../webview-ui/store.ts';

function memoryHost(kept?: unknown): Host & { kept: unknown } {
  const host = {
    live: true,
    kept,
    post: () => undefined,
    load: () => host.kept,
    save: (value: unknown) => {
      host.kept = structuredClone(value);
    },
  };
  return host;
}

describe('choices', () => {
  it('survive a reload', () => {
    const host = memoryHost();
    const store = new Store(host, () => undefined);
    store.choose({ tab: 'performance', filter: 'shop', rows: 'functions', span: { from: 1, to: 2 } });
    store.toggleWhy('ev');
    store.toggleTable('durations');
    const again = new Store(memoryHost(host.kept), () => undefined);
    assert.deepEqual(again.choices, { ...store.choices, span: null });
  });

  it('of another version are taken as far as they are valid', () => {
    const kept = {
      tab: 'zz',
      rows: 7,
      sort: { modules: { key: 'zz', descending: 1 } },
      why: ['ts', 'xx'],
      tables: [1, 'a'],
    };
    assert.deepEqual(restoreChoices(kept), { ...FIRST_CHOICES, why: ['ts'], tables: ['a'] });
    for (const nothing of [undefined, null, 'text', 3]) assert.deepEqual(restoreChoices(nothing), FIRST_CHOICES);
  });

  it('open and close an explanation', () => {
    const store = new Store(memoryHost(), () => undefined);
    store.toggleWhy('ts');
    store.toggleWhy('be');
    store.toggleWhy('ts');
    assert.deepEqual(store.choices.why, ['be']);
  });
});

describe('the crosshair', () => {
  it('stays while it is pinned', () => {
    const store = new Store(memoryHost(), () => undefined);
    store.pin();
    assert.equal(store.pinned, false, 'there is nothing to pin yet');
    store.pointAt(5);
    store.pin();
    store.pointAt(9);
    assert.equal(store.instant, 5);
    store.pin();
    store.pointAt(9);
    assert.equal(store.instant, 9);
  });
});
