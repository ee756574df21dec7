import type { RunDetails } from '../../../src/protocol/history.ts';

/** What is kept of a stored run that is nothing special. */
export const PLAIN_RUN: RunDetails = {
  traces: 10,
  errors: 0,
  commit: null,
  dirty: false,
  branch: null,
  note: null,
  duration: null,
  baseline: false,
  regression: false,
  hasReport: true,
};
