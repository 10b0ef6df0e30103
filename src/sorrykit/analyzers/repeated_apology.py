"""Apologizes more than once for the same thing in one message.

## What it finds

A whole message with two or more apologies (`apology` or `hollow`), of which at least one names nothing that another
one has not named: "I'm sorry ... again, our apologies". Apologies for different things ("sorry for the late reply,
and sorry that we sent the wrong lamp") are one each. Two in one breath ("Sorry, sorry!") count once. The finding has
no span.

## Why it matters

In the field data of Halperin, Ho, List and Muir (2022), on 1.5 million late rides, apologies that came again and
again did worse than none. An old hand in the customer service discussions says it shortly: one apology, and then
deeds. Each further sorry asks the reader for more absolution and brings back what the remedy had settled.

## Say instead

Say it once, first and fully; end on what happens next: "You'll have the new lamp on Thursday."

## Known limits

- In a long letter a second apology before the signature can be good manners: "Once more, our apologies, Robin."
- Whether two apologies are for the same thing is judged by the words they share.

## References

Halperin, B., Ho, B., List, J. A., and Muir, I. (2022), Toward an understanding of the economics of apologies:
Evidence from a large-scale natural field experiment. The Economic Journal 132.
"""

from __future__ import annotations

from sorrykit._core import Analyzer, Apology, Found, Span
from sorrykit.analyzers._make import make_verdict
from sorrykit.text._late import late


_WORD = late(r"[a-z]{4,}")
# Words of the apologies themselves say nothing about what they are for.
_EMPTY = {
    "sorry", "apology", "apologies", "apologize", "apologise", "sincere", "sincerely", "truly", "really", "deeply",
    "very", "please", "accept", "again", "that", "this", "have", "been", "with", "from", "your", "about", "would",
    "like", "also", "want", "once", "more", "most", "extremely", "terribly", "inconvenience", "regret", "caused",
    "trouble", "behalf", "team", "everyone", "they", "them", "were", "what",
}  # fmt: skip


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make_verdict(__name__, polarity="fault", needs=("apology", "hollow", "offense"), holds=_holds)


def _holds(apology: Apology, found: Found) -> bool:
    """Is there an apology for nothing that has not been apologized for already?"""
    spans = sorted(finding.span for name in ("apology", "hollow") for finding in found[name] if finding.span)
    spans = _in_breaths(spans)
    if len(spans) < 2:
        return False
    text, named = apology.text.lower(), set[str]()
    for number, span in enumerate(spans):
        words = {word.removesuffix("s") for word in _WORD.findall(text, span.start, span.end) if word not in _EMPTY}
        if number and (not words or words & named):
            return True
        named |= words
    return False


def _in_breaths(spans: list[Span]) -> list[Span]:
    """The spans, those that follow one another at once ("Sorry, sorry!") taken for one."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start > kept[-1].end + 3:
            kept.append(span)
    return kept
