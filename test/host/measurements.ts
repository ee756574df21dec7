import { appendFileSync } from 'node:fs';

/** Every bundled test file has a copy of this module, so they meet in a file. */
export function measurementsFile(): string {
  return `${resultsFile()}.measurements`;
}

/** Where the run writes what came out; whoever starts the editor says so. */
export function resultsFile(): string {
  const file = process.env['PYPSS_TEST_RESULTS'];
  if (file === undefined) throw new Error('PYPSS_TEST_RESULTS does not say where the results go.');
  return file;
}

/** Notes a figure that the run prints: measured, not judged, since machines differ. */
export function recordMeasurement(what: string, milliseconds: number): void {
  appendFileSync(measurementsFile(), `${what}: ${milliseconds.toFixed(milliseconds < 1 ? 3 : 1)} ms\n`);
}
