import { html, nothing, render } from 'lit';

/** A file, or a text, that the reader may take elsewhere. */
export interface ShownPlace {
  title: string;
  /** Absolute path, with line and column if they are known; null when there is no such file here. */
  path: string | null;
  copy: string;
  note: string | null;
}

let container: HTMLElement | null = null;

function containerOf(id: string): HTMLElement {
  const element = document.createElement('div');
  element.id = id;
  document.body.append(element);
  return element;
}

/** Shows where something is, with a link that opens it in VS Code. */
export function showPlace({ title, path, copy, note }: ShownPlace): void {
  container ??= containerOf('board-place');
  // `vscode://file/` is the editor's own scheme; the parts of the path are data and are encoded.
  const link =
    path === null ? null : `vscode://file/${path.replace(/^\//, '').split('/').map(encodeURIComponent).join('/')}`;
  render(
    html`<dialog class="place" aria-labelledby="place-title">
      <h2 id="place-title"><bdi>${title}</bdi></h2>
      ${note === null ? nothing : html`<p class="muted">${note}</p>`}
      <p class="mono" tabindex="0"><bdi>${copy}</bdi></p>
      <form method="dialog">
        ${link === null ? nothing : html`<a class="btn primary" href=${link.replaceAll('%3A', ':')} @click=${close}>Open in VS Code</a>`}
        <button class="btn" type="button" @click=${() => void navigator.clipboard.writeText(copy).then(close, close)}>
          Copy ${path === null ? '' : 'Path'}
        </button>
        <button class="btn">Close</button>
      </form>
    </dialog>`,
    container,
  );
  const dialog = container.querySelector('dialog');
  if (dialog !== null && !dialog.open) dialog.showModal();
}

function close(): void {
  container?.querySelector('dialog')?.close();
}

let teller: HTMLElement | null = null;

/** Says something at the foot of the page until something else is said; null takes it away. */
export function say(text: string | null): void {
  teller ??= containerOf('board-note');
  teller.setAttribute('role', 'status');
  render(
    text === null
      ? nothing
      : html`<p>${text}<button class="link" type="button" @click=${() => say(null)}>Close</button></p>`,
    teller,
  );
}
