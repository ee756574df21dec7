"""Scores of tests that run several times: ``pytest -p pypss.pytest_plugin --pss``.

A test counts when it ran at least twice: ``--pss-runs 10`` runs each of them ten times, and plugins that repeat tests
(pytest-repeat, reruns) do as well. ``--pss-fail-below 80`` fails the session when the worst of them scores lower.
"""

from __future__ import annotations

import re
import unittest
from collections import defaultdict
from typing import Any

from .instrumentation.calls import Call
from .instrumentation.collectors.registry import submit
from .instrumentation.trace import Place, Trace
from .score import Score, score_of

# What is appended to a test's parameters when it is repeated, by this plugin ([run1], [run1-x]) or pytest-repeat ([1-10], [x-2-5]).
_REPETITION = re.compile(r"(?<=\[)run\d+-|\[run\d+\]$|\[\d+-\d+\]$|-\d+-\d+(?=\]$)")
_RUN = "__pypss_run"
_FEWEST_RUNS = 2


def pytest_addoption(parser: Any) -> None:
    group = parser.getgroup("pypss", "stability scores (PyPSS)")
    group.addoption("--pss", action="store_true", help="score the stability of tests that run several times")
    group.addoption(
        "--pss-fail-below",
        type=float,
        metavar="SCORE",
        default=None,
        help="fail when a test scores below this, 0 to 100 (implies --pss)",
    )
    group.addoption("--pss-runs", type=int, metavar="N", default=1, help="run each test N times (implies --pss)")


def pytest_generate_tests(metafunc: Any) -> None:
    runs = metafunc.config.getoption("--pss-runs")
    if runs > 1 and not _is_unittest(metafunc.cls):
        metafunc.fixturenames.append(_RUN)
        metafunc.parametrize(_RUN, range(runs), indirect=True, ids=[f"run{run + 1}" for run in range(runs)])


def _is_unittest(cls: type | None) -> bool:
    """Tests of unittest classes take no parameters."""
    return cls is not None and issubclass(cls, unittest.TestCase)


def pytest_configure(config: Any) -> None:
    wanted = config.getoption("--pss") or config.getoption("--pss-runs") > 1
    if wanted or config.getoption("--pss-fail-below") is not None:
        config.pluginmanager.register(StabilityOfTests(config.getoption("--pss-fail-below")), "pypss-stability")


class StabilityOfTests:
    """Measures the call phase of each test; setup and teardown are not part of it."""

    def __init__(self, fail_below: float | None) -> None:
        self._fail_below = fail_below
        self._traces: dict[str, list[Trace]] = defaultdict(list)
        self._below: list[tuple[str, int]] = []

    def pytest_pyfunc_call(self, pyfuncitem: Any) -> Any:
        """Wraps the call; marked as a wrapper below. Runs that were skipped, or failed as expected, do not count."""
        file, line, _ = pyfuncitem.location
        place = Place(f"test::{test_name(pyfuncitem.nodeid)}", str(file), (line or 0) + 1, pyfuncitem.module.__name__)
        running = Call(place)
        outcome = yield
        error = outcome.excinfo[1] if outcome.excinfo else None
        if not _is_skip(error) and not (error is not None and pyfuncitem.get_closest_marker("xfail")):
            trace = running.trace(error)
            self._traces[test_name(pyfuncitem.nodeid)].append(trace)
            submit(trace)

    def scores(self) -> list[tuple[str, int, Score]]:
        """Test, runs and score of every test that ran often enough, worst first."""
        rows = [
            (test, len(traces), score_of(trace.record() for trace in traces))
            for test, traces in self._traces.items()
            if len(traces) >= _FEWEST_RUNS
        ]
        return sorted(rows, key=lambda row: (row[2].pss, row[0]))

    def pytest_sessionfinish(self, session: Any, exitstatus: int) -> None:
        if self._fail_below is None:
            return
        self._below = [(test, score.pss) for test, _, score in self.scores() if score.pss < self._fail_below]
        if self._below and exitstatus == 0:
            session.exitstatus = 1

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        report = terminalreporter
        rows = self.scores()
        report.section("stability (PSS)")
        if not rows:
            report.line("No test ran at least twice; run each of them again with --pss-runs 10.")
            return
        report.line("  PSS  runs  timing  memory  errors   waits  test")
        for test, runs, score in rows:
            figures = (score.timing_stability, score.memory_stability, score.error_volatility, score.concurrency_chaos)
            report.line(f"{score.pss:5d} {runs:5d}  " + "  ".join(f"{figure:6.2f}" for figure in figures) + f"  {test}")
        for test, pss in self._below:
            report.line(f"PSS {pss} of {test} is below {self._fail_below:g} (--pss-fail-below)", red=True)


def _is_skip(error: BaseException | None) -> bool:
    return type(error).__name__ in ("Skipped", "XFailed")


def test_name(nodeid: str) -> str:
    """The id of a test without what counts its repetitions."""
    return _REPETITION.sub("", nodeid)


test_name.__test__ = False  # type: ignore[attr-defined]


def _declare() -> None:
    # Here and not above, so that the module can be read without pytest.
    import pytest

    StabilityOfTests.pytest_pyfunc_call = pytest.hookimpl(hookwrapper=True)(StabilityOfTests.pytest_pyfunc_call)

    @pytest.fixture
    def run(request: Any) -> int:
        return request.param

    globals()[_RUN] = run


_declare()
