"""An apology for something that the speaker's own side did or answers for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


# A bare "I'm sorry." may as well be pity, or the end of a refusal. It is an apology where one of these shows that something failed.
_FAILURE = ("offense", "responsibility", "remedy")
# Cues under which the word keeps its apologizing sense whatever follows.
_KEPT = {"unspecific", "owned"}


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", needs=("hollow", *_FAILURE), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """Every apologizing phrase in none of the word's other senses, unless it is a hollow one."""
    hits = [hit for hit in found.hits if hit.cue is None]
    kept = {hit.start for hit in found.hits if hit.cue in _KEPT}
    others = [(hit.start, hit.end) for hit in found.hits if hit.cue and hit.cue not in _KEPT and hit.start not in kept]
    hollow = [(finding.span.start, finding.span.end) for finding in found["hollow"] if finding.span]
    failure = any(found[name] for name in _FAILURE)
    for hit in _outside(_outside(hits, hollow, overlap=True), others):
        if failure or not _is_alone(apology.text, hit):
            yield hit


def _is_alone(text: str, hit: Hit) -> bool:
    """Is it a "sorry" without an object that makes a sentence, or ends one?"""
    return text[hit.start : hit.end].lower().endswith(("sorry", "sry", "soz")) and text[hit.end : hit.end + 1] in {"", ".", "\n"}


def _outside(hits: Iterable[Hit], stretches: list[tuple[int, int]], *, overlap: bool = False) -> Iterator[Hit]:
    """The hits that begin in none of the stretches, or touch none; both come in order of position."""
    number, reach = 0, -1
    stretches = sorted(stretches)
    for hit in hits:
        last = hit.end if overlap else hit.start + 1
        while number < len(stretches) and stretches[number][0] < last:
            reach = max(reach, stretches[number][1])
            number += 1
        if reach <= hit.start:
            yield hit
