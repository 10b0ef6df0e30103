"""A text as it is read: tokens at once, everything else when somebody asks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import lru_cache

from sorrykit.text import _sentences, _voice
from sorrykit.text._tokens import pattern, tokenize


# A text -> its sentences as (start, end), in order and without the white space around them.
Splitter = Callable[[str], Iterable[tuple[int, int]]]


class Reading:
    """One text, read once and shared by all analyzers.

    `tokens` are the strings as the text has them. `spans`, `sentences` and
    `foreign` are lists of (start, end) in code points, half-open and in order;
    they are made when first asked for, because most texts need none of them.
    """

    __slots__ = ("_foreign", "_sentences", "_spans", "_split", "_starts", "text", "tokens")

    def __init__(self, text: str, split: Splitter = _sentences.split) -> None:
        self.text = text
        self._split = split
        self.tokens: list[str] = tokenize(text)
        self._spans: list[tuple[int, int]] | None = None
        self._sentences: list[tuple[int, int]] | None = None
        self._starts: list[int] = []
        self._foreign: list[tuple[int, int]] | None = None

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where each token stands."""
        if self._spans is None:
            self._spans = [match.span() for match in pattern(self.text).finditer(self.text)]
        return self._spans

    @property
    def sentences(self) -> list[tuple[int, int]]:
        """The sentences, without the white space around them."""
        if self._sentences is None:
            self._sentences = list(self._split(self.text))
            self._starts = [start for start, _ in self._sentences]
        return self._sentences

    @property
    def foreign(self) -> list[tuple[int, int]]:
        """The stretches that are not the author's own voice, such as quoted lines and speech, forwarded headers, signatures."""
        if self._foreign is None:
            self._foreign = list(_voice.foreign(self.text))
        return self._foreign

    def sentence_index(self, offset: int) -> int:
        """The number of the sentence that holds *offset*, or that ends before it."""
        if self._sentences is None:
            _ = self.sentences
        return max(0, bisect_right(self._starts, offset) - 1)

    def sentence(self, offset: int) -> tuple[int, int]:
        """The sentence that holds *offset*, as (start, end)."""
        return self.sentences[self.sentence_index(offset)] if self.sentences else (0, len(self.text))

    def near(self, one: int, other: int, distance: int = 1) -> bool:
        """Are two offsets in the same sentence or in sentences at most *distance* apart?"""
        return abs(self.sentence_index(one) - self.sentence_index(other)) <= distance

    def is_own_voice(self, start: int, end: int) -> bool:
        """Is the stretch the author's own, not quoted from somebody else?"""
        foreign = self.foreign
        # They do not overlap, so that only the last that begins before it can hold the stretch.
        before = bisect_right(foreign, start, key=_first) if foreign else 0
        return before == 0 or end > foreign[before - 1][1]


def _first(span: tuple[int, int]) -> int:
    return span[0]


@lru_cache(maxsize=8)
def read(text: str, split: Splitter = _sentences.split) -> Reading:
    """Read *text*, with sentences by *split*; the last few readings are kept, since every analyzer asks for the same one."""
    return Reading(text, split)
