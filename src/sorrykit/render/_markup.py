"""What is said of a finding wherever it is shown, in one wording, and how nothing that is said becomes an element of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sorrykit.render._pieces import POLARITIES, polarity_of
from sorrykit.render._visible import visible


SIGNS = {"fault": "\u2717", "strength": "\u2713", "note": "\u2022"}
# Longer than nearly every sentence.
_LONGEST_QUOTE = 240
_PLURALS = {"fault": "faults", "strength": "strengths", "note": "notes"}


def escape(text: str) -> str:
    """The text as the content of an element or of a quoted attribute; what must not reach a page is for `escaped`."""
    from html import escape as escape_html  # noqa: PLC0415 -- it brings all names of characters with it, which nothing else here needs

    return escape_html(text, quote=True)


def escaped(text: str) -> str:
    """Any text, as the content of an element or of a quoted attribute."""
    return escape(visible(text))


def name_of(finding: Mapping[str, Any]) -> str:
    """What was found: the analyzer, and the kind if there is one."""
    return f"{finding['analyzer']}: {finding['kind']}" if finding["kind"] else str(finding["analyzer"])


def advice_of(finding: Mapping[str, Any]) -> str:
    """What to do about it; empty if nothing is to be done."""
    if not finding["advice"]:
        return ""
    return f"Instead: {finding['advice']}" if finding["polarity"] == "fault" else str(finding["advice"])


def quote_of(finding: Mapping[str, Any]) -> str:
    """The words on one line, the middle left out if there are many: the text has them whole."""
    line = " ".join(finding["quote"].split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE // 2].rstrip()} \u2026 {line[-_LONGEST_QUOTE // 2 :].lstrip()}"


def strongest(polarities: Iterable[str]) -> str:
    """The polarity that shows where findings overlap: the fault, for it is what needs doing."""
    there = set(polarities)
    return next(polarity for polarity in POLARITIES if polarity in there)


def counts(findings: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """How many there are of each polarity that there are any of: ("fault", "2 faults")."""
    all_of_them = [polarity_of(finding) for finding in findings]
    numbers = {polarity: all_of_them.count(polarity) for polarity in POLARITIES}
    return [(polarity, f"{n} {polarity if n == 1 else _PLURALS[polarity]}") for polarity, n in numbers.items() if n]


def broke(failure: Mapping[str, Any]) -> str:
    """What is missing because an analyzer broke."""
    return f"{failure['analyzer']} broke, so its findings are missing: {failure['error']}"
