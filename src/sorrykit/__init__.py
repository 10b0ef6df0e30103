"""Read an apology as a good editor would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sorrykit._core import Analyzer, Apology, Example, Failure, Finding, Found, Report, Span


if TYPE_CHECKING:
    from sorrykit.hookspecs import hookimpl
    from sorrykit.kit import Kit, analyze
    from sorrykit.phrases import Hit
    from sorrykit.rubrics import compare, score
    from sorrykit.threads import Thread, Turn, analyze_thread


__all__ = [
    "Analyzer", "Apology", "Example", "Failure", "Finding", "Found", "Hit", "Kit", "Report", "Span", "Thread", "Turn", "analyze", "analyze_thread",
    "compare", "hookimpl", "score",
]  # fmt: skip

# What needs the matcher, its tables or pluggy is imported when it is first asked for: `import sorrykit` stays cheap.
_LATER = {
    "Hit": "sorrykit.phrases",
    "Kit": "sorrykit.kit",
    "Thread": "sorrykit.threads",
    "Turn": "sorrykit.threads",
    "analyze": "sorrykit.kit",
    "analyze_thread": "sorrykit.threads",
    "compare": "sorrykit.rubrics",
    "hookimpl": "sorrykit.hookspecs",
    "score": "sorrykit.rubrics",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 -- costs more than all the rest

        return version("sorrykit")
    if name not in _LATER:
        msg = f"module 'sorrykit' has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module  # noqa: PLC0415 -- only needed here

    value = globals()[name] = getattr(import_module(_LATER[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
