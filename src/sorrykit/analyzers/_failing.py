"""Who failed: the subject before a failing predicate, and what belongs together in one sentence.

Everything here reads a window of at most a hundred characters, so that no text is read twice.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator

from sorrykit.phrases import Hit
from sorrykit.text import Reading
from sorrykit.text._late import late


_FARTHEST = 100
_OWN = late(r"\b(?:i|we|our|my|us|ours|mine)\b", re.IGNORECASE)
# A noun with a relative clause that lost its "that": "the candle we made".
_REDUCED = late(
    r"(?!(?:\w+\s){1,2}(?:time|morning|afternoon|evening|night|week|weekend|month|year|days?|moment|summer"
    r"|winter|spring|autumn|minute|hour)\b)"
    r"(?:the|an?|your|that|those|these|this|every\w*|all|any|some|what)\b[^,]*\b(?:we|i)\W*$",
    re.IGNORECASE,
)
_GEAR = late(
    r"\bmy (?:computer|phone|laptop|internet|wifi|wi-fi|connection|battery|browser|car|alarm)\b", re.IGNORECASE
)
_CUSTOMER = late(
    r"(?:^|\s)(?:you|u|ya|(?:our|the|some|many) "
    r"(?:customers?|guests?|users?|members?|players?|passengers?))\b(?:['\u2019](?:ve|d|re|ll))?\W*(?:\w+ly\s*)?$",
    re.IGNORECASE,
)
# After these words there is no finite verb.
_NO_VERB = late(
    r"(?:['\u2019]d|\b(?:am|is|are|was|were|been|m|re|to|be|the|a|an|your|my|our|his|her|their|very|of|for|in|by"
    r"|with|will|would|can|may|might|could|must|should|not|on|at|from|as|more|so|too|get|being|no|any|if"
    r"|never|nothing|feel|feels|felt|feeling|seem|seems|bit|little))\W*$",
    re.IGNORECASE,
)
# Words of opinion or of long records in a subject: what follows is no failing act.
_FELT = late(
    r"\b(?:feel|felt|feels|think|thought|believe|perceived?|hope|wish|glad)\b"
    r"|\b(?:logs?|records?|tracking|system) (?:show|say|state|indicate)s?\b"
    r"|\bin (?:\w+[- ]){1,3}years\b",
    re.IGNORECASE,
)
_SUPPOSED = late(
    r"\b(?:if|unless|whether|whoever|once|in case|should|would|when(?:ever)?)\W+(?:you )?$", re.IGNORECASE
)
_ASKED = late(
    r".{0,5}?\b(?:have|has|did|do|does|are|is|was|were|can|could|will|would|why|what|when|where|how|which|who)\b",
    re.IGNORECASE,
)
_AUXILIARY = late(r"(?:is|are|was|were|does|do|has|have) ", re.IGNORECASE)
_PRESENT = late(r"(?:is|are|does|do|has|have) ", re.IGNORECASE)
_RELATIVE = late(r"\b(?:who|which|that|and|then)\W*$", re.IGNORECASE)
# "your form, which we had, was ...": the subject stands before the aside.
_ASIDE = late(r",\s*(?:which|who)\b[^,]*,\s*$", re.IGNORECASE)
_LINKED = late(r"\b(?:and|then)\W*$", re.IGNORECASE)
_SPEAKER = late(r"\b(?:i|we)\b(?!.*\b(?:he|she|they|you|who|it)\b)", re.IGNORECASE | re.DOTALL)
_NOT_LEFT_OUT = late(
    r"(?:delayed|took|takes|looks|that|has|have|is|isn['\u2019]?t"
    r"|did(?:n['\u2019]?t)? (?:not )?do|do(?:es)?(?:n['\u2019]?t)?)\b",
    re.IGNORECASE,
)
# The "they" of "they're"; the matcher takes both for one token. Not "didn't".
_CONTRACTED = late(r"(?!\w+n['\u2019]t\b)[^\W\d_]+(?=['\u2019][^\W\d_])")
_DENIED = late(
    r"\bnothing (?:\w+ )?wrong\b"
    r"|\b(?:did not|did ?n['\u2019]?t) (?:quite )?(?:catch|follow) (?:that|you|your|what|it)\b"
    r"|\bno (?:harm|damage)\b",
    re.IGNORECASE,
)
# What stands between two acts of one run, and what closes a clause without belonging to it.
_JOINS = late(r"[\s,;:\u2013\u2014-]*(?:(?:and|or|then|so|but|that|which|because)\b\s*){0,2}")
_TAIL = late(r"[\s(*]+(?:so |very )?(?:sorry|soz|apologies|x+|\^\w+|lol|haha)\W*$", re.IGNORECASE)


def subject_of(text: str, start: int, at: int) -> str:
    """The words from *start* to the predicate at *at*, with the "they" of "they're"."""
    contracted = _CONTRACTED.match(text, at)
    return text[start : contracted.end() if contracted else at]


def is_own(subject: str) -> bool:
    """Does the subject name the speaker's own side? Not in "the candle we made", nor in "my phone"."""
    return _OWN.search(subject) is not None and not _REDUCED.match(subject) and not _GEAR.search(subject)


