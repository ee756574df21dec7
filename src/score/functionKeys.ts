import type { FunctionReport } from '../protocol/report.ts';

/** What tells a function from others. */
export type FunctionIdentity = Pick<FunctionReport, 'name' | 'module' | 'filename' | 'lineno'>;

function base({ module, name }: FunctionIdentity): string {
  return JSON.stringify([module, name]);
}

/**
 * Keys by which the functions of two runs are matched, one for each in the order given. Lines move when code is edited
 * and folders differ between machines, so module and name count; several of the same name are told apart by file and
 * line, in their order.
 */
export function functionKeys(functions: readonly FunctionIdentity[]): string[] {
  const named = new Map<string, number[]>();
  functions.forEach((fn, i) => {
    const list = named.get(base(fn));
    if (list === undefined) named.set(base(fn), [i]);
    else list.push(i);
  });
  const keys = new Array<string>(functions.length).fill('');
  for (const [key, list] of named) {
    list.sort((a, b) => order(functions[a], functions[b]));
    list.forEach((i, ordinal) => (keys[i] = ordinal === 0 ? key : `${key}#${String(ordinal)}`));
  }
  return keys;
}

function order(a: FunctionIdentity, b: FunctionIdentity): number {
  const files = (a.filename ?? '').localeCompare(b.filename ?? '', 'en');
  return files || (a.lineno ?? 0) - (b.lineno ?? 0);
}
