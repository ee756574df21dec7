/** Which files are traces, told by name alone; what is inside them is told by reading them. */
import { ANY_TRACE_EDITOR, TRACE_EDITOR } from './ids.ts';

/** Names under which traces are usually stored; each also with `.gz`. */
const TRACE_NAMES = [
  'traces.json',
  '*_traces.json',
  '*.traces.json',
  '*.pypss.json',
  '*.pypss.jsonl',
  '*.pypss.ndjson',
] as const;

/** Names that may hold traces. */
const READABLE_NAMES = ['*.json', '*.jsonl', '*.ndjson'] as const;

/** Filename patterns of the trace editor, as package.json lists them. */
export const TRACE_PATTERNS: readonly string[] = TRACE_NAMES.flatMap((name) => [name, `${name}.gz`]);

/** Filename patterns of the editor offered for other JSON files, as package.json lists them. */
export const READABLE_PATTERNS: readonly string[] = READABLE_NAMES.flatMap((name) => [name, `${name}.gz`]);

/** Glob for all usual trace files below a folder. */
export const TRACE_GLOB = `**/{${TRACE_PATTERNS.join(',')}}`;

/** Folders in which nobody looks for their own traces or sources. */
export const FOREIGN_FOLDERS = '**/{node_modules,.git,.venv,venv,.tox,site-packages,__pycache__}/**';

/** Whether a file is named like traces. */
export function isTraceName(name: string): boolean {
  return TRACE_PATTERNS.some((pattern) => matches(name, pattern));
}

/** Whether a file may hold traces, by its ending. */
export function isReadableName(name: string): boolean {
  return READABLE_PATTERNS.some((pattern) => matches(name, pattern));
}

/** The view type under which a file of that name opens. */
export function viewTypeFor(name: string): string {
  return isTraceName(name) ? TRACE_EDITOR : ANY_TRACE_EDITOR;
}

/** The part of a path after its last slash or backslash. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** Patterns here are a plain name or `*` followed by an ending; the editor compares them without regard to case. */
function matches(name: string, pattern: string): boolean {
  const lower = name.toLowerCase();
  return pattern.startsWith('*') ? lower.endsWith(pattern.slice(1)) : lower === pattern;
}
