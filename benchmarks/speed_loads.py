"""What is read in the measurements of speed: made of the bundled corpus with fixed seeds, so it is the same everywhere."""

from __future__ import annotations

import functools
import json
import random
import re

from collections.abc import Iterable, Iterator
from pathlib import Path

from sorrykit import corpus
from sorrykit.text import Reading


APOLOGIZES = re.compile(r"sorry|apolog", re.IGNORECASE)
HOSTILE = {
    '"sorry "': "sorry ",
    '"sorry but "': "sorry but ",
    "unclosed quotes": '"sorry ',
    "combining marks": "so\u0301\u0301\u0301rry ",
    "one word": "a",
}
PROSE = "prose"


def support(seed: int, number: int, *, new: bool = False) -> Iterator[str]:
    """Short support messages: one to three sentences of the corpus, in a third of them one that says sorry.

    *new*: each sentence ends with three words that stand elsewhere in the corpus, so hardly any two sentences of the load are the same.
    """
    rng = random.Random(seed)
    sentences = [sentence for message in whole() for sentence in message]
    sorry = [sentence for sentence in sentences if APOLOGIZES.search(sentence)]
    other = [sentence for sentence in sentences if not APOLOGIZES.search(sentence)]
    for _ in range(number):
        chosen = [*rng.sample(sorry, rng.random() < 1 / 3), *rng.sample(other, rng.choice((1, 1, 2)))]
        yield " ".join(renewed(rng, sentence) for sentence in chosen) if new else " ".join(chosen)


def apologies(seed: int, *, times: int = 1, new: bool = False) -> Iterator[str]:
    """The messages of the corpus that apologize, as they are and in some order; with *new* sentences, as in `support`."""
    rng = random.Random(seed)
    items = [item for item in corpus.load() if any(label.label in {"apology", "hollow"} for label in item.labels)]
    for _ in range(times):
        for item in rng.sample(items, len(items)):
            if not new:
                yield item.text
                continue
            text = item.text
            for start, end in reversed(Reading(text).sentences):
                text = text[:start] + renewed(rng, text[start:end]) + text[end:]
            yield text


def renewed(rng: random.Random, sentence: str) -> str:
    """The sentence with three words more before its final mark."""
    bare = sentence.rstrip("\n .!?…")
    return f"{bare} {' '.join(rng.choices(vocabulary(), k=3))}{sentence[len(bare) :]}"


def prose(seed: int, size: int) -> str:
    """A text of so many characters, all ASCII or nearly: support messages with new sentences, one after the other."""
    messages, length = [], 0
    for message in support(seed, size // 20 + 100, new=True):
        messages.append(message)
        length += len(message) + 1
        if length > size:
            break
    return " ".join(messages)[:size]


def hostile(name: str, size: int) -> str:
    unit = HOSTILE[name]
    return (unit * (size // len(unit) + 1))[:size]


@functools.cache
def whole() -> tuple[tuple[str, ...], ...]:
    """The corpus, message by message, as sentences."""
    return tuple(tuple(item.text[start:end] for start, end in Reading(item.text).sentences) for item in corpus.load())


@functools.cache
def vocabulary() -> tuple[str, ...]:
    """The words of four letters and more that the corpus has in lower case, without those that apologize."""
    words = {word for message in whole() for sentence in message for word in re.findall(r"\b[a-z]{4,}\b", sentence)}
    return tuple(sorted(word for word in words if not APOLOGIZES.search(word)))


def write(file: Path, messages: Iterable[str]) -> Path:
    """Write messages, one a line as JSON."""
    with file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(message) + "\n" for message in messages)
    return file
