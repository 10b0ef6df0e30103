"""An automaton over symbols that builds itself as it reads.

All phrases together are one nondeterministic automaton. Neither it nor the deterministic one is ever built whole: what
may follow a place in a phrase is worked out when some text first gets there, and so are the deterministic states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sorrykit.phrases import _language as lang
from sorrykit.phrases._language import ANY, Node, first_word_feature
from sorrykit.phrases._symbols import Symbols


# States that are kept, before all are made anew. With fewer, texts of many kinds are read much more slowly and take hardly less room;
# `benchmarks/speed.py` shows both.
_MOST_STATES = 50_000

# A state of more places notes its moves by feature when it is first asked. Most states have few and meet few symbols: to go through
# their moves each time takes less.
_MANY_PLACES = 64

# The feature of a word that may come next, the place behind it, and what the word must not be as well.
_Move = tuple[str, int, frozenset[str]]

# Sequences, each with the item from which on it is left.
_Path = tuple[tuple[tuple[Node, ...], int], ...]
_NOTHING = frozenset[str]()


class State(dict[str, "State | None"]):
    """A deterministic state: symbol -> state, or None where no phrase goes on; filled as texts ask.

    `accepts` are the numbers of the phrases that may end here. The state behind a comma is the same state, except at
    the *first*, since a phrase does not begin with what is passed over.
    """

    __slots__ = ("accepts", "automaton", "first", "guarded", "moves", "places")

    def __init__(self, automaton: Automaton, places: tuple[int, ...], accepts: tuple[int, ...], *, first: bool = False) -> None:
        super().__init__()
        self.automaton, self.places, self.accepts, self.first = automaton, places, accepts, first
        self.moves: dict[str, tuple[int, ...]] | None = None
        self.guarded: tuple[_Move, ...] = ()

    @property
    def goes_on(self) -> bool:
        """May another word follow?"""
        return self.automaton.goes_on(self.places)

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
        self._moves: dict[int, tuple[_Move, ...]] = {}
        self._accepted: dict[int, int | None] = {}
        self._pending: dict[int, tuple[Node, ...]] = {}
        self._classes: dict[int, Mapping[str, Sequence[Node]]] = {}
        self._led: dict[tuple[int, frozenset[str]], tuple[_Path, ...]] = {}
        self._states: dict[tuple[tuple[int, ...], tuple[int, ...]], State] = {}
        self._firsts: list[State] = []
        self._waiting: list[tuple[Node, int] | None] = []
        self._begins: dict[str, Sequence[int]] = {}

    def __len__(self) -> int:
        return len(self._states)

    def first(self, phrases: Iterable[tuple[Node, int]], begins: Mapping[str, Sequence[int]] | None = None) -> State:
        """The state from which some phrases are read, each known by a number.

        *begins* gives, by the feature of a word, the phrases that may begin with it, as places in the list of *phrases*:
        with it the state is one in which a phrase begins, and no phrase is looked into before its first word is met.
        """
        state = State(self, (), (), first=begins is not None)
        self._firsts.append(state)
        if begins is None:
            state.places = tuple(self._place((tree,), 0, self._end(number)) for tree, number in phrases)
        else:
            self._waiting = list(phrases)
            self._begins = dict(begins)
            state.moves = {}
        return state

    def _look_into(self, state: State, places: Iterable[int]) -> None:
        """Note the moves from some places of a state."""
        moves = state.moves = {} if state.moves is None else state.moves
        more: dict[str, dict[int, None]] = {}
        guarded: list[_Move] = []
        for place in places:
            for move in self._after(place):
                feature, target, forbidden = move
                if forbidden:
                    guarded.append(move)
                elif feature in more:
                    more[feature][target] = None
                else:
                    more[feature] = {target: None}
        state.guarded = (*state.guarded, *guarded)
        # Tuples, since there are very many of them: sets would take four times the memory.
        for feature, targets in more.items():
            moves[feature] = (*moves[feature], *targets) if feature in moves else tuple(targets)

    def _meet(self, feature: str) -> Iterator[int]:
        """The phrases that may begin with a word of this feature and were not met before."""
        for at in self._begins.pop(feature):
            phrase, self._waiting[at] = self._waiting[at], None
            if phrase is not None:
                yield self._place((phrase[0],), 0, self._end(phrase[1]))

    def step(self, state: State, symbol: str) -> State | None:
        """The state behind *symbol*."""
        meaning = self.symbols.meaning[symbol]
        if state.first:
            for feature in self._begins.keys() & meaning:
                self._look_into(state, self._meet(feature))
        elif state.moves is None and len(state.places) > _MANY_PLACES:
            self._look_into(state, state.places)
        targets = self._behind(state.places, meaning) if state.moves is None else self._noted(state, state.moves, meaning)
        known = self._accepted
        accepts = {number for place in targets if (number := known[place] if place in known else self._ending(place)) is not None}
        if symbol in self.symbols.passed_over and not state.first:
            targets.update(state.places)
        if not targets:
            return None
        if len(self._states) > _MOST_STATES:
            self._states.clear()
            for first in self._firsts:
                first.clear()
        key = (tuple(sorted(targets)), tuple(sorted(accepts)))
        if key not in self._states:
            self._states[key] = State(self, *key)
        return self._states[key]

    def _behind(self, places: Iterable[int], meaning: frozenset[str]) -> set[int]:
        """The places behind a word that means this, found by going through all moves."""
        targets: set[int] = set()
        known = self._moves
        for place in places:
            for feature, target, forbidden in known[place] if place in known else self._after(place):
                if feature in meaning and (not forbidden or forbidden.isdisjoint(meaning)):
                    if feature[:2] == "{^":
                        targets |= self._chosen(meaning, (target,))
                    else:
                        targets.add(target)
        return targets

    def _noted(self, state: State, moves: Mapping[str, tuple[int, ...]], meaning: frozenset[str]) -> set[int]:
        """The same, from the moves that a state has noted."""
        targets: set[int] = set()
        for feature in moves.keys() & meaning:
            targets.update(self._chosen(meaning, moves[feature]) if feature[:2] == "{^" else moves[feature])
        for feature, target, forbidden in state.guarded:
            if feature in meaning and forbidden.isdisjoint(meaning):
                targets |= self._chosen(meaning, (target,)) if feature[:2] == "{^" else {target}
        return targets

    def goes_on(self, places: Iterable[int]) -> bool:
        """May a word follow at one of these places, or is each the end of a phrase?"""
        return any(self._rest[place][0] for place in places)

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

    def _chosen(self, meaning: frozenset[str], pending: Iterable[int]) -> set[int]:
        """The places behind the first words of the members of classes, of which only now is known which they are."""
        chosen = set()
        for place in pending:
            (node,), _, following = self._rest[place]
            key = id(node), meaning
            # Many phrases name a class, and so share its node.
            if key not in self._led:
                self._led[key] = tuple(self._leads(node, meaning))
            for path in self._led[key]:
                target = following
                for items, at in path:
                    target = self._place(items, at, target)
                chosen.add(target)
        return chosen

    def _leads(self, node: Node, meaning: frozenset[str]) -> Iterator[_Path]:
        """Where a word that means this leads in a node that begins with it: what is left of its sequences, the outermost first."""
        kind = node[0]
        if kind == lang.WORD:
            if node[1] in meaning:
                yield ()
        elif kind == lang.SEQ:
            for at, item in enumerate(node[1], 1):
                if item[0] == lang.GUARD:
                    if not (lang.forbidden_words(item) or _NOTHING).isdisjoint(meaning):
                        return
                    continue
                for path in self._leads(item, meaning):
                    yield ((node[1], at), *path)
                if lang.consumes(item):
                    return
        elif kind == lang.ALT and len(node) > 2:
            if id(node) not in self._classes:
                self._classes[id(node)] = lang.by_first_feature(node)
            choices = self._classes[id(node)]
            for choice in {id(choice): choice for feature in choices.keys() & meaning for choice in choices[feature]}.values():
                yield from self._leads(choice, meaning)
        elif kind == lang.ALT:
            for choice in node[1]:
                yield from self._leads(choice, meaning)
        elif kind == lang.GAP:
            if ANY in meaning:
                yield ((_gaps(node[1] - 1), 0),)
        elif kind in {lang.OPT, lang.MARK}:
            yield from self._leads(node[1], meaning)

    def _ending(self, place: int) -> int | None:
        """The number of the phrase that may end at this place, if it may."""
        if place not in self._accepted:
            items, at, behind = self._rest[place]
            if not items:
                self._accepted[place] = behind
            elif all(map(_may_be_passed, items[at:])):
                self._accepted[place] = self._ending(behind)
            else:
                self._accepted[place] = None
        return self._accepted[place]

    def _after(self, place: int) -> tuple[_Move, ...]:
        """Every word that may come next."""
        if place not in self._moves:
            moves: dict[_Move, None] = {}
            forbidden: frozenset[str] = frozenset()
            now = place
            while True:
                items, at, behind = self._rest[now]
                if not items:
                    break
                now = self._place(items, at + 1, behind)
                if items[at][0] == lang.GUARD:
                    forbidden |= lang.forbidden_words(items[at]) or frozenset()
                elif not self._enter(items[at], now, moves, forbidden):
                    break
            self._moves[place] = tuple(moves)
        return self._moves[place]

    def _enter(self, node: Node, following: int, moves: dict[_Move, None], forbidden: frozenset[str]) -> bool:
        """Note the first words of *node*, with the place behind each; may the node be passed without a word?"""
        kind = node[0]
        if kind == lang.WORD:
            moves[node[1], following, forbidden] = None
            return False
        if kind == lang.SEQ:
            items = node[1]
            if items[0][0] == lang.WORD:
                moves[items[0][1], self._place(items, 1, following), forbidden] = None
                return False
            for at, item in enumerate(items):
                if item[0] == lang.GUARD:
                    forbidden = forbidden | (lang.forbidden_words(item) or frozenset())
                elif not self._enter(item, self._place(items, at + 1, following), moves, forbidden):
                    return False
            return True
        if kind == lang.ALT and len(node) > 2:
            # The items with which its place is known must live on.
            items = self._pending.setdefault(id(node), (node,))
            moves[first_word_feature(node[2]), self._place(items, 0, following), forbidden] = None
            return False
        if kind == lang.ALT:
            may_be_passed = False
            for choice in node[1]:
                may_be_passed |= self._enter(choice, following, moves, forbidden)
            return may_be_passed
        if kind == lang.MARK:
            return self._enter(node[1], following, moves, forbidden)
        if kind == lang.OPT:
            self._enter(node[1], following, moves, forbidden)
        elif kind == lang.GAP:
            moves[ANY, self._place(_gaps(node[1] - 1), 0, following), forbidden] = None
        return True  # what is optional, a gap, an anchor


def _may_be_passed(node: Node) -> bool:
    """May a node be passed without a word?"""
    kind = node[0]
    if kind == lang.SEQ:
        return all(map(_may_be_passed, node[1]))
    if kind == lang.ALT:
        return len(node) == 2 and any(map(_may_be_passed, node[1]))
    return _may_be_passed(node[1]) if kind == lang.MARK else kind != lang.WORD


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
