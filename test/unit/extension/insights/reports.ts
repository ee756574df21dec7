import type { FunctionReport, Scores } from '../../../../src/protocol/report.ts';

export const WEIGHTS: Scores = { ts: 0.3, ms: 0.2, ev: 0.2, be: 0.15, cc: 0.15 };

/** A function of a report; what is not given is unremarkable. */
export function functionReport(given: Partial<FunctionReport> = {}): FunctionReport {
  return {
    name: 'charge_card',
    module: 'shop.payments',
    filename: '/srv/shop/payments.py',
    lineno: 39,
    pss: 52,
    breakdown: {
      timing_stability: 0.33,
      memory_stability: 1,
      error_volatility: 0.6,
      branching_entropy: 1,
      concurrency_chaos: 0,
    },
    scores: { ts: 0.33, ms: 1, ev: 0.6, be: 1, cc: 0.2 },
    exact: true,
    traces: 148,
    errors: 6,
    latency: { mean: 0.005, p50: 0.002, p90: 0.008, p95: 0.0119, p99: 0.02, max: 0.074 },
    waiting: 0.88,
    branches: {},
    exceptions: [{ type: 'ConnectionError', count: 6 }],
    ...given,
  };
}
