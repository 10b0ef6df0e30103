"""Says that it will not happen again, or what has changed so that it cannot.

## What it finds

Promises ("this won't happen again", "we'll do better", "I'll be more careful") and changes that keep the failure from
coming back: a new rule ("from now on two people check every order"), a changed process, a trained team, a cause taken
away. A bare rule or change counts only near a failure or an apology: shops open new rooms and change suppliers for
many reasons.

What puts *this* reader's case right is a `remedy`; reviewing the procedure, warning the other customers and training
the staff are forbearance. The line is drawn by whom it serves: them, or those who come after.

## Why it matters

A promise that it stops is one of the parts that Lewicki, Polin and Lount (2016) found apologies to be made of, and in
the source documents an apology "not backed up with a change in behavior" is useless or worse. Schumann (2014) counts
it among the elements of a comprehensive apology. But a promise is a debt: Halperin, Ho, List and Muir found in a
field experiment with a ride service that repeated promises to do better can cost more trust than silence. A change
that has already been made, and can be checked, has no such risk.

## Say instead

Not a fault. To make it stronger, name the change, the day and the person: "Since Monday nobody but the pharmacist
hands out the blue boxes."

## Known limits

- A change without one of the verbs of change or a word of time is missed: "The old ladder is firewood."
- "From now on" of an announcement in an apologetic text is taken for a lesson: "Sorry for the noise! From now on the
  bar opens at six."
- Whether the promise is kept, and whether the change fits the failure, no text can show.

## References

- Lewicki, R. J., Polin, B. and Lount, R. B. (2016). An exploration of the structure of effective apologies.
  Negotiation and Conflict Management Research 9.
- Schumann, K. (2014). An affirmed self and a better apology. Journal of Experimental Social Psychology 54.
- Halperin, B., Ho, B., List, J. A. and Muir, I. (2022). Toward an understanding of the economics of apologies. The
  Economic Journal 132.
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._clause import clause_start
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit
from sorrykit.text._late import late


# A clause about what the reader does or may do, or about what might be.
_OTHER = late(
    r"(?:if|unless|whether|until|before|when|once|why|how|what|would you|could you)\b"
    r"|(?:\w+ ){0,2}?you\s*$",
    re.IGNORECASE,
)
_FAULTS = ("offense", "responsibility", "agentless")
# A promise that is taken back or only wished.
_VAIN = late(
    r"\b(?:can(?:no|['’])t (?:guarantee|promise|be sure)|hope (?:it|this|that|you)|wish)\b", re.IGNORECASE
)
# The verb of a rule beside "now", and what makes it news of this case, of the speaker or of the past.
_RULED = late(
    r"\bnow (?:all |always |only |both |also )?(?!is\b|was\b|has\b|this\b|as\b|its\b|works\b|loads\b"
    r"|reads\b)[a-z]+[^s\W]s\s+\w"
    r"|\b(?:lives?|sits?|hangs?|stays?|has|have|goes|go|does|takes?|carries|wears|sleeps?|locks?|rings?|asks?"
    r"|is steel|is kept)\b.{0,60}\bnow\b"
    r"|\bnow (?:go|see|fasten|hang|take|talk|look|start|begin|ask|carry|sit|live|stand|meet|weigh|count|sign"
    r"|read|wear|eat)\s+\w",
    re.IGNORECASE,
)
_NEWS = late(
    r"\b(?:i|we|both)\b|\b(?:your?s?|you)\b|\b(?:was|were|had|did|will|can|could|would|should|sorry|here|back"
    r"|again|fixed|restored|resolved"
    r"|available|live|open|on (?:its|the) way|until now|by now|right now|just now|for now|now that|now and then"
    r"|not|no|if)\b|n['\u2019]t\b|\?",
    re.IGNORECASE,
)
_PAST = late(r"\b(?:was|were|had|did|began|came|went|please|made)\b", re.IGNORECASE)
_ONCE = late(
    r"\b(?:was|were|had|did|been|went|came|got|\w+ed (?:it|you|the|your|our|in|on|at|to)|swam|you|your|would"
    r"|could|might|opens?|closed|not|never|why|how|what)\b"
    r"|n['\u2019]t\b|\?",
    re.IGNORECASE,
)
_SHORT, _NEAR, _BRIEF = 12, 3, 9


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", needs=_FAULTS, find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """Promises for the future; a new rule or a change only where something failed near it."""
    acts = [hit for hit in found.hits if hit.cue not in {"trouble", "hint"}]
    if not acts:
        return
    reading, text = apology.reading, apology.text
    index = reading.sentence_index
    failed = {index(finding.span.start) for name in _FAULTS for finding in found[name] if finding.span}
    failed.update(index(hit.start) for hit in found.hits if hit.cue == "trouble")
    brief = len(reading.sentences) <= _BRIEF
    if brief:
        failed.update(index(hit.start) for hit in found.hits if hit.cue == "hint")
    short = len(reading.sentences) <= _SHORT
    last = -1
    for hit in acts:
        number = index(hit.start)
        near = failed if short else failed.intersection(range(number - _NEAR, number + _NEAR + 1))
        if hit.cue and not near:
            continue
        start = max(last, clause_start(reading, hit.start))
        if start > hit.start or _OTHER.match(text, start, hit.start) or _VAIN.search(text, start, hit.start):
            continue
        if hit.line.startswith("(every|each)") and _PAST.search(text, start, hit.end):
            continue
        if hit.cue == "habit" and (not brief or _ONCE.search(text, start, hit.end)):
            continue
        if hit.cue == "now":
            clause = text[start : hit.end]
            if (
                text.startswith(("your ", "Your "), start)
                or not brief
                or not _RULED.search(clause)
                or _NEWS.search(clause)
            ):
                continue
        last = hit.end
        yield hit._replace(start=start)
