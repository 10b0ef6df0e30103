"""Says sorry and does nothing: no remedy, no promise, no next step, no ear.

## What it finds

A whole message that apologizes (`apology` or `hollow`) and in which nothing else happens: no `remedy`, no
`forbearance`, no `follow-up`, no `listening`. The finding is about the whole text and has no span. Slips that a
`trivial-apology` would name are let go: a typo needs no plan.

## Why it matters

Scher and Darley (1997) found that each thing an apology does beside saying sorry, the offer of repair first among
them, makes it work better. In the customer service discussions that the rubrics draw on, the complaint about
apologies is just this: they are "given as the solution" while the problem stays. Sorry is where an answer starts.

## Say instead

Add the deed, with a time: "I'm sorry your order came short. The missing two chairs leave tomorrow; I'll write when
they are on the van." If you cannot act yet, say what happens next and when they will hear.

## Known limits

- It reads one message. In a conversation the remedy may have come a message before: "Sorry again about yesterday!"
- A remedy in words it does not know leaves the message alone with its sorry.
- Where the sorry is all there is to do ("Sorry, I was on the other line."), the finding asks too much.

## References

Scher, S. J., and Darley, J. M. (1997), How effective are the things people say to apologize? Lewicki, R. J., Polin,
B., and Lount, R. B. (2016), An exploration of the structure of effective apologies.
"""

from __future__ import annotations

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._make import make_verdict


_DEEDS = ("remedy", "forbearance", "follow-up", "listening")


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make_verdict(__name__, polarity="fault", needs=("apology", "hollow", "trivial-apology", *_DEEDS), holds=_holds)


def _holds(_: Apology, found: Found) -> bool:
    """Is there a sorry, and no deed?"""
    return bool(found["apology"] or found["hollow"]) and not found["trivial-apology"] and not any(found[deed] for deed in _DEEDS)
