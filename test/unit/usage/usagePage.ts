import { readFileSync } from 'node:fs';

/** A code block of the usage page, without its indentation. */
export interface UsageBlock {
  language: string;
  code: string;
  /** The heading that it stands under. */
  heading: string;
}

/** Every code block of the usage page, in its order. */
export function usageBlocks(): UsageBlock[] {
  const lines = readFileSync(new URL('../../fixtures/usage.md', import.meta.url), 'utf8').split('\n');
  const blocks: UsageBlock[] = [];
  let heading = '';
  for (let at = 0; at < lines.length; at++) {
    if (/^(=+|-+|\^+|#+)$/.test(lines[at])) heading = lines[at - 1];
    const directive = /^\.\. code-block:: (\w+)$/.exec(lines[at]);
    if (directive === null) continue;
    const code: string[] = [];
    for (at++; at < lines.length && /^( {3}|$)/.test(lines[at]); at++) code.push(lines[at].slice(3));
    at--;
    blocks.push({ language: directive[1], code: `${code.join('\n').trim()}\n`, heading });
  }
  return blocks;
}

/** A block with one of its commented-out calls of `set_global_collector` in place of the one that is not, for each. */
export function collectorVariants(code: string): { name: string; code: string }[] {
  const call = /^(# )?(set_global_collector\((\w+)\(.*\)\))$/gm;
  const calls = [...code.matchAll(call)];
  return calls.map(([, comment, , name], chosen) => {
    let index = 0;
    const variant = code.replaceAll(call, (_line, _comment, statement: string) =>
      index++ === chosen ? statement : `# ${statement}`,
    );
    return { name: comment === undefined ? `${name}, as written` : `${name}, uncommented`, code: variant };
  });
}
