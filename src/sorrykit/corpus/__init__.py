"""The bundled corpus: 712 messages read twice, 40 threads, and readers for files of the same form.

Nothing is downloaded and nothing is read before it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sorrykit.corpus._bundled import VERSION, citation, license, load, practice, readme, threads  # noqa: A004 -- as NLTK calls it
from sorrykit.corpus._items import KINDS, LABELS, SPLITS, Corpus, Item, Label, ThreadItem
from sorrykit.corpus._read import read


if TYPE_CHECKING:
    from sorrykit.corpus._nltk import ApologyCorpusReader as ApologyCorpusReader

__all__ = [
    "KINDS", "LABELS", "SPLITS", "VERSION", "Corpus", "Item", "Label", "ThreadItem", "citation", "license", "load", "practice",
    "read", "reader", "readme", "threads",
]  # fmt: skip


def reader(corpus: Corpus | None = None) -> ApologyCorpusReader:
    """The corpus as NLTK users know corpora: `fileids()`, `categories()`, `raw()`, `words()`, `sents()`, `labels()`.

    *corpus* is the bundled one if left out. Imports NLTK.
    """
    from sorrykit.corpus._nltk import ApologyCorpusReader  # noqa: PLC0415 -- NLTK costs 0.4 s; who asks for it pays

    return ApologyCorpusReader(load() if corpus is None else corpus)


def __getattr__(name: str) -> Any:
    if name == "ApologyCorpusReader":
        from sorrykit.corpus import _nltk  # noqa: PLC0415 -- see `reader`

        return _nltk.ApologyCorpusReader
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
