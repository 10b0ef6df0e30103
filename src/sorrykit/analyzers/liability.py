"""Words that counsel would read as an admission: apologies for named acts, fault accepted.

## What it finds

The very words that the other analyzers praise: every `responsibility` finding, and every `apology` beside which an
`offense` is named. Sympathy ("I'm sorry for your loss", "I'm sorry you had to wait") is no admission and is left
alone.

These are notes, not faults, and most writers are better off without them: they are there by request, for who selects
`liability` by name. The liability-aware rubric asks the same question without it, since it forbids what the other
analyzers find already. This is not legal advice.

## Why it matters

One of the source documents tells of counsel who let a firm say only that it was "sorry for how they felt", since more
might be considered an admission of liability; another warns that "once you apologize you accept the fault". Many
places have apology laws that keep an apology, or at least an expression of sympathy, out of evidence, and they differ
exactly in whether an admission of fault is protected. Against this stands the finding that full,
responsibility-accepting apologies make settlement more likely and partial ones may do harm (Robbennolt 2003). Whoever
decides between the two should at least see which words it is about.

## Known limits

- It knows no law, no jurisdiction and no policy of insurance: "We are sorry we hit your car" is noted everywhere.
- It notes only what `responsibility`, `apology` and `offense` find: "I was looking at my phone" goes unnoticed.
- A promise to pay may be an admission too, and is not noted: "We'll cover the repair."

## References

Robbennolt, J. K. (2003), Apologies and legal settlement: an empirical examination, Michigan Law Review 102. Cohen, J.
R. (1999), Advising clients to apologize, Southern California Law Review 72. Vines, P. (2008), Apologies and civil
liability in the UK: a view from elsewhere, Edinburgh Law Review 12.
"""

from __future__ import annotations

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="note", needs=("apology", "offense", "responsibility"), find=find, by_request=True)


def find(apology: Apology, found: Found) -> Iterable[Hit]:
    """The spans of accepted responsibility, and of apologies that name an offense in their own or the next sentence."""
    reading = apology.reading
    named = {reading.sentence_index(finding.span.start) for finding in found["offense"] if finding.span}
    spans = {finding.span for finding in found["responsibility"] if finding.span}
    for finding in found["apology"]:
        if finding.span:
            index = reading.sentence_index(finding.span.start)
            if index in named or index + 1 in named:
                spans.add(finding.span)
    return [Hit(span.start, span.end) for span in sorted(spans)]
