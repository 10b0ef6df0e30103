"""Sorrow for what happened to them, or the sight of what it meant to them.

## What it finds

`sympathy`: sorrow for the other person, whoever caused what happened ("sorry to hear that", "sorry you had to wait",
"what a horrible day"). `understanding`: their feeling, view or loss, seen and named ("I can see why you're upset",
"I'd be furious too", "you were counting on it").

## Why it matters

People who were let down want to be understood before they want a solution: in an experiment on service failures,
customers were the more satisfied the more empathetic the apology was (Roschk and Kaiser 2013). Sympathy is no
apology, though: "sorry to hear that" regrets the event and leaves open who caused it (Lazare 2004).

## Say instead

Nothing: it is a strength. Make it concrete, and let an apology follow where the fault is yours.

## Known limits

Fellow feeling that only names the hardship ("Sixty people stood in the snow for it.") has no mark in the words and is
mostly missed. A bare "I'm sorry." between friends may be sympathy; it counts as an apology here. "I understand"
without an object counts only if it stands alone.

## References

- Lazare, A. (2004). On Apology. Oxford University Press.
- Roschk, H. and Kaiser, S. (2013). The nature of an apology: An experimental study on how to apologize after a
  service failure. Marketing Letters.
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._clause import first_arm, from_subject
from sorrykit.analyzers._make import make
from sorrykit.analyzers._stretches import stretches
from sorrykit.phrases import Hit
from sorrykit.text._late import late


# Cues of a sorry that comforts only where nothing of the writer's own has failed.
_HAPPENED, _BARE, _BESIDE = "happened", "bare", "beside"
# Whoever speaks for a house answers for something with a bare sorry.
_HOUSE = late(r"\b(?:we|us|our)\b", re.IGNORECASE)


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    kinds = ("sympathy", "understanding")
    return make(__name__, polarity="strength", kinds=kinds, needs=("offense", "responsibility"), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """All hits, each from its subject to the end of its own arm; of two kinds in the same words the first.

    "Sorry this happened" is left out beside a failure of the writer's own, where it apologizes; a bare "I'm so sorry."
    wherever the message tells of one, or speaks for a house. A plain "I'm sorry." needs other sympathy beside it.
    """
    where = apology.reading.sentence_index
    failed: set[int] | None = None
    end = -1
    private: bool | None = None
    felt: set[int] | None = None
    for each in found.hits:
        hit = each
        if hit.cue in {_BARE, _BESIDE}:
            if private is None:
                private = not (found["offense"] or found["responsibility"] or _HOUSE.search(apology.text))
            if hit.cue == _BESIDE and felt is None:
                felt = {where(other.start) for other in found.hits if other.cue is None}
            here = where(hit.start)
            if not private or (hit.cue == _BESIDE and felt is not None and felt.isdisjoint(range(here - 1, here + 2))):
                continue
            hit = each._replace(cue=None)
        if hit.cue and failed is None:
            failed = {where(start) for name in ("offense", "responsibility") for start, _ in stretches(found[name])}
        if hit.cue and failed and not failed.isdisjoint(range(where(hit.start) - 1, where(hit.start) + 2)):
            continue
        if hit.start >= end:
            told = hit._replace(kind=hit.kind or "sympathy", cue=None)
            arm = first_arm(apology.text, from_subject(apology.reading, told))
            end = arm.end
            yield arm
