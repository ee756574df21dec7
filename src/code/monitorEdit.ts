/** Changes of Python text that make the runtime measure a function. */
import { parser } from '@lezer/python';
import { importedAs, importPlace, definesName } from './pythonImport.ts';
import { pythonFunctions } from './pythonFunctions.ts';
import type { SourceFunction } from './sourceFunction.ts';

const PACKAGE = 'pypss.instrumentation';
const DECORATOR = 'monitor_function';

/** A text that goes in at an offset; the offsets of several count in the text before all of them. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

export interface MonitorEdit {
  /** Qualified name of the function. */
  readonly name: string;
  readonly insertions: readonly Insertion[];
}

/**
 * What to insert so that the function whose head stands on a line (from 0) is measured: the decorator right above its
 * `def`, below all others, so that what they register or cache is the measured function, and the import if it is
 * missing. Null where no function starts on that line, where it is measured already, and where the file has a
 * `monitor_function` of its own.
 */
export function monitorEdit(text: string, line: number): MonitorEdit | null {
  const tree = parser.parse(text);
  const fn = pythonFunctions(tree, text).find((one) => one.kind === 'function' && one.headLine === line);
  if (fn === undefined || fn.monitored) return null;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const at = lineStart(text, line);
  const indent = /^[ \t\f]*/.exec(text.slice(at))![0];
  const outermost = outermostStart(text, tree.topNode.firstChild, fn);
  const known = importedAs(tree, text, outermost, DECORATOR, PACKAGE);
  if (known === null && definesName(tree, text, DECORATOR)) return null;
  const name = fn.qualifiedName.split('.<locals>.').at(-1)!;
  const decorator = { at, text: `${indent}@${known ?? DECORATOR}("${name}")${newline}` };
  if (known !== null) return { name: fn.qualifiedName, insertions: [decorator] };
  return { name: fn.qualifiedName, insertions: [importLine(tree, text, outermost, newline), decorator] };
}

function importLine(tree: ReturnType<typeof parser.parse>, text: string, offset: number, newline: string): Insertion {
  const { at, afterImports } = importPlace(tree, text, offset);
  const line = `from ${PACKAGE} import ${DECORATOR}${newline}`;
  if (afterImports) return { at, text: line };
  // Two blank lines before a definition, one behind what heads the file.
  const rest = /^(?:[ \t]*\r?\n)*/.exec(text.slice(at))![0].split('\n').length - 1;
  const above = at === 0 ? '' : newline;
  return { at, text: above + line + newline.repeat(Math.max(0, 2 - rest)) };
}

/** Where the statement at the top level begins that holds a function. */
function outermostStart(
  text: string,
  first: ReturnType<typeof parser.parse>['topNode'] | null,
  fn: SourceFunction,
): number {
  for (let node = first; node !== null; node = node.nextSibling)
    if (node.from <= fn.from && fn.to <= node.to) return node.from;
  return Math.min(fn.from, text.length);
}

function lineStart(text: string, line: number): number {
  let at = 0;
  for (let count = 0; count < line; count++) at = text.indexOf('\n', at) + 1;
  return at;
}
