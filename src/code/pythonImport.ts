/** How a name can be reached in Python text, and where an import of it goes. */
import type { SyntaxNode, Tree } from '@lezer/common';

/**
 * The expression that means `name` for code at an offset, by an import at the top level before it: `name` itself, its
 * alias, or a dotted path through a module of `pack`. Null without one.
 */
export function importedAs(tree: Tree, text: string, offset: number, name: string, pack: string): string | null {
  let found: string | null = null;
  for (const node of topImports(tree, offset)) {
    for (const { module, item, local } of itemsOf(text.slice(node.from, node.to))) {
      if (item === name) found = local;
      else if (module === pack.slice(0, pack.lastIndexOf('.')) && item === pack.slice(pack.lastIndexOf('.') + 1))
        found = `${local}.${name}`;
      else if (module === '' && item === pack) found = `${local}.${name}`;
      else if (item === '*' && module === pack) found = name;
    }
  }
  return found;
}

/** Whether the text defines or assigns a name of its own at the top level. */
export function definesName(tree: Tree, text: string, name: string): boolean {
  for (let node = tree.topNode.firstChild; node !== null; node = node.nextSibling) {
    const definition = node.type.name === 'DecoratedStatement' ? node.lastChild : node;
    const isDefinition = /^(Function|Class)Definition$/.test(definition?.type.name ?? '');
    const target = isDefinition
      ? definition?.getChild('VariableName')
      : node.type.name === 'AssignStatement'
        ? node.firstChild
        : null;
    if (target && text.slice(target.from, target.to) === name) return true;
  }
  return false;
}

/**
 * Where a new import line goes: behind the imports at the top level before `offset`, else behind the comments and the
 * docstring at the head of the file.
 */
export function importPlace(
  tree: Tree,
  text: string,
  offset: number,
): { readonly at: number; readonly afterImports: boolean } {
  const last = topImports(tree, offset).at(-1);
  if (last !== undefined) return { at: lineAfter(text, (statementAround(last) ?? last).to), afterImports: true };
  let at = 0;
  for (let node = tree.topNode.firstChild; node !== null && node.to <= offset; node = node.nextSibling) {
    const comment = node.type.name === 'Comment';
    const docstring =
      node.type.name === 'ExpressionStatement' && /^(String|ContinuedString)$/.test(node.firstChild?.type.name ?? '');
    if (!comment && !docstring) break;
    // A comment right above a statement belongs to it; one of the head is followed by a blank line, or starts the file.
    if (comment && node.from > 0 && !/^[ \t]*\r?\n[ \t]*(\r?\n|$)/.test(text.slice(node.to)) && !isHead(text, node))
      break;
    at = lineAfter(text, node.to);
    if (docstring) break;
  }
  return { at, afterImports: false };
}

/** Interpreter and encoding lines. */
function isHead(text: string, node: SyntaxNode): boolean {
  return /^#(!|.*coding[:=])/.test(text.slice(node.from, node.to));
}

/** Import statements at the top level that end before an offset, `from __future__` included. */
function topImports(tree: Tree, offset: number): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let node = tree.topNode.firstChild; node !== null && node.to <= offset; node = node.nextSibling) {
    if (node.type.name === 'ImportStatement') found.push(node);
    else if (node.type.name === 'StatementGroup') found.push(...node.getChildren('ImportStatement'));
  }
  return found;
}

function statementAround(node: SyntaxNode): SyntaxNode | null {
  return node.parent?.type.name === 'StatementGroup' ? node.parent : null;
}

function lineAfter(text: string, offset: number): number {
  const end = text.indexOf('\n', text[offset - 1] === '\n' ? offset - 1 : offset);
  return end < 0 ? text.length : end + 1;
}

interface ImportItem {
  /** Of `from module import item`; empty for `import item`. */
  readonly module: string;
  readonly item: string;
  readonly local: string;
}

function itemsOf(statement: string): ImportItem[] {
  const plain = statement
    .replaceAll(/#.*$/gm, '')
    .replaceAll(/[\\()]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const match = /^(?:from (?<module>.+?) )?import (?<items>.+)$/.exec(plain);
  if (match === null) return [];
  const { module = '', items = '' } = match.groups as Record<string, string | undefined>;
  return items.split(',').flatMap((one) => {
    const [item = '', local = item] = one.trim().split(' as ');
    return item === '' ? [] : [{ module: module.replaceAll(' ', ''), item, local }];
  });
}
