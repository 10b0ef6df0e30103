"""Read an apology as a good editor would."""

from sorrykit._core import Analyzer, Apology, Example, Failure, Finding, Found, Report, Span
from sorrykit.hookspecs import hookimpl
from sorrykit.kit import Kit, analyze
from sorrykit.phrases import Hit


__all__ = ["Analyzer", "Apology", "Example", "Failure", "Finding", "Found", "Hit", "Kit", "Report", "Span", "analyze", "hookimpl"]
