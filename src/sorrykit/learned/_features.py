"""A sentence as the model sees it: its words, pairs of neighbors, pairs with one word between, and where it stands."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from sorrykit.text import Reading
from sorrykit.text._tokens import fold, key, split


# A sentence longer than this is a list or a log, and says too much at once.
MOST_WORDS = 80
_NUMBER, _LINK, _START, _END = "<n>", "<link>", "<s>", "</s>"


@lru_cache(maxsize=1 << 16)
def words_of(token: str) -> tuple[str, ...]:
    """The words of a token, in one spelling each; numbers and links are all alike, and of marks only ? and ! count."""
    head = token[0]
    if head.isdigit():
        return (_NUMBER,)
    if head == "@":
        return ()
    if token.startswith(("http://", "https://", "www.")) or "@" in token:
        return (_LINK,)
    if not any(map(str.isalnum, token)):
        return ("?",) if "?" in token else ("!",) if "!" in token else ()
    return tuple(key(word) for word in split(fold(token)))


def sentences(reading: Reading) -> list[tuple[int, int, list[tuple[str, int]]]]:
    """(start, end, words) of each sentence; each word with the number of its token."""
    bounds = reading.sentences
    found: list[tuple[int, int, list[tuple[str, int]]]] = [(start, end, []) for start, end in bounds]
    if not bounds:
        return found
    at, last = 0, len(bounds) - 1
    for number, (start, _) in enumerate(reading.spans):
        while at < last and start >= bounds[at + 1][0]:
            at += 1
        words = found[at][2]
        words += [(word, number) for word in words_of(reading.tokens[number])]
    return found


def register_features(read: list[tuple[int, int, list[tuple[str, int]]]], reading: Reading) -> set[str]:
    """The features of a text as a whole, by which a composed letter is told from everyday talk."""
    named: set[str] = set()
    for _, _, found in read:
        words = [word for word, _ in found[:MOST_WORDS]]
        named.update(words)
        named.update(map(" ".join, pairwise(words)))
    named.add(f"<tokens {min(len(reading.tokens) // 15, 8)}>")
    named.add(f"<sentences {min(len(read), 8)}>")
    if "@" in reading.text:
        named.add("<at>")
    return named


def features(words: list[str], at: int, count: int) -> list[str]:
    """The features of the sentence number *at* of *count*, each once."""
    words = words[:MOST_WORDS]
    framed = [_START, *words, _END]
    named = dict.fromkeys(words)
    named.update(dict.fromkeys(map(" ".join, pairwise(framed))))
    named.update(dict.fromkeys(map(" _ ".join, zip(framed, framed[2:], strict=False))))
    named[f"<sentence {min(at, 2)}>"] = None
    named[f"<sentence -{min(count - 1 - at, 2)}>"] = None
    named[f"<{min(len(words) // 5, 5)}>"] = None
    return list(named)
