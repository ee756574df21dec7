import type { MetricEvidence, MetricKey, MetricName, ScoreTerm } from '../protocol/report.ts';
import type { Config } from './config/config.ts';
import { contributions } from './contributors.ts';
import { bits, constant, count, duration, memory, over, percent, plural, significant, times } from './figures.ts';
import { METRICS, normalisedWeights } from './pss.ts';
import type { FileScope } from './scopes.ts';
import {
  branchingEntropy,
  concurrencyChaos,
  errorVolatility,
  memoryStability,
  timingStability,
  type Factor,
} from './subScores.ts';

/** Below this many values a figure can still move a lot. */
export const SMALL_SAMPLE = 30;

const ONE_CALL = 'One call only, nothing to compare it with';

interface Finding {
  score: number;
  n: number;
  factors: Factor<string>[];
  evidence: string;
  formula: string;
  inputs: MetricEvidence['inputs'];
  /** Why each factor is what it is. */
  reasons: Record<string, string>;
}

function timing(file: FileScope, config: Config): Finding {
  const s = timingStability(file.summary, config);
  const cut = config.score.latencyTailPercentile + 1;
  const tailName = `p${String(cut)}`;
  const spread = s.cv > 0.25 || s.ratio > 1.5 ? 'spread wide' : s.cv > 0.05 || s.ratio > 1.1 ? 'vary' : 'are steady';
  return {
    score: s.score,
    n: file.summary.duration.n,
    factors: s.factors,
    evidence:
      file.summary.duration.n < 2
        ? ONE_CALL
        : `Durations ${spread}: ${tailName} is ${over(s.ratio)} the median, CV ${significant(s.cv)}`,
    formula: `exp(−${constant(config.alpha)} × CV) ÷ (1 + ${constant(config.beta)} × (${tailName} ÷ p50 − 1)) = exp(−${constant(config.alpha)} × ${significant(s.cv)}) ÷ ${significant(1 / s.factors[1].factor)} = ${significant(s.score)}`,
    inputs: [
      { label: 'n', value: file.summary.duration.n, unit: 'count' },
      { label: 'mean', value: file.summary.duration.mean, unit: 'seconds' },
      { label: 'deviation', value: file.summary.duration.deviation, unit: 'seconds' },
      { label: 'p50', value: s.p50, unit: 'seconds' },
      { label: tailName, value: s.tail, unit: 'seconds' },
    ],
    reasons: {
      spread: `Durations deviate by ${duration(file.summary.duration.deviation)} from a mean of ${duration(file.summary.duration.mean)} (CV ${significant(s.cv)}).`,
      tail: `${tailName} is ${over(s.ratio)} the median: ${duration(s.tail)} against ${duration(s.p50)}.`,
    },
  };
}

function memoryUse(file: FileScope, config: Config): Finding {
  const s = memoryStability(file.summary, config);
  const moments = file.summary.memory;
  const ratio = s.median > 0 ? s.peak / s.median : 1;
  const limit = times(config.memSpikeThresholdRatio);
  const gamma = constant(config.gamma);
  const range =
    moments.n === 0 || moments.max === 0
      ? 'No memory recorded'
      : `RSS ${memory(moments.min)} to ${memory(moments.max)}`;
  const spiked = ratio > config.memSpikeThresholdRatio;
  return {
    score: s.score,
    n: moments.n,
    factors: s.factors,
    evidence:
      moments.n < 2
        ? ONE_CALL
        : moments.max === 0
          ? range
          : `${range}, ${spiked ? `peak ${times(ratio)} the median` : `no spike over ${limit} the median`}`,
    formula:
      s.factors.length === 1
        ? `median 0: ${significant(s.score)}`
        : `exp(−${gamma} × (deviation ÷ median + peak ÷ median − 1))${spiked ? ` × exp(−${gamma} × (peak ÷ median − ${constant(config.memSpikeThresholdRatio)}))` : ''} = exp(−${gamma} × (${significant(s.deviation / s.median)} + ${significant(ratio, 4)} − 1))${spiked ? ` × ${significant(s.factors[2].factor)}` : ''} = ${significant(s.score)}`,
    inputs: [
      { label: 'n', value: moments.n, unit: 'count' },
      { label: 'median', value: s.median, unit: 'bytes' },
      { label: 'peak', value: s.peak, unit: 'bytes' },
      { label: 'deviation', value: s.deviation, unit: 'bytes' },
    ],
    reasons: {
      spread: `Memory deviates by ${memory(s.deviation)} around a median of ${memory(s.median)}.`,
      peak: `The peak of ${memory(s.peak)} is ${over(ratio)} the median.`,
      spike: spiked
        ? `A peak over ${limit} the median counts as a spike and costs again.`
        : `No spike over ${limit} the median.`,
    },
  };
}

