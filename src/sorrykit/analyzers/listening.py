"""The customer's own account is asked for, or a line is opened on which it will be heard.

## What it finds

Open questions ("tell me what happened"), the wish to listen ("I'd like to hear it from you"), and invitations to make
contact that say what for ("send us a message so we can look into this"), their purpose included. A bare link, form or
order number is nothing.

## Why it matters

In studies of procedural justice and of complaint handling, being heard counts beside the outcome (Lind and Tyler
1988; Tax, Brown and Chandrashekaran 1998). An apology that begins with the other side's account gets the offense
right. On the pages of firms, connecting people with somebody who solves the problem raised satisfaction, and asking
them for data did not (Einwiller and Steilen 2015).

## Say instead

Nothing: it is a strength. Ask one open question, and say what will be done with the answer.

## Known limits

The purpose must stand in the sentence of the invitation or in the one beside it. "Message us your postcode so we can
help" counts, though it asks for nothing but data. Listening reported as a fact ("My colleague sat with her all
morning.") is missed.

## References

- Einwiller, S. A. and Steilen, S. (2015). Handling complaints on social network sites. Public Relations Review.
- Lind, E. A. and Tyler, T. R. (1988). The Social Psychology of Procedural Justice. Plenum Press.
- Tax, S. S., Brown, S. W. and Chandrashekaran, M. (1998). Customer evaluations of service complaint experiences.
  Journal of Marketing.
"""

from __future__ import annotations

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """Open questions and wishes to hear; invitations with a purpose in their sentence, or a wish in the one beside."""
    where = apology.reading.sentence_index
    behind: dict[int, Hit] = {}  # the last purpose of each sentence
    before: dict[int, Hit] = {}  # the first one that stands in front
    wishes: set[int] = set()
    closed: set[int] = set()  # sentences that ask for what a form would ask
    outright = {where(hit.start) for hit in found.hits if hit.cue is None}
    for hit in found.hits:
        if hit.cue == "purpose":
            behind[where(hit.start)] = hit
        elif hit.cue == "before":
            before.setdefault(where(hit.start), hit)
        elif hit.cue == "wish":
            wishes.add(where(hit.start))
        elif hit.cue == "closed":
            closed.add(where(hit.start))
    last = -1
    for hit in found.hits:
        if hit.start < last or hit.cue not in {None, "invite", "say"}:
            continue
        sentence = where(hit.start)
        start, end = hit.start, hit.end
        if hit.cue:
            if sentence in behind and behind[sentence].start >= hit.start:
                end = max(end, behind[sentence].end)
            elif sentence in before and before[sentence].start < hit.start:
                start = max(last, before[sentence].start)
            elif hit.cue == "say" or sentence in outright or sentence in closed:
                continue
            else:
                # One wish speaks for one invitation.
                beside = next((number for number in (sentence, sentence + 1, sentence - 1) if number in wishes and number not in outright), None)
                if beside is None:
                    continue
                wishes.discard(beside)
        last = end
        yield Hit(start, end)
