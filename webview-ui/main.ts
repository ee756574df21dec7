import { render } from 'lit';
import type { ToDashboard } from '../src/protocol/dashboard.ts';
import './styles/dashboard.css';
import { boardHost } from './boardHost.ts';
import { editorHost } from './editorHost.ts';
import { handleKey } from './keys.ts';
import { embeddedState, followSystemTheme, standaloneHost } from './standalone.ts';
import { Store } from './store.ts';
import { Theme } from './theme.ts';
import { dashboard } from './view/dashboard.ts';
import { arrive, scrolled } from './view/detail/arrive.ts';
import { arriveAtCalls } from './view/openedCalls.ts';

let root = emptyRoot();
const take = (message: ToDashboard): void => store.take(message);
const answering = editorHost(take) ?? boardHost(take);
const theme = new Theme();
const store = new Store(answering ?? standaloneHost, draw);

/** What cannot be drawn must not look as if it were still loading. */
function draw(): void {
  try {
    theme.apply(store.whole?.config.theme ?? null);
    store.themeNotes = theme.notes;
    const before = scrolled();
    render(dashboard(store), root);
    arrive(store, before);
    arriveAtCalls(store);
  } catch (error) {
    if (store.state?.state === 'problem') throw error;
    root.remove();
    root = emptyRoot();
    const message = `The dashboard cannot draw this report: ${error instanceof Error ? error.message : String(error)}`;
    store.receive({ state: 'problem', file: store.state?.file ?? '', problem: { kind: 'crashed', message } });
    console.error(error);
  }
}

function emptyRoot(): HTMLElement {
  const element = document.createElement('div');
  element.id = 'dashboard';
  document.body.append(element);
  return element;
}

// Another theme has another background, against which colours of the configuration are judged anew.
new MutationObserver(draw).observe(document.body, { attributeFilter: ['class'] });
document.addEventListener('keydown', (event) => handleKey(store, event));

if (answering === null || answering.board === true) followSystemTheme();
if (answering === null) {
  store.receive(embeddedState());
} else {
  draw();
  answering.post({ type: 'ready' });
}
