"""The phrase language: one line of text becomes a small tree.

    sorry            a word: any case, spelling or contraction of it
    inconven*        any word that begins so
    {we}             a word class
    (a|b c)          either
    very?            may be left out; (so much)? too
    ..3              up to three words of any kind, within the sentence
    [for the delay]  the part that is the finding, where it is not the whole
    !but             not before this word (class, group)
    ^  $             the beginning and the end of a sentence, at the ends of a line
    ,  \\?           a comma, a question mark; commas between words need not be written

The tree is made of tuples, for speed: the first item names the node.
"""

from __future__ import annotations

import re

from sorrykit.exceptions import PhraseError
from sorrykit.text._tokens import fold, key, split


WORD, STEM, CLASS, GAP, SEQ, ALT, OPT, MARK, GUARD, START, END = range(11)

_ITEM = re.compile(
    r"\s+|(?P<gap>\.\.(?P<most>\d*))|\{(?P<cls>[^{}\s]*)\}|(?P<op>[()|\[\]!^$?])|\\(?P<escaped>[?!|()\[\]{}^$*.])|(?P<word>(?:[^\s(){}\[\]|!^$?\\]|(?<=\w)\.(?=\w))+)"
)
MOST_GAP = 12
PUNCTUATION = {",", ";", ":", ".", "?", "!", "-"}


def parse(line: str, where: str = "", entry: str = "", *, guard: bool = False) -> tuple:
    """Read one line of the phrase language; a *guard* may begin or end with a gap.

    Raises `PhraseError` with *where* (the file), *entry* and the column for everything that is no phrase.
    """
    return _Parser(line, where, entry).parse(guard=guard)


class _Parser:
    def __init__(self, line: str, where: str, entry: str) -> None:
        self.line, self.where, self.entry = line, where, entry
        self.items: list[tuple[str, str, int]] = []
        position = 0
        while position < len(line):
            match = _ITEM.match(line, position)
            if match is None:
                raise self.error(f"cannot read {line[position]!r}", position)
            if match.lastgroup is not None:
                kind = match.lastgroup if match.lastgroup != "most" else "gap"
                self.items.append((kind, match.group(kind), position))
            position = match.end()
        self.at = 0
        self.marked = False

    def error(self, message: str, column: int) -> PhraseError:
        place = f"{self.where}: " if self.where else ""
        entry = f"{self.entry}: " if self.entry else ""
        return PhraseError(f"{place}{entry}column {column + 1}: {message}, in the phrase {self.line!r}")

    def parse(self, *, guard: bool) -> tuple:
        node = self.sequence(top=True)
        if self.at < len(self.items):
            _, value, column = self.items[self.at]
            raise self.error(f"{value!r} closes nothing", column)
        if node[0] != SEQ or not any(_consumes(item) for item in node[1]):
            raise self.error("a phrase needs at least one word that must be there", 0)
        if guard:
            return node
        body = [item for item in node[1] if item[0] not in {START, END}]
        if body and body[0][0] == GAP:
            raise self.error("a gap at the beginning adds nothing; leave it out", 0)
        if body and body[-1][0] == GAP:
            raise self.error("a gap at the end adds nothing; leave it out", len(self.line) - 1)
        return node

    def sequence(self, *, top: bool = False) -> tuple:
        nodes: list[tuple] = []
        while self.at < len(self.items):
            kind, value, column = self.items[self.at]
            if kind == "op" and value in ")|]":
                break
            if kind == "op" and value == "?":
                if not nodes or nodes[-1][0] in {GAP, START, END, GUARD, OPT}:
                    raise self.error("'?' must stand behind a word, a class or a group", column)
                nodes[-1] = (OPT, nodes[-1])
                self.at += 1
                continue
            if kind == "op" and value in "^$":
                if not top or (value == "^" and nodes) or (value == "$" and self.at != len(self.items) - 1):
                    raise self.error(f"{value!r} can never match here; it stands at the {'beginning' if value == '^' else 'end'} of a line", column)
                nodes.append((START,) if value == "^" else (END,))
                self.at += 1
                continue
            nodes.append(self.atom())
        for first, second in zip(nodes, nodes[1:]):
            if first[0] == GUARD and first[1] == second:
                raise self.error("this phrase can never match: what must not stand here is what must", 0)
        return (SEQ, tuple(nodes))

    def atom(self) -> tuple:
        kind, value, column = self.items[self.at]
        self.at += 1
        if kind == "gap":
            if not value[2:]:
                raise self.error("an unbounded gap; say how many words at most, as in '..4'", column)
            most = int(value[2:])
            if not 0 < most <= MOST_GAP:
                raise self.error(f"a gap is 1 to {MOST_GAP} words", column)
            return (GAP, most)
        if kind == "cls":
            if not value:
                raise self.error("a class needs a name, as in '{we}'", column)
            return (CLASS, value, column)
        if kind == "escaped":
            return (WORD, value)
        if kind == "word":
            return self.word(value, column)
        if value in "([":
            closing = ")" if value == "(" else "]"
            choices = [self.sequence()]
            while self.at < len(self.items) and self.items[self.at][1] == "|" and self.items[self.at][0] == "op":
                self.at += 1
                choices.append(self.sequence())
            if self.at >= len(self.items) or self.items[self.at][1] != closing:
                raise self.error(f"{value!r} is not closed", column)
            self.at += 1
            if not all(choice[1] for choice in choices):
                raise self.error("an empty choice; use '?' for what may be left out", column)
            node = choices[0] if len(choices) == 1 else (ALT, tuple(choices))
            if value == "(":
                return node
            if self.marked:
                raise self.error("a second mark; a phrase has one found part", column)
            self.marked = True
            return (MARK, node)
        if value == "!":
            if self.at >= len(self.items):
                raise self.error("'!' needs a word, a class or a group behind it", column)
            return (GUARD, self.atom())
        raise self.error(f"{value!r} cannot stand here", column)

    def word(self, raw: str, column: int) -> tuple:
        if raw == "*" or (raw.endswith("*") and len(raw) < 4):
            raise self.error("an unbounded word; write at least three letters before '*'", column)
        if raw.endswith("*"):
            return (STEM, fold(raw[:-1]))
        nodes: list[tuple] = []
        for piece in re.findall(r"[,;:]|[^,;:]+", raw):
            if piece in PUNCTUATION:
                nodes.append((WORD, piece))
                continue
            for part in re.split(r"(?<=\w)-(?=\w)", piece):
                nodes.extend((WORD, key(word)) for word in split(fold(part)))
        return nodes[0] if len(nodes) == 1 else (SEQ, tuple(nodes))


def _consumes(node: tuple) -> bool:
    """Must this node take at least one word?"""
    kind = node[0]
    if kind in {WORD, STEM, CLASS}:
        return True
    if kind == MARK:
        return _consumes(node[1])
    if kind == SEQ:
        return any(_consumes(item) for item in node[1])
    if kind == ALT:
        return all(_consumes(item) for item in node[1])
    return False
