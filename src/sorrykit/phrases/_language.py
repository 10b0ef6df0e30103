r"""The phrase language: one line of text becomes a small tree.

    sorry            a word: any case, spelling or contraction of it
    inconven*        any word that begins so
    {we}             a word class
    (a|b c)          either
    very?            may be left out; (so much)? too
    ..3              up to three words of any kind, within the sentence
    [for the delay]  the part that is the finding, where it is not the whole
    !but             not before this word (class, group)
    ^  $             the beginning and the end of a sentence, at the ends of a line
    ,  \?           a comma, a question mark; commas between words need not be written

The tree is made of tuples, for speed: the first item names the node, and a word is known by its `key`.
"""

from __future__ import annotations

import re

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from sorrykit.exceptions import PhraseError
from sorrykit.text._late import late
from sorrykit.text._tokens import fold, key, split


Node = tuple[Any, ...]
WORD, CLASS, GAP, SEQ, ALT, OPT, MARK, GUARD, START, END = range(10)
MOST_GAP = 12
SHORTEST_STEM = 3
_FEWEST_GROUPED = 3
# Classes of shape rather than of meaning. `{any}` is any word at all.
SHAPES = {name: f"{{{name}}}" for name in ("any", "number", "link", "name", "money", "~ed", "~ing", "~ly")}
ANY = SHAPES["any"]
# What ends a sentence, as phrases write it behind a backslash.
MARKS = frozenset(".?!")

_ITEM = late(r"\s*(?:\.\.(\d*)|\{([^{}\s]*)\}|([()|\[\]!^$?])|\\([?!|()\[\]{}^$*.])|((?:[^\s(){}\[\]|!^$?\\.]|\.(?!\.))+)|(.))", re.DOTALL)
_GAP, _CLASS, _OPERATOR, _ESCAPED, _WORD, _OTHER = range(1, 7)
_PIECES = late(r"[,;:]|[^,;:]+")
_HYPHEN = late(r"(?<=\w)-(?=\w)")

Resolve = Callable[[str, int], "Phrase"]


class Phrase(NamedTuple):
    """A parsed line: its tree, and whether it holds a mark, or a class with guards that look further than one word."""

    tree: Node
    opaque: bool

    @property
    def inner(self) -> bool:
        """Does it hold anything at which an automaton cannot look?"""
        return self.opaque or not _only_simple_guards(self.tree)

    def without_last_guards(self) -> tuple[Phrase, tuple[Node, ...]]:
        """The phrase without the guards at its end, and what each of these forbids to follow."""
        items = self.tree[1]
        size = len(items)
        while items[size - 1][0] == GUARD:
            size -= 1
        return Phrase((SEQ, items[:size]), self.opaque), tuple((SEQ, (guard[1],)) for guard in items[size:])


def parse(
    line: str,
    where: str = "",
    entry: str = "",
    *,
    guard: bool = False,
    resolve: Resolve | None = None,
    known: set[str] | None = None,
    groups: dict[str, list[str]] | None = None,
) -> Phrase:
    """Read one line of the phrase language.

    A *guard* may begin or end with a gap. *resolve* gives the tree of a class by its name and column; without it a
    class stays a node of its own. The words of the line are added to *known*. With *groups*, the single words among the choices of a
    group become a class without a name, which is added to it: one thing to look for instead of many.

    Raises `PhraseError` with *where* (the file), *entry* and the column for everything that is no phrase.
    """
    parser = _Parser(line, where, entry, resolve=resolve, known=known, groups=groups)
    return Phrase(parser.parse(guard=guard), parser.opaque)


@lru_cache(maxsize=1 << 16)
def words(raw: str) -> tuple[Node, ...]:
    """The words that one written word stands for: "don't" is two, "mix-up" as well."""
    nodes = []
    for piece in _PIECES.findall(raw):
        if piece in {",", ";", ":"}:
            nodes.append((WORD, piece))
        else:
            nodes += [(WORD, key(word)) for part in _HYPHEN.split(piece) for word in split(fold(part))]
    return tuple(nodes)


