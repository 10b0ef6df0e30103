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

from bisect import bisect_left
from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit
from sorrykit.text import Reading


_FIRST = ("apology", "empathy", "regret", "hollow", "responsibility")
_FIRM = ("offense", "hollow", "responsibility")
_FAULTS = ("blame", "denial", "minimizing")
_COMPLAINED = ("offense", "responsibility", "hollow", "regret", "empathy", "denial", "blame", "minimizing")
_TURNS = ("contrast", "fronted", "final", "refusal")
_HELP = ("remedy", "forbearance", "follow-up", "listening", "appreciation", "vindication")
_OBJECT = 22  # an apology of more letters than this says what it is for
_EARLY = 16  # so near to its beginning, a turn may answer the sentence before


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault", needs=(*_FIRST, "offense", *_FAULTS, *_HELP), find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """Contrasts behind a first arm whose second arm brings no help, one a sentence.

    An admission, a hollow apology, or an apology that names its offense need no more; behind anything else the second
    arm must hold a fault, or the words of a reason or a refusal.
    """
    turns = [hit for hit in found.hits if hit.cue in _TURNS]
    if not turns:
        return
    reading = apology.reading
    words: dict[str, dict[int, int]] = {cue: {} for cue in ("soft", "reason", "need", "help", "good", "redress")}
    for hit in found.hits:
        if hit.cue in words:
            words[hit.cue].setdefault(reading.sentence_index(hit.start), hit.end)
    arms = _Arms(reading, found)
    complained = any(found[name] for name in _COMPLAINED)
    done = -1
    for hit in turns:
        here = reading.sentence_index(hit.start)
        if here == done:
            continue
        if hit.cue == "refusal":
            # Where nothing has failed, it is plain unavailability.
            if not (complained or here in words["redress"]):
                continue
            done = here
            yield Hit(hit.start, hit.end)
            continue
        first, last = reading.sentences[here]
        early = hit.start - first < _EARLY or hit.cue == "final"
        start = first if hit.cue == "final" else hit.start
        fault = arms.fault(here, start, last)
        settled = fault < last
        behind = hit.cue == "fronted" or arms.end.get(here, last) <= hit.start
        behind = behind or (early and (here - 1 in arms.end or (settled and here - 2 in arms.end)))
        soft = not behind and words["soft"].get(here, words["soft"].get(here - 1, 0)) > hit.start
        if not (behind or soft):
            continue
        if not settled and (
            hit.cue == "final" or here in words["help"] or here in words["good"] or apology.text[last - 1] == "?"
        ):
            continue
        help_at = arms.help_at(here, start, min(fault, last))
        reasoned = words["reason"].get(here, last) < help_at or (not soft and words["need"].get(here, last) < help_at)
        firm = not soft and help_at == last
        firm = firm and (
            hit.cue == "fronted" or not arms.firm.isdisjoint((here, here - 1, here - 2) if early else (here,))
        )
        if settled or reasoned or firm:
            done = here
            yield Hit(start, hit.end)


class _Arms:
    """What stands where, by the number of the sentence."""

    def __init__(self, reading: Reading, found: Found) -> None:
        self.end: dict[int, int] = {}
        self.firm: set[int] = set()
        self._help: dict[int, int] = {}
        self._faults: dict[int, list[int]] = {}
        for name, findings in found.items():
            for span in (finding.span for finding in findings if finding.span):
                here = reading.sentence_index(span.start)
                if name in _FIRST:
                    self.end[here] = min(self.end.get(here, span.end), span.end)
                if name in _HELP or (name in _FIRST and name != "empathy"):
                    self._help[here] = max(self._help.get(here, 0), span.start)
                if name in _FIRM or (name in {"apology", "regret"} and span.end - span.start > _OBJECT):
                    self.firm.add(here)
                if name in _FAULTS:
                    self._faults.setdefault(here, []).append(span.start)
        for starts in self._faults.values():
            starts.sort()

    def fault(self, here: int, start: int, last: int) -> int:
        """Where the first fault behind *start* begins; *last* if there is none."""
        faults = self._faults.get(here, [])
        number = bisect_left(faults, start)
        return faults[number] if number < len(faults) else last

    def help_at(self, here: int, start: int, last: int) -> int:
        """Where help, or another apology, begins between *start* and *last*; *last* if there is none."""
        at = self._help.get(here, 0)
        return at if start <= at < last else last
