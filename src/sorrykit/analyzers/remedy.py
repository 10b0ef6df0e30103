"""Remedy: what puts this case right, done, promised or offered.

"""

from __future__ import annotations

import re

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._clause import beginning
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


# A clause that begins so says what may be, what should have been, or what something is for.
_OPEN = re.compile(
    r"(?:if|unless|whether|until|till|once|when|whenever|before|after|so \w+|in order|to|how|why|what|where|who|which|than|as soon as|as if|for us to)\b",
    re.IGNORECASE,
)
# What takes an act back, between the beginning of the clause and the verb; and whose acts repair nothing.
_BACK = re.compile(r"\b(?:not|never|no|unable|cannot|nobody|nothing|nor|neither|none|only|hope you|wish you|should|make sure|want your|see that)\b|n['’]t\b|\b(?:you|customers|anyone|everyone)\s*$|^(?:this|that|which)\s*$", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|no)\b|n['’]t\b", re.IGNORECASE)
_TALK = re.compile(r"\b(?:apolog\w+|how you|get back to you|to (?:see|check|know|hear|ask)\b(?! (?:if|what|with))|you (?:know|posted|updated))", re.IGNORECASE)
_SORRY = re.compile(r"\bsorry (?:for|about|that|this|we|you|to|if)\b|\bapolog", re.IGNORECASE)
# "recieve* sorry": how chats correct a word.
_TYPO = re.compile(r"(?<!\S)(?:[a-z]\w+\*|\*[a-z]\w+)(?!\S)")
_WHO = re.compile(r"(?:\b(?:I|we|he|she|they|who|team|crew|driver|technician|engineer|colleague|manager|plumber|electrician|fitter|courier|someone|somebody)|(?<=[.!?,;:] )[A-Z]\w+)(?: \w+ly| also| now| just)?\s*$", re.IGNORECASE)
_SHORT = 8
_RANK = {"choice": 0, "compensation": 1, "fix": 2, "vague": 3}


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(
        __name__, polarity="strength", kinds=("fix", "compensation", "choice", "vague"),
        needs=("offense", "responsibility", "agentless", "forbearance"), find=find,
    )  # fmt: skip


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """Acts of repair; mere acts only near a failure, and no purpose of an invitation to write."""
    reading, text = apology.reading, apology.text
    faults = [f.span for name in ("offense", "responsibility", "agentless") for f in found[name] if f.span]
    later = [f.span for f in found["forbearance"] if f.span]
    failed = {reading.sentence_index(span.start) for span in faults}
    invited: dict[int, int] = {}
    cues = {None, "pick", "again"} if faults else {None}
    acts = []
    for hit in found.hits:
        number = reading.sentence_index(hit.start)
        if hit.cue in {"trouble", "sorry"}:
            failed.add(number)
            if hit.cue == "trouble":
                cues.update(("pick", "again"))
        elif hit.cue == "said":
            cues.add("truth")
        elif hit.cue == "invite":
            invited.setdefault(number, hit.start)
        else:
            acts.append((hit, number))
    if failed:
        cues.update(("act", "open", "steps"))
    wide = len(reading.sentences) <= _SHORT
    kept = []
    for hit, number in acts:
        if hit.cue not in cues or not (wide or any(n in failed for n in range(number - 2, number + 3))):
            continue
        start = beginning(text, reading.sentence(hit.start)[0], hit.start)
        if _OPEN.match(text, start, hit.start) or any(s.start < hit.end and start < s.end for s in later):
            continue
        if hit.cue == "steps" and _NOT.search(text, start, hit.start):
            continue
        if hit.kind in {"fix", "vague"} and hit.cue not in {"steps", "again", "truth"}:
            if invited.get(number, hit.start) < hit.start or _BACK.search(text, start, hit.start):
                continue
        if hit.cue in {"act", "open"}:
            if _TALK.search(text, hit.start, hit.end) or _SORRY.search(text, start, hit.start) or any(s.start < hit.end and start < s.end for s in faults):
                continue
            if hit.cue == "open" and start < hit.start and not _WHO.search(text, start, hit.start):
                continue
        kept.append(hit._replace(start=start))
    if failed and text.count("*") == 1:
        kept += [Hit(*match.span(), "fix") for match in _TYPO.finditer(text)]
    kept.sort(key=_rank)
    last = -1
    for hit in kept:
        if hit.start >= last:
            last = hit.end
            yield hit


def _rank(hit: Hit) -> tuple[int, int]:
    return hit.start, _RANK[hit.kind or "fix"]
