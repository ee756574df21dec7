/** Tells the people who run the program, on standard error, what its traces lack. */
export function warn(text: string): void {
  process.stderr.write(`pypss: ${text}\n`);
}

/** The words of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
