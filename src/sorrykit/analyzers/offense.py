"""Names what went wrong: the event, with at least one concrete thing about it.

## What it finds
"""

from __future__ import annotations

import os
import re

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._failing import clause_start, is_customer, is_own, is_subject, merged, trimmed
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


# Subjects that point at something named elsewhere, or deny it.
_POINTER = re.compile(r"(?:that|this|it|which|there|nothing|no\b.*|none\b.*|let|what|nobody)?\W*$", re.IGNORECASE)
_NO_PAST = re.compile(r"\b(?:have|has|ve|is|are|am|s|re|been|you|not|inconvenience|issues?|trouble|this|experience|you \w+)\W*$", re.IGNORECASE)
_THIN = re.compile(r"\bexpectations?\b|\blet (?:you|him|her|them|everyone|\w+ \w+) (?:all )?down\b|\b(?:fell|fall\w*) short\b|\binconvenienced?\b|\b(?:hurt|upset|offended) (?:you|anyone|your feelings)", re.IGNORECASE)
_CAUSE = re.compile(r"(?:\b(?:because|as|since|due to|cause|cos|reason (?:is|was)(?: that)?)|:)\s*$", re.IGNORECASE)
_V = os.environ.get("OFF", "cps")


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", needs=("responsibility",), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Failures by name, with the subject of their clause.

    A failing act needs another subject than the customer; a plain past act of one's own is an offense only beside words
    of apology.
    """
    reading = apology.reading
    text = reading.text
    hits: list[Hit] = []
    sorry: set[int] = set()
    past: list[Hit] = []
    for hit in found.hits:
        if hit.cue == "sorry":
            index = reading.sentence_index(hit.start)
            sorry.update((index - 1, index, index + 1))
        elif hit.cue == "past":
            past.append(hit)
        elif hit.cue in {"failing", "befell"}:
            start = clause_start(reading, hit.start)
            subject = text[start : hit.start]
            if not is_subject(reading, start, hit.start):
                continue
            if hit.cue == "befell":
                if not _POINTER.match(subject):
                    hits.append(Hit(start, hit.end))
            elif subject and not is_customer(subject) and not is_own(subject):
                hits.append(Hit(start, hit.end))
        else:
            hits.append(Hit(hit.start, hit.end))
    named = {reading.sentence_index(hit.start) for hit in hits}
    for finding in found["responsibility"]:
        if finding.kind == "implicit":
            start, end = finding.span.start, finding.span.end
            index = reading.sentence_index(start)
            if "c" in _V and _CAUSE.search(text, max(0, start - 15), start):
                continue
            if "p" in _V and index - 1 in named:
                continue
            if "s" in _V and index in named and any(hit.end <= start and reading.sentence_index(hit.start) == index for hit in hits):
                continue
            hits.append(Hit(start, end))
    for finding in found["responsibility"]:
        index = reading.sentence_index(finding.span.start)
        sorry.update((index - 1, index, index + 1))
    if sorry and past and not hits:
        for hit in past:
            if reading.sentence_index(hit.start) not in sorry:
                continue
            start = clause_start(reading, hit.start)
            subject = text[start : hit.start]
            if subject and len(subject) < 60 and is_subject(reading, start, hit.start) and not is_customer(subject) and not is_own(subject) and not _NO_PAST.search(subject):
                hits.append(Hit(start, hit.end))
                break
    for hit in merged(reading, hits):
        if not _THIN.search(text, hit.start, hit.end):
            yield trimmed(text, hit)
