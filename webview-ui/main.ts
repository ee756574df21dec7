import { render } from 'lit';
import './styles/dashboard.css';
import { editorHost } from './editorHost.ts';
import { handleKey } from './keys.ts';
import { embeddedState, followSystemTheme, standaloneHost } from './standalone.ts';
import { Store } from './store.ts';
import { dashboard } from './view/dashboard.ts';

let root = emptyRoot();
const editor = editorHost((state) => store.receive(state));
const store = new Store(editor ?? standaloneHost, draw);

/** What cannot be drawn must not look as if it were still loading. */
function draw(): void {
  try {
    render(dashboard(store), root);
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

document.addEventListener('keydown', (event) => handleKey(store, event));

if (editor === null) {
  followSystemTheme();
  store.receive(embeddedState());
} else {
  draw();
  editor.post({ type: 'ready' });
}
