"""Clauses and stretches: most acts are known by their verb and quoted with their subject."""

from __future__ import annotations

import re

from bisect import bisect_left
from collections.abc import Iterable

from sorrykit._core import Finding


# What joins two clauses; behind the last of them stands the subject of the clause.
_JOINT = re.compile(
    r"[,;:()\n–—]\s*|\s[-–—]+\s|\b(?:and|but|because|while|then)\s"
    r"|\b(?=(?:before|until|if|unless|when|whenever|once|whether|so (?:that |as )?\w+ (?:can|could|may)|in order)\s)"
    r"|\bso\s(?!(?:that |as )?\w+ (?:can|could|may|will)\b)",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:[\s,;:(–—-]|\b(?:and|but|so|then|or|because|while)\b)+$", re.IGNORECASE)
# Handles, bullets and quotation marks before the first word.
_LEAD = re.compile(r"(?:@\w+[:,]?\s+|[\s\"'\u201c\u2018*_>\u2022-]+)*")
_FAR, _AHEAD = 300, 12


def beginning(text: str, first: int, start: int) -> int:
    """Where the clause begins in which *start* stands, *first* being the beginning of the sentence."""
    first = max(first, start - _FAR)
    # A joint may show what it is only by words that come after *start*.
    for joint in _JOINT.finditer(text, first, start + _AHEAD):
        if joint.end() > start:
            break
        first = joint.end()
    lead = _LEAD.match(text, first)
    return min(start, lead.end()) if lead else first


def before(text: str, start: int, stop: int) -> int:
    """Where a clause that began at *start* ends if the next one begins at *stop*: without the "and" between them."""
    near = max(start, stop - 20)
    return near + len(_TAIL.sub("", text[near:stop]))


class Stretches:
    """Where findings stand, to be asked whether another stretch meets one of them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        spans = sorted((finding.span.start, finding.span.end) for finding in findings if finding.span)
        self.starts = [start for start, _ in spans]
        # The farthest end of all spans so far, so that one look back is enough.
        self.ends: list[int] = []
        for _, end in spans:
            self.ends.append(max(end, self.ends[-1] if self.ends else 0))

    def meet(self, start: int, end: int) -> bool:
        """Does a finding share a character with [start, end)?"""
        number = bisect_left(self.starts, end)
        return number > 0 and self.ends[number - 1] > start

    def next(self, start: int, end: int) -> int:
        """Where the first finding begins between *start* and *end*; *end* if none does."""
        number = bisect_left(self.starts, start)
        return min(end, self.starts[number]) if number < len(self.starts) else end
