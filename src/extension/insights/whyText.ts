/** Why a file or a function carries no score, as a page of plain text: what was read, what was tried, what to do. */
import { count, plural } from '../../score/figures.ts';
import { shortText } from './shortText.ts';

/** A traced file of the same name as the file asked about. */
export interface TracedFile {
  readonly path: string;
  readonly functions: number;
  readonly found: 'this' | 'other' | 'several' | 'none';
  /** Where it was found instead. */
  readonly paths: readonly string[];
  readonly tried: readonly string[];
}

export interface WhyFacts {
  /** What is shown; null when nothing is. */
  readonly source: {
    readonly label: string;
    readonly path: string;
    readonly traces: number;
    readonly functions: number;
  } | null;
  /** Path of the file asked about; null without one. */
  readonly file: string | null;
  /** Functions can be found in its language. */
  readonly language: boolean;
  readonly traced: readonly TracedFile[];
  /** Functions of the report without a file. */
  readonly withoutFile: number;
  /** Names of functions that carry a score here. */
  readonly scored: readonly string[];
  /** Traced functions of this file that were found nowhere in its text. */
  readonly missing: readonly string[];
  /** The function at the cursor, and whether it carries a score. */
  readonly at: { readonly name: string; readonly scored: boolean; readonly monitored: boolean } | null;
  /** Figures are not shown because settings say so. */
  readonly off: readonly string[];
  readonly mappings: number;
}

const MOST_LISTED = 20;

export function whyText(facts: WhyFacts): string {
  const { source, file } = facts;
  const lines = ['PyPSS: Why No Score?', ''];
  if (source === null) {
    lines.push(
      'No traces are shown at the moment.',
      '',
      'What to do: open a trace file (PyPSS: Analyze), or choose what was read before (PyPSS: Choose Shown Scores).',
    );
    return lines.join('\n');
  }
  lines.push(
    `Source read:  ${source.label} (${source.path})`,
    `              ${plural(source.traces, 'trace')}, ${plural(source.functions, 'function')}, ${count(facts.withoutFile)} of them without a file`,
  );
  if (file === null)
    return [...lines, '', 'Open a Python, TypeScript or JavaScript file to see what of it was traced.'].join('\n');
  lines.push(`This file:    ${file}`);
  if (!facts.language) {
    return [...lines, '', 'Functions are found in Python, TypeScript and JavaScript files on disk only.'].join('\n');
  }
  const { scored, missing } = facts;
  lines.push(`Matched:      ${plural(scored.length, 'function')}${scored.length === 0 ? '' : `: ${listed(scored)}`}`);
  if (missing.length > 0) lines.push(`Not in text:  ${listed(missing)}`);
  lines.push('', ...pathLines(facts), '', ...advice(facts).map((line) => `What to do: ${line}`));
  return lines.join('\n');
}

function listed(names: readonly string[]): string {
  const more = names.length > MOST_LISTED ? `, ${names.length - MOST_LISTED} more` : '';
  const shown = names.slice(0, MOST_LISTED).map((name) => shortText(name));
  return shown.join(', ') + more;
}

function pathLines({ traced }: WhyFacts): string[] {
  if (traced.length === 0) return ['Paths:        no trace names a file of this name.'];
  return traced.slice(0, MOST_LISTED).flatMap((one) => {
    const where = {
      this: 'is this file',
      other: `is ${one.paths.join(', ')}`,
      several: `may be any of ${one.paths.join(', ')}`,
      none: 'was not found',
    }[one.found];
    return [
      `Traced path:  ${one.path} (${plural(one.functions, 'function')}) ${where}`,
      ...one.tried.map((path) => `  tried       ${path}`),
    ];
  });
}

function advice({ traced, withoutFile, scored, missing, at, off, mappings }: WhyFacts): string[] {
  const steps: string[] = [];
  if (off.length > 0) steps.push(`switch on ${off.join(' and ')} in the settings.`);
  if (traced.some(({ found }) => found === 'several')) {
    steps.push('run PyPSS: Choose Source File of Traces, or add an entry to pypss.pathMappings.');
  }
  if (traced.some(({ found }) => found === 'other' || found === 'none')) {
    steps.push(
      `if these traces mean this file, map their folder to this one in pypss.pathMappings (${mappings === 0 ? 'empty now' : plural(mappings, 'entry', 'entries')}).`,
    );
  }
  if (at !== null && !at.scored) {
    steps.push(
      at.monitored
        ? `${at.name} is monitored but was not called in this run, or its traces name another file: run it and analyze again.`
        : `put @monitor_function above ${at.name}, run the program, and analyze the new traces.`,
    );
  }
  if (missing.length > 0) steps.push('functions that were renamed or removed since the run need a new run.');
  if (traced.length === 0 && scored.length === 0 && withoutFile > 0) {
    steps.push(
      'traces without a file are matched by name only: give monitor_block or monitor_function the traced name as a text.',
    );
  }
  if (steps.length === 0)
    steps.push(
      scored.length > 0 ? 'nothing, this file carries scores.' : 'run code of this file and analyze the new traces.',
    );
  return steps;
}
