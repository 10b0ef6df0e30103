"""Names what went wrong: the event, with at least one concrete thing about it.

## What it finds
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._failing import clause_start, is_customer, is_denied, is_own, is_subject, subject_of, merged, trimmed
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


# Subjects of a passive or a state that point at something named elsewhere, deny it, or are judged ("we were wrong").
_POINTER = re.compile(r"(?:that|this|it|which|there|nothing|no\b.*|none\b.*|let|what|nobody|we|i)?\W*$", re.IGNORECASE)
# Subjects of no event: with a verb of their own, or a noun of routine.
_NO_EVENT = re.compile(
    r"\b(?:is|are|am|was|were|be|been|has|have|will|would|can|could|do|does|did|should|may|might|must|re|ve|not|you|i|we"
    r"|inconvenience|issues?|trouble|this|experience|comments)\b|[,@]|^in \w+$",
    re.IGNORECASE,
)
_CAUSE = re.compile(r"(?:\b(?:because|as|since|due to|cause|cos|reason (?:is|was)(?: that)?)|:)\s*$", re.IGNORECASE)
# Names nothing concrete after all.
_THIN = re.compile(
    r"\bexpectations?\b|\blet (?:you|him|her|them|everyone|\w+ \w+) (?:all )?down\b|\b(?:fell|fall\w*) short\b|\binconvenienced?\b"
    r"|\bnot (?:satisfied|happy|pleased|impressed)|(?:enjoy|like)d?\b$|\b(?:hurt|upset|offended) (?:you|anyone|your feelings)",
    re.IGNORECASE,
)
_MOST_SENTENCES = 14


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", needs=("responsibility",), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Failures by name, with the subject of their clause; own failing acts, unless they only tell the cause of another.

    Where nothing else names it, the first event told before the apology is taken for what is apologized for.
    """
    reading = apology.reading
    text = reading.text
    hits: list[Hit] = []
    events: list[Hit] = []
    saying = {reading.sentence_index(hit.start) for hit in found.hits if hit.cue == "sorry"}
    for hit in found.hits:
        if hit.cue == "sorry":
            continue
        if hit.cue == "event":
            events.append(hit)
        elif hit.cue is None:
            hits.append(hit)
        else:
            start = clause_start(reading, hit.start)
            subject = subject_of(text, start, hit.start)
            if not is_denied(text, hit) and is_subject(reading, start, hit.start, supposed=reading.sentence_index(start) in saying) and (
                (hit.cue == "befell" and not _POINTER.match(subject))
                or (hit.cue == "failing" and subject and not is_customer(subject) and not is_own(subject))
            ):
                hits.append(hit._replace(start=start))
    sorry = saying | {index - 1 for index in saying} | {index - 2 for index in saying}
    own: list[Hit] = []
    for finding in found["responsibility"]:
        index = reading.sentence_index(finding.span.start)
        sorry.update((index - 1, index, index + 1))
        if finding.kind == "implicit":
            own.append(Hit(finding.span.start, finding.span.end))
    if sorry and events and len(reading.sentences) < _MOST_SENTENCES:
        first = min((reading.sentence_index(hit.start) for hit in (*hits, *own)), default=_MOST_SENTENCES)
        event = next((hit for hit in _events(apology, events) if reading.sentence_index(hit.start) in sorry), None)
        if event and reading.sentence_index(event.start) < first:
            hits.append(event)
    hits = [hit._replace(cue=None) for hit in hits]
    named: dict[int, int] = {}
    for hit in hits:
        index = reading.sentence_index(hit.start)
        named[index] = min(named.get(index, hit.end), hit.end)
    for hit in own:
        index = reading.sentence_index(hit.start)
        if index - 1 not in named and named.get(index, hit.end) > hit.start and not _CAUSE.search(text, max(0, hit.start - 15), hit.start):
            hits.append(hit)
            named[index] = min(named.get(index, hit.end), hit.end)
    for hit in merged(reading, hits):
        if not _THIN.search(text, hit.start, hit.end):
            yield trimmed(text, hit)


def _events(apology: Apology, hits: Iterable[Hit]) -> Iterable[Hit]:
    """Past events with a subject of their own, neither asked nor told of the customer or oneself."""
    reading = apology.reading
    text = reading.text
    for hit in hits:
        start = clause_start(reading, hit.start)
        subject = subject_of(text, start, hit.start)
        if (
            subject
            and len(subject) < 60
            and text[reading.sentence(hit.start)[1] - 1] != "?"
            and is_subject(reading, start, hit.start)
            and not is_customer(subject)
            and not _NO_EVENT.search(subject)
        ):
            yield hit._replace(start=start)
