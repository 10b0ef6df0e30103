"""The corpus as an NLTK corpus reader. This module imports NLTK; `sorrykit.corpus.reader` imports this module."""

from __future__ import annotations

import io

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nltk.corpus.reader.api import CorpusReader
from nltk.data import PathPointer
from nltk.tokenize import NLTKWordTokenizer

from sorrykit.corpus import _bundled
from sorrykit.corpus._items import Corpus, Item, Label
from sorrykit.text import read


Names = str | Iterable[str] | None


class _Texts(PathPointer):  # type: ignore[misc]  # NLTK has no types
    """Where NLTK's reader believes its files to be: messages by id, in memory. It opens nothing on disk."""

    def __init__(self, texts: Mapping[str, str], fileid: str = "") -> None:
        self.texts, self.path = texts, fileid

    def open(self, encoding: str | None = None) -> io.StringIO | io.BytesIO:
        text = self.texts[self.path]
        return io.StringIO(text) if encoding else io.BytesIO(text.encode())

    def file_size(self) -> int:
        return len(self.texts[self.path].encode())

    def join(self, fileid: str) -> _Texts:
        return _Texts(self.texts, fileid)


class ApologyCorpusReader(CorpusReader):  # type: ignore[misc]  # NLTK has no types
    """Messages as NLTK's categorized corpora show them, in the manner of `nltk.corpus.reuters`.

    A file id is the id of a message. Its categories are the labels it was given, so one message has several or none.
    Wherever *fileids* and *categories* are asked for, one name, several or none (for all) may be given, but not both.

    Args:
        corpus: What `sorrykit.corpus.load` or `sorrykit.corpus.read` returned.
        word_tokenizer: Has `tokenize(text)`; NLTK's own Treebank-like tokenizer if left out. It needs no downloaded data.
        sent_tokenizer: Has `tokenize(text)`, for example an NLTK `PunktSentenceTokenizer`; sorrykit's sentences if left out.

    Raises `ValueError` for a file id, category or split that is not there, as NLTK's readers do.
    """

    def __init__(self, corpus: Corpus, word_tokenizer: Any = None, sent_tokenizer: Any = None) -> None:
        self._corpus = corpus
        self._items = {item.id: item for item in corpus}
        self._pointer = _Texts({item.id: item.text for item in corpus})
        super().__init__(self._pointer, list(self._items))
        self._words = word_tokenizer or NLTKWordTokenizer()
        self._sents = sent_tokenizer

    def __repr__(self) -> str:
        return f"<ApologyCorpusReader of {self._corpus!r}>"

    def fileids(self, categories: Names = None, *, split: str | None = None) -> list[str]:
        """The ids of all messages, of those with any of the *categories*, or of those in a *split*."""
        wanted = None if categories is None else self._known(categories)
        corpus = self._corpus if split is None else self._corpus.split(split)
        return [item.id for item in corpus if wanted is None or wanted & item.categories]

    def categories(self, fileids: Names = None) -> list[str]:
        """The labels that occur, or that these messages were given; sorted."""
        return sorted(set().union(*(item.categories for item in self._chosen(fileids, None))))

    def labels(self, fileids: Names = None, categories: Names = None) -> list[tuple[str, str | None, str]]:
        """The labels as (label, kind, quote), message by message in the order of the text; those of *categories* alone."""
        wanted = None if categories is None else self._known(categories)
        return [
            (label.label, label.kind, item.quote(label))
            for item in self._chosen(fileids, categories)
            for label in item.labels
            if wanted is None or label.label in wanted
        ]

    def spans(self, fileids: Names = None, categories: Names = None) -> list[Label]:
        """The labels as values with offsets into `raw`, message by message."""
        return [label for item in self._chosen(fileids, categories) for label in item.labels]

    def raw(self, fileids: Names = None, categories: Names = None) -> str:
        """The text of one message as it is; those of several with an empty line between them."""
        return "\n\n".join(item.text for item in self._chosen(fileids, categories))

    def sents(self, fileids: Names = None, categories: Names = None) -> list[list[str]]:
        """The sentences, each as a list of words."""
        return [words for item in self._chosen(fileids, categories) for words in self._sentences(item.text)]

    def paras(self, fileids: Names = None, categories: Names = None) -> list[list[list[str]]]:
        """The messages, each as a list of sentences, each as a list of words."""
        return [self._sentences(item.text) for item in self._chosen(fileids, categories)]

    def words(self, fileids: Names = None, categories: Names = None) -> list[str]:
        """The words and punctuation marks."""
        return [word for sentence in self.sents(fileids, categories) for word in sentence]

    def open(self, file: str) -> io.StringIO | io.BytesIO:
        """One message as a stream. NLTK would look for a path in its data folders; these texts have none."""
        return self._pointer.join(self._chosen(file, None)[0].id).open(self.encoding(file))

    def readme(self) -> str:
        """The datasheet of the bundled corpus."""
        return _bundled.readme()

    def license(self) -> str:
        """The licence of the bundled corpus."""
        return _bundled.license()

    def citation(self) -> str:
        """How to cite the bundled corpus."""
        return _bundled.citation()

    def _sentences(self, text: str) -> list[list[str]]:
        if self._sents is None:
            parts: Sequence[str] = [text[start:end] for start, end in read(text).sentences]
        else:
            parts = self._sents.tokenize(text)
        return [self._words.tokenize(part) for part in parts]

    def _known(self, categories: Names) -> set[str]:
        wanted = {categories} if isinstance(categories, str) else set(categories or ())
        if unknown := sorted(wanted - set(self.categories())):
            msg = f"category {unknown[0]!r} not found"
            raise ValueError(msg)
        return wanted

    def _chosen(self, fileids: Names, categories: Names) -> list[Item]:
        if fileids is not None and categories is not None:
            msg = "specify fileids or categories, not both"
            raise ValueError(msg)
        if categories is not None:
            fileids = self.fileids(categories)
        if fileids is None:
            return list(self._items.values())
        names = [fileids] if isinstance(fileids, str) else list(fileids)
        for name in names:
            if name not in self._items:
                msg = f"file id {name!r} not found"
                raise ValueError(msg)
        return [self._items[name] for name in names]
