import type { Verdict, VerdictScope } from '../protocol/history.ts';
import { studentTwoSided } from '../stats/probability.ts';
import { meanOf, withoutCommonFactor, type Series } from './commonFactor.ts';
import { falseDiscoveryRates } from './falseDiscovery.ts';
import { functionKeys } from './functionKeys.ts';
import type { FunctionFigures, ScoredRun } from './runFigures.ts';
import { moderated, spreadPrior, type Spread, type SpreadPrior } from './spreadPrior.ts';
import { MEASURES, type Measure, type Measured, type Measurement } from './verdictMeasures.ts';

/** Fewer earlier runs do not tell what is usual; more than these are not looked at, since programs change. */
export const FEWEST_RUNS = 5;
export const MOST_RUNS = 20;
/** Expected share of false calls among those called, and probability of any call where nothing has changed. */
export const FALSE_CALLS = 0.01;
/** A run with many more calls than the earlier ones is trusted no more than one with four times as many. */
const MOST_TRUST = 4;
/** Scores follow from how many calls there were; runs are compared whose numbers are within this factor. */
const ALIKE = 2;

/** One figure of one function or of the file, in the run that is judged and in those before it. */
interface Look {
  scope: VerdictScope;
  measure: Measure;
  head: Measured;
  /** The earlier runs in which it was measured. */
  runs: number;
  series: Series;
}

/**
 * The earlier runs that a run is judged by, newest first: those of the same program, told by half of the functions of
 * both being the same, and at most 20.
 */
export function comparableRuns<Run extends ScoredRun>(head: ScoredRun, earlier: readonly Run[]): Run[] {
  const keys = new Set(functionKeys(head.functions));
  return earlier
    .filter(({ functions }) => {
      const shared = functionKeys(functions).filter((key) => keys.has(key)).length;
      return 2 * shared >= keys.size + functions.length - shared;
    })
    .slice(0, MOST_RUNS);
}

/** Settings that the looked-at scores depend on. */
function settingsOf({ config }: ScoredRun): string | null {
  if (config === null) return null;
  return JSON.stringify([config.alpha, config.beta, config.gamma, config.memSpikeThresholdRatio]);
}

/**
 * Whether the figures of a run and of its functions differ from those of earlier runs by more than these differ among
 * themselves. The method is described in docs/regression.md.
 * @param earlier the runs before, newest first; those that are comparable count
 * @returns a verdict for each figure that could be looked at, worse ones first, the surest first among them
 */
export function verdictsOf(head: ScoredRun, earlier: readonly ScoredRun[]): Verdict[] {
  const before = comparableRuns(head, earlier);
  const file = fileLooks(head, before);
  const functions = functionLooks(head, before);
  const verdicts = [...judge(file), ...judge(functions)];
  const rank = { worse: 0, better: 1, same: 2, 'too-few-runs': 3 };
  return verdicts.sort(
    (a, b) => rank[a.verdict] - rank[b.verdict] || (a.q ?? 1) - (b.q ?? 1) || (a.p ?? 1) - (b.p ?? 1),
  );
}

/** Scores of other settings are other scores. */
function isScoredAlike({ assumed }: Measure, head: ScoredRun, run: ScoredRun): boolean {
  return !assumed || settingsOf(head) === settingsOf(run);
}

function fileLooks(head: ScoredRun, before: readonly ScoredRun[]): Look[] {
  return MEASURES.map((measure) =>
    look(
      { kind: 'file' },
      measure,
      head,
      before.map((run) => (isScoredAlike(measure, head, run) ? run : null)),
    ),
  ).filter((one) => one !== null);
}

function functionLooks(head: ScoredRun, before: readonly ScoredRun[]): Look[] {
  const byKey = before.map(({ functions }) => {
    const keys = functionKeys(functions);
    return new Map(functions.map((fn, i) => [keys[i], fn]));
  });
  const keys = functionKeys(head.functions);
  return MEASURES.filter(({ fileOnly }) => fileOnly !== true).flatMap((measure) => {
    const looks = head.functions
      .map((fn, i) =>
        look(
          scopeOf(fn),
          measure,
          fn,
          byKey.map((functions, run) =>
            isScoredAlike(measure, head, before[run]) ? (functions.get(keys[i]) ?? null) : null,
          ),
        ),
      )
      .filter((one) => one !== null);
    if (!measure.common) return looks;
    const enough = looks.filter(({ runs }) => runs >= FEWEST_RUNS);
    const corrected = withoutCommonFactor(enough.map(({ series }) => series));
    enough.forEach((one, i) => (one.series = corrected[i]));
    return looks;
  });
}

