import type { MetricEvidence, MetricKey, MetricName, ScoreTerm } from '../protocol/report.ts';
import type { Config } from './config/config.ts';
import { contributions } from './contributors.ts';
import { bits, count, duration, memory, percent, plural, significant, times } from './figures.ts';
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

const two = (x: number): string => significant(x, 3);
const product = (score: number): string => significant(score, 3);

function timing(file: FileScope, config: Config): Finding {
  const s = timingStability(file.summary, config);
  const cut = config.score.latencyTailPercentile + 1;
  const tailName = `p${String(cut)}`;
  const wide = s.cv > 0.25 || s.ratio > 1.5;
  return {
    score: s.score,
    n: file.summary.duration.n,
    factors: s.factors,
    evidence: `${wide ? 'Durations spread wide' : 'Durations are steady'}: ${tailName} is ${times(s.ratio)} the median, CV ${two(s.cv)}`,
    formula: `exp(−${two(config.alpha)} × CV) ÷ (1 + ${two(config.beta)} × (${tailName} ÷ p50 − 1)) = exp(−${two(config.alpha)} × ${two(s.cv)}) ÷ ${two(1 + config.beta * Math.max(0, s.ratio - 1))} = ${product(s.score)}`,
    inputs: [
      { label: 'n', value: file.summary.duration.n, unit: 'count' },
      { label: 'mean', value: file.summary.duration.mean, unit: 'seconds' },
      { label: 'deviation', value: file.summary.duration.deviation, unit: 'seconds' },
      { label: 'p50', value: s.p50, unit: 'seconds' },
      { label: tailName, value: s.tail, unit: 'seconds' },
    ],
    reasons: {
      spread: `Durations deviate by ${duration(file.summary.duration.deviation)} from a mean of ${duration(file.summary.duration.mean)} (CV ${two(s.cv)}).`,
      tail: `The slowest calls take ${times(s.ratio)} the median: ${tailName} ${duration(s.tail)} against ${duration(s.p50)}.`,
    },
  };
}

function memoryUse(file: FileScope, config: Config): Finding {
  const s = memoryStability(file.summary, config);
  const moments = file.summary.memory;
  const ratio = s.median > 0 ? s.peak / s.median : 1;
  const limit = times(config.memSpikeThresholdRatio);
  const range =
    moments.n === 0 || moments.max === 0 ? 'No memory recorded' : `RSS ${memory(moments.min)} → ${memory(moments.max)}`;
  const spiked = ratio > config.memSpikeThresholdRatio;
  return {
    score: s.score,
    n: moments.n,
    factors: s.factors,
    evidence: `${range}, ${spiked ? `peak ${times(ratio)} the median` : `no spike above ${limit} the median`}`,
    formula: `exp(−${two(config.gamma)} × (deviation ÷ median + peak ÷ median − 1))${spiked ? ` × exp(−${two(config.gamma)} × (peak ÷ median − ${two(config.memSpikeThresholdRatio)}))` : ''} = ${product(s.score)}`,
    inputs: [
      { label: 'n', value: moments.n, unit: 'count' },
      { label: 'median', value: s.median, unit: 'bytes' },
      { label: 'peak', value: s.peak, unit: 'bytes' },
      { label: 'deviation', value: s.deviation, unit: 'bytes' },
    ],
    reasons: {
      spread: `Memory deviates by ${memory(s.deviation)} around a median of ${memory(s.median)}.`,
      peak: `The peak of ${memory(s.peak)} is ${times(ratio)} the median.`,
      spike: spiked
        ? `The peak is beyond ${limit} the median, which counts as a spike.`
        : `No spike above ${limit} the median.`,
    },
  };
}

function errors(file: FileScope, config: Config): Finding {
  const s = errorVolatility(file.summary.runs, config);
  const { n, errors: failed } = file.summary.runs;
  const threshold = config.errorSpikeThreshold;
  return {
    score: s.score,
    n,
    factors: s.factors,
    evidence:
      failed === 0
        ? `None of ${plural(n, 'call')} failed`
        : `${count(failed)} of ${plural(n, 'call')} failed (${percent(s.rate)}), longest run ${count(s.longestRun)}`,
    formula: `exp(−${two(config.delta)} × (p + ${two(config.score.errorVmrMultiplier)} × VMR))${s.factors
      .slice(2)
      .filter(({ factor }) => factor !== 1)
      .map(({ term, factor }) => ` × ${two(factor)} (${term})`)
      .join('')} = ${product(s.score)}`,
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
          : 'Any failure makes the sequence volatile: even one costs up to 39 % of this score.',
      spike:
        s.rate > threshold
          ? `The failure rate is above the spike threshold of ${percent(threshold)}.`
          : `The failure rate is below the spike threshold of ${percent(threshold)}.`,
      run: `${count(s.longestRun)} failures in a row; ${count(config.consecutiveErrorThreshold)} or more cost extra.`,
    },
  };
}

function branching(file: FileScope): Finding {
  const s = branchingEntropy(file.summary.tags);
  const even = s.score < 0.5 ? 'almost evenly' : 'unevenly';
  return {
    score: s.score,
    n: s.tagged,
    factors: s.factors,
    evidence:
      s.tagged === 0
        ? 'No call carries a branch tag'
        : s.different === 1
          ? `${plural(s.tagged, 'tagged call')} take one branch`
          : `${plural(s.tagged, 'tagged call')} take ${count(s.different)} branches ${even}: ${bits(s.entropy)} of ${bits(s.most)} bits`,
    formula:
      s.most === 0
        ? 'one branch or none: 1'
        : `1 − H ÷ log2 k = 1 − ${bits(s.entropy)} ÷ ${bits(s.most)} = ${product(s.score)}`,
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
          : `${count(s.different)} branches share the calls so evenly that ${bits(s.entropy)} of ${bits(s.most)} bits are open.`,
    },
  };
}

function concurrency(file: FileScope, config: Config): Finding {
  const s = concurrencyChaos(file.summary, config);
  const threshold = duration(config.concurrencyWaitThreshold);
  const waits = s.judged
    ? `Waits average ${duration(s.wait)} ${s.cv > 0.5 ? 'but swing' : 'and are steady'}: CV ${two(s.cv)}`
    : `Waits average ${duration(s.wait)}, not above ${threshold}`;
  const lag = s.lag === null ? '' : `, event loop lags ${duration(s.lag)}`;
  return {
    score: s.score,
    n: file.summary.wait.n,
    factors: s.factors,
    evidence: waits + lag,
    formula: `${s.judged ? `exp(−${two(config.alpha)} × CV) = exp(−${two(config.alpha)} × ${two(s.cv)})` : `mean wait ≤ ${threshold}: 1`}${s.factors[1].factor === 1 ? '' : ` × ${two(s.factors[1].factor)} (lag)`} = ${product(s.score)}`,
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
    factor: factor.factor,
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
