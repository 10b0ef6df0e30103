"""Takes the blame, in words ("our mistake") or by telling one's own failing act.

## What it finds

The kinds:

- `explicit`: fault or answerability in words: "our mistake", "that's on us", "we got this wrong", "I take full
  responsibility", "I should have called", "we let you down", "no excuse", and one's own act judged as wrong ("that
  was cruel of me").
- `implicit`: a failing act of one's own, with the agent in place: "we sent the wrong size", "I forgot your ticket",
  "our driver never came", "sorry we missed you". An act that is no failure by its verb ("I told your sister") counts
  near words of apology or blame, and at the head of a message that makes amends further on.

## Why it matters

Of six components of an apology, acknowledging responsibility did most for its effect (Lewicki, Polin and Lount 2016);
"it is my fault" and "I was careless" are the strategies that the cross-cultural coding scheme for apologies
(Blum-Kulka, House and Kasper 1989) ranks next to the apology itself. What takes the agent out of the sentence takes
the apology out of it too: see `agentless`. Where an admission may have legal weight, the `liability` notes mark the
same words.

## Known limits

- A brand as the agent is taken only with "our" or "my": "Fernway lost your lamp" is an `offense`, no more.
- "My brother" or "my assistant" as the agent reads as one's own side: "my assistant forgot" is rather `blame`.
- Acts without a word of apology, blame, judgement or amends around go unseen: "I told the class your marks. See you on
  Monday."
- What an own act means is not understood: told before an apology, it is taken for the failing one: "We opened the new
  branch in May. We apologize to all."

## References

Blum-Kulka, S., House, J. and Kasper, G. (1989), Cross-Cultural Pragmatics. Lewicki, R. J., Polin, B. and Lount, R. B.
(2016), An exploration of the structure of effective apologies, Negotiation and Conflict Management Research 9. Scher,
S. J. and Darley, J. M. (1997), How effective are the things people say to apologize?, Journal of Psycholinguistic
Research 26.
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._clause import clause_start
from sorrykit.analyzers._failing import is_denied, is_left_out, is_own, is_subject, merged, subject_of, trimmed
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit
from sorrykit.text import Reading
from sorrykit.text._late import late


# Somebody at the other end of the act.
_SOMEBODY = late(
    r"\b(?:you|your|yours|u|ur|him|her|his|them|their|people|everyone|everybody|team|council"
    r"|family|families|children|kids|readers|customers|guests|mr|mrs|ms)\b",
    re.IGNORECASE,
)

# Own acts that are no failures by their verb.
_PLAIN = frozenset({"plain", "left out", "mild"})
# Cues that are nothing without an act or a judgement.
_IDLE = frozenset({"sorry", "redress"})
# Longer messages report; in shorter ones, the words of amends belong to what was told first.
_SHORT = 12

# "our agents are required", "our apologies for the melted ice": no act.
_NO_ACT = late(
    r"(?:our|my)\s+\w+(?:\s\w+)?\s+(?:are|is|was|were|for|of|will|can|to|in|and|has|have|be)\b", re.IGNORECASE
)
_SUPPOSED = late(r"\b(?:if|unless|whether|hope|glad|wish)\W+$", re.IGNORECASE)
# What others think of one's acts; what one did to oneself ("I broke my arm"); and what one tells of one's youth.
_THOUGHT = late(
    r"\b(?:you|u|they|people|some|others|he|she|who)\W+(?:\w+\W+)?(?:feel|felt|think|thought|believe|claim|say|said|fear)"
    r"(?:\W+that)?\W+$",
    re.IGNORECASE,
)
_TO_SELF = late(
    r"(?:broke|broken|lost|lose|losing|missed|missing|forgot|forgotten|crashed|burned|burnt|tore|ruined|wrecked|dropped|spilled"
    r"|damaged|misplaced|cracked|smashed|scratched|failed) (?:\w+ )?my "
    r"(?!temper|promise|word|cool|patience|head|way|manners|nerve|part|duty|post|place)",
    re.IGNORECASE,
)
_ANECDOTE = late(
    r"\bwhen i was (?:\w+ ){0,3}(?:\d+|kid|child|little|young|younger|teen\w*|student|school|college|born)\b|\bgrowing up\b"
    r"|\bas a (?:kid|child|teen\w*)\b|\bback in (?:the day|college|school)\b|\b(?:in|through|during) (?:high school|college|middle school)\b",
    re.IGNORECASE,
)
_COPULA = late(r"(?:\w+\W+){0,4}\w+(?:['\u2019]s|\s(?:is|was|are|were))(?:\s\w+){0,2}\s+", re.IGNORECASE)
_ARTICLE = late(r"\b(?:the|this|that|an?|all|any) $", re.IGNORECASE)


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", kinds=("explicit", "implicit"), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Words of blame on oneself, and failing acts whose subject is the speaker's own side.

    A plain act of one's own ("I told your mother") is a failing one only near words of apology, blame or judgement:
    before them, or done to somebody. A judgement ("that was wrong") counts near an apology or after an own act.
    """
    if all(hit.cue in _IDLE for hit in found.hits):
        return
    reading = apology.reading
    text = reading.text
    explicit: list[Hit] = []
    implicit: list[Hit] = []
    judged: list[Hit] = []
    plain: list[Hit] = []
    passive: list[Hit] = []
    sorry: set[int] = set()
    near: set[int] = set()
    before: set[int] = set()
    redress = 0
    for hit in found.hits:
        index = reading.sentence_index(hit.start)
        if hit.cue == "failing":
            start = clause_start(reading, hit.start)
            subject = subject_of(text, start, hit.start)
            owned = is_own(subject) if subject else is_left_out(reading, start)
            if (
                owned
                and is_subject(reading, start, hit.start)
                and not is_denied(text, hit)
                and not _private(reading, start, hit)
            ):
                implicit.append(Hit(start, hit.end, "implicit"))
        elif hit.cue == "passive":
            passive.append(hit)
        elif hit.cue in _PLAIN:
            plain.append(hit)
        elif hit.cue == "redress":
            redress = hit.start
        elif hit.cue == "judged":
            judged.append(hit)
            near.update((index - 1, index))
            before.update((index - 1, index))
        else:
            sorry.update((index - 1, index, index + 1))
            near.update((index - 1, index, index + 1))
            before.update((index - 1, index) if hit.cue else (index - 1, index, index + 1))
            if hit.cue is None:
                (explicit if hit.kind == "explicit" else implicit).append(hit)
    if near:
        near.update((0, 1, 2))
    short = len(reading.sentences) <= _SHORT
    for hit in passive:
        start = clause_start(reading, hit.start)
        if reading.sentence_index(start) in near and is_subject(reading, start, hit.start):
            implicit.append(Hit(start, hit.end, "implicit"))
    for hit in plain:
        if _NO_ACT.match(text, hit.start) or _SUPPOSED.search(text, max(0, hit.start - 9), hit.start):
            continue
        start = clause_start(reading, hit.start)
        if _private(reading, start, hit):
            continue
        subject = text[start : hit.start] + text[hit.start : hit.end].partition(" ")[0]
        if not is_own(subject) and (hit.cue != "left out" or not is_left_out(reading, hit.start)):
            continue
        index = reading.sentence_index(hit.start)
        told_first = short and index < 3 and hit.end <= redress
        beside = hit.cue != "mild" and (
            index in before or _SOMEBODY.search(text, hit.start, min(hit.end + 90, reading.sentence(hit.start)[1]))
        )
        if told_first or (index in near and beside):
            implicit.append(hit._replace(kind="implicit"))
    acts = {reading.sentence_index(hit.start) for hit in implicit}
    for hit in judged:
        index = reading.sentence_index(hit.start)
        if index in sorry or {index, index - 1, index - 2} & acts:
            explicit.append(hit._replace(kind="explicit"))
    taken: dict[int, list[Hit]] = {}
    for hit in merged(reading, (_with_copula(reading, hit) for hit in explicit)):
        taken.setdefault(reading.sentence_index(hit.start), []).append(hit)
        yield trimmed(text, hit)
    for hit in merged(reading, implicit):
        if not any(
            other.start < hit.end and hit.start < other.end
            for other in taken.get(reading.sentence_index(hit.start), ())[:9]
        ):
            yield trimmed(text, hit)


def _private(reading: Reading, start: int, hit: Hit) -> bool:
    """Is the act done to oneself, told of one's youth, or only thought by others?"""
    text = reading.text
    return (
        _TO_SELF.search(text, hit.start, min(hit.end, hit.start + 60)) is not None
        or _ANECDOTE.search(text, start, hit.end) is not None
        or _THOUGHT.search(text, max(reading.sentence(start)[0], start - 30), start) is not None
    )


def _with_copula(reading: Reading, hit: Hit) -> Hit:
    """The hit with what it is said of: "that was our mistake" rather than "our mistake"."""
    start = clause_start(reading, hit.start)
    if _COPULA.fullmatch(reading.text, start, hit.start):
        return hit._replace(start=start)
    article = _ARTICLE.search(reading.text, max(start, hit.start - 6), hit.start)
    return hit._replace(start=article.start()) if article else hit
