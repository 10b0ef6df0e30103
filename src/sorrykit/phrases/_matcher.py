"""One matcher for all phrases of a kit: a word automaton that builds itself as it reads.

Every token of a text becomes a *symbol*: one character that stands for all words which no phrase tells apart (all
words that no phrase knows share a handful of symbols). All phrases together are one nondeterministic automaton over
symbols; the deterministic states that texts really reach are made when they are first reached, and kept. So

- a step costs one dictionary look-up, however many phrases there are;
- a run from one word ends after the longest phrase at the latest, so the time is linear in the text;
- nothing is compiled that no text asks for.

The automaton passes over guards, anchors and [marks]. Where a phrase has any, its match is only a proposal, which
`_Place.decide` accepts, shortens or rejects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sorrykit.exceptions import PhraseError
from sorrykit.phrases import _language as lang
from sorrykit.phrases._book import Phrase, Phrasebook, shared_classes
from sorrykit.phrases._symbols import ANY, BOUNDARY, SHAPES, Symbols
from sorrykit.text import Reading


_MOST_STATES = 60_000
_CLAUSE_WORDS = ("but", "however", "although", "because", "while")


class Hit(NamedTuple):
    """A phrase that was found at [start, end) of the text.

    `kind` and `cue` are what its entry in the phrasebook says, `line` is the phrase itself.
    """

    start: int
    end: int
    kind: str | None = None
    cue: str | None = None
    line: str = ""


class _State(dict[str, "_State | None"]):
    """A deterministic state: symbol -> state or None, filled as texts ask."""

    __slots__ = ("accepts", "automaton", "first", "moves", "nfa")

    def __init__(self, automaton: _Automaton, nfa: frozenset[int], accepts: tuple[int, ...], *, first: bool = False) -> None:
        super().__init__()
        self.automaton, self.nfa, self.accepts, self.first = automaton, nfa, accepts, first
        self.moves: dict[int, set[int]] | None = None

    def __missing__(self, symbol: str) -> _State | None:
        state = self[symbol] = self.automaton.step(self, symbol)
        return state

    __hash__ = object.__hash__  # type: ignore[assignment]  # a state is itself, whatever it has learned


class _Automaton:
    """Nondeterministic states, laid by Thompson's construction, and the deterministic ones made of them on demand."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.edges: list[list[tuple[int, int]]] = []
        self.epsilon: list[list[int]] = []
        self.final: dict[int, int] = {}
        self._closures: dict[int, frozenset[int]] = {}
        self._states: dict[tuple[frozenset[int], tuple[int, ...]], _State] = {}
        self._firsts: list[_State] = []

    def __len__(self) -> int:
        return len(self._states)

    def add(self, tree: tuple, number: int) -> int:
        """Lay a phrase that is known as *number*; gives the state where it starts."""
        start, end = self._node(), self._node()
        self._lay(tree, start, end)
        self.final[end] = number
        return start

    def first(self, starts: Iterable[int]) -> _State:
        """The deterministic state from which all phrases that start at *starts* are read."""
        state = _State(self, frozenset().union(*map(self._closure, starts)), (), first=True)
        self._firsts.append(state)
        return state

    def step(self, state: _State, symbol: str) -> _State | None:
        """The state behind *symbol*, or None where no phrase goes on."""
        if state.moves is None:
            state.moves = {}
            for node in state.nfa:
                for feature, target in self.edges[node]:
                    state.moves.setdefault(feature, set()).update(self._closure(target))
        targets: set[int] = set()
        for feature in self.symbols.meaning[symbol]:
            targets.update(state.moves.get(feature, ()))
        accepts = tuple(sorted({self.final[node] for node in targets if node in self.final}))
        if symbol in self.symbols.passed_over and not state.first:
            targets |= state.nfa
        targets = {node for node in targets if self.edges[node]}
        if not targets and not accepts:
            return None
        if len(self._states) > _MOST_STATES:
            self._states.clear()
            for first in self._firsts:
                first.clear()
        key = (frozenset(targets), accepts)
        if key not in self._states:
            self._states[key] = _State(self, *key)
        return self._states[key]

    def _node(self) -> int:
        self.edges.append([])
        self.epsilon.append([])
        return len(self.edges) - 1

    def _lay(self, node: tuple, start: int, end: int) -> None:
        kind = node[0]
        if kind == lang.WORD:
            self.edges[start].append((node[1], end))
        elif kind == lang.SEQ:
            items = [item for item in node[1] if item[0] not in {lang.GUARD, lang.START, lang.END}]
            for item in items[:-1]:
                following = self._node()
                self._lay(item, start, following)
                start = following
            if items:
                self._lay(items[-1], start, end)
            else:
                self.epsilon[start].append(end)
        elif kind == lang.ALT:
            for item in node[1]:
                self._lay(item, start, end)
        elif kind == lang.MARK:
            self._lay(node[1], start, end)
        elif kind == lang.OPT:
            self._lay(node[1], start, end)
            self.epsilon[start].append(end)
        elif kind == lang.GAP:
            self.epsilon[start].append(end)
            for _ in range(node[1] - 1):
                following = self._node()
                self.edges[start].append((ANY, following))
                self.epsilon[following].append(end)
                start = following
            self.edges[start].append((ANY, end))

    def _closure(self, node: int) -> frozenset[int]:
        if node not in self._closures:
            seen, todo = {node}, [node]
            while todo:
                for other in self.epsilon[todo.pop()]:
                    if other not in seen:
                        seen.add(other)
                        todo.append(other)
            # A state without edges matters only if a phrase ends there.
            self._closures[node] = frozenset(n for n in seen if self.edges[n] or n in self.final)
        return self._closures[node]