class _Parser:
    def __init__(
        self, line: str, where: str, entry: str, *, resolve: Resolve | None, known: set[str] | None, groups: dict[str, list[str]] | None
    ) -> None:
        self.line, self.where, self.entry, self.resolve, self.groups = line, where, entry, resolve, groups
        self.known = set() if known is None else known
        self.items = [(match.lastindex or 0, match[match.lastindex or 0], match.start(match.lastindex or 0)) for match in _ITEM.finditer(line.rstrip())]
        self.at = 0
        self.marked = self.opaque = False

    def error(self, message: str, column: int) -> PhraseError:
        place = "".join(f"{part}: " for part in (self.where, self.entry) if part)
        return PhraseError(f"{place}column {column + 1}: {message}, in the phrase {self.line!r}")

    def parse(self, *, guard: bool) -> Node:
        node = self.sequence(top=True)
        if self.at < len(self.items):
            _, value, column = self.items[self.at]
            raise self.error(f"{value!r} closes nothing", column)
        if not consumes(node):
            raise self.error("a phrase needs at least one word that must be there", 0)
        body = [item for item in node[1] if item[0] not in {START, END}]
        if not guard and body[0][0] == GAP:
            raise self.error("a gap at the beginning adds nothing; leave it out", 0)
        if not guard and body[-1][0] == GAP:
            raise self.error("a gap at the end adds nothing; leave it out", len(self.line) - 1)
        return node

    def sequence(self, *, top: bool = False) -> Node:
        nodes: list[Node] = []
        items = self.items
        while self.at < len(items):
            group, value, column = items[self.at]
            if group == _OPERATOR:
                if value in ")|]":
                    break
                if value == "?":
                    if not nodes or nodes[-1][0] in {GAP, START, END, GUARD, OPT}:
                        raise self.error("'?' must stand behind a word, a class or a group", column)
                    nodes[-1] = (OPT, nodes[-1])
                    self.at += 1
                    continue
                if value in "^$":
                    if not top or (value == "^" and nodes) or (value == "$" and self.at != len(items) - 1):
                        side = "beginning" if value == "^" else "end"
                        raise self.error(f"{value!r} can never match here; it stands at the {side} of a line", column)
                    nodes.append((START,) if value == "^" else (END,))
                    self.at += 1
                    continue
            nodes.append(self.atom(group, value, column))
        for one, other in pairwise(nodes):
            if one[0] == GUARD and one[1] == other:
                raise self.error("this phrase can never match: what must not stand here is what must", 0)
        return (SEQ, tuple(nodes))

    def atom(self, group: int, value: str, column: int) -> Node:
        self.at += 1
        if group == _WORD:
            return self.word(value, column)
        if group == _CLASS:
            return self.word_class(value, column)
        if group == _GAP:
            if not value:
                raise self.error("an unbounded gap; say how many words at most, as in '..4'", column - 2)
            if not 0 < int(value) <= MOST_GAP:
                raise self.error(f"a gap is 1 to {MOST_GAP} words", column - 2)
            return (GAP, int(value))
        if group == _ESCAPED:
            self.known.add(value)
            return (WORD, value)
        if value == "!":
            if self.at >= len(self.items):
                raise self.error("'!' needs a word, a class or a group behind it", column)
            forbidden = self.atom(*self.items[self.at])
            if not consumes(forbidden):
                raise self.error("this phrase can never match: the guard forbids everything", column)
            if _passes_mark(forbidden):
                raise self.error("a guard looks no further than its sentence; a mark can only be its last", column)
            return (GUARD, forbidden)
        if value in "([":
            return self.group(value, column)
        raise self.error(f"{value!r} cannot stand here", column)

    def group(self, opening: str, column: int) -> Node:
        closing = ")" if opening == "(" else "]"
        if opening == "[":
            if self.marked:
                raise self.error("a second mark; a phrase has one found part", column)
            self.marked = self.opaque = True
        choices = self.choices()
        if self.at >= len(self.items) or self.items[self.at][1] != closing:
            raise self.error(f"{opening!r} is not closed", column)
        self.at += 1
        if not all(choice[1] for choice in choices):
            raise self.error("an empty choice; use '?' for what may be left out", column)
        node = choices[0] if len(choices) == 1 else (ALT, tuple(choices))
        return node if opening == "(" else (MARK, node)

    def choices(self) -> list[Node]:
        """What stands between the bars of a group; its single words as one class, where there is somebody to tell."""
        choices: list[Node] = []
        single: dict[str, None] = {}
        known = self.known
        while True:
            self.known = set()
            choice = self.sequence()
            if self.groups is not None and len(choice[1]) == 1 and choice[1][0][0] == WORD and choice[1][0][1].isalpha():
                single[choice[1][0][1]] = None
            else:
                choices.append(choice)
                known |= self.known
            if self.at >= len(self.items) or self.items[self.at][:2] != (_OPERATOR, "|"):
                break
            self.at += 1
        self.known = known
        if self.groups is not None and len(single) >= _FEWEST_GROUPED:
            feature = unnamed_class(single)
            self.groups[feature] = list(single)
            choices.insert(0, (SEQ, ((WORD, feature),)))
        else:
            known.update(single)
            choices = [*((SEQ, ((WORD, word),)) for word in single), *choices]
        return choices

    def word_class(self, name: str, column: int) -> Node:
        if not name:
            raise self.error("a class needs a name, as in '{we}'", column - 1)
        if name in SHAPES:
            return (WORD, SHAPES[name])
        if self.resolve is None:
            return (CLASS, name)
        found = self.resolve(name, column - 1)
        self.opaque = self.opaque or found.inner
        return found.tree

    def word(self, raw: str, column: int) -> Node:
        if raw.endswith("*"):
            if len(raw) <= SHORTEST_STEM:
                raise self.error(f"an unbounded word; write at least {SHORTEST_STEM} letters before '*'", column)
            nodes: tuple[Node, ...] = ((WORD, fold(raw[:-1]) + "*"),)
        else:
            nodes = words(raw)
        self.known.update(node[1] for node in nodes)
        return nodes[0] if len(nodes) == 1 else (SEQ, nodes)


