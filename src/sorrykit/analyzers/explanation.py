"""Gives the cause in plain facts, without arguing the fault away.

## What it finds
"""

from __future__ import annotations

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._make import make
from sorrykit.analyzers._failing import clause_start, is_customer, is_subject, merged, subject_of, trimmed
from sorrykit.phrases import Hit


import re
_NO_EVENT = re.compile(r'\b(?:is|are|am|was|were|be|been|has|have|will|would|can|could|do|does|did|should|may|might|must|re|ve|d|s|ll|not|you|your|i|we|it|he|she|they|this|that|new|mr|mrs|ms|several|many|some|people|users)\b|[,@]|\d', re.I)
def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", needs=("offense", "responsibility"), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Causes, unless they appeal to strain or to what is beyond control and nobody owns the failure nearby.

    An own failing act that comes after the offense, or as its reason, is the cause of it.
    """
    reading = apology.reading
    text = reading.text
    owned = {reading.sentence_index(finding.span.start) for finding in found["responsibility"]}
    offenses = [(finding.span.start, finding.span.end) for finding in found["offense"]]
    failed = {reading.sentence_index(start) for start, _ in offenses}
    strain: list[int] = []
    sorry: set[int] = set()
    sorry_at: set[int] = set()
    hits: list[Hit] = []
    for hit in found.hits:
        index = reading.sentence_index(hit.start)
        if hit.cue == "strain":
            strain.append(hit.start)
        elif hit.cue == "sorry":
            sorry.update((index, index + 1))
            sorry_at.add(index)
    for hit in found.hits:
        if hit.cue in {"strain", "sorry"}:
            continue
        index = reading.sentence_index(hit.start)
        if hit.cue == "event":
            if index - 1 not in failed or index in failed or index in sorry_at:
                continue
            start = clause_start(reading, hit.start)
            subject = subject_of(text, start, hit.start)
            if not subject or len(subject) > 60 or is_customer(subject) or not is_subject(reading, start, hit.start) or _NO_EVENT.search(subject):
                continue
            hit = hit._replace(start=start)
        if hit.cue == "absent" and index not in sorry:
            continue
        if hit.cue == "cause" and not {index - 1, index, index + 1} & failed:
            continue
        if any(hit.start <= at < hit.end for at in strain[:20]) and not {index - 1, index, index + 1} & owned:
            continue
        hits.append(Hit(hit.start, hit.end))
    explicit = {reading.sentence_index(finding.span.start) for finding in found["responsibility"] if finding.kind == "explicit"}
    for finding in found["responsibility"]:
        if finding.kind == "implicit" and not any(start < finding.span.end and finding.span.start < end for start, end in offenses[:50]):
            if reading.sentence_index(finding.span.start) not in explicit:
                hits.append(Hit(finding.span.start, finding.span.end))
    for hit in merged(reading, hits):
        yield trimmed(text, hit)
