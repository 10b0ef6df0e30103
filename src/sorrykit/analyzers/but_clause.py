"""A contrast that takes back the apology, the empathy or the admission before it.

## What it finds

A contrast marker (but, however, although, though, yet, nevertheless, that said, in fairness, unfortunately ...) whose
first arm is an apology, a hollow apology, a regret, an empathy or an admission, in the same sentence or in the one
before, and whose second arm excuses, blames, minimizes, denies or refuses: "I'm sorry, but you should have read the
terms". Fronted concessions count too: "While we are sorry for the wait, December is like that".

The second arm is read by what it is not. Where it brings a remedy, a promise, good news, a question, thanks or one more
admission ("sorry it's late, but I've upgraded you"), nothing is taken back. A bare "sorry, but" is only a softener: there
the second arm must be a refusal, and plain unavailability ("sorry, but that room is taken") is left alone.

## Why it matters

Readers weigh what comes last: after "but", the apology is heard as its preface. Lazare (2004) and Schumann (2014) list
the justification inside the apology among the things that make it worthless, and guides to good apologies agree that
nothing should follow the "but". The same facts, told on their own a sentence later and without the contrast, do less harm.

## Say instead

- End the sentence before the "but": "I'm sorry we kept you waiting."
- Use "and" with what helps: "I'm sorry we're late, and I've moved you to the front of the line."
- If you must refuse, give the reason plainly and an alternative: "I can't refund it after 30 days. I can exchange it today."

## Known limits

- A second arm that neither helps nor hurts is taken for a fault: "Sorry I'm late, but the soup is hot."
- "And" can do the same work: "Sorry about the noise, and you might buy earplugs."
- The apology must stand at most one sentence before: "Sorry. It was Monday. It rained. But you were rude."

## References

Lazare, A. (2004), On Apology. Schumann, K. (2014), An affirmed self and a better apology. Kador, J. (2009), Effective Apology.
"""

from __future__ import annotations

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


_PLAIN = ("apology", "empathy", "regret")
_FIRST = (*_PLAIN, "hollow", "responsibility")
_FIRM = frozenset(("offense", "hollow", "responsibility"))
_FAULTS = ("blame", "denial", "minimizing")
_HELP = ("remedy", "forbearance", "follow-up", "listening", "appreciation", "vindication")
_EARLY = 16  # so near to its beginning, a turn may answer the sentence before
_SOON = 60  # so near behind the turn, a word of help decides what the second arm is


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault", needs=(*_FIRST, "offense", *_FAULTS, *_HELP), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Contrasts behind a first arm whose second arm brings no help.

    An admission, a hollow apology, or an apology that names its offense need no more; behind anything else the second
    arm must hold a fault, or the words of a reason or a refusal.
    """
    reading = apology.reading
    index = reading.sentence_index
    first_end: dict[int, int] = {}
    firm: set[int] = set()
    helps: dict[int, int] = {}
    ends: dict[int, int] = {}
    faults: dict[int, list[int]] = {}
    for name in found:
        for span in (finding.span for finding in found[name] if finding.span):
            here = index(span.start)
            if name in _FIRST:
                first_end[here] = min(first_end.get(here, span.end), span.end)
                ends[here] = max(ends.get(here, 0), span.end)
            if name in _HELP or (name in _FIRST and name != "empathy"):
                helps[here] = max(helps.get(here, 0), span.start)
            if name in _FIRM:
                firm.add(here)
            if name in _FAULTS:
                faults.setdefault(here, []).append(span.start)
    turn: Hit | None = None
    sure = soft = settled = False
    sentence = done = softened = help_at = -1
    for hit in found.hits:
        here = index(hit.start)
        if turn and here != sentence:
            if sure:
                yield turn
            turn = None
        first, last = reading.sentences[here]
        if hit.cue == "soft":
            softened = hit.end
        elif hit.cue in {"reason", "need"}:
            if turn and hit.start < help_at and not (soft and hit.cue == "need"):
                sure = True
        elif hit.cue in {"help", "good"}:
            if turn and not settled and (hit.cue == "good" or hit.start - turn.start < _SOON):
                turn, done = None, here
        elif hit.cue == "refusal" and here != done:
            turn, done = None, here
            yield Hit(hit.start, hit.end)
        elif hit.cue in {"contrast", "fronted", "final"} and here != done and not turn:
            early = hit.start - first < _EARLY or hit.cue == "final"
            start = first if hit.cue == "final" else hit.start
            fault = min((at for at in faults.get(here, ()) if at >= start), default=last)
            settled = fault < last
            behind = hit.cue == "fronted" or first_end.get(here, last) <= hit.start
            behind = behind or (early and (here - 1 in first_end or (settled and here - 2 in first_end)))
            soft = not behind and hit.start < softened
            inside = ends.get(here, 0) > hit.start + 1 > start + 1
            asked = apology.text[last - 1] == "?"
            if (behind or soft) and not inside and (settled or not (asked or hit.cue == "final")):
                turn, sentence = Hit(start, hit.end), here
                help_at = helps[here] if start <= helps.get(here, 0) < fault else last
                sure = settled or (not soft and help_at == last and not firm.isdisjoint((here, here - 1, here - 2) if early else (here,)))
    if turn and sure:
        yield turn
