"""Faults somebody else: the customer, a colleague, or a third party.

## What it finds

Another actor with a fault predicate. The kinds:

- `customer`: what the reader should have done, failed to do, did wrong or asked for: "you should have read the terms",
  "you entered the wrong date", "if you had called earlier", "what did you expect?", "perhaps next time check the label".
- `colleague`: one of us is singled out: "the new guy forgot", "our trainee mixed up the orders", "sales should have told
  you", "he no longer works here".
- `third-party`: somebody outside: "the courier lost it", "the bank is to blame", "take it up with them", "that was due to
  a glitch at the payment provider". Friends, children and officials belong here.

Blaming a third party is let go where ownership stands in the same or a neighboring sentence ("our courier lost it, and
choosing them was our call"). Ownership never rescues the faulting of a colleague or of the customer.

## Why it matters

Moving the fault elsewhere is the excuse that hurts trust most: it answers "who pays?" before "how are you?". Trosborg
(1995) ranks "blaming someone else" and "attacking the complainer" as the last strategies before silence; Benoit (1995)
calls it shifting the blame. The reader bought from you and not from your courier, and staff who are named in an apology
rarely get over it.

## Say instead

- not "You should have read the terms" but "The terms put that on page four; we'll show it before checkout from now on."
- not "Our new trainee forgot" but "We forgot."
- not "The courier lost it, ask them" but "Our courier lost it. I've claimed it and sent you a new one."

## Known limits

- A name alone is not known as a colleague: "Ask Robin how that happened."
- Irony and hints go unseen: "Some of us own a calendar."
- An account of facts can read as blame: "You did not reply to our two letters", said to explain what to do next.

## References

Benoit, W. L. (1995), Accounts, Excuses, and Apologies. Schlenker, B. R. (1980), Impression Management. Trosborg, A.
(1995), Interlanguage Pragmatics.
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


_CONTEXT = ("offense", "denial", "hollow", "apology", "agentless", "regret", "conditional", "empathy")
_GOOD = ("responsibility", "remedy", "empathy", "hollow", "forbearance", "appreciation")
_NEEDS = (*_GOOD, "explanation", "minimizing", "offense", "denial", "apology", "agentless", "regret", "conditional")
_TOLD = ("offense", "explanation")
_HEAD = 12  # so near to the beginning of its clause an actor is its subject
_DEFENSES = ("denial", "minimizing", "hollow", "conditional")
_PERSON = late(r"\b(?:i|we|us|you)\b", re.IGNORECASE)
_OWN = late(r"\b(?:i|we|us)\b", re.IGNORECASE)
# What an apology is for does not act: "for the waiter's comment".
_OBJECT = late(r"(?:for|about|of|over|by|with)\b", re.IGNORECASE)


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault", kinds=("customer", "colleague", "third-party"), needs=_NEEDS, find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Blame of others; of third parties only without ownership in the same or a neighboring sentence.

    Softer words (those with a cue) are no blame where they own, help or feel with the reader; plain accounts of what
    the reader did (cue "weak") need a failure in the message and nobody who owns it; doubts need a denial.
    """
    if not found.hits:
        return
    reading = apology.reading
    index = reading.sentence_index
    owned = {index(f.span.start) for f in found["responsibility"] if f.span}
    felt = {index(f.span.start) for f in found["empathy"] if f.span}
    good = Stretches(f for name in _GOOD for f in found[name] if f.kind != "vague")
    own = Stretches(found["responsibility"])
    told = Stretches(f for name in _TOLD for f in found[name])
    helped = {index(f.span.start) for f in found["remedy"] if f.span}
    passed = {
        None: True,
        "firm": True,
        "weak": not owned and any(found[name] for name in _CONTEXT),
        "doubt": not owned and bool(found["denial"]),
        "actor": not owned,
        "defense": not owned and any(found[name] for name in _DEFENSES),
    }
    end = 0
    for hit in found.hits:
        if hit.start < end or not passed[hit.cue]:
            continue
        here = index(hit.start)
        if hit.kind == "third-party" and not owned.isdisjoint((here - 1, here, here + 1)):
            continue
        start = max(end, clause_start(reading, hit.start))
        if hit.cue == "actor" and (
            hit.start - start > _HEAD or _OBJECT.match(apology.text, start) or here in helped or not told.meet(hit.start, hit.end)
        ):
            continue
        if hit.cue is None:
            if own.meet(hit.start, hit.end) and _OWN.search(apology.text, start, hit.start):
                continue
        else:
            persons = _OWN if hit.kind == "customer" else _PERSON
            spoken = persons.search(apology.text, start, max(start, hit.start - 1))
            if spoken or here in felt or good.meet(hit.start, hit.end):
                continue
        yield Hit(start, hit.end, hit.kind)
        end = hit.end
