"""Thanks for the person and for the complaint, in set words or in own ones.

## What it finds

`formula`: stock thanks ("thank you for contacting us", "we appreciate your patience", "your feedback is important to
us"). `personal`: what this person or this complaint was worth ("you saw what our own test missed", "you've been with
us nine years").

## Why it matters

Who complains has not left yet (Hirschman 1970), and does work for the firm. Thanks raised the satisfaction of
complainants on the pages of firms (Einwiller and Steilen 2015); they turn a quarrel into help if they could not have
been sent to anybody else, while set words are polite and forgotten.

## Say instead

Nothing: it is a strength. For a formula, say what you are thankful for.

## Known limits

A bare "Thank you!" counts only where a message begins with it, as an answer to praise; at the end it is a closing.
Which thanks are personal is read from what follows "for", so "thank you for your note about the stairs" is a formula
here.

## References

- Hirschman, A. O. (1970). Exit, Voice, and Loyalty. Harvard University Press.
- Einwiller, S. A. and Steilen, S. (2015). Handling complaints on social network sites. Public Relations Review.
"""

from __future__ import annotations

import re

from bisect import bisect_right
from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._clause import first_arm
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit
from sorrykit.text._late import late


# A second thanks in one clause: "we value your business and thank you for waiting".
_AGAIN = late(r"\b(?:thanks?\b|appreciate\b)", re.IGNORECASE)


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", kinds=("personal", "formula"), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """All thanks; of two kinds in the same words the personal one; a bare "Thank you!" only at the beginning."""
    reading = apology.reading
    personal = [hit for hit in found.hits if hit.kind == "personal"]
    ends = [hit.end for hit in personal]
    for hit in found.hits:
        if hit.cue == "bare":
            number = reading.sentence_index(hit.start)
            if number == 0 or (number == 1 and apology.text.count(" ", 0, hit.start) < 4):
                yield hit._replace(kind="formula", cue=None)
        elif hit.kind == "formula":
            # The hits of one kind stand in order and never overlap, so one look at the next personal one is enough.
            following = bisect_right(ends, hit.start)
            if following == len(personal) or personal[following].start >= hit.end:
                arm = first_arm(apology.text, hit)
                yield arm
                again = _AGAIN.search(apology.text, arm.end, hit.end)
                if again:
                    yield hit._replace(start=again.start())
        else:
            yield hit
