"""The five scores and PSS of a list of traces, by PyPSS' formulas; for the pytest plugin, where no analyzer is at hand.

Values must be finite. Rounding and the cases without a value are those of the analyzer.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Score:
    """PSS 0..100 and the sub-scores 0..1, unrounded."""

    pss: int
    timing_stability: float
    memory_stability: float
    error_volatility: float
    branching_entropy: float
    concurrency_chaos: float


WEIGHTS = (0.30, 0.20, 0.20, 0.15, 0.15)
ALPHA, BETA, GAMMA, DELTA = 2.0, 1.0, 2.0, 1.0


def score_of(traces: Iterable[Mapping[str, Any]]) -> Score:
    """The score of traces with the default weights and sensitivities; all 0 for none."""
    traces = [trace for trace in traces if not trace.get("system_metric")]
    if not traces:
        return Score(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    scores = [
        timing_stability([trace["duration"] for trace in traces]),
        memory_stability([trace["memory"] for trace in traces]),
        error_volatility([bool(trace["error"]) for trace in traces]),
        branching_entropy([trace["branch_tag"] for trace in traces if trace.get("branch_tag")]),
        concurrency_chaos([trace["wait_time"] for trace in traces]),
    ]
    scores = [min(1.0, max(0.0, score)) for score in scores]
    total = sum(weight * score for weight, score in zip(WEIGHTS, scores, strict=True)) / sum(WEIGHTS)
    return Score(round(100 * total), *scores)


def timing_stability(durations: Sequence[float]) -> float:
    """exp(-alpha CV) / (1 + beta max(0, P95/P50 - 1)), percentiles by the exclusive method."""
    tail = 1.0
    if len(durations) >= 2:
        cuts = statistics.quantiles(durations, n=100)
        if cuts[49] > 0:
            tail = cuts[94] / cuts[49]
    return math.exp(-ALPHA * _variation(durations)) / (1 + BETA * max(0.0, tail - 1))


def memory_stability(memory: Sequence[float], spike_ratio: float = 1.5, epsilon: float = 1e-9) -> float:
    """exp(-gamma (stdev/median + peak/median - 1)), once more for a peak above `spike_ratio` medians."""
    if len(memory) < 2:
        return 1.0
    median = statistics.median(memory) + epsilon
    peak = max(memory)
    if median <= epsilon:
        return 1.0 if peak == 0 else 0.0
    score = math.exp(-GAMMA * (statistics.stdev(memory) / median + peak / median - 1))
    beyond = peak / median - spike_ratio
    return score * math.exp(-GAMMA * beyond) if beyond > 0 else score


def error_volatility(errors: Sequence[bool], spike: float = 0.1, in_a_row: int = 3) -> float:
    """exp(-delta (p + variance/p / 2)), less for an error rate above `spike` and for long runs of errors."""
    n = len(errors)
    p = sum(errors) / n if n else 0.0
    variance_to_mean = (1 - p) * n / (n - 1) if n > 1 and p > 0 else 0.0
    score = math.exp(-DELTA * (p + 0.5 * variance_to_mean))
    if p > spike:
        score *= 1 - (p - spike) / (1 - spike) * 0.5
    longest = run = 0
    for error in errors:
        run = run + 1 if error else 0
        longest = max(longest, run)
    if longest >= in_a_row:
        score *= math.exp(-DELTA * 2.0 * (longest - in_a_row + 1))
    return score


def branching_entropy(tags: Sequence[str]) -> float:
    """1 - H/log2(k) over the k different tags; 1 for up to one."""
    counts = Counter(tags)
    if len(counts) <= 1:
        return 1.0
    total = len(tags)
    entropy = -sum(count / total * math.log2(count / total) for count in counts.values())
    return 1 - entropy / math.log2(len(counts))


def concurrency_chaos(waits: Sequence[float], threshold: float = 0.001) -> float:
    """exp(-alpha CV) of the waiting times when their mean is above `threshold` seconds."""
    if len(waits) < 2 or math.fsum(waits) / len(waits) <= threshold:
        return 1.0
    return math.exp(-ALPHA * _variation(waits))


def _variation(values: Sequence[float]) -> float:
    if len(values) < 2:
        return 0.0
    mean = statistics.fmean(values)
    return statistics.stdev(values) / mean if mean else 0.0
