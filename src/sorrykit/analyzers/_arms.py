"""Where the first of two acts in one clause ends: "we're sorry to hear that and would like to help"."""

from __future__ import annotations

import re

from sorrykit.phrases import Hit


# "and", with the words that begin another act of the same writer behind it.
_SECOND = re.compile(
    r",?\s+(?:and|&)\s+(?:(?:i|we|would|will|take|apologi[sz]e|appreciate|understand|hope|want|can|am|are|thank|value|please|look|sincerely|truly|do|if)\b"
    r"|(?:i|we)['\u2019])",
    re.IGNORECASE,
)


def first_arm(text: str, hit: Hit) -> Hit:
    """The hit without what follows "and", if that is an act of its own."""
    second = _SECOND.search(text, hit.start + 8, hit.end)
    return hit._replace(end=second.start()) if second else hit
