/** What is said when a program run from the editor has ended. */
import { basename } from 'node:path';
import type { RunOutcome, ScriptError } from '../../protocol/run.ts';

export interface RunMessage {
  readonly severity: 'information' | 'warning' | 'error';
  readonly text: string;
  /** Where a click leads: the line of an error. */
  readonly place: { readonly file: string; readonly line: number } | null;
  /** There are figures that could be stored. */
  readonly storable: boolean;
}

/**
 * The message for a run.
 * @param outcome what `pypss run` told; null when it could not run the script at all
 */
export function runMessage(script: string, outcome: RunOutcome | null): RunMessage {
  const name = basename(script);
  if (outcome === null) {
    const text = `${name} could not be run; the terminal says why.`;
    return { severity: 'error', text, place: null, storable: false };
  }
  const { error, traces, pss } = outcome;
  const place = error?.filename != null ? { file: error.filename, line: error.lineno ?? 1 } : null;
  const interrupted = error?.type === 'KeyboardInterrupt' || outcome.signal === 'SIGINT' || outcome.signal === 'SIGHUP';
  const how = howItEnded(outcome, interrupted);
  if (pss === null) {
    const text =
      how === null
        ? `No function of ${name} was called, so there is no score. Recorded are functions of files below the folder that it runs in, but those whose names start with an underscore.`
        : `${name} ${how} before a call of its functions had ended, so there is no score.`;
    const severity = how === null || interrupted ? 'information' : 'error';
    return { severity, text, place: interrupted ? null : place, storable: false };
  }
  const calls = `${traces.toLocaleString('en-US')} ${traces === 1 ? 'call' : 'calls'}`;
  const score = `PSS ${pss} from ${calls}`;
  const failed = error !== null && !interrupted;
  return {
    severity: failed || outcome.signal !== null ? 'warning' : 'information',
    text: how === null ? `${name}: ${score}.` : `${name} ${how}. Until then: ${score}.`,
    place: failed ? place : null,
    storable: !outcome.stored,
  };
}

/** The end in words; null for one that is as it should be. */
function howItEnded({ error, status, signal }: RunOutcome, interrupted: boolean): string | null {
  if (interrupted) return 'was interrupted';
  if (error !== null) return `ended with ${error.type}${described(error)}`;
  if (signal !== null) return `was ended by ${signal}`;
  return status === 0 ? null : `ended with exit code ${status}`;
}

function described({ message, filename, lineno }: ScriptError): string {
  const place = filename === null || lineno === null ? '' : ` (${basename(filename)}, line ${lineno})`;
  return `${message === '' ? '' : `: ${message}`}${place}`;
}