class _Rule:
    """A phrase with all that must be looked at where it was proposed."""

    __slots__ = ("_trial", "after", "before", "begins", "book", "ends", "inner", "phrase", "plain", "tree")

    def __init__(self, phrase: Phrase, book: int, tree: tuple) -> None:
        self.phrase, self.book, self.tree = phrase, book, tree
        items = tree[1]
        self.begins = items[0][0] == lang.START
        self.ends = items[-1][0] == lang.END
        self.after: _State | None = None
        self.before: _State | None = None
        self.inner = any(map(_is_inner, items))
        self.plain = not (self.begins or self.ends or self.inner)
        self._trial: _Step | None = None

    def trial(self, place: _Place, at: int) -> Iterable[tuple[int, int, int]]:
        """(end, start of the mark, end of the mark) wherever the phrase may end that begins at *at*, longest first."""
        if self._trial is None:
            self._trial = _trial((lang.SEQ, tuple(item for item in self.tree[1] if item[0] not in {lang.START, lang.END})))
        found: _Found = {}
        self._trial(place, at, (-1, -1), found)
        return sorted(found, reverse=True)


class Matcher:
    """All phrases of some phrasebooks, ready to be found in any number of texts.

    Raises `PhraseError` where a phrase names an unknown class, or classes name one another in a circle.
    """

    def __init__(self, books: Iterable[Phrasebook]) -> None:
        self.books = tuple(books)
        self._symbols = Symbols((",", ";", ":", "-", ".", "?", "!", *_CLAUSE_WORDS))
        self._clause_words = frozenset(map(self._symbols.literal, _CLAUSE_WORDS))
        self._automaton = _Automaton(self._symbols)
        self._classes: dict[tuple[int, str], tuple] = {}
        self._resolving: list[str] = []
        self._guards: dict[tuple[int, bool, tuple[str, ...]], _State] = {}
        self._rules: list[_Rule] = []
        self._first = self._automaton.first(
            [self._add(phrase, number) for number, book in enumerate(self.books) for phrase in book.phrases]
        )

    def __repr__(self) -> str:
        return f"<Matcher of {len(self._rules)} phrases in {len(self.books)} books>"

    # -- from phrases to an automaton

    def _add(self, phrase: Phrase, book: int) -> int:
        tree = self._tree(phrase.line, phrase, book)
        rule = _Rule(phrase, book, tree)
        if phrase.not_before:
            rule.after = self._guard(phrase, book, phrase.not_before, backward=False)
        if phrase.not_after:
            rule.before = self._guard(phrase, book, phrase.not_after, backward=True)
        rule.plain = rule.plain and not (phrase.not_before or phrase.not_after)
        self._rules.append(rule)
        return self._automaton.add(tree, len(self._rules) - 1)

    def _tree(self, line: str, phrase: Phrase, book: int, *, guard: bool = False) -> tuple:
        where, _, entry = phrase.where.partition(": ")
        return self._resolve(lang.parse(line, where, entry, guard=guard), book, phrase)

    def _guard(self, phrase: Phrase, book: int, lines: tuple[str, ...], *, backward: bool) -> _State:
        """The state from which what must not follow is read, or backwards what must not stand before."""
        known = (book, backward, lines)
        if known not in self._guards:
            trees = [self._tree(line, phrase, book, guard=True) for line in lines]
            if backward:
                trees = [_reversed(tree) for tree in trees]
            state = self._automaton.first(self._automaton.add(tree, -1) for tree in trees)
            state.first = False  # a comma may stand between the phrase and what must not stand beside it
            self._guards[known] = state
        return self._guards[known]

    def _resolve(self, node: tuple, book: int, phrase: Phrase) -> tuple:
        """Replace words by features and classes by what they hold."""
        kind = node[0]
        if kind == lang.WORD:
            return (lang.WORD, self._symbols.literal(node[1]))
        if kind == lang.STEM:
            return (lang.WORD, self._symbols.stem(node[1]))
        if kind == lang.CLASS:
            return self._class(node[1], node[2], book, phrase)
        if kind in {lang.SEQ, lang.ALT}:
            return (kind, tuple(self._resolve(item, book, phrase) for item in node[1]))
        if kind in {lang.OPT, lang.MARK, lang.GUARD}:
            return (kind, self._resolve(node[1], book, phrase))
        return node

    def _class(self, name: str, column: int, book: int, phrase: Phrase) -> tuple:
        if name in SHAPES:
            return (lang.WORD, SHAPES[name])
        own = self.books[book].classes if book >= 0 else {}
        place = (book if name in own else -1, name)
        if place in self._classes:
            return self._classes[place]
        members = own.get(name) or shared_classes().get(name)
        if members is None:
            msg = f"{phrase.where}: column {column + 1}: unknown class {{{name}}}, in the phrase {phrase.line!r}"
            raise PhraseError(msg)
        if name in self._resolving:
            circle = " -> ".join([*self._resolving[self._resolving.index(name) :], name])
            msg = f"{phrase.where}: the classes {circle} name one another in a circle"
            raise PhraseError(msg)
        self._resolving.append(name)
        words: list[str] = []
        others: list[tuple] = []
        for member in members:
            tree = lang.parse(member, phrase.where.partition(": ")[0], f"class {name!r}")
            if len(tree[1]) == 1 and tree[1][0][0] == lang.WORD:
                words.append(tree[1][0][1])
            else:
                others.append(self._resolve(tree, place[0], phrase))
        self._resolving.pop()
        choices = ([(lang.WORD, self._symbols.word_class(words))] if words else []) + others
        self._classes[place] = choices[0] if len(choices) == 1 else (lang.ALT, tuple(choices))
        return self._classes[place]

    # -- finding

    def find(self, reading: Reading) -> dict[str, list[Hit]]:
        """The hits in one text, by the name of the phrasebook, each list in order of position.

        Of overlapping hits of one kind (or cue) the first and longest stays. Hits in somebody else's voice are left out.
        """
        symbols = self._symbols.of(reading.tokens)
        found = self._scan(symbols)
        return self._hits(reading, symbols, found) if found else {}

    def _scan(self, symbols: str) -> list[tuple[int, int, int]]:
        """(phrase, start, end) of every longest match, in symbols; guards and marks are not looked at yet."""
        found: list[tuple[int, int, int]] = []
        first, size = self._first, len(symbols)
        for start, symbol in enumerate(symbols):
            state = first[symbol]
            if state is None:
                continue
            end = start + 1
            ends: dict[int, int] | None = None
            while True:
                if state.accepts:
                    if ends is None:
                        ends = {}
                    for number in state.accepts:
                        ends[number] = end
                if end == size:
                    break
                state = state[symbols[end]]
                if state is None:
                    break
                end += 1
            if ends:
                found += [(number, start, last) for number, last in ends.items()]
        return found

    def _hits(self, reading: Reading, symbols: str, found: Sequence[tuple[int, int, int]]) -> dict[str, list[Hit]]:
        place = _Place(self, reading, symbols)
        raw: dict[tuple[int, str | None, str | None], list[tuple[int, int, Phrase]]] = {}
        for number, start, end in found:
            rule = self._rules[number]
            if not rule.plain:
                span = place.decide(rule, start, end)
                if span is None:
                    continue
                start, end = span  # noqa: PLW2901 -- the part of the proposal that stays
            phrase = rule.phrase
            if phrase.extend != "phrase":
                end = place.extend(end, phrase.extend)  # noqa: PLW2901 -- the same
            raw.setdefault((rule.book, phrase.kind, phrase.cue), []).append((start, end, phrase))
        hits: dict[str, list[Hit]] = {}
        for (book, kind, cue), spans in raw.items():
            if len(spans) > 1:
                spans.sort(key=_leftmost_longest)
            last = -1
            for start, end, phrase in spans:
                if start < last:
                    continue
                last = end
                first, stop = place.offsets(start, end)
                if reading.is_own_voice(first, stop):
                    hits.setdefault(self.books[book].name, []).append(Hit(first, stop, kind, cue, phrase.line))
        for several in hits.values():
            several.sort(key=_by_position)
        return hits


