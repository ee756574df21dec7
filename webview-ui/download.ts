import type { FromDashboard } from '../src/protocol/dashboard.ts';

const TYPES = { png: 'image/png', csv: 'text/csv', html: 'text/html', md: 'text/markdown' } as const;

/** Puts a file into the downloads of the browser. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  const address = URL.createObjectURL(content);
  link.href = address;
  link.download = name;
  link.click();
  // The browser takes the content before its next turn.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** What the page wants saved, as a file. */
export function fileBytes({ format, data }: Extract<FromDashboard, { type: 'save-file' }>): Blob {
  const content = format === 'png' ? Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)) : data;
  return new Blob([content], { type: TYPES[format] });
}
