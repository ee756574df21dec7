/** Saving and copying: one panel as a picture or a table, or the whole report. */
import { html, nothing, render, type TemplateResult } from 'lit';
import { download, fileBytes } from '../download.ts';
import { icon } from '../icons.ts';
import { pictureOf } from '../picture.ts';
import { reportMarkdown } from '../reportMarkdown.ts';
import { csvOf, markdownOf, type Sheet } from '../sheet.ts';
import type { Store } from '../store.ts';
import type { FromDashboard } from '../../src/protocol/dashboard.ts';

/** A panel that is to be saved. */
export interface Exported {
  title: string;
  sheet: () => Sheet;
  /** As it is drawn now. */
  panel: Element | null;
}

let dialog: HTMLDialogElement | null = null;

/** Asks what to make of a panel. */
export function openExport(store: Store, { title, sheet, panel }: Exported): void {
  const name = `${baseName(store)} ${title}`;
  const csv = (): string => csvOf(sheet());
  show(title, [
    panel === null
      ? null
      : choice('PNG picture', 'the panel as it is drawn now, in these colours', () => savePicture(store, name, panel)),
    choice('CSV table', 'all figures, seconds and bytes', () => save(store, { name, format: 'csv', data: csv() })),
    choice('Copy as Markdown', 'a table for an issue or a chat', () => copy(store, markdownOf(sheet()))),
    choice('Copy as CSV', 'for a spreadsheet', () => copy(store, csv())),
  ]);
}

/** Asks what to make of the whole report. */
export function openReportExport(store: Store): void {
  const { whole, host } = store;
  if (whole === null || store.loading) return;
  show('Report', [
    host.live
      ? choice('Report as JSON', 'every figure, as pypss analyze --output writes it', () =>
          post(store, { type: 'export-report' }),
        )
      : null,
    host.live
      ? choice('Web page', 'this dashboard in one file, which opens without an editor', () =>
          post(store, { type: 'export-report', format: 'html' }),
        )
      : null,
    choice('Copy as Markdown', 'score, metrics, advice and modules', () => copy(store, reportMarkdown(whole))),
    choice('Markdown file', 'the same as a file', () =>
      save(store, { name: `${baseName(store)} report`, format: 'md', data: reportMarkdown(whole) }),
    ),
    choice('PNG picture', 'this tab as it is drawn now', () => {
      const page = document.querySelector('#page .body');
      if (page !== null) savePicture(store, `${baseName(store)} ${store.tab}`, page);
    }),
  ]);
}

/** The trace file's name without what it ends with. */
function baseName({ fileName }: Store): string {
  return fileName.replace(/(\.(json|jsonl|ndjson))?(\.(gz|zst))?$/i, '') || 'pypss';
}

type Choice = TemplateResult | null;

function choice(label: string, about: string, act: () => void): Choice {
  return html`<li>
    <button
      class="export-choice"
      type="button"
      @click=${() => {
        close();
        act();
      }}
    >
      <b>${label}</b><span class="muted">${about}</span>
    </button>
  </li>`;
}

function show(title: string, choices: readonly Choice[]): void {
  if (dialog === null) {
    dialog = document.createElement('dialog');
    dialog.id = 'export';
    dialog.setAttribute('aria-labelledby', 'export-title');
    document.body.append(dialog);
  }
  render(
    html`<header>
        <h2 id="export-title">Save or copy: ${title}</h2>
        <button class="tool" type="button" aria-label="Close" title="Close (Esc)" @click=${close}>
          ${icon('close')}
        </button>
      </header>
      <ul>
        ${choices.map((one) => one ?? nothing)}
      </ul>`,
    dialog,
  );
  if (!dialog.open) dialog.showModal();
  dialog.querySelector<HTMLElement>('.export-choice')?.focus();
}

function close(): void {
  dialog?.close();
}

function savePicture(store: Store, name: string, panel: Element): void {
  const address = pictureOf(panel).toDataURL('image/png');
  save(store, { name, format: 'png', data: address.slice(address.indexOf(',') + 1) });
}

type File = Omit<Extract<FromDashboard, { type: 'save-file' }>, 'type'>;

/** Through the host, which asks where to; without one into the downloads of the browser. */
function save(store: Store, file: File): void {
  if (store.host.live) post(store, { type: 'save-file', ...file });
  else download(`${file.name}.${file.format}`, fileBytes({ type: 'save-file', ...file }));
}

function copy(store: Store, text: string): void {
  if (store.host.live) post(store, { type: 'copy', text });
  else void navigator.clipboard.writeText(text);
}

const post = (store: Store, message: FromDashboard): void => store.host.post(message);
