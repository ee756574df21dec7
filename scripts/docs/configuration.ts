/** Writes docs/configuration.md from the one list of keys: `node scripts/docs/configuration.ts`. */
import { writeFileSync } from 'node:fs';
import prettier from 'prettier';
import { CONFIG_KEYS } from '../../src/score/config/configKeys.ts';
import type { ConfigKey, ConfigUse } from '../../src/score/config/configKeys.ts';
import { defaultText, kindText } from '../../src/score/config/keyDocs.ts';

const HEAD = `# Configuration

<!-- Written by scripts/docs/configuration.ts from the list of keys. Do not edit by hand. -->

Settings stand in \`pypss.toml\`, in the table \`[pypss]\` (or \`[tool.pypss]\`), or in \`[tool.pypss]\` of a
\`pyproject.toml\` that no \`pypss.toml\` stands beside. They are looked for from the folder of the trace file upward to the
workspace folder, then in the current directory. **PyPSS: Create pypss.toml** makes a file with every setting, commented
out. In the editor, keys and values are completed, explained on hover and checked.

A key may be nested (\`[pypss.ui.theme]\`, then \`primary = "#4285F4"\`), dotted (\`ui.theme.primary = …\`) or flat
(\`ui_theme_primary = …\`). Where one is set twice, \`[pypss]\` wins over \`[tool.pypss]\`, and else the later line; the loser
is warned of. Unknown keys are warned of, with the nearest known name. A wrong type, a value out of range or broken TOML
is an error with file, line and column, and the command ends with 1.

\`\`\`toml
[pypss]
w_ts = 0.4                      # timing counts more
regression_threshold_drop = 5   # warn when a run is 5 points below the recent ones

[pypss.score]
error_spike_threshold = 0.05
\`\`\`
`;

const SECTIONS: Readonly<Record<ConfigUse, string>> = {
  analysis: 'Scores and advice',
  view: 'What is shown',
  history: 'History of runs',
  runtime: 'The measured program',
  none: 'Known from PyPSS, without effect here',
};

const NOTES: Partial<Record<ConfigUse, string>> = {
  runtime: 'Read by the Python runtime where the program starts.',
  none: 'Accepted, so that files of PyPSS can be used as they are. One line says so when a file sets them.',
};

/** The page, as it stands in the file. */
export async function configurationPage(): Promise<string> {
  const sections = (Object.keys(SECTIONS) as ConfigUse[]).map((use) => section(use));
  const text = [HEAD, ...sections].join('\n');
  return prettier.format(text, { ...(await prettier.resolveConfig('docs/configuration.md')), parser: 'markdown' });
}

function section(use: ConfigUse): string {
  const rows = CONFIG_KEYS.filter((key) => key.use === use).map(row);
  const note = NOTES[use];
  return `## ${SECTIONS[use]}\n${note === undefined ? '' : `\n${note}\n`}
| key | meaning | value | default |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function row(key: ConfigKey): string {
  const names = [key.key, ...key.also].map((name) => `\`${name}\``).join(' or ');
  const preset = defaultText(key);
  const cells = [names, key.about, shortKind(key), preset === null ? '' : `\`${preset}\``];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function shortKind(key: ConfigKey): string {
  const text = kindText(key).replace(/\.$/, '');
  return text[0].toLowerCase() + text.slice(1);
}

if (import.meta.main) writeFileSync('docs/configuration.md', await configurationPage());
