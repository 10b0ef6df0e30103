"""The files that come with sorrykit, read when they are first asked for."""

from __future__ import annotations

from functools import cache
from importlib import resources

from sorrykit.corpus._items import Corpus, ThreadItem
from sorrykit.corpus._read import parse, parse_threads


# Moves with every change of a text or a label; the hashes in data/SHA256SUMS move with it.
VERSION = "1.0.0"


def _data(name: str) -> bytes:
    return resources.files(__package__).joinpath("data", name).read_bytes()


@cache
def load() -> Corpus:
    """The 712 bundled messages, sorted by id: 356 to train on, 140 to develop with, 216 to report on."""
    return parse(_data("messages.jsonl"), f"sorrykit corpus {VERSION}", "messages.jsonl")


@cache
def practice() -> Corpus:
    """The bundled practice texts, sorted by id: to learn from, never to report on.

    Written for the project like the rest, but labeled once, by their writers, and not adjudicated. `slice` is "letter" for
    letters, mails and notes that were composed, "everyday" for talk as support desks, forums and friends have it.
    """
    return parse(_data("practice.jsonl"), f"sorrykit practice {VERSION}", "practice.jsonl")


@cache
def threads() -> tuple[ThreadItem, ...]:
    """The 40 bundled threads, sorted by id: 25 to develop with, 15 to report on."""
    return parse_threads(_data("threads.jsonl"), "threads.jsonl")


def readme() -> str:
    """The datasheet: how the corpus was made, what is in it, and what it is not good for. Markdown."""
    return _data("README.md").decode("utf-8")


def license() -> str:  # noqa: A001 -- as NLTK calls it
    """The licence of the texts and labels: CC BY 4.0."""
    return _data("LICENSE").decode("utf-8")


def citation() -> str:
    """How to cite the corpus. BibTeX."""
    return _data("CITATION.bib").decode("utf-8")
