"""One finding a place: of kinds that overlap, the one that says most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sorrykit._core import Apology, Find, Found
from sorrykit.phrases import Hit


def strongest(kinds: Sequence[str]) -> Find:
    """A `find` that yields the hits of its phrases, and of those that overlap the one whose kind stands first in *kinds*."""
    rank = {kind: number for number, kind in enumerate(kinds)}

    def find(_: Apology, found: Found) -> Iterator[Hit]:
        """The hits that are left, in the order of the text."""
        # A hit can be beaten only by a neighbor, so one pass with a look at the last one kept is enough.
        kept: list[Hit] = []
        for hit in sorted(found.hits, key=lambda hit: (hit.start, rank.get(hit.kind or "", len(rank)), -hit.end)):
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
            elif rank.get(hit.kind or "", len(rank)) < rank.get(kept[-1].kind or "", len(rank)):
                kept[-1] = hit
        yield from kept

    return find
