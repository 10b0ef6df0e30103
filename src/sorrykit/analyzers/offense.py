"""Names what went wrong: the event, with at least one concrete thing about it.

## What it finds

- the complement of an apology, unless it is a mere "inconvenience" or "issue": "for the delay", "for sending the
  wrong lamp", "about the noise last night", "sorry we kept you waiting", "what I said about your sister";
- failing acts with their subject, one's own or somebody else's: "we lost your parcel", "the app crashes when you
  scan", "nobody called you back", "the courier never came";
- things in a state they should not be in: "your table arrived cracked", "the site was down", "the room was not
  ready";
- what befell the customer: "you were charged twice", "you had to call four times", "you haven't received your
  refund";
- failures by name and place: "an error on your bill", "a three-hour wait", "two missing plates";
- promised and real: "you asked for oak and we sent pine".

Own acts that are no failure by their verb ("we put your parents in separate rows") come from `responsibility`. Where
nothing else names it, the first event told before an apology is taken for the one that is apologized for; so is one
told first, in a message that goes on to make amends or to judge ("The lens was ground twice. A new pair is in the
post"). An own act that tells the cause of an offense just named is `explanation`.

## Why it matters

"Sorry for the inconvenience" can be said by somebody who has not read the complaint; "sorry we sent you the left shoe
twice" cannot. Naming the offense shows that you listened, and it is what the other person must hear before anything
else counts: acknowledgment of the offense is, with responsibility, the component readers weigh most (Lazare 2004;
Lewicki, Polin and Lount 2016). It also decides how other words are read: an apology with a named offense is no
`hollow` one.

## Known limits

- An act that only its story makes wrong goes unseen without an apology or amends near it: "I read your diary."
- Bare things are no events: "sorry about your window" names nothing that happened; "sorry about the lamp" neither.
- In reports, events before the apology may be mere background: "The meeting started at nine. We apologize to all."
- Pieces without a verb are found only if they count or judge: "two cold pizzas", not "a hair in the soup".
- Words of amends are everyday words: in "The tower opened in May. Tickets are half price from today" it sees one.

## References

Lazare, A. (2004), On Apology. Lewicki, R. J., Polin, B. and Lount, R. B. (2016), An exploration of the structure of
effective apologies, Negotiation and Conflict Management Research 9. Blum-Kulka, S., House, J. and Kasper, G. (1989),
Cross-Cultural Pragmatics.
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._clause import clause_start
from sorrykit.analyzers._failing import (
    is_customer,
    is_denied,
    is_left_out,
    is_own,
    is_subject,
    merged,
    subject_of,
    trimmed,
)
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit
from sorrykit.text._late import late


# Subjects of a passive or a state that point at something named elsewhere, deny it, or are judged ("we were wrong").
_POINTER = late(r"(?:that|this|it|which|there|nothing|no\b.*|none\b.*|let|what|nobody|we|i)?\W*$", re.IGNORECASE)
# Before a passive whose subject stands further back.
_BESIDE = late(r"(?:,|\bwho|\bwhich)\s*$", re.IGNORECASE)
_PRONOUN = late(r"(?:it|he|she|they)\W*$", re.IGNORECASE)
# Subjects of no event: with a verb of their own, or a noun of routine.
_NO_EVENT = late(
    r"\b(?:is|are|am|was|were|be|been|has|have|will|would|can|could|do|does|did|should|may|might"
    r"|must|re|ve|not|you|i|we|inconvenience|issues?|trouble|this|experience|comments)\b|n['\u2019]t\b|[,@]|^in \w+$",
    re.IGNORECASE,
)
_CAUSE = late(r"(?:\b(?:because|as|since|due to|cause|cos|reason (?:is|was)(?: that)?))\s*$", re.IGNORECASE)
# Names nothing concrete after all.
_THIN = late(
    r"\bexpectations?\b|\bexperience (?:was|is|has|did|were)\b"
    r"|\blet (?:you|him|her|them|everyone|\w+ \w+) (?:all )?down\b"
    r"|\b(?:fell|fall\w*) short\b|\binconvenienced?\b|\bnot (?:satisfied|happy|pleased|impressed)"
    r"|(?:enjoy|like)d?\b$|\b(?:hurt|upset|offended) (?:you|anyone|your feelings)",
    re.IGNORECASE,
)
_READER = late(
    r"\b(?:you|your|yours|u|ur|customers?|guests?|users?|passengers?|everyone|everybody|all)\b", re.IGNORECASE
)
# Cues of which neither is an offense without the other.
_IDLE = {"sorry", "event", "redress", "piece"}
_EVENTS = {"event", "piece"}
_MOST_SENTENCES = 14
# In a longer text, what befell others far from any apology is news.
_LONG = 9


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", needs=("responsibility",), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Failures by name, with the subject of their clause; own failing acts, unless they only tell the cause of another.

    Where nothing else names it, the first event told before the apology, or first of all before words of amends, is
    taken for what is apologized for.
    """
    cues = {hit.cue for hit in found.hits}
    if not found["responsibility"] and cues <= _IDLE and (cues <= {"sorry", "redress"} or cues <= _EVENTS):
        return
    reading = apology.reading
    text = reading.text
    hits: list[Hit] = []
    weak: list[Hit] = []
    told: list[Hit] = []
    events: list[Hit] = []
    redress = max((hit.start for hit in found.hits if hit.cue == "redress"), default=0)
    saying = {reading.sentence_index(hit.start): hit.start for hit in found.hits if hit.cue == "sorry"}
    for hit in found.hits:
        if hit.cue in _EVENTS:
            events.append(hit)
        elif hit.cue == "place":
            weak.append(hit._replace(cue=None))
        elif hit.cue is None:
            hits.append(hit)
        elif hit.cue not in _IDLE and not is_denied(text, hit):
            start = clause_start(reading, hit.start)
            subject = subject_of(text, start, hit.start)
            if not is_subject(reading, start, hit.start, supposed=reading.sentence_index(start) in saying):
                continue
            if hit.cue == "befell":
                aside = not subject and _BESIDE.search(text, max(0, start - 7), start) is not None
                fits = aside or not _POINTER.match(subject)
            else:
                fits = not (is_customer(subject) or is_own(subject)) if subject else not is_left_out(reading, start)
            if fits:
                (weak if _PRONOUN.match(subject) else told).append(hit._replace(start=start))
    sorry = set(saying) | {index - 1 for index in saying} | {index - 2 for index in saying}
    own: list[Hit] = []
    for finding in found["responsibility"]:
        if finding.span is None:
            continue
        index = reading.sentence_index(finding.span.start)
        sorry.update((index - 1, index, index + 1))
        if finding.kind == "implicit":
            own.append(Hit(finding.span.start, finding.span.end))
    if (sorry or redress) and events and len(reading.sentences) < _MOST_SENTENCES:
        first = min((reading.sentence_index(hit.start) for hit in (*hits, *told, *weak, *own)), default=_MOST_SENTENCES)
        event = next(
            (
                hit
                for hit in _events(apology, events)
                if (index := reading.sentence_index(hit.start)) in sorry or (index < 2 and hit.end <= redress)
            ),
            None,
        )
        if (
            event
            and reading.sentence_index(event.start) < first
            and event.start < saying.get(reading.sentence_index(event.start), len(text))
        ):
            hits.append(event)
    hits = [hit._replace(cue=None) for hit in hits]
    named: dict[int, int] = {}
    for hit in hits:
        index = reading.sentence_index(hit.start)
        named[index] = min(named.get(index, hit.end), hit.end)
    # What follows a named offense and does not touch the reader tells how it came about.
    for hit in sorted(told, key=lambda told: told.start):
        index = reading.sentence_index(hit.start)
        after = index - 1 in named or named.get(index, hit.end) <= hit.start
        far = len(reading.sentences) > _LONG and sorry.isdisjoint(range(index - 2, index + 3))
        if index in saying or _READER.search(text, hit.start, hit.end) or not (after or far):
            hits.append(hit._replace(cue=None))
            named[index] = min(named.get(index, hit.end), hit.end)
    for hit in weak:
        if reading.sentence_index(hit.start) - 1 not in named:
            hits.append(hit)
    for hit in own:
        index = reading.sentence_index(hit.start)
        cause = index - 1 in named or named.get(index, hit.end) <= hit.start
        if not cause and not _CAUSE.search(text, max(0, hit.start - 15), hit.start):
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
        if hit.cue == "piece":
            if text[reading.sentence(hit.start)[1] - 1] != "?":
                yield hit
            continue
        start = clause_start(reading, hit.start)
        subject = subject_of(text, start, hit.start)
        if (
            subject
            and start < hit.start
            and text[start - 1 : start] != "@"
            and len(subject) < 60
            and text[reading.sentence(hit.start)[1] - 1] != "?"
            and is_subject(reading, start, hit.start)
            and not is_customer(subject)
            and not _NO_EVENT.search(subject)
        ):
            yield hit._replace(start=start)
