import { appendFileSync } from 'node:fs';

/** Every bundled test file has a copy of this module, so they meet in a file. */
export const MEASUREMENTS_FILE: string = `${process.env['PYPSS_TEST_RESULTS'] ?? ''}.measurements`;

/** Notes a figure that the run prints: measured, not judged, since machines differ. */
export function recordMeasurement(what: string, milliseconds: number): void {
  appendFileSync(MEASUREMENTS_FILE, `${what}: ${milliseconds.toFixed(1)} ms\n`);
}
