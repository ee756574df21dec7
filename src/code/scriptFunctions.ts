/** Functions and monitored blocks in TypeScript and JavaScript text, from its syntax tree. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { RuntimeNames } from './runtimeNames.ts';
import { LineTable, type SourceFunction } from './sourceFunction.ts';

const COMMENTS = /\/\*[^]*?\*\/|\/\/[^\r\n]*/g;
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunction', 'MethodDeclaration']);

export function scriptFunctions(tree: Tree, text: string): SourceFunction[] {
  return new ScriptWalk(text).run(tree.topNode);
}

interface Texts {
  /** The first plain text among the arguments. */
  readonly first: string | null;
  /** Plain texts of properties of object arguments. */
  readonly properties: ReadonlyMap<string, string>;
}

class ScriptWalk {
  private readonly text: string;
  private readonly lines: LineTable;
  private readonly names = new RuntimeNames();
  private readonly found: SourceFunction[] = [];

  constructor(text: string) {
    this.text = text;
    this.lines = new LineTable(text);
  }

  run(top: SyntaxNode): SourceFunction[] {
    for (const declaration of top.getChildren('ImportDeclaration')) this.importNames(declaration);
    for (const declaration of top.getChildren('VariableDeclaration')) this.required(declaration);
    this.walk(top, '', '');
    return this.found;
  }

  private importNames(node: SyntaxNode): void {
    const source = node.getChild('String');
    const module = source === null ? '' : this.slice(source).slice(1, -1);
    const group = node.getChild('ImportGroup');
    if (group !== null) this.groupNames(group, module);
    if (node.getChild('Star') !== null) {
      const local = node.getChild('VariableDefinition');
      if (local !== null) this.names.importedModule(module, this.slice(local));
    }
  }

  private groupNames(group: SyntaxNode, module: string): void {
    for (const item of this.slice(group).slice(1, -1).replaceAll(COMMENTS, ' ').split(',')) {
      const [name, local] = item.trim().split(/\s+as\s+|\s*:\s*/);
      if (name !== undefined && name !== '') this.names.imported(module, name, local ?? name);
    }
  }

  /** `const { monitorFunction } = require('pypss')`, `const pypss = require('pypss')`. */
  private required(node: SyntaxNode): void {
    const call = node.getChild('CallExpression');
    if (call === null || !/^require\s*\(/.test(this.slice(call))) return;
    const module = this.textsOf(call.getChild('ArgList')).first ?? '';
    const pattern = node.getChild('ObjectPattern');
    if (pattern !== null) this.groupNames(pattern, module);
    const local = node.getChild('VariableDefinition');
    if (local !== null) this.names.importedModule(module, this.slice(local));
  }

  private walk(node: SyntaxNode, prefix: string, owner: string): void {
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      const { name } = child.type;
      if (name === 'ClassDeclaration' || name === 'ClassExpression') {
        const own = child.getChild('VariableDefinition');
        this.walk(child, own === null ? prefix : `${prefix}${this.slice(own)}.`, owner);
      } else if (name === 'CallExpression') {
        this.call(child, prefix, owner);
      } else if (FUNCTIONS.has(name)) {
        this.function(child, prefix, owner, null);
      } else {
        this.walk(child, prefix, owner);
      }
    }
  }

  private call(node: SyntaxNode, prefix: string, owner: string): void {
    const callee = node.firstChild;
    const meaning = callee === null ? null : this.names.meaning(this.slice(callee).replaceAll(/\s/g, ''));
    const list = node.getChild('ArgList');
    const texts = this.textsOf(list);
    if (meaning === 'function' && node.parent?.type.name !== 'Decorator') {
      const wrapped = this.wrapped(list);
      if (wrapped !== null) {
        this.function(wrapped, prefix, owner, { call: node, texts });
        return;
      }
    }
    if (meaning === 'block') {
      const tracedName = texts.first ?? texts.properties.get('name') ?? null;
      const statement = statementOf(node);
      this.add(
        'block',
        { name: tracedName ?? '', qualifiedName: owner, tracedName, monitored: true, texts },
        statement,
        {
          head: node.from,
          body: list?.from ?? node.to,
        },
      );
    }
    this.walk(node, prefix, owner);
  }

