"""An apology for a trifle, or for work that was announced in good time.

## What it finds

A whole message in which every apology is for something trivial: a typo, a long mail, a reply that took a day, bad
English, a double post, a basic question; or in which a planned event (maintenance, a closure, an update) is announced
with an apology while nothing has failed. Delays of weeks are not trivial. The finding has no span.

## Why it matters

Apologies for trifles wear the word out: when something serious happens, the same sentence has to carry it. The
customer service discussions are firm about maintenance notices in particular: an announcement with "we apologize for
any inconvenience" tells people to expect trouble, where it could tell them what they will get. The research is of two
minds, though: Brooks, Dai and Schweitzer (2014) found that a needless "I'm sorry about the rain" makes strangers
trust more. Among friends, leave it in.

## Say instead

- not "Sorry for the late reply" but "Thank you for waiting."
- not "We apologize for any inconvenience" in a notice but "We chose Sunday, 2 to 4 am, so that it touches as few of
  you as possible."

## Known limits

- What is a trifle depends on the reader: a typo on a wedding card is none. "Sorry for the typo on your invitations."
- A planned event that hurts somebody deserves an apology: "The clinic will be closed on the day of your operation.
  We're sorry."

## References

Brooks, A. W., Dai, H., and Schweitzer, M. E. (2014), I'm sorry about the rain! Superfluous apologies demonstrate
empathic concern and increase trust.
"""

from __future__ import annotations

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._make import make_verdict


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make_verdict(__name__, polarity="fault", needs=("apology", "hollow", "offense", "responsibility", "agentless"), holds=_holds)


def _holds(apology: Apology, found: Found) -> bool:
    """Is every apology for a trifle, or made for what is only planned?"""
    reading = apology.reading
    apologies = [finding for name in ("apology", "hollow") for finding in found[name]]
    if not apologies:
        return False
    sentences: dict[str | None, set[int]] = {"trifle": set(), "serious": set(), "planned": set(), "failed": set()}
    for hit in found.hits:
        sentences[hit.cue].add(reading.sentence_index(hit.start))
    places = {reading.sentence_index(finding.span.start) for finding in apologies if finding.span}
    if places <= sentences["trifle"] - sentences["serious"]:
        return True
    if not sentences["planned"] or sentences["failed"]:
        return False
    failures = (finding for name in ("offense", "responsibility", "agentless") for finding in found[name])
    return not any(_is_failure(finding, apologies) for finding in failures)


def _is_failure(finding: Finding, apologies: list[Finding]) -> bool:
    """Does the finding say more than the apologies themselves?"""
    span = finding.span
    return span is not None and not any(a.span and a.span.start <= span.start and span.end <= a.span.end for a in apologies[:20])
