/** What `pypss run` tells of a script that has ended, in the file that `--outcome` names. */

/** The exception that ended a script. */
export interface ScriptError {
  /** Its class, e.g. `ValueError`. */
  type: string;
  /** One line; may be empty. */
  message: string;
  /** Where it was raised, as far as that is in the program's own files; null where it is not. */
  filename: string | null;
  /** Line there, from 1. */
  lineno: number | null;
}

export interface RunOutcome {
  /** Exit status of the script; 128 + its number for a signal. */
  status: number;
  /** The signal that killed it, e.g. `SIGTERM`. */
  signal: string | null;
  /** What it raised and did not catch; sys.exit is no error. */
  error: ScriptError | null;
  /** Calls that were recorded. */
  traces: number;
  /** 0..100; null without a trace. */
  pss: number | null;
  /** Whether the run was kept in the history. */
  stored: boolean;
}