def _leftmost_longest(span: tuple[int, int, Phrase]) -> tuple[int, int]:
    return span[0], -span[1]


def _by_position(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.end


def _is_inner(node: tuple) -> bool:
    """Does a phrase hold what the automaton passes over, other than its anchors?"""
    kind = node[0]
    if kind in {lang.GUARD, lang.MARK}:
        return True
    if kind in {lang.SEQ, lang.ALT}:
        return any(map(_is_inner, node[1]))
    return kind == lang.OPT and _is_inner(node[1])


def _reversed(node: tuple) -> tuple:
    kind = node[0]
    if kind == lang.SEQ:
        return (kind, tuple(_reversed(item) for item in reversed(node[1])))
    if kind == lang.ALT:
        return (kind, tuple(map(_reversed, node[1])))
    if kind in {lang.OPT, lang.MARK, lang.GUARD}:
        return (kind, _reversed(node[1]))
    return node


class _Place:
    """One text and its symbols, for what the automaton leaves open."""

    __slots__ = ("_owners", "matcher", "meaning", "passed_over", "reading", "symbols")

    def __init__(self, matcher: Matcher, reading: Reading, symbols: str) -> None:
        self.matcher, self.reading, self.symbols = matcher, reading, symbols
        self.meaning = matcher._symbols.meaning  # noqa: SLF001 -- one machine in two classes
        self.passed_over = matcher._symbols.passed_over  # noqa: SLF001 -- the same
        self._owners: list[int] | None = None

    @property
    def owners(self) -> Sequence[int]:
        """For each symbol the number of its token."""
        if self._owners is None:
            self._owners = self.matcher._symbols.owners(self.reading.tokens, self.symbols)  # noqa: SLF001 -- one machine
        return self._owners

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of text of some symbols."""
        spans, owners = self.reading.spans, self.owners
        return spans[owners[start]][0], spans[owners[end - 1]][1]

    def extend(self, end: int, extent: str) -> int:
        """The end of the clause or the sentence."""
        symbols, meaning, clause = self.symbols, self.meaning, extent == "clause"
        stops = self.matcher._clause_words  # noqa: SLF001 -- one machine in two classes
        while end < len(symbols):
            features = meaning[symbols[end]]
            if BOUNDARY in features or (clause and (ANY not in features or not stops.isdisjoint(features))):
                break
            end += 1
        return end

    def decide(self, rule: _Rule, start: int, end: int) -> tuple[int, int] | None:
        """The part of a proposal that is found, or None; the longest where guards shorten it."""
        if rule.begins and not self._begins(start):
            return None
        if rule.before is not None and self._stands(rule.before, start, backward=True):
            return None
        if not rule.inner and self._may_end(rule, end):
            return start, end
        for last, first, stop in rule.trial(self, start):
            if self._may_end(rule, last):
                return (first, stop) if first >= 0 else (start, last)
        return None

    def _may_end(self, rule: _Rule, end: int) -> bool:
        if rule.ends and not (end >= len(self.symbols) or BOUNDARY in self.meaning[self.symbols[end]]):
            return False
        return rule.after is None or not self._stands(rule.after, end)

    def _stands(self, state: _State | None, at: int, *, backward: bool = False) -> bool:
        """Does what *state* reads stand right behind *at*, or right before it?"""
        step, limit = (-1, -1) if backward else (1, len(self.symbols))
        at = at - 1 if backward else at
        while at != limit and state is not None:
            state = state[self.symbols[at]]
            if state is not None and state.accepts:
                return True
            at += step
        return False

    def _begins(self, at: int) -> bool:
        """Is this the beginning of a sentence, of a line, or what follows a short greeting?"""
        if at == 0:
            return True
        before = self.symbols[at - 1]
        if BOUNDARY in self.meaning[before] or (ANY not in self.meaning[before] and before not in self.passed_over):
            return True
        start = self.reading.spans[self.owners[at]][0]
        if "\n" in self.reading.text[max(0, start - 2) : start]:
            return True
        if before in self.passed_over:
            return any(at - 1 - back == 0 or BOUNDARY in self.meaning[self.symbols[at - 2 - back]] for back in range(1, min(at, 4)))
        return False


_Found = dict[tuple[int, int, int], None]
_Mark = tuple[int, int]
_Step = Callable[[_Place, int, _Mark, _Found], None]


def _trial(tree: tuple) -> _Step:
    """A phrase as a chain of functions that try it at one place in every way, and note each (end, mark) it reaches."""

    def finish(_: _Place, at: int, mark: _Mark, found: _Found) -> None:
        found[at, mark[0], mark[1]] = None

    return _chain(tree, finish)


def _chain(node: tuple, after: _Step) -> _Step:
    kind = node[0]
    if kind == lang.WORD:
        feature = node[1]

        def word(place: _Place, at: int, mark: _Mark, found: _Found) -> None:
            symbols, meaning, passed_over = place.symbols, place.meaning, place.passed_over
            while at < len(symbols):
                if feature in meaning[symbols[at]]:
                    after(place, at + 1, mark, found)
                if symbols[at] not in passed_over:
                    return
                at += 1

        return word
    if kind == lang.SEQ:
        for item in reversed(node[1]):
            after = _chain(item, after)
        return after
    if kind == lang.ALT:
        choices = [_chain(item, after) for item in node[1]]

        def either(place: _Place, at: int, mark: _Mark, found: _Found) -> None:
            for choice in choices:
                choice(place, at, mark, found)

        return either
    if kind == lang.OPT:
        inner = _chain(node[1], after)

        def perhaps(place: _Place, at: int, mark: _Mark, found: _Found) -> None:
            inner(place, at, mark, found)
            after(place, at, mark, found)

        return perhaps
    if kind == lang.MARK:

        def close(place: _Place, at: int, mark: _Mark, found: _Found) -> None:
            after(place, at, (mark[0], at), found)

        marked = _chain(node[1], close)

        def mark_from(place: _Place, at: int, _: _Mark, found: _Found) -> None:
            begin = at
            while begin < len(place.symbols) and place.symbols[begin] in place.passed_over:
                begin += 1
            marked(place, at, (begin, -1), found)

        return mark_from
    if kind == lang.GAP:
        most = node[1]

        def gap(place: _Place, at: int, mark: _Mark, found: _Found) -> None:
            symbols, meaning, passed_over = place.symbols, place.meaning, place.passed_over
            after(place, at, mark, found)
            for _ in range(most):
                while at < len(symbols) and symbols[at] in passed_over:
                    at += 1
                if at >= len(symbols) or ANY not in meaning[symbols[at]]:
                    return
                at += 1
                after(place, at, mark, found)

        return gap
    if kind == lang.GUARD:
        inner_guard = _trial(node[1])

        def guard(place: _Place, at: int, mark: _Mark, found: _Found) -> None:
            seen: _Found = {}
            inner_guard(place, at, (-1, -1), seen)
            if not seen:
                after(place, at, mark, found)

        return guard
    msg = f"unknown node {node!r}"
    raise AssertionError(msg)
