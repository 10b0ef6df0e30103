"""Cut a text into runs, for renderings in which what overlaps cannot stand one inside the other.

Marks that nest have to be closed and opened again wherever two of them cross. Of a few findings that is right; of thousands it is
a page that no browser opens. A run is flat: it knows its findings by number, and names the nearest of them only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sorrykit.render._pieces import pieces, polarity_of
from sorrykit.render._visible import visible_part


# No message that anybody wrote has more findings over one word.
NEAREST = 8


class Run(NamedTuple):
    """A stretch of the text, as it may be shown, over which the findings are the same.

    `near` are those to be named with it, as numbers in the list of findings, `others` is how many more there are.
    `begins` and `ends` are those that begin with this run and that end with it.
    """

    text: str
    polarities: frozenset[str]
    near: tuple[int, ...]
    others: int
    begins: tuple[int, ...]
    ends: tuple[int, ...]


def runs(text: str, findings: Sequence[Mapping[str, Any]]) -> Iterator[Run]:
    """Yield the runs of a text, in order and without gaps; one without findings has no polarities."""
    begins, ends = defaultdict(list), defaultdict(list)
    for number, finding in enumerate(findings):
        if finding["start"] is not None:
            begins[max(0, finding["start"])].append(number)
            ends[min(len(text), finding["end"])].append(number)
    for piece in pieces(findings, len(text)):
        here = set(piece.within)
        new = [number for number in begins[piece.start] if number in here]
        near = piece.within
        if len(near) > NEAREST:
            old = [number for number in near if number not in set(new)]
            near = tuple((new + old[::-1])[:NEAREST])
        yield Run(
            visible_part(text, piece.start, piece.end),
            frozenset(polarity_of(findings[number]) for number in piece.within),
            tuple(sorted(near)),
            len(piece.within) - len(near),
            tuple(new),
            tuple(number for number in ends[piece.end] if number in here),
        )


def numbers(findings: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """The number that a reader sees, from 1, of each finding that has a place."""
    return {index: number for number, index in enumerate((i for i, f in enumerate(findings) if f["start"] is not None), 1)}
