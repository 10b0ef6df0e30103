"""An automaton over symbols that builds itself as it reads.

All phrases together are one nondeterministic automaton. Neither it nor the deterministic one is ever built whole: what
may follow a place in a phrase is worked out when some text first gets there, and so are the deterministic states.
"""

from __future__ import annotations

from collections.abc import Iterable

from sorrykit.phrases import _language as lang
from sorrykit.phrases._language import ANY, Node
from sorrykit.phrases._symbols import Symbols


_MOST_STATES = 50_000


class State(dict[str, "State | None"]):
    """A deterministic state: symbol -> state, or None where no phrase goes on; filled as texts ask.

    `accepts` are the numbers of the phrases that may end here. The state behind a comma is the same state, except at
    the *first*, since a phrase does not begin with what is passed over.
    """

    __slots__ = ("accepts", "automaton", "first", "moves", "places")

    def __init__(self, automaton: Automaton, places: frozenset[int], accepts: tuple[int, ...], *, first: bool = False) -> None:
        super().__init__()
        self.automaton, self.places, self.accepts, self.first = automaton, places, accepts, first
        self.moves: dict[str, set[int]] | None = None

    def __missing__(self, symbol: str) -> State | None:
        state = self[symbol] = self.automaton.step(self, symbol)
        return state

    __hash__ = object.__hash__  # type: ignore[assignment]  # a state is itself, whatever it has learned


class Automaton:
    """The places in phrases, and the states made of them.

    A place is what is left of a phrase: the items of a sequence from some item on, and the place behind the sequence.
    """

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self._rest: list[tuple[tuple[Node, ...], int, int]] = []
        self._numbers: dict[tuple[int, int, int], int] = {}
        self._ends: dict[int, int] = {}
        self._moves: dict[int, tuple[tuple[tuple[str, int], ...], tuple[int, ...]]] = {}
        self._states: dict[tuple[frozenset[int], tuple[int, ...]], State] = {}
        self._firsts: list[State] = []

    def __len__(self) -> int:
        return len(self._states)

    def first(self, phrases: Iterable[tuple[Node, int]], *, first: bool = True) -> State:
        """The state from which some phrases are read, each known by a number."""
        state = State(self, frozenset(self._place((tree,), 0, self._end(number)) for tree, number in phrases), (), first=first)
        self._firsts.append(state)
        return state

    def step(self, state: State, symbol: str) -> State | None:
        """The state behind *symbol*."""
        if state.moves is None:
            state.moves = {}
            for place in state.places:
                for feature, target in self._after(place)[0]:
                    state.moves.setdefault(feature, set()).add(target)
        targets: set[int] = set()
        for feature in self.symbols.meaning[symbol]:
            targets.update(state.moves.get(feature, ()))
        accepts = tuple(sorted({number for place in targets for number in self._after(place)[1]}))
        if symbol in self.symbols.passed_over and not state.first:
            targets |= state.places
        targets = {place for place in targets if self._after(place)[0]}
        if not targets and not accepts:
            return None
        if len(self._states) > _MOST_STATES:
            self._states.clear()
            for first in self._firsts:
                first.clear()
        key = (frozenset(targets), accepts)
        if key not in self._states:
            self._states[key] = State(self, *key)
        return self._states[key]

    def _place(self, items: tuple[Node, ...], at: int, behind: int) -> int:
        if at == len(items):
            return behind
        key = (id(items), at, behind)
        if key not in self._numbers:
            self._numbers[key] = len(self._rest)
            self._rest.append((items, at, behind))  # which also keeps the items, and so their id, alive
        return self._numbers[key]

    def _end(self, number: int) -> int:
        """The place behind the last word of a phrase."""
        if number not in self._ends:
            self._ends[number] = len(self._rest)
            self._rest.append(((), 0, number))
        return self._ends[number]

    def _after(self, place: int) -> tuple[tuple[tuple[str, int], ...], tuple[int, ...]]:
        """(feature, place) of every word that may come next, and the phrases that may end here."""
        if place not in self._moves:
            moves: dict[tuple[str, int], None] = {}
            ends: set[int] = set()
            seen: set[int] = set()
            todo = [place]
            while todo:
                now = todo.pop()
                if now in seen:
                    continue
                seen.add(now)
                items, at, behind = self._rest[now]
                if not items:
                    ends.add(behind)
                    continue
                following = self._place(items, at + 1, behind)
                if self._enter(items[at], following, moves):
                    todo.append(following)
            self._moves[place] = tuple(moves), tuple(sorted(ends))
        return self._moves[place]

    def _enter(self, node: Node, following: int, moves: dict[tuple[str, int], None]) -> bool:
        """Note the first words of *node*, with the place behind each; may the node be passed without a word?"""
        kind = node[0]
        if kind == lang.WORD:
            moves[node[1], following] = None
            return False
        if kind == lang.SEQ:
            items = node[1]
            for at, item in enumerate(items):
                if not self._enter(item, self._place(items, at + 1, following), moves):
                    return False
            return True
        if kind == lang.ALT:
            return any([self._enter(choice, following, moves) for choice in node[1]])
        if kind == lang.MARK:
            return self._enter(node[1], following, moves)
        if kind == lang.OPT:
            self._enter(node[1], following, moves)
            return True
        if kind == lang.GAP:
            moves[ANY, self._place(_gaps(node[1] - 1), 0, following)] = None
            return True
        return True  # a guard or an anchor takes no word


_GAPS: dict[int, tuple[Node, ...]] = {0: ()}


def _gaps(most: int) -> tuple[Node, ...]:
    if most not in _GAPS:
        _GAPS[most] = ((lang.GAP, most),)
    return _GAPS[most]


def reverse(node: Node) -> Node:
    """The same phrase, to be read from its end."""
    kind = node[0]
    if kind == lang.SEQ:
        return (kind, tuple(reverse(item) for item in reversed(node[1])))
    if kind == lang.ALT:
        return (kind, tuple(map(reverse, node[1])))
    if kind in {lang.OPT, lang.MARK, lang.GUARD}:
        return (kind, reverse(node[1]))
    return node
