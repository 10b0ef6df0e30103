"""Takes the blame, in words ("our mistake") or by telling one's own failing act.

## What it finds
"""

from __future__ import annotations

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._failing import clause_start, is_own, is_subject, merged
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", kinds=("explicit", "implicit"), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Words of blame on oneself, and failing acts whose subject is the speaker's own side.

    A plain act of one's own is a failing one only beside words of apology or of blame.
    """
    reading = apology.reading
    text = reading.text
    explicit: list[Hit] = []
    implicit: list[Hit] = []
    plain: list[Hit] = []
    near: set[int] = set()
    for hit in found.hits:
        if hit.cue == "failing":
            start = clause_start(reading, hit.start)
            subject = text[start : hit.start]
            if (is_own(subject) or not subject) and is_subject(reading, start, hit.start):
                implicit.append(Hit(start, hit.end, "implicit"))
        elif hit.cue == "plain":
            plain.append(hit)
        else:
            index = reading.sentence_index(hit.start)
            near.update((index - 1, index, index + 1))
            if hit.cue is None:
                (explicit if hit.kind == "explicit" else implicit).append(hit)
    if near:
        near.update((0, 1, 2))
        implicit += [Hit(hit.start, hit.end, "implicit") for hit in plain if reading.sentence_index(hit.start) in near]
    yield from merged(reading, explicit)
    ends = sorted((hit.start, hit.end) for hit in explicit)
    for hit in merged(reading, implicit):
        if not any(start < hit.end and hit.start < end for start, end in ends[:50]):
            yield hit
