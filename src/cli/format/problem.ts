import type { AnalysisProblem } from '../../protocol/analysis.ts';

/** One line: what happened, where, and what would help. */
export function problemText({ message, paths, kind, file, line, column }: AnalysisProblem): string {
  const place =
    kind === 'configuration' && file !== undefined && !message.includes(file)
      ? `${file}${line === undefined ? '' : `:${String(line)}:${String(column ?? 1)}`}: `
      : '';
  const unnamed = (paths ?? []).filter((path) => !message.includes(path));
  const offer = unnamed.length === 0 ? '' : `; --path reads them from ${unnamed.slice(0, 3).map(quoted).join(' or ')}`;
  return `${place}${message}${offer}`;
}

function quoted(text: string): string {
  return `'${text}'`;
}
