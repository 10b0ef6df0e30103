"""States the failure with nobody in it: "mistakes were made", "your order got lost".

## What it finds
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._failing import clause_start, is_subject, merged, trimmed
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


_OWNER = re.compile(r"\b(?:our|my|us|by (?!mistake|accident|error|then|now|the time|\d|noon|mid)\w+|ourselves|myself)\b", re.IGNORECASE)


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault", needs=("offense", "responsibility"), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Failures told in the passive or as if they had happened by themselves, where the sentence names no owner.

    A passive that could also tell of good service ("was sent") counts where it stands in a named offense.
    """
    reading = apology.reading
    text = reading.text
    owned = {reading.sentence_index(finding.span.start) for finding in found["responsibility"]}
    offenses = sorted((finding.span.start, finding.span.end) for finding in found["offense"])
    hits: list[Hit] = []
    at = 0
    for hit in found.hits:
        index = reading.sentence_index(hit.start)
        if index in owned:
            continue
        if hit.cue == "there":
            start = hit.start
        else:
            start = clause_start(reading, hit.start)
            if start == hit.start or not is_subject(reading, start, hit.start):
                continue
        if hit.cue == "passive":
            while at < len(offenses) and offenses[at][1] <= hit.start:
                at += 1
            if at == len(offenses) or offenses[at][0] > hit.start or offenses[at][0] > start + 4:
                continue
        if not _OWNER.search(text, start, hit.end):
            hits.append(Hit(start, hit.end))
    for hit in merged(reading, hits):
        yield trimmed(text, hit)
