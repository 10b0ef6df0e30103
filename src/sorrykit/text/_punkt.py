"""Sentences by NLTK's Punkt (Kiss and Strunk 2006), for who wants them: `Kit(sentences="punkt")`."""

from __future__ import annotations

import re

from collections.abc import Callable, Iterable, Iterator
from functools import cache


_EMPTY_LINE = re.compile(r"\s*\n[ \t\r]*\n\s*")


def split(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of *text* as (start, end), by Punkt without training; no data is downloaded. Imports NLTK."""
    return by_paragraph(text, _untrained())


def by_paragraph(text: str, spans: Callable[[str], Iterable[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    """Cut *text* at its empty lines, then each part by *spans*.

    So do NLTK's readers of plain text; Punkt itself takes an empty line for a space.
    """
    start = 0
    for gap in [*_EMPTY_LINE.finditer(text), None]:
        end = gap.start() if gap else len(text)
        yield from ((start + first, start + last) for first, last in spans(text[start:end]))
        start = gap.end() if gap else end


@cache
def _untrained() -> Callable[[str], Iterable[tuple[int, int]]]:
    from nltk.tokenize.punkt import PunktSentenceTokenizer  # noqa: PLC0415 -- 0.4 s that only this option pays

    spans: Callable[[str], Iterable[tuple[int, int]]] = PunktSentenceTokenizer().span_tokenize
    return spans
