"""Where an act in a sentence begins and ends: "we're sorry to hear that and would like to help"."""

from __future__ import annotations

import re

from sorrykit.phrases import Hit
from sorrykit.text import Reading


# "and", with the words that begin another act of the same writer behind it.
_SECOND = re.compile(
    r",?\s+(?:and|&)\s+(?:(?:i|we|would|will|take|apologi[sz]e|appreciate|understand|hope|want|can|am|are|thank|value|please"
    r"|look|sincerely|truly|do|if)\b|(?:i|we)['\u2019])",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;:(\u2013\u2014]\s*|\s-+\s+|\b(?:and|but|because|so)\s+", re.IGNORECASE)
_PREDICATE = re.compile(
    r"(?:is|are|was|were|would|must|falls?|fell|does|did|do|has|have|had|should|makes?|made|goes|went)\b", re.IGNORECASE
)
_FAR = 120


def first_arm(text: str, hit: Hit) -> Hit:
    """The hit without what follows "and", if that is an act of its own."""
    second = _SECOND.search(text, hit.start + 8, hit.end)
    return hit._replace(end=second.start()) if second else hit


def from_subject(reading: Reading, hit: Hit) -> Hit:
    """The hit with the subject before it, if it begins with a verb ("[What you got] is below our standards")."""
    if _PREDICATE.match(reading.text, hit.start) is None:
        return hit
    start = max(reading.sentence(hit.start)[0], hit.start - _FAR)
    for between in _BREAK.finditer(reading.text, start, hit.start):
        start = between.end()
    return hit._replace(start=start)
