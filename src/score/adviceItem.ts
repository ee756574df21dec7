import type { MetricKey } from '../protocol/report.ts';
import type { Config } from './config/config.ts';
import type { FileScope, FunctionScope } from './scopes.ts';
import type { Worth } from './worth.ts';

/** One thing to do, before it is ranked against others. */
export interface AdviceItem {
  metric: MetricKey;
  title: string;
  subject: string | null;
  evidence: string;
  step: string;
  scope: FunctionScope | null;
  /** Points of the score that this item is about, for ranking. */
  points: number;
  /** Points of the score that following it would bring. */
  worth: number;
  span: { from: number; to: number } | null;
  n: number;
}

/** What items are made from. */
export interface AdviceSource {
  file: FileScope;
  config: Config;
  worth: Worth;
}
