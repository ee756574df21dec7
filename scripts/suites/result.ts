/** A test that did not hold. */
export interface Failure {
  readonly title: string;
  readonly error: string;
}

/** What a suite of tests came to. */
export interface SuiteResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why the suite counts as failed although its tests do not say so: it crashed, or ran nothing. */
  readonly trouble?: string;
  /** The tests that failed: said again in the summary, where a long run's reader looks. */
  readonly failures?: readonly Failure[];
}

/** A suite that could not do its work counts as one failed test. */
export function brokenSuite(name: string, trouble: string): SuiteResult {
  return { name, passed: 0, failed: 1, skipped: 0, trouble };
}

/** Numbers as the reporter writes them. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
}

/** Judges the numbers of a finished run: no test at all is a failure, and so is a bad end after good tests. */
export function judge(name: string, counts: Counts, endedWell: boolean): SuiteResult {
  if (counts.passed + counts.failed === 0) return brokenSuite(name, 'ran no test');
  if (counts.failed > 0 || endedWell) return { name, ...counts };
  return { name, ...counts, failed: 1, trouble: 'ended with an error after its tests' };
}
