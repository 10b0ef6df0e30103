"""An apology for something that the speaker's own side did or answers for.

## What it finds

The words that perform an apology: the adjective ("so sorry about the wait"), the verb ("we apologize for billing you
twice"), the noun ("please accept our apologies", "we owe you an apology"), asking to be forgiven ("please forgive
us") and the short forms ("my bad"). Any spelling of them counts: sory, soz, appologies, apologise.

Most of the work is to leave alone what only looks like one:

- pardon? ("Sorry, which order?"), a mere softener ("sorry, we don't stock it", "sorry, but we can't"), "sorry to
  say";
- sympathy ("sorry to hear that", "sorry you had to wait"), which is `empathy`;
- somebody else's apology, told or quoted ("he said sorry", "no need to apologize");
- a `hollow` apology. "Sorry for the inconvenience" is hollow until an `offense` is named in the same or a neighboring
  sentence; then it is an apology.

A bare "I'm sorry." that makes a sentence of its own counts only in a message that names, owns or repairs something:
alone it may as well be pity, or the end of a refusal.

## Why it matters

It is the one part that every model of the apology shares: the "illocutionary force indicating device" of Olshtain and
Cohen (1983) and of Blum-Kulka, House and Kasper (1989), the "expression of regret" of Lewicki, Polin and Lount
(2016), the second of the three sorrys. What stands before it is heard as an excuse, and what comes after it depends
on it.

## Known limits

- Irony is taken at its word: "So sorry the sea was wet on your vacation."
- Sorry in another language is not known: "Lo siento mucho, we lost your key."
- Bad news and failure can look alike: "Sorry, the small room is gone" may be a refusal or a broken promise.

## References

Olshtain, E., and Cohen, A. (1983), Apology: A speech act set. Blum-Kulka, S., House, J., and Kasper, G. (1989),
Cross-Cultural Pragmatics: Requests and Apologies. Lewicki, R. J., Polin, B., and Lount, R. B. (2016), An exploration
of the structure of effective apologies, Negotiation and Conflict Management Research 9. Borkin, A., and Reinhart, S.
(1978), Excuse me and I'm sorry, TESOL Quarterly 12.
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._make import make
from sorrykit.analyzers._stretches import after_and, outside, stretches
from sorrykit.phrases import Hit
from sorrykit.text._late import late


# A bare "I'm sorry." may as well be pity, or the end of a refusal: one of these must show that something failed.
_FAILURE = ("offense", "responsibility", "remedy")
# "I'm sorry." in a message of more sentences than this is neither pity nor a refusal.
_SHORT = 4
# Cues under which the word keeps its apologizing sense whatever follows.
_KEPT = ("unspecific", "owned")
# The cue of a sorry that it happened.
_HAPPENED = "happened"
# Whoever speaks for a house does not pity a friend: its "I'm so sorry." answers for something.
_HOUSE = late(r"\b(?:we|us|our)\b", re.IGNORECASE)
_INTENSE = late(r"\b(?:so|very|truly|really|terribly|awfully|deeply|extremely)\s+sorry$", re.IGNORECASE)
# The cue of a bare sorry that the next sentence accounts for.
_ACCOUNTED = "own act"


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", needs=("hollow", *_FAILURE), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """Every apologizing phrase in none of the word's other senses, unless it is a hollow one."""
    reading = apology.reading
    starts: dict[str | None, set[int]] = {}
    for hit in found.hits:
        starts.setdefault(hit.cue, set()).add(hit.start)
    kept = set[int]().union(*(starts.get(cue, ()) for cue in _KEPT))
    accounted = starts.get(_ACCOUNTED, set())
    hits = [hit for hit in found.hits if hit.cue is None]
    others = [
        (hit.start, hit.end)
        for hit in found.hits
        if hit.cue not in {None, _ACCOUNTED, _HAPPENED, *_KEPT} and hit.start not in kept
    ]
    failure = any(found[name] for name in _FAILURE)
    others = sorted([*others, *_pitied(apology, found, [hit for hit in found.hits if hit.cue == _HAPPENED])])
    for hit in outside(outside(hits, stretches(found["hollow"]), whole=True), others):
        # A quoted sorry is not the author's, even where its clause runs on behind the quotation.
        own = reading.is_own_voice(hit.start, hit.start + 1)
        if own and (failure or hit.start in accounted or not _is_alone(apology, hit) or _answers(apology, hit)):
            yield after_and(apology.text, hit)


def _pitied(apology: Apology, found: Found, hits: list[Hit]) -> list[tuple[int, int]]:
    """Where somebody is sorry that it happened, with no failure of the writer's own in the same or a neighboring sentence."""
    where = apology.reading.sentence_index
    failed = (
        {where(start) for name in ("offense", "responsibility") for start, _ in stretches(found[name])}
        if hits
        else set()
    )
    return [
        (hit.start, hit.end) for hit in hits if failed.isdisjoint(range(where(hit.start) - 1, where(hit.start) + 2))
    ]


def _answers(apology: Apology, hit: Hit) -> bool:
    """Is it an "I'm so sorry." of somebody who speaks for a house?"""
    return bool(_INTENSE.search(apology.text, hit.start, hit.end) and _HOUSE.search(apology.text))


def _is_alone(apology: Apology, hit: Hit) -> bool:
    """Is it a "sorry" without an object that makes a sentence of its own, or trails behind one?"""
    text = apology.text
    words = text[hit.start : hit.end].lower()
    if not words.startswith("s") and len(apology.reading.sentences) > _SHORT:
        return False
    if not words.endswith(("sorry", "sry", "soz")) or text[hit.end : hit.end + 1] not in {"", ".", "\n"}:
        return False
    before = text[apology.reading.sentence(hit.start)[0] : hit.start].rstrip()
    return len(before) < 4 or before[-1] in ",.-" or words.startswith("s")
