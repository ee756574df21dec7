import { readFile } from 'node:fs/promises';
import type { ScriptError } from '../../protocol/run.ts';

/** The exception that ended a script, as the runtime wrote it down; null when there was none, or no time to write it. */
export async function readEnding(path: string): Promise<ScriptError | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return scriptError(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The process was killed while it wrote: then its signal is what ended it.
    return null;
  }
}

function scriptError(value: unknown): ScriptError | null {
  if (typeof value !== 'object' || value === null) return null;
  const { type, message, filename, lineno } = value as Record<string, unknown>;
  if (typeof type !== 'string' || typeof message !== 'string') return null;
  return {
    type,
    message,
    filename: typeof filename === 'string' ? filename : null,
    lineno: typeof lineno === 'number' ? lineno : null,
  };
}
