import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const RESULTS = join(import.meta.dirname, 'RESULTS.md');

const HEADING = `# Benchmarks

Written by \`npm run bench\`; each section by the run that its first line names. Whole processes, start of Node included,
in turns within one run; medians. Compare figures within a section only.
`;

/** What the figures depend on; names neither the machine nor its folders. */
export function machineFacts(): string {
  const model = cpus()[0]?.model.trim() || process.arch;
  const memory = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, ${availableParallelism()} cores (${model}), ${memory} GiB, ${process.platform}, Node ${process.version}`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}

/** Replaces the section of that title in RESULTS.md, or adds it; the other sections stay. */
export function writeSection(title: string, text: string): void {
  const old = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '';
  writeFileSync(RESULTS, withSection(old, title, text));
}

/** The document with this section replaced or, if it is new, added at the end. */
export function withSection(document: string, title: string, text: string): string {
  const [, ...sections] = document.split(/^## /m);
  const added = `${title}\n\n${text.trim()}\n`;
  const index = sections.findIndex((section) => section.startsWith(`${title}\n`));
  if (index < 0) sections.push(added);
  else sections[index] = added;
  return `${HEADING}\n${sections.map((section) => `## ${section.trim()}\n`).join('\n')}`;
}

export function mebibytes(bytes: number): string {
  return String(Math.round(bytes / 2 ** 20));
}

/** A size as people say it: `100 MB`, `1 GB`. */
export function sizeName(bytes: number): string {
  return bytes >= 1e9 ? `${+(bytes / 1e9).toFixed(1)} GB` : `${+(bytes / 1e6).toFixed(1)} MB`;
}
