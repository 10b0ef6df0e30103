"""regret: to be written."""

from __future__ import annotations

from sorrykit._core import Analyzer
from sorrykit.analyzers._make import make


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength")
