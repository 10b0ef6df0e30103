"""An apology for nothing in particular, or for how the other side feels.

## What it finds

- `feelings`: sorry, apology or regret for what goes on in the other person: "I'm sorry you feel that way", "sorry if
  anyone was offended", "we regret that you were disappointed", "sorry you took it like that".
- `generic`: an apology for an inconvenience, a trouble, an issue, an experience, "what happened", with no name to it.
  It is let go where an `offense` is named in the same or a neighboring sentence, and is then an `apology`. "Sorry for
  whatever I did this time" is never let go.

Where we caused the feeling in words ("sorry we made you feel like a burden"), and where the sorry is sympathy ("sorry
to hear about your experience"), it finds nothing.

## Why it matters

"I'm sorry you feel that way" politely blames the other side for their feelings: it is the hollow apology of the three
sorrys. Goffman (1971) sees in an apology a split of the self into the part that did wrong and the part that stands
with the one wronged; here nobody did anything. Lazare (2004) lists the vague acknowledgment ("for whatever I did")
among the failed ones, and Smith (2008) asks first of all that an apology says what it is for. A stock sentence can be
sent to anybody, and the reader knows it.

## Say instead

- not "I'm sorry you feel we ignored you" but "I'm sorry we left your three letters unanswered."
- not "We apologize for the inconvenience" but "We apologize for moving your appointment twice."
- not "Sorry about your experience" but "I'm sorry the room smelled of smoke."

## Known limits

- Irony with a concrete object passes for an apology: "So sorry the snow was cold."
- How concrete an offense must be is a matter of degree: "Sorry for the login issues."
- Between friends the words can be meant as comfort: "I'm sorry you feel lonely."

## References

Goffman, E. (1971), Relations in Public. Lazare, A. (2004), On Apology. Smith, N. (2008), I Was Wrong: The Meanings of
Apologies. Kampf, Z. (2009), Public (non-)apologies: The discourse of minimizing responsibility.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._make import make
from sorrykit.analyzers._stretches import after_and, stretches
from sorrykit.phrases import Hit
from sorrykit.text._late import late


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault", kinds=("feelings", "generic"), needs=("offense",), find=find)


# Letters that an offense must reach behind the generic words to count: "running into issues here" names nothing.
_HARDLY_MORE = 8
# Where a clause that began with the apology ends.
_END = late(
    r"[,;:.!?\n(]| [-\u2013\u2014]| (?:but|however|although|though|because|while|so"
    r"|and (?:we|I|I'm|let|please|will|are|would|appreciate|thank|value|hope|want|understand))\b"
)


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """Apologies for feelings, and generic ones with no offense named in the same or a neighboring sentence.

    An offense that reaches no further than the generic words themselves names nothing.
    """
    reading = apology.reading
    hits = sorted(found.hits, key=lambda hit: (hit.start, hit.kind or ""))
    empty = [(hit.start, hit.end) for hit in hits if hit.kind == "generic"]
    named: set[int] = set()
    for start, _ in _beyond(stretches(found["offense"]), empty):
        named.update(range(reading.sentence_index(start) - 1, reading.sentence_index(start) + 2))
    reach = 0
    for hit in hits:
        if hit.start >= reach and not (hit.kind == "generic" and reading.sentence_index(hit.start) in named):
            end = hit.end
            if hit.kind != "feelings":
                last = reading.sentence(hit.start)[1]
                stop = _END.search(apology.text, end, last)
                end = max(end, stop.start() if stop else last)
            reach = end
            yield after_and(apology.text, Hit(hit.start, end, hit.kind or "generic"))


def _beyond(places: Iterable[tuple[int, int]], others: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches that reach well beyond the others that begin before them; both come in order."""
    number, reach = 0, -1
    for start, end in places:
        while number < len(others) and others[number][0] <= start:
            reach = max(reach, others[number][1])
            number += 1
        if end > reach + _HARDLY_MORE:
            yield start, end
