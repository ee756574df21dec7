import { spawnSync } from 'node:child_process';

/** Runs a Python script on `input` (its standard input, as JSON) and returns the JSON that it prints. */
export function python(script: string, input: unknown): unknown {
  const { status, stdout, stderr, error } = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  if (status !== 0) throw new Error(`python3 did not run the script: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}