function errors(file: FileScope, config: Config): Finding {
  const s = errorVolatility(file.summary.runs, config);
  const { n, errors: failed } = file.summary.runs;
  const threshold = config.errorSpikeThreshold;
  // The variance of a single failure among many calls is about its mean.
  const single = 1 - Math.exp(-config.delta * config.score.errorVmrMultiplier);
  return {
    score: s.score,
    n,
    factors: s.factors,
    evidence:
      failed === 0
        ? n === 1
          ? 'The only call did not fail'
          : `None of ${plural(n, 'call')} failed`
        : `${count(failed)} of ${plural(n, 'call')} failed (${percent(s.rate)}), at most ${count(s.longestRun)} in a row among all`,
    formula: `exp(−${constant(config.delta)} × (p + ${constant(config.score.errorVmrMultiplier)} × VMR)) = exp(−${constant(config.delta)} × (${significant(s.rate)} + ${constant(config.score.errorVmrMultiplier)} × ${significant(s.vmr)}))${s.factors
      .slice(2)
      .filter(({ factor }) => factor !== 1)
      .map(({ term, factor }) => ` × ${significant(factor)} (${term})`)
      .join('')} = ${significant(s.score)}`,
    inputs: [
      { label: 'n', value: n, unit: 'count' },
      { label: 'failed', value: failed, unit: 'count' },
      { label: 'rate p', value: s.rate, unit: 'share' },
      { label: 'VMR', value: s.vmr, unit: 'number' },
      { label: 'longest run', value: s.longestRun, unit: 'count' },
    ],
    reasons: {
      rate: `${percent(s.rate)} of all calls failed.`,
      volatility:
        failed === 0
          ? 'No failure at all.'
          : failed === n
            ? 'Every call failed, so nothing changes between calls.'
            : `Failures make the sequence volatile: already one among many calls costs ${percent(single)} of this score.`,
      spike:
        s.rate > threshold
          ? `The failure rate is above the spike threshold of ${percent(threshold)}.`
          : `The failure rate is not above the spike threshold of ${percent(threshold)}.`,
      run:
        failed === 0
          ? 'No failure at all.'
          : `At most ${plural(s.longestRun, 'failure')} in a row; ${count(config.consecutiveErrorThreshold)} or more cost extra.`,
    },
  };
}

function branching(file: FileScope): Finding {
  const s = branchingEntropy(file.summary.tags);
  const even = s.score < 0.2 ? 'almost evenly' : s.score < 0.6 ? 'unevenly' : 'mostly one';
  return {
    score: s.score,
    n: s.tagged,
    factors: s.factors,
    evidence:
      s.tagged === 0
        ? 'No call carries a branch tag'
        : s.different === 1
          ? `${plural(s.tagged, 'tagged call takes', 'tagged calls take')} one branch`
          : `${plural(s.tagged, 'tagged call takes', 'tagged calls take')} ${count(s.different)} branches, ${even}: ${bits(s.entropy)} of ${bits(s.most)} bits`,
    formula:
      s.most === 0
        ? `${s.tagged === 0 ? 'no branch' : 'one branch'}: 1`
        : `1 − H ÷ log2 k = 1 − ${bits(s.entropy)} ÷ ${bits(s.most)} = ${significant(s.score)}`,
    inputs: [
      { label: 'tagged', value: s.tagged, unit: 'count' },
      { label: 'branches k', value: s.different, unit: 'count' },
      { label: 'entropy H', value: s.entropy, unit: 'bits' },
      { label: 'most', value: s.most, unit: 'bits' },
    ],
    reasons: {
      evenness:
        s.different <= 1
          ? 'No choice between branches was seen.'
          : `Which of ${count(s.different)} branches a call takes is open by ${bits(s.entropy)} of ${bits(s.most)} bits (${percent(s.entropy / s.most)}).`,
    },
  };
}

