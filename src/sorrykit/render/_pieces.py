"""Cut a text at the edges of its findings, so that overlapping spans can be shown one inside the other."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple


POLARITIES = ("fault", "strength", "note")


def polarity_of(finding: Mapping[str, Any]) -> str:
    """The polarity of a finding; anything that is none of the three is shown as a note."""
    return finding["polarity"] if finding["polarity"] in POLARITIES else "note"


class Piece(NamedTuple):
    """A stretch of the text, and the findings it lies within, the outermost first, as numbers in the list of findings."""

    start: int
    end: int
    within: tuple[int, ...]


class Step(NamedTuple):
    """One piece with what is to be closed before it and opened before it, the innermost closed first."""

    closed: tuple[int, ...]
    opened: tuple[int, ...]
    piece: Piece


def pieces(findings: Sequence[Mapping[str, Any]], length: int) -> Iterator[Piece]:
    """Yield the pieces of a text of *length* characters, in order and without gaps.

    Findings about the whole text have no place and are passed over; a span that reaches beyond the text is clipped.
    """
    edges: dict[int, list[tuple[bool, tuple[int, int, int]]]] = {}
    for number, finding in enumerate(findings):
        if finding["start"] is None:
            continue
        start, end = max(0, finding["start"]), min(length, finding["end"])
        if start < end:
            # The longer of two spans that begin together goes around the other.
            key = (start, -end, number)
            edges.setdefault(start, []).append((True, key))
            edges.setdefault(end, []).append((False, key))
    at = 0
    active: list[tuple[int, int, int]] = []
    for edge in sorted({*edges, length}):
        if edge > at:
            yield Piece(at, edge, tuple(number for _, _, number in active))
            at = edge
        for opens, key in edges.get(edge, ()):
            if opens:
                insort(active, key)
            else:
                active.remove(key)


def steps(cut: Iterable[Piece]) -> Iterator[Step]:
    """Yield for each piece what closes and opens before it: well nested, whatever overlaps.

    Of two spans that cross, the later one is cut in two: it closes with the earlier one and opens again behind it.
    """
    around: tuple[int, ...] = ()
    for piece in cut:
        common = 0
        while common < min(len(around), len(piece.within)) and around[common] == piece.within[common]:
            common += 1
        yield Step(around[common:][::-1], piece.within[common:], piece)
        around = piece.within
    if around:
        yield Step(around[::-1], (), Piece(0, 0, ()))
