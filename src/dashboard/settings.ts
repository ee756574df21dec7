/** Trying out weights and sensitivities, and writing them to the configuration. */
import { randomUUID } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Answer, Sensitivities } from '../protocol/question.ts';
import type { Report } from '../protocol/report.ts';
import { whatIf } from '../score/whatIf.ts';

/** The score of a report's file under other settings; from its figures, without reading it. */
export function answerWhatIf(report: Report | null, settings: Sensitivities): Answer {
  if (report?.figures === undefined) {
    return refused('These figures do not carry what is needed to score them again. Read the trace file anew.');
  }
  return { answer: 'what-if', ...whatIf(report.figures, settings) };
}

/** Where settings go: the file that the report's configuration came from, else a new pypss.toml in `root`. */
export function settingsFileOf(report: Report | null, root: string): string {
  return report?.config.path ?? join(root, 'pypss.toml');
}

/**
 * Writes settings to a configuration file and leaves everything else in it as it is; creates it if there is none.
 * A file that cannot take them is left alone.
 */
export async function saveSettings(path: string, settings: Sensitivities): Promise<Answer> {
  const { ConfigEditError, editConfig } = await import('../score/config/editConfig.ts');
  const { parseConfig } = await import('../score/config/parseConfig.ts');
  try {
    const text = (await contentOf(path)) ?? '';
    const table = basename(path) === 'pyproject.toml' ? 'pyproject.toml' : 'pypss.toml';
    const { config, diagnostics } = parseConfig(text, path, { table });
    // What holds already is not written; of a file with errors nobody knows what holds.
    const broken = diagnostics.some(({ severity }) => severity === 'error');
    const changes = broken ? keysOf(settings) : differences(keysOf(config), keysOf(settings));
    await replaceFile(path, editConfig(text, changes, { table }));
    return { answer: 'saved', path };
  } catch (error) {
    if (error instanceof ConfigEditError) return refused(`${path} was not changed. ${error.message}`, path);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return refused(`${path} cannot be written: ${message}`, path);
  }
}

function differences(now: Record<string, number>, wanted: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => now[key] !== value));
}

/** The settings by their keys in the file. */
function keysOf(settings: Sensitivities): Record<string, number> {
  const { weights } = settings;
  return {
    w_ts: weights.ts,
    w_ms: weights.ms,
    w_ev: weights.ev,
    w_be: weights.be,
    w_cc: weights.cc,
    alpha: settings.alpha,
    beta: settings.beta,
    gamma: settings.gamma,
    delta: settings.delta,
    mem_spike_threshold_ratio: settings.memSpikeThresholdRatio,
    error_spike_threshold: settings.errorSpikeThreshold,
    consecutive_error_threshold: settings.consecutiveErrorThreshold,
    concurrency_wait_threshold: settings.concurrencyWaitThreshold,
  };
}

async function contentOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A reader finds the old file or the new one, never half of one; a link stays a link. */
async function replaceFile(path: string, text: string): Promise<void> {
  const there = await stat(path).catch(() => null);
  const target = there === null ? path : await realpath(path);
  const draft = join(dirname(target), `.pypss-${randomUUID()}.tmp`);
  try {
    const handle = await open(draft, 'wx', there === null ? 0o666 : there.mode & 0o777);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function refused(message: string, file?: string): Answer {
  return { answer: 'refused', problem: { kind: 'configuration', message, ...(file === undefined ? {} : { file }) } };
}
