"""Which calls are recorded. The choice falls when a call has ended, so that failures can be kept."""

from __future__ import annotations

import logging
import re

from .config import Settings

_log = logging.getLogger("pypss")


def rates_of(name: str, module: str, settings: Settings) -> tuple[float, float]:
    """Shares 0..1 of the successful and of the failed calls of a function that are recorded.

    The first rule that matches at the start of the name or the module decides; without one the general rates hold.
    """
    for rule in settings.context_sampling_rules:
        try:
            matches = re.match(rule.pattern, name) or re.match(rule.pattern, module)
        except re.error as error:
            _log.warning("PyPSS leaves out the sampling rule %r: %s", rule.pattern, error)
            continue
        if not matches:
            continue
        if rule.strategy == "always":
            return 1.0, 1.0
        if rule.strategy == "never":
            return 0.0, 0.0
        if rule.strategy == "on_error":
            return 0.0, settings.error_sample_rate
        return (settings.sample_rate if rule.sample_rate is None else rule.sample_rate), settings.error_sample_rate
    return settings.sample_rate, settings.error_sample_rate
