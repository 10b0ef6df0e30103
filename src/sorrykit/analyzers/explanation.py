"""Gives the cause in plain facts, without arguing the fault away.

## What it finds

- causes behind their connectives, near a failure: "because the label printer ran dry", "due to a burst pipe", "the
  reason was a wrong setting", "we traced it to an update", "it turned out that the tank was empty";
- one's own failing act that comes after the failure it caused, or after "because": "Your cake was late. We wrote down
  the wrong street.";
- an event told in the sentence after the failure: "We missed your slot. The lift stopped between two floors.";
- where the speaker was: "Sorry, I was in a meeting".
- what had happened before the failure, and what was going on during it, told by the tense: "The tape had stretched in
  the wash", "I was reading last year's list".

A cause that appeals to strain or to what nobody controls ("due to high demand", "because of the weather") counts only
where somebody owns the failure in the same or a neighboring sentence; otherwise it is an `excuse`. So do policy and
law.

## Why it matters

An adequate explanation makes an offense easier to forgive, above all where it is specific and shows that it can be
prevented (Shaw, Wild and Colquitt 2003; Lewicki, Polin and Lount 2016, where "explanation" ranks third of six
components). The same words become an excuse when they stand alone, and some of the source documents warn that a
"logical explanation" irritates while the customer is still angry. Take the blame first, then explain, in one
sentence.

## Known limits

- Causes told without a connective, and not right after the failure, go unseen: "Van wouldn't start this morning.
  Sorry."
- An event after a failure need not be its cause: "Your sofa is late. The warehouse closed at noon."
- Whether a circumstance is beyond control is told by word lists: "because of a beaver in the main" passes as a cause.

## References

Lewicki, R. J., Polin, B. and Lount, R. B. (2016), An exploration of the structure of effective apologies, Negotiation
and Conflict Management Research 9. Shaw, J. C., Wild, E. and Colquitt, J. A. (2003), To justify or excuse? A
meta-analytic review of the effects of explanations, Journal of Applied Psychology 88.
"""

from __future__ import annotations

import re

from bisect import bisect_left
from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._clause import clause_start
from sorrykit.analyzers._failing import is_customer, is_subject, merged, subject_of, trimmed
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit
from sorrykit.text import Reading
from sorrykit.text._late import late


# Subjects of an event that is no cause: persons, pronouns, what has a verb of its own.
_NO_CAUSE = late(
    r"\b(?:is|are|am|was|were|be|been|has|have|will|would|can|could|do|does|did|should|may|might|must|re|ve|d"
    r"|s|ll|not|you|your|i|we|it|he|she|they|this|that|new|mr|mrs|ms|several|many|some|people|users)\b|[,@]|\d",
    re.IGNORECASE,
)
# What is asked, supposed, refunded or told of the reader.
_UNTOLD = late(
    r"\?|\bif\b|\b(?:you|your) (?:had|have)\b|\b(?:should|would|could) have\b|\bhad to\b", re.IGNORECASE
)
# Behind these words stands no act that is told; and an act told in full has four words.
_DEPENDENT = late(r"\b(?:that|what|which|who|where)\s+$", re.IGNORECASE)
_TOLD = late(r"(?!.*\b(?:did(?:n['\u2019]t| not)|winced|['\u2019]m|am)\b)\W*\w+(?:\W+\w+){3}", re.IGNORECASE)
# What came after the failure, or was said to the reader.
_AMENDS = late(
    r"\b(?:you|yours?|today|tonight|tomorrow|this morning|back|refund\w*|full price|in the rain|overnight"
    r"|apolog\w*)\b",
    re.IGNORECASE,
)
# What was done to the reader is the failure itself, not its cause.
_READER = late(r"\b(?:you|your|yours|u|ur)\b", re.IGNORECASE)
_LONGEST_SUBJECT, _MOST_SENTENCES, _BRIEF = 60, 14, 8
# Cues that are nothing without an offense, or by themselves.
_IDLE = {"sorry", "strain", "cause", "event", "before", "during", "since"}


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", needs=("offense", "responsibility", "agentless"), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Causes near a failure, unless they appeal to strain and nobody owns the failure nearby.

    An own failing act that is no offense itself is the cause of one.
    """
    if not found["offense"] and not found["responsibility"] and all(hit.cue in _IDLE for hit in found.hits):
        return
    reading = apology.reading
    text = reading.text
    index_of = reading.sentence_index
    failed = {index_of(finding.span.start) for finding in found["offense"] if finding.span}
    owned = {index_of(finding.span.start) for finding in found["responsibility"] if finding.span}
    explicit = {
        index_of(finding.span.start)
        for finding in found["responsibility"]
        if finding.span and finding.kind == "explicit"
    }
    strain = [hit.start for hit in found.hits if hit.cue == "strain"]
    sorry = {index_of(hit.start) for hit in found.hits if hit.cue == "sorry"}
    long = len(reading.sentences) > _MOST_SENTENCES
    brief = len(reading.sentences) <= _BRIEF
    hits: list[Hit] = []
    for hit in found.hits:
        index = index_of(hit.start)
        start = hit.start
        if hit.cue in {"strain", "sorry"}:
            continue
        if hit.cue == "cause" and not {index - 1, index, index + 1} & failed:
            continue
        if hit.cue == "absent" and (long or not {index - 1, index, index + 1} & sorry):
            continue
        if hit.cue == "event":
            start = clause_start(reading, hit.start)
            after = index - 1 in failed and index not in failed and index not in sorry and brief
            whole = start - reading.sentence(start)[0] < 3 and not _AMENDS.search(text, start, hit.end)
            if not after or not whole or not _is_event(reading, start, hit.start):
                continue
        if hit.cue in {"before", "during", "since"}:
            if long or not ({index - 1, index, index + 1} & failed or {index - 1, index, index + 1} & owned):
                continue
            if hit.cue != "since":
                start = clause_start(reading, hit.start)
            if hit.cue != "since" and (
                _UNTOLD.search(text, start, hit.end) or is_customer(subject_of(text, start, hit.start))
            ):
                continue
        at = bisect_left(strain, start)
        strained = at < len(strain) and strain[at] < hit.end
        if not strained or {index - 1, index, index + 1} & owned:
            hits.append(hit._replace(start=start))
    named: dict[int, list[tuple[int, int]]] = {}
    for finding in found["offense"]:
        if finding.span:
            named.setdefault(index_of(finding.span.start), []).append((finding.span.start, finding.span.end))
    for finding in found["responsibility"]:
        if finding.kind == "implicit" and finding.span:
            start, end = finding.span.start, finding.span.end
            index = index_of(start)
            near = {index - 1, index} & failed and not _READER.search(text, start, end)
            if (
                near
                and index not in explicit
                and not _DEPENDENT.search(text, max(0, start - 9), start)
                and _TOLD.match(text, start, end)
                and not any(first < end and start < last for first, last in named.get(index, ())[:9])
            ):
                hits.append(Hit(start, end))
    for finding in found["agentless"]:
        if finding.span:
            index = index_of(finding.span.start)
            if index - 1 in failed and index not in failed:
                hits.append(Hit(finding.span.start, finding.span.end))
    for hit in merged(reading, hits):
        yield trimmed(text, hit)


def _is_event(reading: Reading, start: int, at: int) -> bool:
    """Is the subject from *start* to *at* a thing, in a clause that states what happened to it?"""
    subject = subject_of(reading.text, start, at)
    return (
        0 < len(subject) < _LONGEST_SUBJECT
        and not _NO_CAUSE.search(subject)
        and not is_customer(subject)
        and is_subject(reading, start, at)
    )
