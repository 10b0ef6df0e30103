"""Names what went wrong: the event, with at least one concrete thing about it.

## What it finds
"""

from __future__ import annotations

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._failing import clause_start, is_customer, is_own, merged
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Failures by name, with the subject of their clause.

    A failing act needs another subject than the customer; a plain past act of one's own is an offense only beside words
    of apology.
    """
    reading = apology.reading
    hits: list[Hit] = []
    sorry: set[int] = set()
    plain: list[Hit] = []
    for hit in found.hits:
        if hit.cue == "sorry":
            index = reading.sentence_index(hit.start)
            sorry.update((index - 1, index, index + 1))
        elif hit.cue == "plain":
            plain.append(hit)
        elif hit.cue in {"failing", "befell"}:
            start = clause_start(reading, hit.start)
            subject = reading.text[start : hit.start]
            if hit.cue == "befell" or not is_customer(subject):
                hits.append(Hit(start, hit.end))
        else:
            hits.append(Hit(hit.start, hit.end))
    for hit in plain:
        if reading.sentence_index(hit.start) in sorry:
            hits.append(Hit(hit.start, hit.end))
    return merged(reading, hits)
