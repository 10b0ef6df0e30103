"""A phrasebook with its phrases parsed; for books that come with sorrykit book and phrases are kept between processes.

Reading TOML and parsing is most of the time that a kit takes to be made. What is kept lies in the user's cache folder, is found by a
digest of the books' text, and is made anew when they have changed. `SORRYKIT_CACHE` names another folder, or is `off`.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
import tempfile

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import attrs

from sorrykit.exceptions import PhraseError
from sorrykit.phrases import _language as lang
from sorrykit.phrases._book import Phrase, Phrasebook, loads, shared_classes, shared_text
from sorrykit.phrases._language import Node


_FORMAT = 7


class ParsedPhrase(NamedTuple):
    """A phrase and its guards as trees, and the features of the words with which it may begin."""

    tree: Node
    begins: tuple[str, ...]
    inner: bool
    not_before: tuple[Node, ...]
    not_after: tuple[Node, ...]


class ParsedBook(NamedTuple):
    """What an automaton needs of a book.

    Its phrases; the words of its classes, by feature; the features of the words with which the members of a class may begin, where
    some are longer than a word; all words it names.
    """

    phrases: tuple[ParsedPhrase, ...]
    classes: Mapping[str, tuple[str, ...]]
    heads: Mapping[str, tuple[str, ...]]
    words: tuple[str, ...]


class _Kept(NamedTuple):
    """What is kept of a book: its fields as plain data, and its phrases parsed."""

    book: Mapping[str, Any]
    parsed: ParsedBook


@contextmanager
def uncollected() -> Iterator[None]:
    """While a kit is made: a hundred thousand objects are coming, none of them garbage."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def shipped(text: str, name: str, where: str) -> Phrasebook:
    """A book that comes with sorrykit: read from its TOML *text*, or from what is kept of it.

    Raises `PhraseError` for what is no phrasebook.
    """
    digest = sha256(text.encode()).hexdigest()
    kept = _kept().get(f"{digest} {_shared_digest()}")
    if kept is None:
        return attrs.evolve(loads(text, name, where), shipped=digest)
    phrases = tuple([Phrase(*phrase) for phrase in kept.book["phrases"]])
    return Phrasebook(**{**kept.book, "name": name, "phrases": phrases, "where": where})


def parse_books(books: Iterable[Phrasebook]) -> list[ParsedBook]:
    """Parse some books, or take what is kept of them.

    Raises `PhraseError` for a phrase that cannot be read, an unknown class, or classes that name one another in a circle.
    """
    books = list(books)
    kept = _kept() if any(book.shipped for book in books) else {}
    shared: _Classes | None = None
    parsed: list[ParsedBook] = []
    fresh: dict[str, _Kept] = {}
    for book in books:
        known = kept.get(_digest(book)) if book.shipped else None
        if known:
            parsed.append(known.parsed)
            continue
        shared = shared or _Classes(None, None)
        parsed.append(_parse(book, shared))
        if book.shipped:
            phrases = tuple(attrs.astuple(phrase, recurse=False) for phrase in book.phrases)
            fresh[_digest(book)] = _Kept({**attrs.asdict(book, recurse=False), "phrases": phrases}, parsed[-1])
    if fresh:
        _keep({**kept, **fresh})
    return parsed


def _parse(book: Phrasebook, shared: _Classes) -> ParsedBook:
    classes = _Classes(book, shared)
    phrases = tuple(_phrase(phrase, classes) for phrase in book.phrases)
    members = {**shared.members, **classes.members}
    return ParsedBook(
        phrases,
        {name: tuple(words) for name, words in members.items()},
        {**shared.heads, **classes.heads},
        tuple(sorted(shared.words | classes.words)),
    )


def _phrase(phrase: Phrase, classes: _Classes) -> ParsedPhrase:
    where, _, entry = phrase.where.partition(": ")

    def tree(line: str, *, guard: bool) -> lang.Phrase:
        return lang.parse(line, where, entry, guard=guard, resolve=classes.resolver(phrase.where, line), known=classes.words, groups=classes.members)

    def guards(lines: tuple[str, ...]) -> tuple[Node, ...]:
        if lines not in classes.guards:
            classes.guards[lines] = tuple(_guard(phrase, line, tree(line, guard=True)) for line in lines)
        return classes.guards[lines]

    before, after = guards(phrase.not_before), guards(phrase.not_after)
    if any(map(lang.holds_mark, after)):
        msg = f"{phrase.where}: not_after looks no further back than the beginning of the sentence, so no mark can stand in it"
        raise PhraseError(msg)
    # A guard at the end of a line is one more phrase that must not follow.
    parsed, last = tree(phrase.line, guard=False).without_last_guards()
    begins: set[str] = set()
    lang.first_features(parsed.tree, begins)
    return ParsedPhrase(parsed.tree, tuple(sorted(begins)), parsed.inner, before + last if last else before, after)


