import { preparePytest } from '../toolchain/pytestPython.ts';
import { prepareServicePrograms } from '../toolchain/servicePrograms.ts';
import { prepareUsagePackages } from '../toolchain/usagePackages.ts';
import { runMocha } from './mocha.ts';
import type { SuiteResult } from './result.ts';

/** Milliseconds after which a test counts as hung: far more than the slowest needs on a slow and busy machine. */
const HUNG = 240_000;

/** Everything that needs no editor. What tests need and is missing is said first; those tests fail with the same words. */
export function runUnitTests(): Promise<SuiteResult> {
  for (const line of [...prepareServicePrograms(), ...preparePytest(), ...prepareUsagePackages()]) console.error(line);
  return runMocha('unit', ['test/unit/**/*.test.ts', '--timeout', String(HUNG)]);
}