def is_customer(subject: str) -> bool:
    """Is the subject the customer?"""
    return _CUSTOMER.search(subject) is not None


def is_left_out(reading: Reading, at: int) -> bool:
    """Is the subject left out at *at* because it is the speaker: "forgot your order", "we came late and left early"?"""
    text = reading.text
    first = reading.sentence(at)[0]
    if first >= at - 12:
        return not _NOT_LEFT_OUT.match(text, at)
    return (
        _LINKED.search(text, max(first, at - 6), at) is not None
        and _SPEAKER.search(text, max(first, at - _FARTHEST), at) is not None
    )


def is_subject(reading: Reading, start: int, at: int, *, supposed: bool = False) -> bool:
    """May the words from *start* to the predicate at *at* be its subject, in a clause that states a fact?

    With *supposed*, a clause behind "if" will do as well.
    """
    text = reading.text
    first, end = reading.sentence(at)
    if text[end - 1] == "?" and _ASKED.match(text, max(first, start - 5)):
        return False
    if start == at and not _CONTRACTED.match(text, at):
        if _ASIDE.search(text, max(first, at - _FARTHEST), at):
            return True
        if first >= at - 12:
            return not _AUXILIARY.match(text, at)
        return _RELATIVE.search(text, max(0, at - 6), at) is not None and not _PRESENT.match(text, at)
    if _NO_VERB.search(text, start, at) or _FELT.search(text, start, at):
        return False
    return supposed or not _SUPPOSED.search(text, max(0, start - 12), start)


def is_denied(text: str, hit: Hit) -> bool:
    """Does the predicate deny what its verb says: "did nothing wrong"?"""
    return _DENIED.search(text, hit.start, min(hit.end, hit.start + _FARTHEST)) is not None


def merged(reading: Reading, hits: Iterable[Hit]) -> Iterator[Hit]:
    """The hits in order, with those made one that overlap or are joined by no more than "and" within a sentence."""
    last: Hit | None = None
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if last is not None:
            if hit.start <= last.end or (
                hit.start - last.end < 30
                and hit.kind == last.kind
                and _JOINS.fullmatch(reading.text, last.end, hit.start)
                and reading.sentence_index(last.start) == reading.sentence_index(hit.start)
            ):
                last = last._replace(end=max(last.end, hit.end))
                continue
            yield last
        last = hit
    if last is not None:
        yield last


def trimmed(text: str, hit: Hit) -> Hit:
    """The hit without an apology, a name or a tag that closes its clause ("running late sorry")."""
    tail = _TAIL.search(text, max(hit.start + 1, hit.end - 24), hit.end)
    return hit._replace(end=tail.start()) if tail else hit
