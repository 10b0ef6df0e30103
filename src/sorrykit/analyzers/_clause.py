"""Clauses: where one begins, and where it ends. Most acts are known by their verb, and quoted with their subject.

A clause of one subject begins behind whatever opens it ("I know that [we broke it]"); an act, which may be made of several
such clauses, behind what joins it to another ("we are sorry and [will see to it that you get it]").

Everything here reads a window of bounded length, so that no text is read twice.
"""

from __future__ import annotations

import re

from sorrykit.phrases import Hit
from sorrykit.text import Reading
from sorrykit.text._late import late


_FARTHEST = 100
# Where the clause of a predicate begins at the latest. "That" is no edge where it is itself the subject.
_EDGE = late(
    r"[;!?()\[\]\n\u2013\u2014\u2026\"\u201c\u201d]|(?<=\s)-+(?=\s)|(?<!\d)[.,:]|[.,:](?!\d)"
    r"|\bthat(?!['\u2019]s|\s+(?:is|was|has|had|did|should|can|could|will|would|were|one|went|took)\b)"
    r"|\b(?:and|but|or|so|because|cause|cuz|coz|cos|as|since|when|while|whilst|if|unless|where|which|who"
    r"|whom|whoever|what|how|why|whether|having|please|sorry|apologi[sz]e|apologies|regret|although|though|until"
    r"|than|know|knew|see|hear|dear|once|let|lets)\b",
    re.IGNORECASE,
)
# What a speaker says before a clause begins.
_OPENING = late(r"(?:look|listen|however|unfortunately|sadly|honestly|actually|well|yes|ok|okay)\b\W*", re.IGNORECASE)
# What joins two clauses; behind the last of them stands the subject of the clause.
_JOINT = late(
    r"[,;:()\n–—]\s*|\s[-–—]+\s|\b(?:and|but|because|while|then)\s"
    r"|\b(?=(?:before|until|if|unless|when|whenever|once|whether|so (?:that |as )?\w+ (?:can|could|may)|in order)\s)"
    r"|\bso\s(?!(?:that |as )?\w+ (?:can|could|may|will)\b)",
    re.IGNORECASE,
)
_TAIL = late(r"(?:[\s,;:(–—-]|\b(?:and|but|so|then|or|because|while)\b)+$", re.IGNORECASE)
# Handles, bullets and quotation marks before the first word.
_LEAD = late(r"(?:@\w+[:,]?\s+|[\s\"'\u201c\u2018*_>\u2022-]+)*")
_FAR, _AHEAD = 300, 12
# "and", with the words that begin another act of the same writer behind it.
_SECOND = late(
    r",?\s+(?:and|&)\s+(?:(?:i|we|would|will|take|apologi[sz]e|appreciate|understand|hope|want|can|am|are|thank|value|please"
    r"|look|sincerely|truly|do|if)\b|(?:i|we)['\u2019])",
    re.IGNORECASE,
)
# What a whole subject cannot reach across; a quotation, and "that", may be part of it.
_BREAK = late(r"[,;:(\u2013\u2014]\s*|\s-+\s+|\b(?:and|but|because|so)\s+", re.IGNORECASE)
_PREDICATE = late(
    r"(?:is|are|was|were|would|must|falls?|fell|does|did|do|has|have|had|should|makes?|made|goes|went)\b", re.IGNORECASE
)


def clause_start(reading: Reading, at: int) -> int:
    """Where the clause begins whose predicate stands at *at*: the start of its subject, as far as words alone tell."""
    text = reading.text
    first = reading.sentence(at)[0]
    if first < at - _FARTHEST:
        first = at - _FARTHEST
        while first < at and not text[first].isspace():
            first += 1
    for edge in _EDGE.finditer(text, first, at):
        first = edge.end()
    while first < at and not text[first].isalnum():
        first += 1
    opening = _OPENING.match(text, first, at)
    return opening.end() if opening else first


def act_start(text: str, first: int, start: int) -> int:
    """Where the act begins that *start* stands in, *first* being the beginning of the sentence: with its "if" and its "that"."""
    first = max(first, start - _FAR)
    # A joint may show what it is only by words that come after *start*.
    for joint in _JOINT.finditer(text, first, start + _AHEAD):
        if joint.end() > start:
            break
        first = joint.end()
    lead = _LEAD.match(text, first)
    return min(start, lead.end()) if lead else first


def before(text: str, start: int, stop: int) -> int:
    """Where a clause that began at *start* ends if the next one begins at *stop*: without the "and" between them."""
    near = max(start, stop - 20)
    return near + len(_TAIL.sub("", text[near:stop]))


def first_arm(text: str, hit: Hit) -> Hit:
    """The hit without what follows "and", if that is an act of its own."""
    second = _SECOND.search(text, hit.start + 8, hit.end)
    return hit._replace(end=second.start()) if second else hit


def from_subject(reading: Reading, hit: Hit) -> Hit:
    """The hit with the subject before it, if it begins with a verb ("[What you got] is below our standards")."""
    if _PREDICATE.match(reading.text, hit.start) is None:
        return hit
    start = max(reading.sentence(hit.start)[0], hit.start - _FARTHEST)
    for between in _BREAK.finditer(reading.text, start, hit.start):
        start = between.end()
    return hit._replace(start=start)
