import { LitElement } from 'lit';
import type { Report } from '../src/protocol/report.ts';
import { windowBeside } from './chart/windows.ts';
import { courseOf } from './course.ts';
import type { Store } from './store.ts';

import { openReportExport } from './view/exportDialog.ts';
import { openKeyList } from './view/keyList.ts';
import { openWhatIf } from './view/whatIfPanel.ts';

/** Whether the event comes from a field in which people write. */
function writing(event: KeyboardEvent): boolean {
  return event
    .composedPath()
    .some((target) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement);
}

/** Keys that work anywhere on the page; `view/keyList.ts` lists them. */
export function handleKey(store: Store, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || writing(event)) return;
  if (document.querySelector('dialog[open]') !== null) return;
  const done = event.altKey ? goBack(store, event) : perform(store, event);
  if (!done) return;
  event.preventDefault();
  // The editor would take the keys of the page for its own.
  event.stopPropagation();
}

/** Alt and ← leave a detail view, as in a browser. */
function goBack(store: Store, event: KeyboardEvent): boolean {
  if (event.key !== 'ArrowLeft' || store.detail === null) return false;
  store.back();
  return true;
}

function perform(store: Store, event: KeyboardEvent): boolean {
  const { report, host } = store;
  if (event.key === '?') {
    openKeyList();
    return true;
  }
  if (report === null) return false;
  const tab = store.tabs[Number(event.key) - 1];
  if (tab !== undefined) {
    store.goTo(tab);
    return true;
  }
  switch (event.key) {
    case '/':
      store.choose({ tab: 'overview', trail: [] });
      void focusFilter();
      return true;
    case 'c':
      if (store.comparable && !store.loading && !store.moving) host.post({ type: 'choose-baseline' });
      return store.comparable;
    case 'e':
      openReportExport(store);
      return true;
    case 's':
      if (!store.loading) openWhatIf();
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
      else if (store.openedCalls !== null) store.openCalls(null);
      else if (store.detail !== null) store.back();
      else if (store.choices.filter !== '') store.choose({ filter: '' });
      else if (store.range !== null) store.time.set(null);
      return true;
    case '+':
    case '=':
      store.time.zoom(0.5);
      return true;
    case '-':
    case '_':
      store.time.zoom(2);
      return true;
    case '0':
      store.time.set(null);
      return true;
    case 'z':
      store.time.undo();
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

/** Share of the range by which it moves when the crosshair leaves it. */
const EDGE_STEP = 0.25;

function moveCrosshair(store: Store, report: Report, steps: number): boolean {
  const timeline = store.tab === 'metrics' ? courseOf(store).timeline : report.timeline;
  if (timeline === null || store.pinned) return false;
  const { instant } = store;
  const next = windowBeside(timeline, instant, steps);
  // At the edge of what is shown the range moves on.
  if (next === instant && store.range !== null) store.time.pan(Math.sign(steps) * EDGE_STEP);
  else store.pointAt(next);
  return true;
}
