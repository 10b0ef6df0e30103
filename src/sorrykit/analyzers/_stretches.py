"""Hits and findings against one another, in time linear in their number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from sorrykit._core import Finding
from sorrykit.phrases import Hit


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


def stretches(findings: Iterable[Finding]) -> list[tuple[int, int]]:
    """Where the findings stand that have a span, in order."""
    return sorted((finding.span.start, finding.span.end) for finding in findings if finding.span)


def outside(hits: Iterable[Hit], others: Sequence[tuple[int, int]], *, whole: bool = False) -> Iterator[Hit]:
    """The hits that begin in none of the other stretches, or with *whole* touch none; all come in order of position."""
    number, reach = 0, -1
    for hit in hits:
        last = hit.end if whole else hit.start + 1
        while number < len(others) and others[number][0] < last:
            reach = max(reach, others[number][1])
            number += 1
        if reach <= hit.start:
            yield hit


def after_and(text: str, hit: Hit) -> Hit:
    """The hit without the "and" that it may begin with."""
    return hit._replace(start=hit.start + 4) if text[hit.start : hit.start + 4].lower() == "and " else hit
