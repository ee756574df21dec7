/** A browser with `pypss board` behind it: messages as server-sent events, and what an editor would do done here. */
import type { DashboardState, FromDashboard, ToDashboard } from '../src/protocol/dashboard.ts';
import type { Host } from './host.ts';
import { download, fileBytes } from './download.ts';
import { say, showPlace } from './view/boardDialog.ts';

/** What the page keeps over a reload, as long as its tab is open. */
const KEPT = 'pypss-dashboard';
/** Milliseconds without a connection after which the reader is told. */
const PATIENCE = 3000;

/** The board, when this page came from one. */
export function boardHost(receive: (message: ToDashboard) => void): Host | null {
  if (document.querySelector('meta[name="pypss-host"][content="board"]') === null) return null;
  // The token is a cookie by now; it has no business in the history of the browser.
  history.replaceState(null, '', '/');
  const board = new Board(receive);
  return {
    live: true,
    board: true,
    post: (message) => void board.post(message),
    load: keptChoices,
    save: (kept) => sessionStorage.setItem(KEPT, JSON.stringify(kept)),
  };
}

function keptChoices(): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as unknown;
  } catch {
    // Kept by something else under the same address: the page starts afresh.
    return null;
  }
}

class Board {
  private readonly client = randomName();
  private file = '';
  private lost: number | undefined;

  constructor(receive: (message: ToDashboard) => void) {
    const events = new EventSource(`/events?client=${this.client}`);
    events.addEventListener('open', () => {
      clearTimeout(this.lost);
      this.lost = undefined;
      say(null);
      void this.send({ type: 'ready' });
    });
    events.addEventListener('message', (event: MessageEvent<string>) => {
      const message = JSON.parse(event.data) as ToDashboard;
      if (message.type === 'state') this.named(message.state);
      receive(message);
    });
    events.addEventListener('error', () => {
      this.lost ??= window.setTimeout(() => {
        say('The board does not answer any more. Is “pypss board” still running in the terminal?');
      }, PATIENCE);
    });
  }

  /** The tab of the browser says which file this is, and what the configuration calls it. */
  private named(state: DashboardState): void {
    this.file = state.file;
    const title = state.state === 'problem' ? undefined : state.report?.config.title;
    document.title = title === undefined || title === '' ? this.fileName : `${this.fileName} · ${title}`;
  }

  private get fileName(): string {
    return this.file.slice(Math.max(this.file.lastIndexOf('/'), this.file.lastIndexOf('\\')) + 1);
  }

  async post(message: FromDashboard): Promise<void> {
    switch (message.type) {
      case 'ready':
        // Said anew with every connection.
        return;
      case 'open-source':
        await this.open(message.filename, message.lineno, null);
        return;
      case 'open-config':
        await this.open(message.file, message.line, message.column);
        return;
      case 'open-as-text':
        await this.open(this.file, null, null);
        return;
      case 'find-in-code':
        showPlace({
          title: message.name,
          path: null,
          copy: message.name,
          note: 'This block carries no line. Look for its name in your code.',
        });
        return;
      case 'export-report':
        await this.exportReport(message.format ?? 'json');
        return;
      case 'save-file':
        download(message.name, fileBytes(message));
        return;
      case 'copy':
        await copyText(message.text);
        return;
      default:
        await this.send(message);
    }
  }

  /** Shows where a file lies here; the reader opens it in VS Code or copies its path. */
  private async open(filename: string, line: number | null, column: number | null): Promise<void> {
    const response = await fetch(`/source?filename=${encodeURIComponent(filename)}`);
    const { path } = (await response.json()) as { path: string | null };
    const place = line === null ? '' : `:${line}${column === null ? '' : `:${column}`}`;
    showPlace({
      title: filename.slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1) + place,
      path: path === null ? null : path + place,
      copy: (path ?? filename) + place,
      note: path === null ? `${filename} is not on this machine, or not below the folder of the board.` : null,
    });
  }

  private async exportReport(format: 'json' | 'html'): Promise<void> {
    const response = await fetch(`/report.${format}`);
    if (!response.ok) {
      say(await response.text());
      return;
    }
    download(
      `${this.fileName.replace(/(\.(json|jsonl|ndjson))?(\.(gz|zst))?$/i, '')}.report.${format}`,
      await response.blob(),
    );
  }

  private async send(message: FromDashboard): Promise<void> {
    try {
      const response = await fetch(`/messages?client=${this.client}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(message),
      });
      // Without a stream (410) the page says `ready` again as soon as it has one.
      if (!response.ok && response.status !== 410) say(await response.text());
    } catch {
      say('The board does not answer any more. Is “pypss board” still running in the terminal?');
    }
  }
}

/** `crypto.randomUUID` is missing where a page comes without encryption from another machine. */
function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36).padStart(7, '0')).join('-');
}

/** Copies text; a page that may not do so shows it instead. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say('Copied.');
  } catch {
    showPlace({
      title: 'Copy',
      path: null,
      copy: text,
      note: 'The browser does not let this page copy. Take the text from here.',
    });
  }
}
