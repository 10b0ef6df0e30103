"""Hits and findings against one another, in time linear in their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sorrykit._core import Finding
from sorrykit.phrases import Hit


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
