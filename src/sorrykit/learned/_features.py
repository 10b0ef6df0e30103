"""A sentence as the model sees it: its words and their classes, where it stands, and what phrases found in it and around it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from sorrykit.text import Reading
from sorrykit.text._tokens import fold, key, split, tokenize


# A sentence longer than this is a list or a log, and says too much at once.
MOST_WORDS = 80
# A longer token is no word, and is not kept whole in the cache.
_LONGEST = 60
_SHORT = 4
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


def words_in(sentence: str) -> list[str]:
    """The words of a sentence, as far as the model reads it."""
    return [word for token in tokenize(sentence)[:MOST_WORDS] for word in words_of(token[:_LONGEST])][:MOST_WORDS]


def said(words: list[str], classes: Mapping[str, Sequence[str]]) -> dict[str, None]:
    """The features of the words of a sentence: themselves, how they begin and end, their classes, pairs, pairs with one word between, how many."""
    framed = [_START, *words, _END]
    named = dict.fromkeys(words)
    named.update(dict.fromkeys(map(" ".join, pairwise(framed))))
    named.update(dict.fromkeys(map(" _ ".join, zip(framed, framed[2:], strict=False))))
    for word in words:
        if word in classes:
            named.update(dict.fromkeys(classes[word]))
        if len(word) > _SHORT:
            # A word that no text of the training has may still be told by its stem ("reim" of "reimburse") and its ending.
            named[f"<begins {word[:4]}>"] = named[f"<ends {word[-3:]}>"] = None
    named[f"<{min(len(words) // 5, 5)}>"] = None
    return named


def by_sentence(
    reading: Reading, found: Mapping[str, Iterable[tuple[int, int]]], seen: Iterable[tuple[str, int]]
) -> tuple[list[set[str]], list[set[str]]]:
    """For each sentence the labels that reach into it, and the signs that begin in it."""
    labels: list[set[str]] = [set() for _ in reading.sentences]
    signs: list[set[str]] = [set() for _ in reading.sentences]
    for label, places in found.items():
        for start, end in places:
            for at in range(reading.sentence_index(start), reading.sentence_index(end - 1) + 1):
                labels[at].add(label)
    for name, start in seen:
        signs[reading.sentence_index(start)].add(f"<sign {name}>")
    return labels, signs


def around(found: Sequence[Collection[str]], seen: Sequence[Collection[str]]) -> Iterator[list[str]]:
    """The features of where each sentence stands.

    *found* are the labels that phrases found in each sentence, *seen* the single phrases and what they are a sign of.
    """
    count = len(found)
    text = [f"<text {label}>" for label in set().union(*found)]
    for at, here in enumerate(found):
        features = [f"<sentence {min(at, 2)}>", f"<sentence -{min(count - 1 - at, 2)}>", f"<sentences {min(count, 6)}>", *seen[at]]
        features += [f"<here {label}>" for label in here] or ["<here nothing>"]
        features += text
        if at:
            features += [f"<before {label}>" for label in found[at - 1]]
        if at + 1 < count:
            features += [f"<after {label}>" for label in found[at + 1]]
        yield features


def register_of(words: list[str]) -> dict[str, None]:
    """The features of a sentence by which a composed letter is told from everyday talk."""
    named = dict.fromkeys(words)
    named.update(dict.fromkeys(map(" ".join, pairwise(words))))
    return named


def register_around(text: str, sentences: int) -> Iterator[str]:
    """The features of a text as a whole for the same end."""
    yield f"<characters {min(len(text) // 80, 8)}>"
    yield f"<sentences {min(sentences, 8)}>"
    if "@" in text:
        yield "<at>"
