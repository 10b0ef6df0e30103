"""One phrase tried at one place in every way: for guards and marks, at which the automaton cannot look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sorrykit.phrases import _language as lang
from sorrykit.phrases._language import ANY, Node


class Text(NamedTuple):
    """The symbols of a text, what they mean, and which of them are passed over between words."""

    symbols: str
    meaning: Mapping[str, frozenset[str]]
    passed_over: frozenset[str]


Mark = tuple[int, int]
# Every (end, start of the mark, end of the mark) that was reached; the mark is -1, -1 where there is none.
Found = dict[tuple[int, int, int], None]
Step = Callable[[Text, int, Mark, Found], None]


def make(tree: Node) -> Step:
    """A chain of functions, each of which takes its words and calls the next; the last notes how far it got."""

    def finish(_: Text, at: int, mark: Mark, found: Found) -> None:
        found[at, mark[0], mark[1]] = None

    return _chain(tree, finish)


def _chain(node: Node, after: Step) -> Step:
    kind = node[0]
    if kind == lang.SEQ:
        for item in reversed(node[1]):
            after = _chain(item, after)
        return after
    return _MAKERS[kind](node, after)


def _word(node: Node, after: Step) -> Step:
    feature = node[1]

    def word(text: Text, at: int, mark: Mark, found: Found) -> None:
        symbols, meaning, passed_over = text
        while at < len(symbols):
            symbol = symbols[at]
            if feature in meaning[symbol]:
                after(text, at + 1, mark, found)
            if symbol not in passed_over:
                return
            at += 1

    return word


def _either(node: Node, after: Step) -> Step:
    """Of many choices only those are tried whose first word is there."""
    by_word, rest = lang.by_first_word(node)
    by_head = {word: [_chain(choice, after) for choice in choices] for word, choices in by_word.items()}
    others = [_chain(choice, after) for choice in rest]
    heads = frozenset(by_head)

    def either(text: Text, at: int, mark: Mark, found: Found) -> None:
        symbols, meaning, passed_over = text
        for step in others:
            step(text, at, mark, found)
        here = at
        while here < len(symbols):
            symbol = symbols[here]
            for feature in heads & meaning[symbol]:
                for step in by_head[feature]:
                    step(text, here, mark, found)
            if symbol not in passed_over:
                return
            here += 1

    return either


def _perhaps(node: Node, after: Step) -> Step:
    inner = _chain(node[1], after)

    def perhaps(text: Text, at: int, mark: Mark, found: Found) -> None:
        inner(text, at, mark, found)
        after(text, at, mark, found)

    return perhaps


def _marked(node: Node, after: Step) -> Step:
    def close(text: Text, at: int, mark: Mark, found: Found) -> None:
        after(text, at, (mark[0], at), found)

    inner = _chain(node[1], close)

    def opened(text: Text, at: int, _: Mark, found: Found) -> None:
        begin = at
        while begin < len(text.symbols) and text.symbols[begin] in text.passed_over:
            begin += 1
        inner(text, at, (begin, -1), found)

    return opened


def _gap(node: Node, after: Step) -> Step:
    most = node[1]

    def gap(text: Text, at: int, mark: Mark, found: Found) -> None:
        symbols, meaning, passed_over = text
        after(text, at, mark, found)
        for _ in range(most):
            while at < len(symbols) and symbols[at] in passed_over:
                at += 1
            if at >= len(symbols) or ANY not in meaning[symbols[at]]:
                return
            at += 1
            after(text, at, mark, found)

    return gap


def _guard(node: Node, after: Step) -> Step:
    forbidden = make(node[1])

    def guard(text: Text, at: int, mark: Mark, found: Found) -> None:
        seen: Found = {}
        forbidden(text, at, (-1, -1), seen)
        if not seen:
            after(text, at, mark, found)

    return guard


_MAKERS: Mapping[int, Callable[[Node, Step], Step]] = {
    lang.WORD: _word,
    lang.ALT: _either,
    lang.OPT: _perhaps,
    lang.MARK: _marked,
    lang.GAP: _gap,
    lang.GUARD: _guard,
}
