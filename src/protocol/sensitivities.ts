import type { Sensitivities } from './question.ts';
import type { ReportConfig } from './reportConfig.ts';

/** The settings that a report was made with; null for reports of older versions, which do not carry all of them. */
export function sensitivitiesOf(config: ReportConfig): Sensitivities | null {
  const { weights, alpha, beta, gamma, delta } = config;
  const { memSpikeThresholdRatio, errorSpikeThreshold, consecutiveErrorThreshold, concurrencyWaitThreshold } = config;
  if (
    memSpikeThresholdRatio === undefined ||
    errorSpikeThreshold === undefined ||
    consecutiveErrorThreshold === undefined ||
    concurrencyWaitThreshold === undefined
  ) {
    return null;
  }
  return {
    weights,
    alpha,
    beta,
    gamma,
    delta,
    memSpikeThresholdRatio,
    errorSpikeThreshold,
    consecutiveErrorThreshold,
    concurrencyWaitThreshold,
  };
}
