import { join } from 'node:path';
import { DATA_FOLDER } from './dataFiles.ts';
import type { Shape } from './generator/shapes.ts';
import { NODE_ARGUMENTS, runProcess } from './measure.ts';
import { machineFacts, mebibytes, sizeName, table, writeSection } from './results.ts';

const GENERATE = join(import.meta.dirname, 'generate.ts');

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}

/** Runs `generate | pypss analyze --trace-file -` once, as a shell would, and writes a section of the results. */
export async function measurePipe(cli: string, bytes: number, shape: Shape, seed: number): Promise<void> {
  const generate = [
    process.execPath,
    GENERATE,
    '--out',
    '-',
    '--bytes',
    String(bytes),
    '--shape',
    shape,
    '--seed',
    String(seed),
  ];
  const analyze = [process.execPath, ...NODE_ARGUMENTS, cli, 'analyze', '--trace-file', '-', '--format', 'json'];
  const command = `${quoted(generate)} | ${quoted(analyze)}`;
  const run = await runProcess('/bin/sh', ['-c', command], join(DATA_FOLDER, 'peak'));
  const { traces, pss, exact } = JSON.parse(run.stdout) as { traces: number; pss: number; exact: boolean };
  const section = `${machineFacts()}; seed ${seed}. \`generate | pypss analyze --trace-file -\`, once; the generator takes its
share of the processor.

${table(
  ['shape', 'traces', 's', 'MB/s', 'peak MiB of analyze', 'PSS'],
  [
    [
      shape,
      String(traces),
      run.seconds.toFixed(1),
      String(Math.round(bytes / 1e6 / run.seconds)),
      mebibytes(run.peak),
      `${pss}${exact ? '' : ' (sketched)'}`,
    ],
  ],
)}`;
  process.stdout.write(`\n${section}\n`);
  writeSection(`${sizeName(bytes)} through a pipe, ${shape}`, section);
}
