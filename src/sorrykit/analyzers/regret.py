"""The speaker's own bad feeling about what their side did.

## What it finds

Regret, shame, embarrassment, pain of one's own: "I feel awful about this", "we deeply regret letting you down", "I'm
ashamed of my tone", "it pains me that we hurt you", "I wish I had asked first", "this has kept me up at night".
Regret for an unnamed inconvenience is `hollow`; the formal "we regret to inform you" and "unfortunately" are nothing.

## Why it matters

Regret shows that the norm counts for the one who broke it; Scher and Darley (1997) list it among what makes apologies
work. But it looks at oneself. SorryWatch (Ingall and McCarthy 2023) warns of regret in place of an apology: "I
regret" can be said of the weather, "I'm sorry" cannot be said without somebody to say it to.

## Known limits

- Regret about a choice, without guilt, is found too: "I regret leaving the choir."
- Images of feeling are many: "I have eaten my hat and my words."
- Whose feeling it is can stay open: "Mortifying, all of it."

## References

Scher, S. J., and Darley, J. M. (1997), How effective are the things people say to apologize? Ingall, M., and
McCarthy, S. (2023), Sorry, Sorry, Sorry. Tavuchis, N. (1991), Mea Culpa: A Sociology of Apology and Reconciliation.
"""

from __future__ import annotations

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._make import make
from sorrykit.analyzers._stretches import after_and, outside, stretches
from sorrykit.phrases import Hit


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", needs=("hollow",), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """Regret for one's own act: what is hollow already ("we regret that you feel") is no regret."""
    for hit in outside(found.hits, stretches(found["hollow"]), whole=True):
        yield after_and(apology.text, hit)