  private wrapped(list: SyntaxNode | null): SyntaxNode | null {
    for (let child = list?.firstChild ?? null; child !== null; child = child.nextSibling) {
      if (FUNCTIONS.has(child.type.name)) return child;
    }
    return null;
  }

  private function(
    node: SyntaxNode,
    prefix: string,
    owner: string,
    wrapper: { call: SyntaxNode; texts: Texts } | null,
  ): void {
    const holder = wrapper?.call.parent ?? node.parent;
    const declared = node.getChild('VariableDefinition') ?? node.getChild('PropertyDefinition');
    const given = holder?.getChild('VariableDefinition') ?? holder?.getChild('PropertyDefinition') ?? null;
    const isValue = holder !== null && /^(VariableDeclaration|PropertyDeclaration|Property)$/.test(holder.type.name);
    const own = declared ?? (isValue ? given : null);
    // Of a field that holds a function they stand on the field.
    const decorated = holder?.type.name === 'PropertyDeclaration' ? holder : node;
    const decorators = decorated.getChildren('Decorator').map((decorator) => {
      const call = decorator.getChild('CallExpression');
      const callee = call?.firstChild ?? decorator.getChild('VariableName') ?? decorator.getChild('MemberExpression');
      return {
        name: callee === null || callee === undefined ? '' : this.slice(callee),
        texts: this.textsOf(call?.getChild('ArgList') ?? null),
      };
    });
    const monitoring = decorators.find(({ name }) => this.names.meaning(name) === 'function');
    const texts = wrapper?.texts ?? monitoring?.texts ?? null;
    const body = node.getChild('Block') ?? node.lastChild;
    const name = own === null ? (texts?.first ?? texts?.properties.get('name') ?? null) : this.slice(own);
    const qualifiedName = name === null ? owner : prefix + name;
    if (name !== null) {
      const tracedName = texts?.first ?? texts?.properties.get('name') ?? null;
      const whole = node.type.name === 'MethodDeclaration' ? node : statementOf(wrapper?.call ?? node);
      this.add(
        'function',
        {
          name,
          qualifiedName,
          tracedName,
          monitored: texts !== null,
          texts,
          decorators: decorators.map((decorator) => ({ name: decorator.name, text: decorator.texts.first })),
        },
        whole,
        { head: own?.from ?? node.from, body: body?.from ?? node.to },
      );
    }
    this.walk(node, name === null ? prefix : `${qualifiedName}.`, qualifiedName);
  }

  private add(
    kind: SourceFunction['kind'],
    what: Pick<SourceFunction, 'name' | 'qualifiedName' | 'tracedName' | 'monitored'> & {
      texts: Texts | null;
      decorators?: SourceFunction['decorators'];
    },
    whole: SyntaxNode,
    places: { head: number; body: number },
  ): void {
    const { texts, decorators = [], ...names } = what;
    this.found.push({
      kind,
      ...names,
      module: texts?.properties.get('module') ?? texts?.properties.get('moduleName') ?? null,
      decorators,
      from: whole.from,
      to: whole.to,
      bodyFrom: places.body,
      line: this.lines.lineAt(whole.from),
      headLine: this.lines.lineAt(places.head),
      endLine: this.lines.lineAt(whole.to),
    });
  }

  private textsOf(list: SyntaxNode | null): Texts {
    let first: string | null = null;
    const properties = new Map<string, string>();
    for (let child = list?.firstChild ?? null; child !== null; child = child.nextSibling) {
      if (child.type.name === 'String') first ??= this.stringOf(child);
      if (child.type.name !== 'ObjectExpression') continue;
      for (const property of child.getChildren('Property')) {
        const key = property.getChild('PropertyDefinition');
        const value = property.getChild('String');
        if (key !== null && value !== null) properties.set(this.slice(key), this.stringOf(value));
      }
    }
    return { first, properties };
  }

  private stringOf(node: SyntaxNode): string {
    return this.slice(node).slice(1, -1).replace(/\\(.)/g, '$1');
  }

  private slice(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }
}

/** The statement or member that an expression is part of, its `export` included. */
function statementOf(node: SyntaxNode): SyntaxNode {
  let statement = node;
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (/^(Script|Block|ClassBody|ArgList|ArrayExpression)$/.test(at.type.name)) break;
    statement = at;
  }
  return statement;
}
