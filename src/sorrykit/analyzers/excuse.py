"""Lowers the fault by control, workload, strain, intention, policy, procedure or custom.

## What it finds

Reasons that ask for a lighter judgment. Two families behave differently:

- **Circumstances**: "it was out of our control", "we were short-staffed", "due to the weather", "the system wouldn't let
  me". With ownership in the same or a neighboring sentence they are a mere account of the cause (`explanation`) and are
  not reported here; after an apology and a "but" they are excuses whatever was owned before.
- **Intention, policy and custom**: "we never meant to", "our policy says", "rules are rules", "that's how everybody does
  it", "the listing clearly states". They are excuses always.

Circumstances count only where the message has a failure or an apology at hand, in the same or a neighboring sentence.

## Why it matters

An excuse admits the harm and lowers the answerability (Scott and Lyman 1968); Schlenker's triangle (Pontari, Schlenker
and Christopher 2002) names the price: the writer looks unreliable and self-centered. In service recovery an outside
cause is believed only with help attached (Bitner 1990; Conlon and Murray 1996). Intentions answer a question that the
reader did not ask: what they need to know is that the harm was seen.

## Say instead

- not "We were extremely busy" but "We took on more orders than we could pack, and yours waited because of it."
- not "Our policy doesn't allow refunds after 30 days" but "I can't refund it after 30 days. What I can do is ___."
- not "It was never our intention to upset you" but "What I wrote was hurtful, and I'm sorry."

## Known limits

- A circumstance told as a story is not seen: "The lights went green all the way except the last one."
- Ownership is read from the words nearby, not from sense: "We own this shop. The storm was to blame."
- Legal and privacy limits are excuses by this reading, though they may be perfectly true: "For privacy reasons I can't say."

## References

Bitner, M. J. (1990), Evaluating service encounters. Conlon, D. E. and Murray, N. M. (1996), Customer perceptions of
corporate responses to product complaints. Pontari, B. A., Schlenker, B. R. and Christopher, A. N. (2002), Excuses and
character. Scott, M. B. and Lyman, S. M. (1968), Accounts.
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


_SORRY = late(r"\b(?:sorry|sry|apolog|regret|forgive|complain|frustrat|upset)", re.IGNORECASE)
_YOU = late(r"\b(?:you|u|your|ur|yours)\b", re.IGNORECASE)
# The reader's own circumstances excuse nobody.
_THEIRS = late(
    r"(?:(?:you|u)(?:['\u2019](?:re|ve|d))?\s+(?:were|was|are|had|have|got|sat|waited|spent)|your)\b", re.IGNORECASE
)
_OTHERS = ("blame", "minimizing", "denial")
_ARMS = ("apology", "hollow", "regret", "empathy", "responsibility")
_CONTEXT = ("offense", "agentless", "conditional")
_GOOD = ("responsibility", "regret", "apology", "empathy", "hollow", "forbearance", "appreciation", "remedy")


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(
        __name__,
        polarity="fault",
        needs=(*dict.fromkeys((*_ARMS, *_CONTEXT, *_GOOD, *_OTHERS)), "but-clause"),
        find=find,
    )


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Excuses; circumstances only near a failure and without ownership nearby, unless a "but" brings them."""
    if not found.hits and not found["but-clause"]:
        return
    reading = apology.reading
    index = reading.sentence_index
    owned = {index(f.span.start) for f in found["responsibility"] if f.span}
    arms = {index(f.span.start) for name in _ARMS for f in found[name] if f.span}
    at_hand = arms.union(index(f.span.start) for name in _CONTEXT for f in found[name] if f.span)
    taken_back = {index(f.span.start): f.span for f in found["but-clause"] if f.span}
    explained = {index(f.span.start) for name in _OTHERS for f in found[name] if f.span}
    context = at_hand | explained
    if found.hits and not at_hand and _SORRY.search(apology.text):
        at_hand.update(range(len(reading.sentences)))
        context = at_hand
    good = Stretches(f for name in _GOOD for f in found[name] if f.kind != "vague")
    plain = not owned and bool(context or taken_back)
    end = 0
    for hit in found.hits:
        if hit.start < end:
            continue
        here = index(hit.start)
        if hit.cue == "plain" and (
            not plain or good.meet(hit.start, hit.end) or apology.text[reading.sentences[here][1] - 1] == "?"
        ):
            continue
        back = taken_back.get(here)
        inside = back is not None and back.start <= hit.start < back.end
        start = max(end, clause_start(reading, hit.start))
        if hit.cue == "circumstance" and _THEIRS.match(apology.text, start, hit.start):
            continue
        if hit.cue == "plain":
            pass
        elif hit.cue == "circumstance" and not inside:
            if not owned.isdisjoint((here - 1, here, here + 1)) or at_hand.isdisjoint(range(here - 2, here + 3)):
                continue
        elif context.isdisjoint(range(here - 4, here + 5)):
            continue
        explained.add(here)
        yield Hit(start, hit.end)
        end = hit.end
    for here, span in taken_back.items():
        if (
            here not in explained
            and not arms.isdisjoint((here - 1, here))
            and not _YOU.search(apology.text, span.start, span.end)
        ):
            yield Hit(span.start, span.end)
