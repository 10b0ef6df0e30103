"""One matcher for all phrases of a kit: a word automaton that builds itself as it reads.

Every token of a text becomes a *symbol*: one character that stands for all words which no phrase tells apart (all
words that no phrase knows share a handful of symbols). All phrases together are one nondeterministic automaton over
symbols; the deterministic states that texts really reach are made when they are first reached, and kept. So

- a step costs one dictionary look-up, however many phrases there are;
- a run from one word ends after the longest phrase at the latest, so the time is linear in the text;
- nothing is compiled that no text asks for.

The automaton passes over the guards (`!word`, `not_before` ...) and the [marks] of a phrase. Where a phrase has any,
the run only proposes, and `_Trial`, which tries one phrase at one place in the obvious way, decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sorrykit.exceptions import PhraseError
from sorrykit.phrases import _language as lang
from sorrykit.phrases._book import Phrase, Phrasebook, shared_classes
from sorrykit.text import Reading
from sorrykit.text._tokens import fold, key, split, unstretched


ANY, BOUNDARY, NUMBER, LINK, NAME, ED, ING, LY, MONEY = range(9)
_SHAPES = {"any": ANY, "number": NUMBER, "link": LINK, "name": NAME, "~ed": ED, "~ing": ING, "~ly": LY, "money": MONEY}
_MOST_STATES = 60_000
_MOST_WORDS = 200_000
_CLAUSE_WORDS = ("but", "however", "although", "because", "while")
_PASSED_OVER = set(",-")
_MARKS = {",": ",", ";": ";", ":": ":"}
_CURRENCY = set("$\u20ac\u00a3\u20b9\u00a5")


class Hit(NamedTuple):
    """A phrase that was found at [start, end) of the text.

    `kind` and `cue` are what its entry in the phrasebook says, `line` is the phrase itself.
    """

    start: int
    end: int
    kind: str | None = None
    cue: str | None = None
    line: str = ""


class _State(dict):
    """A deterministic state: symbol -> state or None, filled as texts ask."""

    __slots__ = ("accepts", "matcher", "moves", "nfa")

    def __init__(self, matcher: Matcher, nfa: frozenset[int], accepts: tuple[int, ...]) -> None:
        super().__init__()
        self.matcher, self.nfa, self.accepts, self.moves = matcher, nfa, accepts, None

    def __missing__(self, symbol: str) -> _State | None:
        state = self[symbol] = self.matcher._step(self, symbol)  # noqa: SLF001 -- one machine in two classes
        return state

    __hash__ = object.__hash__


class _Vocabulary(dict):
    """Token as written -> its symbols, worked out when it is first met."""

    __slots__ = ("matcher",)

    def __init__(self, matcher: Matcher) -> None:
        super().__init__()
        self.matcher = matcher

    def __missing__(self, token: str) -> str:
        if len(self) >= _MOST_WORDS:
            self.clear()
        symbols = self[token] = self.matcher._symbols(token)  # noqa: SLF001 -- one machine in two classes
        return symbols


class Matcher:
    """All phrases of some phrasebooks, ready to be found in any number of texts.

    Raises `PhraseError` where a phrase names an unknown class, or classes name one another in a circle.
    """

    def __init__(self, books: Iterable[Phrasebook]) -> None:
        self.books = tuple(books)
        self._literals: dict[str, int] = {}
        self._stems: list[tuple[str, int]] = []
        self._members: dict[str, list[int]] = {}
        self._classes: dict[tuple[int, str], tuple] = {}
        self._features = len(_SHAPES) + 1
        self._edges: list[list[tuple[int, int]]] = []
        self._epsilon: list[list[int]] = []
        self._final: dict[int, int] = {}
        self._closures: dict[int, frozenset[int]] = {}
        self._phrases: list[tuple[Phrase, int, tuple]] = []
        self._trials: list[tuple | None] = []
        self._states: dict[tuple[frozenset[int], tuple[int, ...]], _State] = {}
        self._signatures: dict[tuple[int, ...], str] = {}
        self._meaning: dict[str, tuple[int, ...]] = {}
        for mark in (",", ";", ":", "-", ".", "?", "!", *_CLAUSE_WORDS):
            self._literal(mark)
        starts: list[int] = []
        self._resolving: list[str] = []
        for number, book in enumerate(self.books):
            for phrase in book.phrases:
                starts.append(self._add(phrase, number))
        self._first = _State(self, frozenset().union(*map(self._closure, starts)) if starts else frozenset(), ())
        self._vocabulary = _Vocabulary(self)
        self._clause_ids = {self._literals[word] for word in _CLAUSE_WORDS}

    def __repr__(self) -> str:
        return f"<Matcher of {len(self._phrases)} phrases in {len(self.books)} books>"

    # -- from phrases to an automaton

    def _literal(self, word: str) -> int:
        if word not in self._literals:
            self._literals[word] = self._feature()
            self._members.setdefault(word, []).append(self._literals[word])
        return self._literals[word]

    def _feature(self) -> int:
        self._features += 1
        return self._features

    def _add(self, phrase: Phrase, book: int) -> int:
        where, _, entry = phrase.where.partition(": ")
        tree = self._resolve(lang.parse(phrase.line, where, entry), book, phrase)
        guards = tuple(
            tuple(self._resolve(lang.parse(line, where, f"{entry}, {name}", guard=True), book, phrase) for line in lines)
            for name, lines in (("not_before", phrase.not_before), ("not_after", phrase.not_after))
        )
        number = len(self._phrases)
        self._phrases.append((phrase, book, tree))
        self._trials.append((tree, *guards) if any(guards) or _needs_trial(tree) else None)
        start, end = self._node(), self._node()
        self._build(tree, start, end)
        self._final[end] = number
        return start

    def _node(self) -> int:
        self._edges.append([])
        self._epsilon.append([])
        return len(self._edges) - 1

    def _resolve(self, node: tuple, book: int, phrase: Phrase) -> tuple:
        """Replace words by features and classes by what they hold."""
        kind = node[0]
        if kind == lang.WORD:
            return (lang.WORD, self._literal(node[1]))
        if kind == lang.STEM:
            feature = next((number for stem, number in self._stems if stem == node[1]), None)
            if feature is None:
                feature = self._feature()
                self._stems.append((node[1], feature))
            return (lang.WORD, feature)
        if kind == lang.CLASS:
            return self._class(node[1], node[2], book, phrase)
        if kind in {lang.SEQ, lang.ALT}:
            return (kind, tuple(self._resolve(item, book, phrase) for item in node[1]))
        if kind in {lang.OPT, lang.MARK, lang.GUARD}:
            return (kind, self._resolve(node[1], book, phrase))
        return node

    def _class(self, name: str, column: int, book: int, phrase: Phrase) -> tuple:
        if name in _SHAPES:
            return (lang.WORD, _SHAPES[name])
        own = self.books[book].classes if book >= 0 else {}
        place = (book if name in own else -1, name)
        if place in self._classes:
            return self._classes[place]
        members = own.get(name) or shared_classes().get(name)
        if members is None:
            raise PhraseError(f"{phrase.where}: column {column + 1}: unknown class {{{name}}}, in the phrase {phrase.line!r}")
        if name in self._resolving:
            raise PhraseError(f"{phrase.where}: the classes {' -> '.join([*self._resolving, name])} name one another in a circle")
        self._resolving.append(name)
        feature, words, others = self._feature(), [], []
        for member in members:
            tree = lang.parse(member, phrase.where.partition(": ")[0], f"class {name!r}")
            if len(tree[1]) == 1 and tree[1][0][0] == lang.WORD:
                words.append(tree[1][0][1])
            else:
                others.append(self._resolve(tree, place[0], phrase))
        for word in dict.fromkeys(words):
            self._members.setdefault(word, []).append(feature)
        self._resolving.pop()
        head = [(lang.WORD, feature)] if words else []
        choices = [*head, *others]
        self._classes[place] = choices[0] if len(choices) == 1 else (lang.ALT, tuple(choices))
        return self._classes[place]

    def _build(self, node: tuple, start: int, end: int) -> None:
        """Lay *node* between two states of the automaton (Thompson's construction)."""
        kind = node[0]
        if kind == lang.WORD:
            self._edges[start].append((node[1], end))
        elif kind == lang.SEQ:
            items = [item for item in node[1] if item[0] not in {lang.GUARD, lang.START, lang.END}]
            for item in items[:-1]:
                following = self._node()
                self._build(item, start, following)
                start = following
            if items:
                self._build(items[-1], start, end)
            else:
                self._epsilon[start].append(end)
        elif kind == lang.ALT:
            for item in node[1]:
                self._build(item, start, end)
        elif kind == lang.MARK:
            self._build(node[1], start, end)
        elif kind == lang.OPT:
            self._build(node[1], start, end)
            self._epsilon[start].append(end)
        elif kind == lang.GAP:
            self._epsilon[start].append(end)
            for _ in range(node[1] - 1):
                following = self._node()
                self._edges[start].append((ANY, following))
                self._epsilon[following].append(end)
                start = following
            self._edges[start].append((ANY, end))

    def _closure(self, node: int) -> frozenset[int]:
        if node not in self._closures:
            seen, todo = {node}, [node]
            while todo:
                for other in self._epsilon[todo.pop()]:
                    if other not in seen:
                        seen.add(other)
                        todo.append(other)
            # A state without edges matters only if a phrase ends there.
            self._closures[node] = frozenset(n for n in seen if self._edges[n] or n in self._final)
        return self._closures[node]

    def _step(self, state: _State, symbol: str) -> _State | None:
        if state.moves is None:
            moves: dict[int, set[int]] = {}
            for node in state.nfa:
                for feature, target in self._edges[node]:
                    moves.setdefault(feature, set()).update(self._closure(target))
            state.moves = moves
        targets: set[int] = set()
        for feature in self._meaning[symbol]:
            targets.update(state.moves.get(feature, ()))
        accepts = tuple(sorted({self._final[node] for node in targets if node in self._final}))
        if symbol in self._passed_over and state is not self._first:
            targets |= {node for node in state.nfa if self._edges[node]}
        if not targets:
            return None
        if len(self._states) > _MOST_STATES:
            self._states.clear()
            self._first.clear()
        nfa = frozenset(targets)
        found = self._states.get((nfa, accepts))
        if found is None:
            found = self._states[nfa, accepts] = _State(self, nfa, accepts)
        return found

    # -- from texts to symbols

    def _symbol(self, features: Iterable[int]) -> str:
        signature = tuple(sorted(set(features)))
        if signature not in self._signatures:
            number = 0x100 + len(self._signatures)
            symbol = chr(number if number < 0xD800 else number + 0x800)
            self._signatures[signature] = symbol
            self._meaning[symbol] = signature
        return self._signatures[signature]

    def _symbols(self, token: str) -> str:
        """The symbols of a token as written: none for a mention, two for a contraction, otherwise one."""
        head = token[0]
        if head == "@" or token in {"#", "*", "_", "+", "="}:
            return ""
        if head == "\n" or not any(letter.isalnum() or letter in _PASSED_OVER or letter in ";:%&\u2013\u2014" or letter in _CURRENCY for letter in token):
            mark = "?" if any(letter in token for letter in "?\uff1f") else "!" if "!" in token else "."
            return self._symbol((BOUNDARY, self._literals[mark]))
        if token in _MARKS:
            return self._symbol((self._literals[token],))
        if head in "-\u2013\u2014":
            return self._symbol((self._literals["-"],))
        if head in _CURRENCY:
            return self._symbol((ANY, MONEY))
        if token.startswith(("http://", "https://", "www.")) or ("@" in token and "." in token):
            return self._symbol((ANY, LINK))
        if head.isdigit():
            return self._symbol((ANY, NUMBER, *self._members.get(fold(token), ())))
        folded = fold(token)
        return "".join(self._symbol(self._word(part, token)) for part in split(folded)) if folded else ""

    def _word(self, word: str, token: str) -> list[int]:
        """The features of one word."""
        spelling = key(word)
        features = [ANY, *self._members.get(spelling, ())]
        if len(features) == 1:
            for other in unstretched(word):
                if other in self._members:
                    features += self._members[other]
                    spelling = other
                    break
        if word == "'d":
            features += [f for full in ("had", "would") for f in self._members.get(full, ())]
        elif word == "'s":
            features += [f for full in ("is", "has", "us") for f in self._members.get(full, ())]
        features += [number for stem, number in self._stems if spelling.startswith(stem)]
        if token[0].isupper() and len(features) == 1:
            features.append(NAME)
        if spelling.endswith("ed") and len(spelling) > 3:
            features.append(ED)
        elif spelling.endswith("ing") and len(spelling) > 4:
            features.append(ING)
        elif spelling.endswith("ly") and len(spelling) > 3:
            features.append(LY)
        return features

    @property
    def _passed_over(self) -> set[str]:
        cached = self.__dict__.get("_passed")
        if cached is None:
            cached = self.__dict__["_passed"] = {self._symbol((self._literals[mark],)) for mark in _PASSED_OVER}
        return cached

    # -- finding

    def find(self, reading: Reading) -> dict[str, list[Hit]]:
        """The hits in one text, by the name of the phrasebook, each list in order of position.

        Of overlapping hits of one kind (or cue) the first and longest stays. Hits in somebody else's voice are left out.
        """
        symbols = "".join(map(self._vocabulary.__getitem__, reading.tokens))
        found = list(self._scan(symbols))
        return self._hits(reading, symbols, found) if found else {}

    def _scan(self, symbols: str) -> Iterator[tuple[int, int, int]]:
        """(phrase, start, end) of every longest match, in symbols; guards and marks are not looked at yet."""
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
                    for phrase in state.accepts:
                        ends[phrase] = end
                if end == size:
                    break
                state = state[symbols[end]]
                if state is None:
                    break
                end += 1
            if ends:
                for phrase, last in ends.items():
                    yield phrase, start, last

    def _hits(self, reading: Reading, symbols: str, found: Sequence[tuple[int, int, int]]) -> dict[str, list[Hit]]:
        place = _Place(self, reading, symbols)
        raw: dict[tuple[int, str | None, str | None], list[tuple[int, int, Phrase]]] = {}
        for number, start, end in found:
            phrase, book, _ = self._phrases[number]
            trial = self._trials[number]
            if trial is not None:
                span = place.decide(trial, start)
                if span is None:
                    continue
                start, end = span
            if phrase.extend != "phrase":
                end = place.extend(end, phrase.extend)
            raw.setdefault((book, phrase.kind, phrase.cue), []).append((start, end, phrase))
        hits: dict[str, list[Hit]] = {}
        for (book, _, _), spans in raw.items():
            spans.sort(key=_leftmost_longest)
            last = -1
            for start, end, phrase in spans:
                if start < last:
                    continue
                last = end
                first, stop = place.offsets(start, end)
                if place.is_own_voice(first, stop):
                    hits.setdefault(self.books[book].name, []).append(Hit(first, stop, phrase.kind, phrase.cue, phrase.line))
        for several in hits.values():
            several.sort(key=_by_position)
        return hits


def _leftmost_longest(span: tuple[int, int, Phrase]) -> tuple[int, int]:
    return span[0], -span[1]


def _by_position(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.end


def _needs_trial(node: tuple) -> bool:
    kind = node[0]
    if kind in {lang.GUARD, lang.MARK, lang.START, lang.END}:
        return True
    if kind in {lang.SEQ, lang.ALT}:
        return any(map(_needs_trial, node[1]))
    return kind == lang.OPT and _needs_trial(node[1])


class _Place:
    """One text and its symbols, for what the automaton leaves open."""

    def __init__(self, matcher: Matcher, reading: Reading, symbols: str) -> None:
        self.matcher, self.reading, self.symbols = matcher, reading, symbols
        self._owners: list[int] | None = None

    @property
    def owners(self) -> list[int]:
        """For each symbol the number of its token."""
        if self._owners is None:
            vocabulary = self.matcher._vocabulary  # noqa: SLF001 -- one machine in two classes
            self._owners = [number for number, token in enumerate(self.reading.tokens) for _ in vocabulary[token]]
        return self._owners

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of text of some symbols."""
        spans = self.reading.spans
        return spans[self.owners[start]][0], spans[self.owners[end - 1]][1]

    def is_own_voice(self, start: int, end: int) -> bool:
        return self.reading.is_own_voice(start, end)

    def extend(self, end: int, extent: str) -> int:
        """The end of the clause or the sentence."""
        symbols, meaning, clause = self.symbols, self.matcher._meaning, extent == "clause"  # noqa: SLF001
        stops = self.matcher._clause_ids if clause else frozenset()  # noqa: SLF001
        while end < len(symbols):
            features = meaning[symbols[end]]
            if features[0] == BOUNDARY or (clause and (ANY not in features or not stops.isdisjoint(features))):
                break
            end += 1
        return end

    def decide(self, trial: tuple, start: int) -> tuple[int, int] | None:
        """The part that is found, if the phrase with its guards stands at *start*; the longest where several do."""
        tree, not_before, not_after = trial
        best = None
        for end, mark in sorted(self._try(tree, start, None, first=True), key=lambda match: -match[0]):
            if any(True for guard in not_before for _ in self._try(guard, end, None)):
                continue
            best = mark or (start, end)
            break
        if best is None or best[1] <= best[0]:
            return None
        for guard in not_after:
            for before in range(max(0, start - 14), start):
                if any(self._only_passed(end, start) for end, _ in self._try(guard, before, None, first=True)):
                    return None
        return best

    def _only_passed(self, end: int, start: int) -> bool:
        passed = self.matcher._passed_over  # noqa: SLF001
        return end <= start and all(symbol in passed for symbol in self.symbols[end:start])

    def _try(self, node: tuple, at: int, mark: tuple | None, *, first: bool = False) -> Iterator[tuple[int, tuple | None]]:
        """Every (end, mark) at which *node* may end that begins at *at*."""
        kind, symbols = node[0], self.symbols
        if kind == lang.WORD:
            meaning, passed = self.matcher._meaning, self.matcher._passed_over  # noqa: SLF001
            while at < len(symbols):
                if node[1] in meaning[symbols[at]]:
                    yield at + 1, mark
                if first or symbols[at] not in passed:
                    return
                at += 1
        elif kind == lang.SEQ:
            yield from self._sequence(node[1], 0, at, mark, first=first)
        elif kind == lang.ALT:
            for item in node[1]:
                yield from self._try(item, at, mark, first=first)
        elif kind == lang.OPT:
            yield from self._try(node[1], at, mark, first=first)
            yield at, mark
        elif kind == lang.MARK:
            begin = at
            while begin < len(symbols) and symbols[begin] in self.matcher._passed_over:  # noqa: SLF001
                begin += 1
            for end, _ in self._try(node[1], at, None, first=first):
                yield end, (begin, end)
        elif kind == lang.GAP:
            reached = at
            yield reached, mark
            for _ in range(node[1]):
                reached = next((end for end, _ in self._try((lang.WORD, ANY), reached, None, first=first)), -1)
                if reached < 0:
                    return
                yield reached, mark
        elif kind == lang.GUARD:
            if next(self._try(node[1], at, None), None) is None:
                yield at, mark
        elif kind == lang.START:
            if self._begins(at):
                yield at, mark
        elif kind == lang.END and self._ends(at):
            yield at, mark

    def _sequence(self, items: tuple, number: int, at: int, mark: tuple | None, *, first: bool) -> Iterator[tuple[int, tuple | None]]:
        if number == len(items):
            yield at, mark
            return
        seen = set()
        for reached in self._try(items[number], at, mark, first=first):
            if reached not in seen:
                seen.add(reached)
                yield from self._sequence(items, number + 1, reached[0], reached[1], first=first and reached[0] == at)

    def _begins(self, at: int) -> bool:
        """Is this the beginning of a sentence, of a line, or what follows a short greeting?"""
        meaning = self.matcher._meaning  # noqa: SLF001
        if at == 0 or at >= len(self.symbols):
            return at == 0
        before = meaning[self.symbols[at - 1]]
        if BOUNDARY in before or (ANY not in before and self.symbols[at - 1] not in self.matcher._passed_over):  # noqa: SLF001
            return True
        start = self.reading.spans[self.owners[at]][0]
        if "\n" in self.reading.text[max(0, start - 2) : start]:
            return True
        if self.symbols[at - 1] in self.matcher._passed_over:  # noqa: SLF001
            return any(at - 1 - back == 0 or BOUNDARY in meaning[self.symbols[at - 2 - back]] for back in range(1, min(at, 4)))
        return False

    def _ends(self, at: int) -> bool:
        return at >= len(self.symbols) or BOUNDARY in self.matcher._meaning[self.symbols[at]]  # noqa: SLF001
