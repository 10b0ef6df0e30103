"""An apology for nothing in particular, or for how the other side feels.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault", kinds=("feelings", "generic"), needs=("offense",), find=find)


# Where a clause that began with the apology ends.
_END = re.compile(r"[,;:.!?\n(]| [-\u2013\u2014]|[ ](?:but|however|although|though|because|while|so|and (?:we|I|I'm|let|please|will|are|would|appreciate|thank|value|hope|want|understand))\b")


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """Apologies for feelings, and generic ones with no offense named in the same or a neighboring sentence.

    An offense that reaches no further than the generic words themselves names nothing.
    """
    reading = apology.reading
    hits = sorted(found.hits, key=lambda hit: (hit.start, hit.kind or ""))
    empty = [(hit.start, hit.end) for hit in hits if hit.kind == "generic"]
    named: set[int] = set()
    for start, end in _beyond(sorted((f.span.start, f.span.end) for f in found["offense"] if f.span), empty):
        named.update(range(reading.sentence_index(start) - 1, reading.sentence_index(start) + 2))
    reach = 0
    for hit in hits:
        if hit.start >= reach and not (hit.kind == "generic" and reading.sentence_index(hit.start) in named):
            end = hit.end
            if hit.kind != "feelings":
                last = reading.sentence(hit.start)[1]
                stop = _END.search(apology.text, end, last)
                end = max(end, stop.start() if stop else last)
            reach = end
            yield Hit(hit.start, end, hit.kind or "generic")


def _beyond(stretches: Iterable[tuple[int, int]], others: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches that no other one holds; both come in order."""
    number, reach = 0, -1
    for start, end in stretches:
        while number < len(others) and others[number][0] <= start:
            reach = max(reach, others[number][1])
            number += 1
        if end > reach:
            yield start, end
