/** Texts among the arguments of a Python call. */
import type { SyntaxNode } from '@lezer/common';

export interface CallTexts {
  /** By place; null for what is no plain text. */
  readonly positional: readonly (string | null)[];
  /** By name; what is no plain text is not listed. */
  readonly named: ReadonlyMap<string, string>;
}

const PUNCTUATION = new Set(['(', ')', ',', 'Comment']);

/** The arguments of a call that are plain texts. */
export function callArguments(list: SyntaxNode | null, text: string): CallTexts {
  const positional: (string | null)[] = [];
  const named = new Map<string, string>();
  for (let child = list?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (PUNCTUATION.has(child.type.name)) continue;
    if (child.nextSibling?.type.name === 'AssignOp') {
      const key = text.slice(child.from, child.to);
      const value = child.nextSibling.nextSibling;
      const plain = value === null ? null : plainText(value, text);
      if (plain !== null) named.set(key, plain);
      child = value ?? child.nextSibling;
    } else {
      positional.push(plainText(child, text));
    }
  }
  return { positional, named };
}

/** The value of a string without computed parts; null for anything else. */
export function plainText(node: SyntaxNode, text: string): string | null {
  const parts = literalParts(node, text);
  return parts?.length === 1 ? parts[0] : null;
}

/**
 * The literal parts of a text, in order, cut where something is computed: `f"after {n} ms"` is `after ` and ` ms`.
 * Null for what is no text.
 */
export function literalParts(node: SyntaxNode, text: string): string[] | null {
  switch (node.type.name) {
    case 'String': {
      const value = stringValue(text.slice(node.from, node.to));
      return value === null ? null : [value];
    }
    case 'ContinuedString': {
      const parts = [''];
      for (let child = node.firstChild; child !== null; child = child.nextSibling) {
        const next = literalParts(child, text);
        if (next === null) continue;
        parts.push(`${parts.pop() ?? ''}${next[0] ?? ''}`, ...next.slice(1));
      }
      return parts;
    }
    case 'FormatString':
      return formatParts(node, text);
    default:
      return null;
  }
}

function formatParts(node: SyntaxNode, text: string): string[] {
  const raw = text.slice(node.from, node.to);
  const open = /^[A-Za-z]*("""|'''|"|')/.exec(raw);
  const quote = open?.[1] ?? '"';
  const ends = raw.endsWith(quote) && raw.length > quote.length ? node.to - quote.length : node.to;
  const parts: string[] = [];
  let at = node.from + (open?.[0].length ?? 0);
  for (const hole of node.getChildren('FormatReplacement')) {
    parts.push(unescaped(text.slice(at, hole.from), false));
    at = hole.to;
  }
  parts.push(unescaped(text.slice(at, Math.max(at, ends)), false));
  return parts.map((part) => part.replaceAll('{{', '{').replaceAll('}}', '}'));
}

function stringValue(raw: string): string | null {
  const match = /^([A-Za-z]*)("""|'''|"|')([\s\S]*)\2$/.exec(raw);
  if (match === null) return null;
  const [, prefix, , value] = match as unknown as [string, string, string, string];
  return /b/i.test(prefix) ? null : unescaped(value, /r/i.test(prefix));
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '\n': '', '\\': '\\', "'": "'", '"': '"' },
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

/** As Python reads a literal; an escape that it does not know stands as written, and so do `\N{names}`. */
function unescaped(value: string, raw: boolean): string {
  if (raw) return value;
  return value.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, x?: string, u?: string, long?: string, octal?: string, single?: string) => {
      if (single !== undefined) return ESCAPES[single] ?? whole;
      const code = octal === undefined ? parseInt((x ?? u ?? long)!, 16) : parseInt(octal, 8);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** The dotted name that a decorator or an expression begins with: `app.route`. */
export function dottedName(node: SyntaxNode, text: string): string {
  const parts: string[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.type.name === 'VariableName' || child.type.name === 'PropertyName') {
      parts.push(text.slice(child.from, child.to));
    } else if (child.type.name === 'ArgList') break;
  }
  return parts.join('.');
}
