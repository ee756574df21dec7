import { CONFIG_KEYS } from './configKeys.ts';
import type { ConfigKey } from './configKeys.ts';
import { defaultText } from './keyDocs.ts';

/** What somebody acts on; the rest has no effect here. */
const USES: readonly ConfigKey['use'][] = ['analysis', 'view', 'history', 'runtime'];

const INTRODUCTION = `# Settings of PyPSS for this folder and all below it. Every line that is commented out shows the default: remove the #
# to change it. The dashboard's What if panel (key S) shows what weights and sensitivities do to the score, and saves
# them here.
`;

/** A new pypss.toml: every setting with its default and what it means, all commented out, so that nothing changes. */
export function configTemplate(): string {
  const tables = new Map<string, string[]>();
  for (const key of CONFIG_KEYS) {
    if (!USES.includes(key.use)) continue;
    const value = defaultText(key);
    if (value === null) continue;
    const path = key.key.split('.');
    const table = ['pypss', ...path.slice(0, -1)].join('.');
    const lines = tables.get(table) ?? [];
    lines.push(`# ${path.at(-1) ?? ''} = ${value}  # ${key.about}`);
    tables.set(table, lines);
  }
  const sections = [...tables].map(([table, lines]) => `[${table}]\n${lines.join('\n')}\n`);
  return [INTRODUCTION, ...sections].join('\n');
}
