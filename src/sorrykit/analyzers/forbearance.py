"""Forbearance: it will not happen again, or what has changed so that it cannot.

"""

from __future__ import annotations

import re

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._clause import beginning
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


# A clause about what the reader does or may do, or about what might be.
_OTHER = re.compile(r"(?:if|unless|whether|until|when|once|why|how|what|would you|could you)\b|(?:\w+ ){0,2}?you\s*$", re.IGNORECASE)
_NEAR = 3
_SHORT = 12


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", needs=("offense", "responsibility", "agentless"), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """Promises for the future; a new rule or a change only where something failed near it."""
    reading, text = apology.reading, apology.text
    failed = {reading.sentence_index(f.span.start) for name in ("offense", "responsibility", "agentless") for f in found[name] if f.span}
    failed.update(reading.sentence_index(hit.start) for hit in found.hits if hit.cue == "trouble")
    wide = len(reading.sentences) <= _SHORT
    last = -1
    for hit in found.hits:
        if hit.cue == "trouble":
            continue
        number = reading.sentence_index(hit.start)
        if hit.cue == "rule":
            if not (failed and wide or any(n in failed for n in range(number - _NEAR, number + _NEAR + 1))):
                continue
        start = max(last, beginning(text, reading.sentence(hit.start)[0], hit.start))
        if start > hit.start or _OTHER.match(text, start, hit.start):
            continue
        last = hit.end
        yield hit._replace(start=start)