function scopeOf({ name, module, filename, lineno }: FunctionFigures): VerdictScope {
  return { kind: 'function', name, module, filename, lineno };
}

/** Null where there is nothing to compare: too few calls, never seen before, or the same in every run. */
function look(
  scope: VerdictScope,
  measure: Measure,
  head: Measured,
  before: readonly (Measured | null)[],
): Look | null {
  const now = measure.of(head);
  if (now === null) return null;
  const comparable = (one: Measured): boolean =>
    !measure.assumed || (one.traces <= ALIKE * head.traces && head.traces <= ALIKE * one.traces);
  const earlier = before.map((one) => (one !== null && comparable(one) ? measure.of(one) : null));
  const seen = earlier.filter((one) => one !== null);
  if (seen.length === 0) return null;
  const shown = measure.shown(head);
  if (!measure.common && before.every((one) => one === null || measure.shown(one) === shown)) return null;
  return { scope, measure, head, runs: seen.length, series: { earlier, head: now } };
}

/** Gives verdicts on looks that are corrected for each other's number. */
function judge(looks: readonly Look[]): Verdict[] {
  const few = looks.filter(({ runs }) => runs < FEWEST_RUNS);
  const enough = looks.filter(({ runs }) => runs >= FEWEST_RUNS);
  const ps = new Map<Look, number>();
  for (const measure of new Set(enough.map((one) => one.measure))) {
    const alike = enough.filter((one) => one.measure === measure);
    // What is usual among functions; the file is alone of its kind.
    const prior = spreadPrior(
      alike.filter(({ scope }) => scope.kind === 'function').map(({ series }) => spreadOf(series)),
    );
    for (const one of alike) ps.set(one, chanceOf(one, prior));
  }
  const qs = falseDiscoveryRates(enough.map((one) => ps.get(one) ?? 1));
  return [
    ...enough.map((one, i) => verdictOf(one, ps.get(one) ?? 1, qs[i])),
    ...few.map((one): Verdict => ({ ...shownOf(one), verdict: 'too-few-runs', p: null, q: null })),
  ];
}

function present({ earlier }: Series): Measurement[] {
  return earlier.filter((one) => one !== null);
}

function meanVariance(measurements: readonly Measurement[]): number {
  return measurements.reduce((sum, { variance }) => sum + variance, 0) / measurements.length;
}

/** How the earlier runs differ, as a multiple of what they would differ by within a run alone. */
function spreadOf(series: Series): Spread {
  const seen = present(series);
  const mean = meanOf(series);
  const squares = seen.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);
  const freedom = seen.length - 1;
  return { variance: squares / (freedom * meanVariance(seen)), freedom };
}

/** Two-sided probability of a distance at least this large from the mean of the earlier runs. */
function chanceOf({ series }: Look, prior: SpreadPrior | null): number {
  const seen = present(series);
  const within = meanVariance(seen);
  const own = moderated(spreadOf(series), prior);
  const between = Math.max(0, own.variance - 1) * within;
  const ofHead = Math.max(series.head.variance, within / MOST_TRUST) + between;
  const ofMean = (within + between) / seen.length;
  const distance = series.head.value - meanOf(series);
  return studentTwoSided(distance / Math.sqrt(ofHead + ofMean), own.freedom);
}

function shownOf({
  scope,
  measure,
  head,
  runs,
  series,
}: Look): Pick<Verdict, 'scope' | 'metric' | 'base' | 'head' | 'runs'> {
  const shown = measure.shown(head);
  const usual = measure.back(meanOf(series));
  return { scope, metric: measure.metric, base: usual, head: shown, runs };
}

function verdictOf(one: Look, p: number, q: number): Verdict {
  const { measure, series } = one;
  const base = measure.back(meanOf(series));
  // Times have the common factor of their run taken out, so they are compared on the scale of the test.
  const moved = measure.back(series.head.value);
  const size = measure.ratio ? Math.exp(Math.abs(Math.log(moved / base))) : Math.abs(moved - base);
  const called = q <= FALSE_CALLS && size >= measure.least;
  const verdict = !called ? 'same' : (moved - base) * measure.worse > 0 ? 'worse' : 'better';
  return { ...shownOf(one), verdict, p, q };
}
