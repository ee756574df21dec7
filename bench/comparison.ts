import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../src/protocol/report.ts';
import { compareWithExact, EXACT_PROMISE } from './accuracy.ts';
import type { Contender } from './contenders.ts';
import { DATA_FOLDER, dataFile } from './dataFiles.ts';
import type { DataFile } from './dataFiles.ts';
import { DEFAULTS } from './generator/traces.ts';
import type { Shape } from './generator/shapes.ts';
import { median, runNode } from './measure.ts';
import type { Run } from './measure.ts';
import { machineFacts, mebibytes, sizeName, table, writeSection } from './results.ts';

export interface Plan {
  bytes: number;
  seed: number;
  shapes: readonly Shape[];
  contenders: readonly Contender[];
  rounds: number;
}

const PEAK_FILE = join(DATA_FOLDER, 'peak');

/** Runs everybody on files of one size, in turns, and writes a section of the results. */
export async function compareContenders(plan: Plan): Promise<void> {
  const files = new Map(plan.shapes.map((shape) => [shape, prepare(plan, shape)]));
  const runs = new Map<string, Run[]>();
  for (let round = 0; round < plan.rounds; round++)
    for (const shape of plan.shapes)
      for (const contender of inTurn(plan.contenders, round)) {
        const file = files.get(shape)!;
        if (contender.refuses(file)) continue;
        process.stderr.write(
          `${sizeName(plan.bytes)} ${shape}, round ${round + 1} of ${plan.rounds}: ${contender.title}\n`,
        );
        const run = await runNode(contender.arguments(file, shape), PEAK_FILE);
        checkCount(contender, shape, run, runs);
        const key = `${contender.key} ${shape}`;
        runs.set(key, [...(runs.get(key) ?? []), run]);
      }
  const text = [
    `${machineFacts()}; seed ${plan.seed}, ${plan.rounds} rounds. Ratio: that program's time to ours, above 1 it is slower.`,
    comparisonTable(plan, files, runs),
    remarks(plan, files),
  ];
  const section = text.filter(Boolean).join('\n\n');
  process.stdout.write(`\n${section}\n`);
  writeSection(sizeName(plan.bytes), section);
}

/** Compares our scores on the generated NDJSON file with exact ones, and writes a section of the results. */
export async function measureAccuracy(ours: Contender, bytes: number, seed: number): Promise<void> {
  const file = dataFile({ ...DEFAULTS, shape: 'ndjson', bytes, seed });
  const refusal = ours.refuses(file);
  if (refusal) throw new Error(refusal);
  const { stdout } = await runNode(ours.arguments(file, 'ndjson'), PEAK_FILE);
  const accuracy = await compareWithExact(file.path, JSON.parse(stdout) as Report);
  const difference = (count: number, worst: number): string => (count === 0 ? '' : worst.toExponential(1));
  const rows = accuracy.deviations.map(({ scope, exact, sketched, worstExact, worstSketched, promised }) => [
    scope,
    String(exact),
    difference(exact, worstExact),
    String(sketched),
    difference(sketched, worstSketched),
    String(promised),
  ]);
  const kept = accuracy.deviations.every(
    ({ worstExact, worstSketched, promised }) => worstExact <= EXACT_PROMISE && worstSketched <= promised,
  );
  const section = `${machineFacts()}; seed ${seed}, ${accuracy.traces} traces. Largest difference of any sub-score (0 to 1) from the one
computed from all values; scopes that the report calls exact promise ${EXACT_PROMISE}. ${kept ? 'All promises are kept.' : '**Not all promises are kept.**'}
PSS of the report ${accuracy.pss}, exact and unrounded ${accuracy.exactPss.toFixed(4)}.

${table(['scope', 'exact', 'largest difference', 'sketched', 'largest difference', 'promised'], rows)}`;
  process.stdout.write(`\n${section}\n`);
  writeSection(`Accuracy on ${sizeName(bytes)}`, section);
}

/** Makes the file and reads it once, so that nobody is the first to fetch it from the disk. */
function prepare(plan: Plan, shape: Shape): DataFile {
  const file = dataFile({ ...DEFAULTS, shape, bytes: plan.bytes, seed: plan.seed });
  if (file.bytes < 2 ** 31) readFileSync(file.path);
  return file;
}

/** Everybody is first once. */
function inTurn<T>(items: readonly T[], round: number): T[] {
  const first = round % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

/** All must have seen the same calls, else they did not do the same work. */
function checkCount(contender: Contender, shape: Shape, run: Run, runs: ReadonlyMap<string, Run[]>): void {
  const traces = (JSON.parse(run.stdout) as { traces?: number }).traces;
  if (traces === undefined) return;
  for (const [key, [other]] of runs) {
    const seen = (JSON.parse(other.stdout) as { traces?: number }).traces;
    if (key.endsWith(` ${shape}`) && seen !== undefined && seen !== traces)
      throw new Error(`${contender.title} counts ${traces} traces, ${key} counted ${seen}`);
  }
}

function comparisonTable(plan: Plan, files: ReadonlyMap<Shape, DataFile>, runs: ReadonlyMap<string, Run[]>): string {
  const header = ['program', ...plan.shapes.flatMap((shape) => [`${shape} s`, 'MB/s', 'ratio', 'peak MiB'])];
  const seconds = (key: string, shape: Shape): number | null => {
    const found = runs.get(`${key} ${shape}`);
    return found ? median(found.map((run) => run.seconds)) : null;
  };
  const rows = plan.contenders.map(({ key, title }) => [
    title,
    ...plan.shapes.flatMap((shape) => {
      const time = seconds(key, shape);
      if (time === null) return ['–', '–', '–', '–'];
      const ours = seconds('ours', shape);
      const peak = Math.max(...runs.get(`${key} ${shape}`)!.map((run) => run.peak));
      const speed = Math.round(files.get(shape)!.bytes / 1e6 / time);
      return [time.toFixed(2), String(speed), ours === null ? '–' : (time / ours).toFixed(2), mebibytes(peak)];
    }),
  ]);
  return table(header, rows);
}

function remarks(plan: Plan, files: ReadonlyMap<Shape, DataFile>): string {
  const found = plan.contenders.flatMap(({ title, refuses }) => {
    const refusal = [...files.values()].map(refuses).find(Boolean);
    return refusal ? [`- ${title}: ${refusal}`] : [];
  });
  return found.join('\n');
}
