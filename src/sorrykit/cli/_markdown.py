"""Markdown: what is not the author's prose, and the comments that silence an analyzer.

    <!-- sorrykit: ignore hollow, blame -->         the next block, or the line it stands in
    <!-- sorrykit: ignore-file hollow -->           the whole file

A comment alone on its lines is for the next block: the lines from the next one that is not empty up to the next empty
one. A comment beside text is for the lines it stands in. Without names it silences every analyzer. Findings about the
whole text have no line; only `ignore-file` silences them.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Self

import attrs

from sorrykit.text._late import late


if TYPE_CHECKING:
    from sorrykit._core import Finding


# A line of dashes that opens the file may also be a rule; with a key below it, it is front matter.
_FRONT_MATTER = late(
    r"---[ \t]*\r?\n(?=[\w\"'-]+[ \t]*:).*?^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_FENCE = late(r"[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)")
_ORDER = late(r"\s*sorrykit:\s*(?P<order>\S*)\s*(?P<names>.*?)\s*", re.DOTALL)
_NOT_BREAK = late(r"[^\r\n]")
_INK = late(r"\S")
_EMPTY_LINE = late(r"\n[ \t\r]*(?:\n|\Z)")
ORDERS = ("ignore", "ignore-file")


@attrs.frozen
class Silence:
    """Findings of these analyzers (of all, if there are none) between two offsets are not reported."""

    names: frozenset[str]
    start: int
    end: int
    whole: bool = False
    """The whole file, and findings about the whole text too."""

    def covers(self, finding: Finding) -> bool:
        if self.names and finding.analyzer not in self.names:
            return False
        if self.whole or finding.span is None:
            return self.whole
        return finding.span.start < self.end and self.start < finding.span.end


@attrs.frozen
class Page:
    """A Markdown file: the text as it is to be read, of the same length, and what is not to be reported."""

    prose: str
    """The text with front matter, fenced code and comments blanked out: every offset is that of the file's text."""
    silences: tuple[Silence, ...] = ()
    mistakes: tuple[tuple[int, str], ...] = ()
    """(line, what is wrong) of comments that ask for something unknown."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a Markdown text."""
        code_free = _blanked(text, _code(text))
        comments = list(_comments(code_free))
        prose = _blanked(code_free, comments)
        blocks = _Blocks(prose)
        silences: list[Silence] = []
        mistakes: list[tuple[int, str]] = []
        for start, end in comments:
            order = _ORDER.fullmatch(text[start + 4 : end - 3])
            if order is None:
                continue
            names = frozenset(filter(None, re.split(r"[\s,]+", order["names"])))
            if order["order"] == "ignore":
                silences.append(Silence(names, *blocks.reach(start, end)))
            elif order["order"] == "ignore-file":
                silences.append(Silence(names, 0, len(text), whole=True))
            else:
                line = text.count("\n", 0, start) + 1
                mistakes.append((line, f"a comment may say {' or '.join(map(repr, ORDERS))}, not {order['order']!r}"))
        return cls(prose, tuple(silences), tuple(mistakes))

    def keep(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings that no comment silences."""
        return (finding for finding in findings if not any(silence.covers(finding) for silence in self.silences))

    def unknown(self, known: Iterable[str]) -> list[str]:
        """The names in comments that are none of *known*."""
        return sorted({name for silence in self.silences for name in silence.names} - set(known))


def _code(text: str) -> Iterator[tuple[int, int]]:
    """Front matter and fenced code, fences included; a fence that is never closed reaches to the end."""
    at = 0
    if matter := _FRONT_MATTER.match(text):
        yield matter.span()
        at = matter.end()
    opened, start = "", 0
    for line in text[at:].splitlines(keepends=True):
        fence = _FENCE.match(line)
        if fence and not opened and not (fence["fence"][0] == "`" and "`" in fence["info"]):
            opened, start = fence["fence"], at
        elif fence and opened and fence["fence"].startswith(opened) and not fence["info"].strip():
            yield start, at + len(line)
            opened = ""
        at += len(line)
    if opened:
        yield start, len(text)


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """The comments; one that is never closed is text, and one directly behind a backtick is code."""
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start + 4)) >= 0:
        if text[start - 1 : start] == "`":
            end = start + 1
        else:
            yield start, end + 3
            end += 3
        start = text.find("<!--", end)


class _Blocks:
    """What comments are for. Comments come in order, so that no stretch is searched twice."""

    def __init__(self, prose: str) -> None:
        self.prose = prose
        self.line, self.has_text = -1, False
        self.searched = self.begin = self.end = -1

    def reach(self, start: int, end: int) -> tuple[int, int]:
        """The lines of a comment if there is text in them, the next block if not."""
        prose = self.prose
        first, found = prose.rfind("\n", 0, start) + 1, prose.find("\n", end)
        last = found if found >= 0 else len(prose)
        if first != self.line:
            self.line, self.has_text = first, _INK.search(prose, first, last) is not None
        if self.has_text:
            return first, last
        if not self.searched <= last <= self.begin:
            ink = _INK.search(prose, last)
            self.searched, self.begin = last, ink.start() if ink else len(prose)
            empty = _EMPTY_LINE.search(prose, self.begin)
            self.end = empty.start() if empty else len(prose)
        return self.begin, self.end


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in place of what lies in *spans*; lines stay lines."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], _NOT_BREAK.sub(" ", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])
