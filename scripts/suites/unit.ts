import { runMocha } from './mocha.ts';
import type { SuiteResult } from './result.ts';

/** Everything that needs no editor. */
export function runUnitTests(): Promise<SuiteResult> {
  return runMocha('unit', ['test/unit/**/*.test.ts', '--timeout', '60000']);
}
