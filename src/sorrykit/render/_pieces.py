"""Cut a text at the edges of its findings, so that overlapping spans can be shown one inside the other."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
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


class Stretch(NamedTuple):
    """A stretch of the text with the findings over it, the outermost first, each as (start, -end, number).

    `over` is the list that the next stretch is made from: look at it, do not keep it.
    """

    start: int
    end: int
    over: Sequence[tuple[int, int, int]]
    begins: Sequence[int]
    ends: Sequence[int]


def stretches(findings: Sequence[Mapping[str, Any]], length: int) -> Iterator[Stretch]:
    """Yield the stretches of a text of *length* characters over which the findings are the same, in order and without gaps.

    Findings about the whole text have no place and are passed over; a span that reaches beyond the text is clipped.
    """
    begins: dict[int, list[tuple[int, int, int]]] = {}
    ends: dict[int, list[tuple[int, int, int]]] = {}
    for number, finding in enumerate(findings):
        if finding["start"] is None:
            continue
        start, end = max(0, finding["start"]), min(length, finding["end"])
        if start < end:
            # The longer of two spans that begin together goes around the other.
            key = (start, -end, number)
            begins.setdefault(start, []).append(key)
            ends.setdefault(end, []).append(key)
    over: list[tuple[int, int, int]] = []
    edges = sorted({0, *begins, *ends, length})
    for start, end in pairwise(edges):
        for key in ends.get(start, ()):
            del over[bisect_left(over, key)]
        for key in begins.get(start, ()):
            insort(over, key)
        yield Stretch(start, end, over, [key[2] for key in begins.get(start, ())], [key[2] for key in ends.get(end, ())])


def pieces(findings: Sequence[Mapping[str, Any]], length: int) -> Iterator[Piece]:
    """Yield the stretches of a text as pieces that know all their findings."""
    for stretch in stretches(findings, length):
        yield Piece(stretch.start, stretch.end, tuple(number for _, _, number in stretch.over))


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
