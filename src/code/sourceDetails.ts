/** Places inside a function that figures belong to: where it raises, and where its branch tags stand. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { literalParts, plainText } from './pythonArguments.ts';
import { BLOCK_OPENERS, FUNCTION_WRAPPERS, LineTable, type SourceFunction } from './sourceFunction.ts';

/** A statement that raises an exception, or throws one. */
export interface RaiseStatement {
  /** Lines count from 0. */
  readonly line: number;
  readonly endLine: number;
  /** Last part of the exception's name. */
  readonly type: string;
  /** Literal parts of its message, in order; null where the message is computed or missing. */
  readonly message: readonly string[] | null;
}

/** A line on which branch tags stand, in the order of the text. */
export interface TagPlace {
  readonly line: number;
  readonly tags: readonly string[];
}

export class SourceDetails {
  readonly #tree: Tree;
  readonly #text: string;
  readonly #lines: LineTable;

  constructor(tree: Tree, text: string) {
    this.#tree = tree;
    this.#text = text;
    this.#lines = new LineTable(text);
  }

  /** What a function raises itself; what functions defined in it raise is theirs. */
  raises(fn: SourceFunction, all: readonly SourceFunction[]): RaiseStatement[] {
    const inner = all.filter(
      (other) => other !== fn && other.kind === 'function' && other.from > fn.from && other.to <= fn.to,
    );
    const found: RaiseStatement[] = [];
    this.#tree.iterate({
      from: fn.bodyFrom,
      to: fn.to,
      enter: ({ type, node }) => {
        if (inner.some((other) => node.from >= other.from && node.to <= other.to)) return false;
        if (type.name !== 'RaiseStatement' && type.name !== 'ThrowStatement') return true;
        const raised = this.#raised(node);
        if (raised !== null) found.push(raised);
        return false;
      },
    });
    return found;
  }

  /** Lines of a function on which texts stand that are among `tags`, as values or as arguments of the runtime. */
  tagPlaces(range: { from: number; to: number }, tags: ReadonlySet<string>): TagPlace[] {
    const byLine = new Map<number, string[]>();
    this.#tree.iterate({
      from: range.from,
      to: range.to,
      enter: ({ type, node }) => {
        if (type.name !== 'String' || node.from < range.from || node.to > range.to) return;
        const value = plainText(node, this.#text);
        if (value === null || !tags.has(value) || !this.#isValue(node)) return;
        const line = this.#lines.lineAt(node.from);
        const known = byLine.get(line);
        if (known === undefined) byLine.set(line, [value]);
        else if (!known.includes(value)) known.push(value);
      },
    });
    return [...byLine].map(([line, found]) => ({ line, tags: found }));
  }

  #isValue(node: SyntaxNode): boolean {
    const parent = node.parent;
    if (parent === null) return false;
    if (parent.type.name !== 'ArgList') {
      return /^(AssignStatement|ConditionalExpression|NamedExpression|VariableDeclaration|AssignmentExpression|Property)$/.test(
        parent.type.name,
      );
    }
    const call = parent.parent;
    const callee = call === null ? '' : this.#text.slice(call.from, parent.from);
    const name = /(\w+)\s*$/.exec(callee)?.[1] ?? '';
    return BLOCK_OPENERS.has(name) || FUNCTION_WRAPPERS.has(name);
  }

  #raised(node: SyntaxNode): RaiseStatement | null {
    let value = node.firstChild?.nextSibling ?? null;
    if (value === null) return null;
    const call = value.type.name === 'CallExpression' || value.type.name === 'NewExpression';
    const list = call ? value.getChild('ArgList') : null;
    if (call) {
      const named = value.firstChild;
      value = named?.type.name === 'new' ? named.nextSibling : named;
    }
    if (value === null || !/^(VariableName|MemberExpression)$/.test(value.type.name)) return null;
    const type = this.#text.slice(value.from, value.to).split('.').at(-1)!.trim();
    const argument = list?.firstChild?.nextSibling ?? null;
    return {
      line: this.#lines.lineAt(node.from),
      endLine: this.#lines.lineAt(node.to),
      type,
      message: argument === null ? null : this.#messageParts(argument),
    };
  }

  #messageParts(node: SyntaxNode): string[] | null {
    if (node.type.name === 'BinaryExpression') {
      const parts = node.getChildren('String').map((part) => plainText(part, this.#text) ?? '');
      return parts.length === 0 ? null : parts.flatMap((part) => part.split(/%[-\d.]*[a-z]/));
    }
    if (node.type.name !== 'TemplateString') return literalParts(node, this.#text);
    const parts: string[] = [];
    let at = node.from + 1;
    for (const hole of node.getChildren('Interpolation')) {
      parts.push(this.#text.slice(at, hole.from));
      at = hole.to;
    }
    parts.push(this.#text.slice(at, node.to - 1));
    return parts;
  }
}

/** Whether a message can come from a text with these literal parts. */
export function messageFits(message: string, parts: readonly string[] | null): boolean {
  if (parts === null) return false;
  let at = 0;
  for (const part of parts) {
    const found = message.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return parts.join('').trim() !== '' || message.trim() === '';
}