def _guard(phrase: Phrase, line: str, parsed: lang.Phrase) -> Node:
    """The tree of a line of `not_before` or `not_after`, which holds words and gaps and nothing that looks around itself."""
    if parsed.opaque or any(mark in line for mark in "!^$"):
        msg = f"{phrase.where}: '!', '^', '$' and [marks] have no meaning in not_before and not_after, in the guard {line!r}"
        raise PhraseError(msg)
    return parsed.tree


class _Classes:
    """The word classes of a book, or the shared ones: trees by name, made when a phrase first names them."""

    def __init__(self, book: Phrasebook | None, shared: _Classes | None) -> None:
        self.book, self.shared = book, shared
        self.own = book.classes if book else shared_classes()
        self.where = (book.where or book.name) if book else "classes.toml"
        self.members: dict[str, list[str]] = {}
        self.heads: dict[str, tuple[str, ...]] = {}
        self.words: set[str] = set()
        self.guards: dict[tuple[str, ...], tuple[Node, ...]] = {}
        self._known: dict[str, lang.Phrase] = {}
        self._resolving: list[str] = []

    def resolver(self, place: str, line: str) -> Callable[[str, int], lang.Phrase]:
        """A function that gives the tree of a class as this book means it."""

        def resolve(name: str, column: int) -> lang.Phrase:
            if name in self._known:
                return self._known[name]
            if name in self.own:
                return self._make(name, f"{place}: column {column + 1}")
            if self.shared is not None:
                return self.shared.resolver(place, line)(name, column)
            msg = f"{place}: column {column + 1}: unknown class {{{name}}}, in the phrase {line!r}"
            raise PhraseError(msg)

        return resolve

    def _make(self, name: str, place: str) -> lang.Phrase:
        if name in self._resolving:
            circle = " -> ".join([*self._resolving[self._resolving.index(name) :], name])
            msg = f"{place}: the classes {circle} name one another in a circle"
            raise PhraseError(msg)
        self._resolving.append(name)
        words: dict[str, None] = {}
        choices: list[Node] = []
        inner = False
        for member in self.own[name]:
            if member.isalpha() and len(simple := lang.words(member)) == 1:
                words[simple[0][1]] = None
                continue
            entry = f"class {name!r}"
            resolver = self.resolver(f"{self.where}: {entry}", member)
            parsed = lang.parse(member, self.where, entry, resolve=resolver, known=self.words, groups=self.members)
            tree = parsed.tree
            inner = inner or parsed.inner
            if len(tree[1]) == 1 and tree[1][0][0] == lang.WORD and not tree[1][0][1].startswith("{"):
                words[tree[1][0][1]] = None
            else:
                choices.append(tree)
        self._resolving.pop()
        feature = f"{{{name} of {self.book.name}}}" if self.book else f"{{{name}}}"
        if words:
            self.members[feature] = list(words)
            choices.insert(0, (lang.WORD, feature))
        node = choices[0] if len(choices) == 1 else (lang.ALT, tuple(choices), feature)
        if node[0] == lang.ALT:
            self.heads[feature] = tuple(sorted(lang.by_first_feature(node)))
        self._known[name] = lang.Phrase(node, inner)
        return self._known[name]


# -- what is kept


@cache
def _shared_digest() -> str:
    return sha256(f"{_FORMAT} {shared_text()}".encode()).hexdigest()


def _digest(book: Phrasebook) -> str:
    return f"{book.shipped} {_shared_digest()}"


def _file() -> Path | None:
    """Where parsed books are kept, if they are."""
    folder = os.environ.get("SORRYKIT_CACHE", "")
    if folder == "off":
        return None
    if not folder:
        home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path("~").expanduser() / ".cache"
        folder = str(Path(home) / "sorrykit")
    return Path(folder) / f"phrasebooks.{sys.implementation.cache_tag}.parsed"


def _kept() -> Mapping[str, _Kept]:
    try:
        file = _file()
        return _read(file, file.stat().st_mtime_ns) if file else {}
    except (OSError, RuntimeError, EOFError, ValueError, TypeError, AttributeError):
        return {}  # nothing there, or nothing that can be read: it is made anew


@lru_cache(maxsize=1)  # a kit asks for the books, and then for their phrases
def _read(file: Path, _changed: int) -> Mapping[str, _Kept]:
    with uncollected():
        data = marshal.loads(file.read_bytes())  # noqa: S302 -- the user's own folder, as trusted as byte code
        return {
            digest: _Kept(book, ParsedBook(tuple([ParsedPhrase(*phrase) for phrase in phrases]), *rest))
            for digest, (book, (phrases, *rest)) in data.items()
        }


def _keep(kept: Mapping[str, _Kept]) -> None:
    current = {digest: of_book for digest, of_book in kept.items() if digest.endswith(_shared_digest())}
    try:
        file = _file()
        if file is None:
            return
        data = marshal.dumps({digest: (book, (tuple(map(tuple, parsed.phrases)), *parsed[1:])) for digest, (book, parsed) in current.items()})
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
    except (OSError, RuntimeError):
        return  # no home, or a folder that cannot be written to: the books are parsed in each process
