"""Denies the event or the fault, flatly refuses an apology or redress, disclaims liability.

## What it finds

Words by which the writer steps out of the apology: "we did nothing wrong", "our records show otherwise", "I never said
that", "I stand by my decision", "there is nothing more we can do", "this is not an admission of liability". A flat
refusal of redress counts ("deposits are non-refundable", "the charge stands") unless a concrete remedy or a choice is
offered in the same or a neighboring sentence: a refusal with an alternative is help, not denial.

## Why it matters

Denial is the opposite pole of an apology in every scheme: Goffman (1971) sets the apology apart from the account that
disputes the act, Blum-Kulka, House and Kasper (1989) list "denial of fault" among the ways not to take responsibility,
and Benoit (1995) puts denial first among the strategies that repair an image instead of a relation. Right or wrong, a
reader who brought a complaint hears that they are not believed. Where a fact must be contested, what was looked at, and
what happens next, keep the talk open.

## Say instead

- not "Our records show it was delivered" but "Our record has a delivery at 10:14. You don't have it, so I'll ask the
  driver where it was left and write to you by five."
- not "There's nothing more we can do" but "A refund is past its date. What I can do is ___."
- not "We are not responsible for ___" but "___ is run by another company. Here is who can help, and what I have told them."

## Known limits

- A denial told as a plain fact is not seen: "The lights were green when you drove through."
- A refusal in words of the writer's own is not seen: "That ship has sailed, refund-wise."
- "We can't ship before Friday" is a limit, not a refusal of redress, and is left alone.
- Irony is read as it stands: "Oh sure, I did nothing wrong, as always."

## References

Benoit, W. L. (1995), Accounts, Excuses, and Apologies. Blum-Kulka, S., House, J. and Kasper, G. (1989), Cross-Cultural
Pragmatics. Goffman, E. (1971), Relations in Public. Schönbach, P. (1990), Account Episodes.
"""

from __future__ import annotations

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._clause import clause_start
from sorrykit.analyzers._make import make
from sorrykit.analyzers._stretches import Stretches
from sorrykit.phrases import Hit


_GOOD = ("responsibility", "agentless", "appreciation", "forbearance", "minimizing", "hollow")
_CONTEXT = ("offense", "apology", "hollow", "regret", "conditional", "agentless", "empathy")


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault", needs=("remedy", *dict.fromkeys((*_GOOD, *_CONTEXT))), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Denials; refusals of redress only where no concrete remedy stands in the same or a neighboring sentence.

    Plain statements (cue "plain") deny only where nobody owns a failure in the message.
    """
    if not found.hits:
        return
    reading = apology.reading
    index = reading.sentence_index
    helped: dict[int, int] = {}
    for remedy in found["remedy"]:
        if remedy.span and remedy.kind != "vague":
            helped[index(remedy.span.start)] = remedy.span.start
    good = Stretches(f for name in _GOOD for f in found[name])
    told = Stretches(f for name in ("offense", "empathy", "apology", "regret", "conditional") for f in found[name])
    owned, remedied = bool(found["responsibility"]), bool(found["remedy"])
    defended = any(found[name] for name in ("hollow", "conditional", "minimizing", "agentless", "apology", "offense"))
    end = 0
    for hit in found.hits:
        here = index(hit.start)
        if hit.start < end:
            continue
        start = max(end, clause_start(reading, hit.start))
        remedies = (helped.get(number, start) for number in (here - 1, here, here + 1))
        if hit.cue in ("refusal", "plain") and any(not start <= at < hit.end for at in remedies):
            continue
        if hit.cue != "question" and apology.text[reading.sentences[here][1] - 1] == "?":
            continue
        if hit.cue == "negation" and (owned or remedied or not defended or told.meet(hit.start, hit.end)):
            continue
        if hit.cue in ("plain", "negation") and (owned or good.meet(hit.start, hit.end)):
            continue
        yield Hit(start, hit.end)
        end = hit.end
