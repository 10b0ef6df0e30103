"""Cut a text into runs, for renderings in which what overlaps cannot stand one inside the other.

Marks that nest have to be closed and opened again wherever two of them cross. Of a few findings that is right; of thousands it is
a page that no browser opens. A run is flat: it knows its findings by number, and names the nearest of them only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sorrykit.render._pieces import polarity_of, stretches
from sorrykit.render._visible import visible_part


# No message that anybody wrote has more findings over one word; where there are, a tooltip is no help, and the list is.
MOST, FEW = 8, 3


class Run(NamedTuple):
    """A stretch of the text, as it may be shown, over which the findings are the same.

    `near` are those to be named with it, as numbers in the list of findings: all of them, or the nearest of a crowd, of which `others`
    are left out.
    `begins` and `ends` are those that begin with this run and that end with it.
    """

    text: str
    polarities: frozenset[str]
    near: Sequence[int]
    others: int
    begins: Sequence[int]
    ends: Sequence[int]


def runs(text: str, findings: Sequence[Mapping[str, Any]]) -> Iterator[Run]:
    """Yield the runs of a text, in order and without gaps; one without findings has no polarities."""
    there: Counter[str] = Counter()
    for stretch in stretches(findings, len(text)):
        there.update(polarity_of(findings[number]) for number in stretch.begins)
        # The list goes inward: the last of it are the nearest.
        near = sorted(number for _, _, number in stretch.over[-(MOST if len(stretch.over) <= MOST else FEW) :])
        yield Run(
            visible_part(text, stretch.start, stretch.end), frozenset(+there), near, len(stretch.over) - len(near), stretch.begins, stretch.ends
        )
        there.subtract(polarity_of(findings[number]) for number in stretch.ends)


def numbers(findings: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """The number that a reader sees, from 1, of each finding that has a place."""
    return {index: number for number, index in enumerate((i for i, f in enumerate(findings) if f["start"] is not None), 1)}
