"""States the failure with nobody in it: "mistakes were made", "your order got lost".

## What it finds

A failure in the passive ("you were charged twice", "your form was not processed"), in the existential form ("there
was a mix-up", "there has been a delay"), or told as if it had happened by itself ("an error occurred", "something
went wrong", "your bag went missing", "it slipped through the cracks"), in a sentence that names no owner.

A passive that could tell of good service as well ("the parcel was sent on Tuesday") counts only within a named
`offense`. A "we" that owns nothing is no owner: "we are sorry that mistakes were made".

## Why it matters

The passive is the grammar of evasion: the event stays, whoever did it is gone, and with them anybody who could be
forgiven. Speakers leave the agent out when they want less of the blame, and hearers give them less of it (Fausey and
Boroditsky 2010); in an apology the same form reads as a refusal to stand for the deed. "Mistakes were made" has
become the stock example (Tavris and Aronson 2007).

## Say instead

- not "Your order got lost" but "We lost your order."
- not "There was a miscommunication about the time" but "We gave you the wrong time."
- not "An error occurred while charging your card" but "We charged your card twice."

## Known limits

- A failure that is a state is an `offense` only: "the server was down", "your parcel is late".
- Who owns a sentence is told from words: in "your cat was let out by the painters we hired" it sees an owner.
- Plain passives without an offense around go unseen: "The minutes were read aloud."

## References

Fausey, C. M. and Boroditsky, L. (2010), Subtle linguistic cues influence perceived blame and financial liability,
Psychonomic Bulletin and Review 17. Tavris, C. and Aronson, E. (2007), Mistakes Were Made (but Not by Me).
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._clause import clause_start
from sorrykit.analyzers._failing import is_subject, merged, trimmed
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit
from sorrykit.text._late import late


_OWNER = late(
    r"\b(?:our|my|us|by (?!mistake|accident|error|then|now|the time|\d|noon|mid)\w+|ourselves|myself)\b", re.IGNORECASE
)
# Nobody and nothing: no failure after all.
_NONE = late(r"(?:no|none|nothing|nobody|neither)\b", re.IGNORECASE)
_ARTICLE = late(r"\b(?:the|an?|some|your|this|that) $", re.IGNORECASE)


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault", needs=("offense", "responsibility"), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Failures told in the passive or as if they had happened by themselves, where the sentence names no owner.

    A passive that could also tell of good service ("was sent") counts where it stands in a named offense.
    """
    reading = apology.reading
    text = reading.text
    owned = {reading.sentence_index(finding.span.start) for finding in found["responsibility"] if finding.span}
    offenses = sorted((finding.span.start, finding.span.end) for finding in found["offense"] if finding.span)
    hits: list[Hit] = []
    at = 0
    for hit in found.hits:
        index = reading.sentence_index(hit.start)
        if index in owned:
            continue
        if hit.cue == "there":
            article = _ARTICLE.search(text, max(0, hit.start - 7), hit.start)
            start = article.start() if article else hit.start
        else:
            start = clause_start(reading, hit.start)
            if start == hit.start or not is_subject(reading, start, hit.start) or _NONE.match(text, start):
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
