"""Makes the harm small, usual, past or funny.

## What it finds

- *small*: "it was just a small delay", "a minor hiccup", "only a handful of accounts";
- *usual*: "these things happen", "nobody's perfect", "it's perfectly normal";
- *others*: "nobody else complained", "everyone is in the same boat", "most guests don't mind";
- *past*: "let's move on", "water under the bridge";
- *funny*: "it was only a joke", "can't you take a joke?";
- *still good*: "no harm done", "at least it arrived", "you'll barely notice", "the food itself was fine".

## Why it matters

Minimizing denies the injury instead of the act (Sykes and Matza 1957); Benoit (1995) counts it among the ways to reduce
offensiveness. How large a harm is, is the injured person's to say. Readers who are told that it is small raise their
voice to prove that it is not.

## Say instead

- not "It was just a small delay" but "You waited forty minutes."
- not "Mistakes happen" but "We made a mistake."
- not "Nobody else complained" but "Thank you for telling us. We should have noticed ourselves."

## Known limits

- Plain numbers in an incident report may be meant as facts, and are reported:
  "We apologize for the outage. A small number of accounts were affected."
- A general truth in the writer's own words is not seen: "Paint peels. Wood warps."
- "It only takes a minute to fix" is left alone, since it is about the remedy.

## References

Benoit, W. L. (1995), Accounts, Excuses, and Apologies. Sykes, G. M. and Matza, D. (1957), Techniques of neutralization.
Trosborg, A. (1995), Interlanguage Pragmatics.
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._clause import clause_start
from sorrykit.analyzers._make import make
from sorrykit.analyzers._stretches import Stretches
from sorrykit.phrases import Hit
from sorrykit.text._late import late


_CONTEXT = ("apology", "hollow", "offense", "agentless", "regret", "responsibility", "conditional", "empathy")


_GOOD = ("remedy", "empathy", "hollow", "forbearance", "appreciation", "responsibility", "vindication", "regret")
_SAME = late(r"\b(\w{2,})\s+(?:is|are|was|will be|means)\s+\1\b", re.IGNORECASE)


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault", needs=tuple(dict.fromkeys((*_CONTEXT, *_GOOD))), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Words that make it small; words of mere size only near the failure.

    Plain statements (cue "plain") need a failure, and nobody who owns one; a word that is said to be itself ("August
    is August") does as well.
    """
    if not found.hits:
        return
    reading = apology.reading
    index = reading.sentence_index
    at_hand = {index(f.span.start) for name in _CONTEXT for f in found[name] if f.span}
    good = Stretches(f for name in _GOOD for f in found[name] if f.kind != "vague")
    plain = not found["responsibility"]
    end = 0
    for hit in found.hits:
        here = index(hit.start)
        if hit.start < end or (hit.cue == "size" and at_hand.isdisjoint((here - 1, here, here + 1))):
            continue
        if hit.cue in ("plain", "same") and (not plain or good.meet(hit.start, hit.end)):
            continue
        if hit.cue == "same" and not _SAME.search(apology.text, max(0, hit.start - 24), min(hit.end, hit.start + 32)):
            continue
        yield Hit(max(end, clause_start(reading, hit.start)), hit.end)
        end = hit.end
