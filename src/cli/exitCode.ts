/** What the shell learns from `pypss`. */
export const OK = 0;
/** A gate was not passed, the input cannot be read, or a result cannot be written. */
export const FAILED = 1;
/** The command line itself is wrong. */
export const USAGE = 2;
/** Stopped by Ctrl+C: 128 and the number of the signal, as shells count. */
export const INTERRUPTED = 130;
export const TERMINATED = 143;