function concurrency(file: FileScope, config: Config): Finding {
  const s = concurrencyChaos(file.summary, config);
  const few = file.summary.wait.n < 2;
  const threshold = duration(config.concurrencyWaitThreshold);
  const waits = s.judged
    ? `Waits average ${duration(s.wait)} ${s.cv > 0.25 ? 'but swing' : 'and are steady'}: CV ${significant(s.cv)}`
    : few
      ? ONE_CALL
      : `Waits average ${duration(s.wait)}; up to ${threshold} costs nothing`;
  const [waitFactor, lagFactor] = s.factors.map(({ factor }) => factor) as [number, number];
  const base = s.judged
    ? `exp(−${constant(config.alpha)} × CV)`
    : few
      ? 'fewer than two waits'
      : `mean wait ≤ ${threshold}`;
  const filled = s.judged ? ` = exp(−${constant(config.alpha)} × ${significant(s.cv)})` : '';
  const formula =
    lagFactor === 1
      ? `${base}${filled}${s.judged ? ' =' : ':'} ${significant(waitFactor)}`
      : `${s.judged ? base : '1'} × (1 − 5 × lag) = ${significant(waitFactor)} × ${significant(lagFactor)} = ${significant(s.score)}`;
  const lag = s.lag === null ? '' : `, event loop lags ${duration(s.lag)}`;
  return {
    score: s.score,
    n: file.summary.wait.n,
    factors: s.factors,
    evidence: waits + lag,
    formula,
    inputs: [
      { label: 'n', value: file.summary.wait.n, unit: 'count' },
      { label: 'mean wait', value: s.wait, unit: 'seconds' },
      { label: 'deviation', value: file.summary.wait.deviation, unit: 'seconds' },
      { label: 'CV', value: s.cv, unit: 'number' },
      ...(s.lag === null ? [] : [{ label: 'loop lag', value: s.lag, unit: 'seconds' as const }]),
    ],
    reasons: {
      waits: s.judged
        ? `Waiting times deviate by ${duration(file.summary.wait.deviation)} from a mean of ${duration(s.wait)}.`
        : few
          ? `${ONE_CALL}.`
          : `The mean wait is not above ${threshold}, so waiting is not judged.`,
      lag: s.lag === null ? 'No event-loop lag was measured.' : `The event loop lags ${duration(s.lag)} on average.`,
    },
  };
}

/** Splits lost points among factors by the logarithm of each, since the factors multiply. */
function terms(finding: Finding, pointsLost: number): ScoreTerm[] {
  const dead = finding.factors.filter(({ factor }) => factor <= 0).length;
  const weight = ({ factor }: Factor<string>): number =>
    dead > 0 ? (factor <= 0 ? 1 : 0) : Math.max(0, -Math.log(factor));
  const total = finding.factors.reduce((sum, factor) => sum + weight(factor), 0);
  return finding.factors.map((factor) => ({
    term: factor.term,
    // Infinite where a mean lies just below 0; JSON cannot say that.
    factor: Math.min(factor.factor, Number.MAX_VALUE),
    pointsLost: total === 0 ? 0 : (pointsLost * weight(factor)) / total,
    reason: finding.reasons[factor.term],
  }));
}

function findingOf(file: FileScope, metric: MetricKey, config: Config): Finding {
  switch (metric) {
    case 'ts':
      return timing(file, config);
    case 'ms':
      return memoryUse(file, config);
    case 'ev':
      return errors(file, config);
    case 'be':
      return branching(file);
    case 'cc':
      return concurrency(file, config);
  }
}

/** Everything behind the five sub-scores of a file with traces, in the order of `METRICS`. */
export function evidenceOf(file: FileScope, config: Config): MetricEvidence[] {
  const weights = normalisedWeights(config);
  return METRICS.map(({ key, name }: { key: MetricKey; name: MetricName }) => {
    const finding = findingOf(file, key, config);
    const pointsLost = 100 * weights[key] * (1 - finding.score);
    return {
      metric: key,
      name,
      score: finding.score,
      weight: weights[key],
      pointsLost,
      n: finding.n,
      smallSample: finding.n < SMALL_SAMPLE,
      evidence: finding.evidence,
      formula: finding.formula,
      inputs: finding.inputs,
      terms: terms(finding, pointsLost),
      contributors: contributions(file, key).map(({ scope: _, ...contributor }) => contributor),
    };
  });
}
