import { appendFileSync } from 'node:fs';

/** Every bundled test file has a copy of this module, so they meet in a file. */
export function measurementsFile(): string {
  const results = process.env['PYPSS_TEST_RESULTS'];
  if (results === undefined) throw new Error('PYPSS_TEST_RESULTS does not say where the results go.');
  return `${results}.measurements`;
}

/** Notes a figure that the run prints: measured, not judged, since machines differ. */
export function recordMeasurement(what: string, milliseconds: number): void {
  appendFileSync(measurementsFile(), `${what}: ${milliseconds.toFixed(1)} ms\n`);
}
