import { LitElement } from 'lit';
import type { Report } from '../src/protocol/report.ts';
import { windowBeside } from './chart/windows.ts';
import { TABS, type Store } from './store.ts';

import { openKeyList } from './view/keyList.ts';

/** Whether the event comes from a field in which people write. */
function writing(event: KeyboardEvent): boolean {
  return event
    .composedPath()
    .some((target) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement);
}

/** Keys that work anywhere on the page; `view/keyList.ts` lists them. */
export function handleKey(store: Store, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || writing(event)) return;
  if (document.querySelector('dialog[open]') !== null) return;
  if (perform(store, event)) event.preventDefault();
}

function perform(store: Store, event: KeyboardEvent): boolean {
  const { report, host } = store;
  if (event.key === '?') {
    openKeyList();
    return true;
  }
  if (report === null) return false;
  const tab = TABS[Number(event.key) - 1];
  if (tab !== undefined) {
    store.choose({ tab });
    return true;
  }
  switch (event.key) {
    case '/':
      store.choose({ tab: 'overview' });
      void focusFilter();
      return true;
    case 'e':
      if (host.live && !store.loading) host.post({ type: 'export-report' });
      return host.live;
    case 'l':
      store.pin();
      return true;
    case 'ArrowLeft':
      return moveCrosshair(store, report, event.shiftKey ? -10 : -1);
    case 'ArrowRight':
      return moveCrosshair(store, report, event.shiftKey ? 10 : 1);
    case 'Escape':
      if (store.choices.span !== null) store.choose({ span: null });
      else if (store.choices.filter !== '') store.choose({ filter: '' });
      return true;
    default:
      return false;
  }
}

/** The field may just have come onto the page: it takes the focus once it has drawn its input. */
async function focusFilter(): Promise<void> {
  const field = document.getElementById('filter');
  if (field instanceof LitElement) await field.updateComplete;
  field?.focus();
}

function moveCrosshair(store: Store, report: Report, steps: number): boolean {
  if (report.timeline === null || store.pinned) return false;
  store.pointAt(windowBeside(report.timeline, store.instant, steps));
  return true;
}
