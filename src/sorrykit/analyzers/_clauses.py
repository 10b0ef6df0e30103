"""Where the clause of a hit begins: phrases often start behind its subject."""

from __future__ import annotations

from bisect import bisect_left

from sorrykit.text import Reading


_BEFORE = frozenset(
    ", ; : - -- \u2013 \u2014 ( and but so because cause cos as since however although though yet while whilst nor plus only sorry apologies "
    "unfortunately sadly honestly actually look listen well yes no ok okay".split()
)
_STOPS = frozenset(".?!\u2026\n")
_MOST = 9


def clause_start(reading: Reading, start: int) -> int:
    """The start of the clause that holds the offset *start*; *start* itself if the clause is long or unclear."""
    spans, tokens = reading.spans, reading.tokens
    at = bisect_left(spans, (start,))
    for number in range(at - 1, max(-1, at - 2 - _MOST), -1):
        token = tokens[number]
        if token[0] in _STOPS or token.lower() in _BEFORE or not (token[0].isalnum() or token[0] in "@#'$%&"):
            return spans[number + 1][0]
    return spans[0][0] if at <= _MOST and spans else start
