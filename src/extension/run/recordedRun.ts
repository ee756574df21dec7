/** Where the traces of a program run in the editor are kept, and what they belong to. */
import { createHash } from 'node:crypto';
import { readFileSync, type Stats } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/** A Python program with its arguments; one that is run again takes the place of its run before. */
export interface RecordedProgram {
  /** Absolute path of the script. */
  readonly script: string;
  readonly args: readonly string[];
  /** Absolute path of the folder that it runs in; its modules below are recorded. */
  readonly cwd: string;
  /** Workspace folder that it belongs to, else the folder of the script. */
  readonly folder: string;
}

export interface RecordedRun extends RecordedProgram {
  /** NDJSON, growing while the program runs. */
  readonly traces: string;
  /** Written at the end; see `RunOutcome`. */
  readonly outcome: string;
}

const RUNS = 'pypss-runs';
const ABOUT = 'program.json';

/** Programs whose last run is kept; of others it is removed. */
const KEPT = 30;

/** The run of a program, below a folder for such files. Nothing is made yet. */
export function runOf(program: RecordedProgram, storage: string): RecordedRun {
  const { script, args, cwd } = program;
  const id = createHash('sha256')
    .update(JSON.stringify([script, args, cwd]))
    .digest('hex')
    .slice(0, 12);
  const folder = join(storage, RUNS, id);
  const name = basename(script).replace(/\.pyw?$/i, '');
  return { ...program, traces: join(folder, `${name}.pypss.ndjson`), outcome: join(folder, 'outcome.json') };
}

/** Writes down what a run belongs to; what others left long ago goes. */
export async function prepareRun({ traces, script, args, cwd, folder }: RecordedRun): Promise<void> {
  const place = dirname(traces);
  await mkdir(place, { recursive: true });
  const about: RecordedProgram = { script, args, cwd, folder };
  await writeFile(join(place, ABOUT), JSON.stringify(about));
  await forgetOld(dirname(place));
}

async function forgetOld(runs: string): Promise<void> {
  const folders = (await readdir(runs)).map((name) => join(runs, name));
  const dated = await Promise.all(folders.map(async (path) => ({ path, time: await ageOf(path) })));
  dated.sort((a, b) => b.time - a.time);
  for (const { path } of dated.slice(KEPT)) await rm(path, { recursive: true, force: true });
}

async function ageOf(path: string): Promise<number> {
  // Another window may just have removed it.
  return (await stat(join(path, ABOUT)).catch(() => null))?.mtimeMs ?? 0;
}

/** What a file is, if it is there and was written to since a time in epoch milliseconds. */
export async function statSince(path: string, began: number): Promise<Stats | null> {
  try {
    const found = await stat(path);
    return found.mtimeMs >= began ? found : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The program whose traces a file holds; null for every other file. Also right after the window was loaded again. */
export function programOf(traces: string): RecordedProgram | null {
  if (!traces.includes(`${sep}${RUNS}${sep}`)) return null;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(dirname(traces), ABOUT), 'utf8'));
  } catch {
    // No run of ours, whatever its name.
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { script, args, cwd, folder } = value as Record<string, unknown>;
  const known = typeof script === 'string' && typeof cwd === 'string' && typeof folder === 'string';
  return known && Array.isArray(args) ? { script, args: args.map(String), cwd, folder } : null;
}
