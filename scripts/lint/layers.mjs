/** Which room of src/ may use which: the architecture as a lint rule. */
import { builtinModules } from 'node:module';

/**
 * The rooms, and for each the rooms below it. What is not named may not be imported; a room may use itself.
 * @type {Record<string, readonly string[]>}
 */
const BELOW = {
  protocol: [],
  stats: [],
  trace: ['protocol'],
  score: ['protocol', 'stats'],
  analysis: ['protocol', 'stats', 'trace', 'score'],
  history: ['protocol', 'stats', 'trace', 'score', 'analysis'],
  collect: ['protocol', 'stats', 'trace', 'score', 'analysis'],
  code: ['protocol', 'stats', 'trace', 'score', 'analysis'],
  instrument: [],
  dashboard: ['protocol', 'stats', 'trace', 'score', 'analysis', 'history', 'collect', 'code'],
  cli: ['protocol', 'stats', 'trace', 'score', 'analysis', 'history', 'collect', 'code', 'dashboard', 'board'],
  board: ['protocol', 'stats', 'trace', 'score', 'analysis', 'history', 'collect', 'code', 'dashboard'],
  extension: ['protocol', 'stats', 'trace', 'score', 'analysis', 'history', 'collect', 'code', 'dashboard', 'board'],
};

/** Rooms that also run in a browser. */
const WITHOUT_NODE = ['stats', 'score', 'protocol'];

const NO_VSCODE = {
  regex: '^vscode$',
  message: "'vscode' is imported in src/extension/ and src/extension.ts only.",
};
const NO_NODE = {
  regex: `^(node:.*|${builtinModules.filter((name) => !name.startsWith('_')).join('|')})$`,
  message: 'This runs in a browser too: no Node built-ins here.',
};
const NO_DASHBOARD = { regex: '^(\\.\\./)+webview-ui/', message: 'The dashboard is reached by messages only.' };
const PROTOCOL_ONLY = {
  regex: '^(\\.\\./)+src/(?!protocol/)',
  message: 'The dashboard knows src/protocol/ and nothing else of src/.',
};

/**
 * ESLint settings that keep the rooms apart, one for each.
 * @type {import('eslint').Linter.Config[]}
 */
export const layers = [
  ...Object.keys(BELOW).map((room) => ({ files: [`src/${room}/**/*.ts`], rules: restricted(patternsOf(room)) })),
  { files: ['webview-ui/**/*.ts'], rules: restricted([NO_VSCODE, NO_NODE, PROTOCOL_ONLY]) },
];

function patternsOf(room) {
  const patterns = [NO_DASHBOARD];
  const above = Object.keys(BELOW).filter((other) => other !== room && !BELOW[room].includes(other));
  if (above.length > 0) {
    patterns.push({
      regex: `^(\\.\\./)+(${above.join('|')})/`,
      message: `src/${room}/ may use ${BELOW[room].map((name) => `${name}/`).join(', ') || 'no other room'} only.`,
    });
  }
  if (room !== 'extension') patterns.push(NO_VSCODE);
  if (WITHOUT_NODE.includes(room)) patterns.push(NO_NODE);
  return patterns;
}

function restricted(patterns) {
  return { 'no-restricted-imports': ['error', { patterns }] };
}