def unnamed_class(words: Iterable[str]) -> str:
    """The feature of the words of a group, which is a class without a name."""
    return f"{{{'|'.join(sorted(words))}}}"


def consumes(node: Node) -> bool:
    """Must this node take at least one word?"""
    kind = node[0]
    if kind in {WORD, CLASS}:
        return True
    if kind == MARK:
        return consumes(node[1])
    if kind == SEQ:
        return any(map(consumes, node[1]))
    # The choices of a class are phrases themselves and have been looked at; such a node has its name behind them.
    return kind == ALT and (len(node) > 2 or all(map(consumes, node[1])))


def _passes_mark(node: Node) -> bool:
    """Does anything stand behind a mark that ends a sentence?"""
    kind = node[0]
    if kind == SEQ:
        return any(map(holds_mark, node[1][:-1])) or _passes_mark(node[1][-1])
    return kind == ALT and len(node) == 2 and any(map(_passes_mark, node[1]))


def holds_mark(node: Node) -> bool:
    """Does a mark that ends a sentence stand anywhere in this?"""
    kind = node[0]
    if kind == WORD:
        return node[1] in MARKS
    if kind in {SEQ, ALT}:
        return len(node) == 2 and any(map(holds_mark, node[1]))
    return kind in {OPT, MARK, GUARD} and holds_mark(node[1])


def forbidden_words(node: Node) -> frozenset[str] | None:
    """The features that a guard forbids of the next word; None for a guard that looks further than one word."""
    inner = node[1]
    choices = inner[1] if inner[0] == ALT else (inner,)
    words = [choice[1][0] if choice[0] == SEQ and len(choice[1]) == 1 else choice for choice in choices]
    if any(word[0] != WORD or word[1] in {",", "-"} for word in words):
        return None
    return frozenset(word[1] for word in words)


def _only_simple_guards(node: Node) -> bool:
    """Can an automaton look at all guards: is each of one word, with a word behind it in its own sequence?"""
    kind = node[0]
    if kind == SEQ:
        items = node[1]
        for at, item in enumerate(items):
            if item[0] == GUARD:
                if forbidden_words(item) is None or not any(map(consumes, items[at + 1 :])):
                    return False
            elif not _only_simple_guards(item):
                return False
        return True
    if kind == ALT:
        return len(node) > 2 or all(map(_only_simple_guards, node[1]))
    return _only_simple_guards(node[1]) if kind in {OPT, MARK} else True


def by_first_word(node: Node) -> tuple[dict[str, list[Node]], list[Node]]:
    """The choices of an `ALT` by the word each begins with, and those of which that cannot be said."""
    by_word: dict[str, list[Node]] = {}
    others: list[Node] = []
    for choice in node[1]:
        if choice[0] == SEQ and choice[1] and choice[1][0][0] == WORD:
            by_word.setdefault(choice[1][0][1], []).append(choice)
        else:
            others.append(choice)
    return by_word, others


def by_first_feature(node: Node) -> dict[str, list[Node]]:
    """The choices of an `ALT` by the features of the words with which they may begin."""
    choices: dict[str, list[Node]] = {}
    for choice in node[1]:
        features: set[str] = set()
        first_features(choice, features)
        for feature in features:
            choices.setdefault(feature, []).append(choice)
    return choices


def first_word_feature(name: str) -> str:
    """The feature of the words with which the members of a class begin, where some are longer than a word."""
    return "{^" + name[1:]


def first_features(node: Node, found: set[str]) -> bool:
    """Add the features of the words with which *node* may begin to *found*; may it be passed without a word?"""
    kind = node[0]
    if kind == WORD:
        found.add(node[1])
        return False
    if kind == SEQ:
        return all(first_features(item, found) for item in node[1])
    if kind == ALT and len(node) > 2:
        found.add(first_word_feature(node[2]))
        return False
    if kind == ALT:
        return any([first_features(choice, found) for choice in node[1]])  # noqa: C419 -- each choice adds its words
    if kind == MARK:
        return first_features(node[1], found)
    if kind == OPT:
        first_features(node[1], found)
    elif kind == GAP:
        found.add(ANY)
    return True
