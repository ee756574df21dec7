import { render } from 'lit';
import './styles/dashboard.css';
import { editorHost, embeddedState, standaloneHost } from './host.ts';
import { handleKey } from './keys.ts';
import { followSystemTheme } from './standalone.ts';
import { Store } from './store.ts';
import { dashboard } from './view/dashboard.ts';

const root = document.createElement('div');
root.id = 'dashboard';
document.body.append(root);

const editor = editorHost((state) => store.receive(state));
const store = new Store(editor ?? standaloneHost, () => render(dashboard(store), root));

document.addEventListener('keydown', (event) => handleKey(store, event));

if (editor === null) {
  followSystemTheme();
  store.receive(embeddedState());
} else {
  render(dashboard(store), root);
  editor.post({ type: 'ready' });
}
