/** Functions and monitored blocks in Python text, from its syntax tree; text in strings and comments is none. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { callArguments, dottedName } from './pythonArguments.ts';
import { RuntimeNames } from './runtimeNames.ts';
import { type DecoratorText, LineTable, type SourceFunction } from './sourceFunction.ts';

/** Statements that may hold definitions or blocks; all others are passed over. */
const HOLDERS = new Set([
  'Script',
  'Body',
  'IfStatement',
  'ForStatement',
  'WhileStatement',
  'TryStatement',
  'MatchStatement',
  'MatchBody',
  'MatchClause',
  'StatementGroup',
  '⚠',
]);

interface Surroundings {
  /** Prefix of qualified names, with its dot. */
  readonly prefix: string;
  /** Qualified name of the function around; empty at the top. */
  readonly owner: string;
}

export function pythonFunctions(tree: Tree, text: string): SourceFunction[] {
  return new PythonWalk(text).run(tree.topNode);
}

class PythonWalk {
  private readonly text: string;
  private readonly lines: LineTable;
  private readonly found: SourceFunction[] = [];
  private names = new RuntimeNames();

  constructor(text: string) {
    this.text = text;
    this.lines = new LineTable(text);
  }

  run(top: SyntaxNode): SourceFunction[] {
    // Imports stand anywhere, also below their first use in the text.
    this.gatherNames(top, true);
    this.walk(top, { prefix: '', owner: '' });
    return this.found;
  }

  private gatherNames(node: SyntaxNode, top: boolean): void {
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      const { name } = child.type;
      if (name === 'ImportStatement') this.importNames(child);
      else if (name === 'AssignStatement' && top) this.assignment(child);
      else if (name === 'FunctionDefinition') {
        const own = child.getChild('VariableName');
        if (top && own !== null) this.names.defined(this.slice(own));
        const body = child.getChild('Body');
        if (body !== null) this.gatherNames(body, false);
      } else if (name === 'DecoratedStatement' || name === 'ClassDefinition' || name === 'WithStatement') {
        this.gatherNames(child, false);
      } else if (HOLDERS.has(name)) this.gatherNames(child, top);
    }
  }

  private importNames(node: SyntaxNode): void {
    const words: string[] = [];
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      if (child.type.name !== 'Comment') words.push(this.slice(child));
    }
    const from = words[0] === 'from';
    const at = words.indexOf('import');
    const module = from ? words.slice(1, at).join('') : '';
    const items = words
      .slice(at + 1)
      .filter((word) => word !== '(' && word !== ')')
      .join(' ')
      .split(',');
    for (const item of items) {
      const [name, alias] = item.split(' as ').map((part) => part.replaceAll(' ', ''));
      if (name === undefined || name === '') continue;
      if (from) this.names.imported(module, name, alias ?? name);
      else this.names.importedModule(name, alias ?? name);
    }
  }

  private assignment(node: SyntaxNode): void {
    const parts: SyntaxNode[] = [];
    for (let child = node.firstChild; child !== null; child = child.nextSibling) parts.push(child);
    const [target, sign, value] = parts;
    if (parts.length !== 3 || target?.type.name !== 'VariableName' || sign?.type.name !== 'AssignOp') return;
    if (value?.type.name === 'VariableName' || value?.type.name === 'MemberExpression') {
      this.names.assigned(this.slice(target), this.slice(value));
    }
  }

  private walk(node: SyntaxNode, around: Surroundings): void {
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      switch (child.type.name) {
        case 'DecoratedStatement': {
          const inner = child.getChild('FunctionDefinition') ?? child.getChild('ClassDefinition');
          if (inner?.type.name === 'FunctionDefinition') this.function(inner, child, around);
          else if (inner !== null) this.class(inner, around);
          break;
        }
        case 'FunctionDefinition':
          this.function(child, child, around);
          break;
        case 'ClassDefinition':
          this.class(child, around);
          break;
        case 'WithStatement':
          this.with(child, around);
          this.walk(child, around);
          break;
        default:
          if (HOLDERS.has(child.type.name)) this.walk(child, around);
      }
    }
  }

  private class(node: SyntaxNode, around: Surroundings): void {
    const own = node.getChild('VariableName');
    const body = node.getChild('Body');
    if (own === null || body === null) return;
    this.walk(body, { prefix: `${around.prefix}${this.slice(own)}.`, owner: around.owner });
  }

  private function(node: SyntaxNode, whole: SyntaxNode, around: Surroundings): void {
    const own = node.getChild('VariableName');
    if (own === null) return;
    const name = this.slice(own);
    const qualifiedName = around.prefix + name;
    const body = node.getChild('Body');
    const decorators: DecoratorText[] = [];
    let runtime: { name: string | null; module: string | null } | null = null;
    for (const decorator of whole === node ? [] : whole.getChildren('Decorator')) {
      const args = callArguments(decorator.getChild('ArgList'), this.text);
      const called = dottedName(decorator, this.text);
      decorators.push({ name: called, text: args.positional[0] ?? args.named.get('name') ?? null });
      if (this.names.meaning(called) !== 'function') continue;
      runtime = {
        name: args.named.get('name') ?? args.positional[0] ?? null,
        module: args.named.get('module_name') ?? args.positional[2] ?? null,
      };
    }
    this.found.push({
      kind: 'function',
      name,
      qualifiedName,
      tracedName: runtime?.name ?? null,
      monitored: runtime !== null,
      module: runtime?.module ?? null,
      decorators,
      from: whole.from,
      to: whole.to,
      bodyFrom: body?.from ?? whole.to,
      line: this.lines.lineAt(whole.from),
      headLine: this.lines.lineAt(own.from),
      endLine: this.lines.lineAt(whole.to),
    });
    if (body !== null) this.walk(body, { prefix: `${qualifiedName}.<locals>.`, owner: qualifiedName });
  }

  /** Each item of a `with` that opens a block of the runtime. */
  private with(node: SyntaxNode, around: Surroundings): void {
    const body = node.getChild('Body');
    // The items of one in parentheses look like a tuple, up to the first `as`.
    const groups = [node, ...node.getChildren('ParenthesizedExpression'), ...node.getChildren('TupleExpression')];
    const calls = groups.flatMap((group) => group.getChildren('CallExpression'));
    for (const call of calls.sort((a, b) => a.from - b.from)) {
      const callee = call.firstChild;
      if (callee === null || this.names.meaning(this.slice(callee).replaceAll(/\s/g, '')) !== 'block') continue;
      const args = callArguments(call.getChild('ArgList'), this.text);
      const tracedName = args.named.get('name') ?? args.positional[0] ?? null;
      this.found.push({
        kind: 'block',
        name: tracedName ?? '',
        qualifiedName: around.owner,
        tracedName,
        monitored: true,
        module: args.named.get('module_name') ?? args.positional[2] ?? null,
        decorators: [],
        from: node.from,
        to: node.to,
        bodyFrom: body?.from ?? node.to,
        line: this.lines.lineAt(node.from),
        headLine: this.lines.lineAt(call.from),
        endLine: this.lines.lineAt(node.to),
      });
    }
  }

  private slice(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }
}
