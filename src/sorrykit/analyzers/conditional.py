"""Makes the offense or the harm a mere possibility.

## What it finds

Words by which an apology leaves open whether anything happened, or whether anybody was harmed:

- "if": "sorry if anyone was hurt", "if we woke you, we apologize", "to the extent that", "should this have upset
  you";
- "any": "for any inconvenience", "for any confusion caused";
- "may": "the trouble this may have caused", "anyone who might have been offended", "there may have been a
  misunderstanding".

The finding is the hypothetical clause, not the apology before it. A named act under an "if" ("sorry if my music was
loud") is `conditional` and `apology`; a feeling or an inconvenience under it is `hollow` as well.

## Why it matters

Lazare (2004) counts the conditional acknowledgment among the ways in which apologies fail: an offense that is only
supposed need not be answered for. Kampf (2009) shows in public apologies how "if" lets a speaker perform the act and
leave the fault open. Those who were hurt know that it happened, and hear that they are not believed. Ingall and
McCarthy (2023) put "sorry if" first on their list of phrases to avoid.

## Say instead

- not "We're sorry if this caused problems" but "We're sorry that this caused you problems."
- not "for any inconvenience this may have caused" but "for the two hours you lost on the phone."
- if you do not know yet: "I don't know yet whether your data were touched. I'll tell you by Friday."

## Known limits

- Some facts cannot be known, and an "if" is honest: "Sorry if this reaches you twice."
- Courtesy among friends is marked too: "Sorry if I'm late to answer."
- A condition far from its apology goes unseen: "If that is how the evening went for your guests ... In that case our
  chef and I would like to say sorry."

## References

Lazare, A. (2004), On Apology. Kampf, Z. (2009), Public (non-)apologies: The discourse of minimizing responsibility.
Ingall, M., and McCarthy, S. (2023), Sorry, Sorry, Sorry.
"""

from __future__ import annotations

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault", find=find)


def find(_: Apology, found: Found) -> Iterable[Hit | Finding]:
    """Every hypothetical clause once: a bare "may have" only where no longer one holds it."""
    reach = -1
    for hit in sorted(found.hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= reach:
            reach = hit.end
            yield hit
