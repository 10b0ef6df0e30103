"""This is not how we are: the failure is held against the writer's own standard.

## What it finds

"This isn't how we treat people", "that fell far below our standards", "we expect more of ourselves", "you deserved
better".

## Why it matters

Who apologizes splits in two, says Goffman (1971): the one who did it, and the one who sides with the reader against
it. Vindication is the second speaking. Before any admission it reads as bolstering (Benoit 1995), and as "not who we
are" it can become a way out (Hearit 2006).

## Say instead

Nothing: it is a strength. Admit the act first, and say what is normally done.

## Known limits

A norm that is only told as a story ("My grandmother never let a loaf leave unsliced.") has no mark in the words and
is missed. Praise of oneself where nothing has failed can look the same.

## References

- Hearit, K. M. (2006). Crisis Management by Apology. Lawrence Erlbaum.
- Goffman, E. (1971). Relations in Public. Basic Books.
- Benoit, W. L. (1995). Accounts, Excuses, and Apologies. State University of New York Press.
"""

from __future__ import annotations

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._clause import from_subject
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", find=find)


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """All hits, each with its subject."""
    end = -1
    for hit in found.hits:
        whole = from_subject(apology.reading, hit)
        if whole.start >= end:
            end = whole.end
            yield whole
