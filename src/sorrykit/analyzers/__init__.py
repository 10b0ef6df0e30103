"""The analyzers that come with sorrykit, offered through the same hook as anybody's."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module

from sorrykit._core import Analyzer
from sorrykit.hookspecs import hookimpl


# One module a label, named after it. The order is that of the guide: strengths, faults, whole-message findings.
NAMES = (
    "apology", "regret", "empathy", "responsibility", "offense", "explanation", "remedy", "forbearance", "vindication",
    "follow-up", "listening", "appreciation",
    "hollow", "conditional", "but-clause", "excuse", "blame", "minimizing", "denial", "agentless",
    "apology-only", "no-apology", "repeated-apology", "presumption", "trivial-apology", "oversharing", "liability",
)  # fmt: skip
LABELS = NAMES[:20]
# Those that a kit reports only where they are selected; made of what they need alone, so that a rubric may ask for them.
BY_REQUEST = ("liability",)


@hookimpl
def sorrykit_analyzers() -> Iterable[Analyzer]:
    """The twenty labels and the findings about whole messages."""
    return _analyzers()


def named(name: str) -> Analyzer:
    """The built-in analyzer of that name. Raises `KeyError` if there is none."""
    return {analyzer.name: analyzer for analyzer in _analyzers()}[name]


@cache
def _analyzers() -> tuple[Analyzer, ...]:
    return tuple(import_module(f"{__name__}.{name.replace('-', '_')}").analyzer() for name in NAMES)
