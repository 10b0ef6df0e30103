"""One matcher for all phrases of a kit.

Every token of a text becomes a *symbol*: one character that stands for all words which no phrase tells apart (all
words that no phrase knows share a handful of symbols). An automaton over symbols, which builds itself as it reads,
proposes every longest match of every phrase at every place. So

- a step costs one dictionary look-up, however many phrases there are;
- a run from one word ends after the longest phrase at the latest, so the time is linear in the text;
- nothing is compiled that no text asks for.

The automaton passes over guards, anchors and marks. Where a phrase has any, its match is only a proposal, which
`_Place.decide` accepts, shortens or rejects, and only where no earlier hit of the same kind stands in its way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sorrykit.phrases import _language as lang
from sorrykit.phrases import _trial
from sorrykit.phrases._automaton import Automaton, State, reverse
from sorrykit.phrases._book import Phrase, Phrasebook
from sorrykit.phrases._language import ANY, Node
from sorrykit.phrases._parsed import ParsedPhrase, parse_books
from sorrykit.phrases._symbols import BOUNDARY, Symbols
from sorrykit.text import Reading


_CLAUSE_WORDS = frozenset({"but", "however", "although", "because", "while"})


class Hit(NamedTuple):
    """A phrase that was found at [start, end) of the text.

    `kind` and `cue` are what its entry in the phrasebook says, `line` is the phrase itself.
    """

    start: int
    end: int
    kind: str | None = None
    cue: str | None = None
    line: str = ""


# The book, the start of the phrase, its end, the end of what is found, kind, cue and the phrase itself; places in symbols.
_Seen = tuple[str, int, int, int, str | None, str | None, str]
# A stretch of symbols; with the places in it at which lines begin, and whether it is the last of its text, where that matters.
_Key = str | tuple[str, tuple[int, ...], bool]
# Sentences that are kept: some 10 MB at most.
_MOST_KNOWN, _LONGEST_KNOWN = 1 << 14, 80
# Sentences that are read together before all the rest is.
_MOST_JOINED = 4


class _Rule:
    """A phrase with all that must be looked at where it was proposed."""

    __slots__ = ("after", "before", "begins", "book", "ends", "first_words", "inner", "items", "phrase", "plain", "trial")

    def __init__(self, phrase: Phrase, book: int, parsed: ParsedPhrase) -> None:
        self.phrase, self.book = phrase, book
        tree, self.first_words, self.inner, self.after, self.before = parsed
        items = tree[1]
        self.begins, self.ends = items[0][0] == lang.START, items[-1][0] == lang.END
        self.items: tuple[Node, ...] = items[self.begins : len(items) - self.ends]
        self.plain = not (self.begins or self.ends or self.inner or self.after or self.before)
        self.trial: _trial.Step | None = None


class Matcher:
    """All phrases of some phrasebooks, ready to be found in any number of texts.

    Raises `PhraseError` where a phrase cannot be read or names an unknown class, or classes name one another in a circle.
    """

    def __init__(self, books: Iterable[Phrasebook]) -> None:
        self.books = tuple(books)
        self._symbols = Symbols()
        self._automaton = Automaton(self._symbols)
        self._guards: dict[tuple[int, bool], State] = {}
        parsed = parse_books(self.books)
        self._rules = [
            _Rule(phrase, number, tree)
            for number, (book, trees) in enumerate(zip(self.books, parsed, strict=True))
            for phrase, tree in zip(book.phrases, trees.phrases, strict=True)
        ]
        begins: dict[str, list[int]] = {}
        for number, rule in enumerate(self._rules):
            for feature in rule.first_words:
                begins.setdefault(feature, []).append(number)
        self._first = self._automaton.first((((lang.SEQ, rule.items), number) for number, rule in enumerate(self._rules)), begins)
        self._known: dict[_Key, tuple[_Seen, ...] | None] = {}
        self._symbols.know(
            {word for book in parsed for word in book.words},
            {name: words for book in parsed for name, words in book.classes.items()}.items(),
            {name: words for book in parsed for name, words in book.heads.items()}.items(),
        )

    def __repr__(self) -> str:
        return f"<Matcher of {len(self._rules)} phrases in {len(self.books)} books>"

    def word_classes(self) -> dict[str, tuple[str, ...]]:
        """The classes, by whatever book, of every single word that belongs to any, such as "{we}" of "us"."""
        return self._symbols.classes()

    def guard(self, trees: tuple[Node, ...], *, backward: bool) -> State:
        """The state from which what must not follow is read, or backwards what must not stand before."""
        known = (id(trees), backward)
        if known not in self._guards:
            read = [(reverse(tree) if backward else tree, _GUARD) for tree in trees]
            self._guards[known] = self._automaton.first(read)
        return self._guards[known]

    def find(self, reading: Reading) -> dict[str, list[Hit]]:
        """The hits in one text, by the name of the phrasebook, each list in order of position.

        Of overlapping hits of one kind (or cue) the first and longest stays. Hits in somebody else's voice are left out.
        """
        symbols = self._symbols.of(reading.tokens)
        found = self._read(symbols, self._breaks(reading, symbols))
        if not found:
            return {}
        spans, foreign = reading.spans, reading.foreign
        owners = self._symbols.owners(reading.tokens, symbols)
        hits: dict[str, list[Hit]] = {}
        for base, several in found:
            for book, start, stop, end, kind, cue, line in several:
                first = spans[owners[base + start]][0]
                # The words of the phrase decide whose voice it is; its clause may run past the end of a quotation.
                if foreign and not reading.is_own_voice(first, spans[owners[base + stop - 1]][1]):
                    continue
                hit = Hit(first, spans[owners[base + end - 1]][1], kind, cue, line)
                if book in hits:
                    hits[book].append(hit)
                else:
                    hits[book] = [hit]
        return hits

    def forget(self) -> None:
        """Forget the sentences that were read, which are kept for speed alone."""
        self._known.clear()

    def _breaks(self, reading: Reading, symbols: str) -> tuple[int, ...]:
        """The symbols with which a line begins, save the first."""
        if "\n" not in reading.text:
            return ()
        spans, text = reading.spans, reading.text
        owners = self._symbols.owners(reading.tokens, symbols)
        return tuple(at for at, owner in enumerate(owners) if "\n" in text[max(0, spans[owner][0] - 2) : spans[owner][0]])

    def _read(self, symbols: str, breaks: tuple[int, ...]) -> list[tuple[int, tuple[_Seen, ...]]]:
        """What is found, sentence by sentence, with the place at which each begins.

        People repeat themselves, in the words that phrases tell apart above all: a sentence that was read before is not read
        again. Few phrases look past the end of a sentence; where one might, the next is read together with it, and where that goes on
        ("Sorry. Sorry. Sorry."), all the rest: to read ever longer pieces would take time with the square of the text.
        """
        found: list[tuple[int, tuple[_Seen, ...]]] = []
        start, most, joined = 0, len(symbols), 0
        for end in self._symbols.ends(symbols):
            if joined == _MOST_JOINED:
                end = most  # noqa: PLW2901 -- the rest is one piece
            window: str = symbols[start:end]
            inside = tuple([at - start for at in breaks[bisect_left(breaks, start) : bisect_left(breaks, end)]]) if breaks else ()
            last = end == most
            key = (window, inside, last) if inside or last else window
            seen = self._known[key] if key in self._known else self._look(key, window, inside, last=last)
            if seen is not None:
                if seen:
                    found.append((start, seen))
                start, joined = end, 0
            else:
                joined += 1
            if last:
                break
        return found

    def _scan(self, place: _Place) -> list[tuple[int, int, int]]:
        """(start, -end, phrase) of every longest match, in symbols; guards and marks are not looked at yet."""
        found: list[tuple[int, int, int]] = []
        symbols = place.symbols
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
                        ends[number] = -end
                if end == size:
                    place.crossed = place.crossed or state.goes_on
                    break
                state = state[symbols[end]]
                if state is None:
                    break
                end += 1
            if ends:
                found += [(start, last, number) for number, last in ends.items()]
        return found

    def _look(self, key: _Key, window: str, breaks: tuple[int, ...], *, last: bool) -> tuple[_Seen, ...] | None:
        """What is found in a stretch of a text, which is kept; None where a phrase looks past its end."""
        place = _Place(self, window, breaks)
        seen: tuple[_Seen, ...] | None = self._seen(place)
        if place.crossed and not last:
            seen = None
        if len(window) <= _LONGEST_KNOWN:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = seen
        return seen

    def _seen(self, place: _Place) -> tuple[_Seen, ...]:
        """What is found in a stretch of a text, in order of position."""
        rules = self._rules
        groups: dict[tuple[int, str | None, str | None], list[tuple[int, int, int]]] = {}
        for proposal in self._scan(place):
            rule = rules[proposal[2]]
            key = (rule.book, rule.phrase.kind, rule.phrase.cue)
            if key in groups:
                groups[key].append(proposal)
            else:
                groups[key] = [proposal]
        seen: list[_Seen] = []
        for (book, kind, cue), proposals in groups.items():
            if len(proposals) > 1:
                proposals.sort()
            last = 0
            for start, minus_end, number in proposals:
                if start < last and -minus_end <= last:
                    continue
                rule, span = rules[number], (start, -minus_end)
                if not rule.plain:
                    decided = place.decide(rule, start, -minus_end)
                    if decided is None:
                        continue
                    span = decided
                if span[0] < last:
                    continue
                last = span[1] if rule.phrase.extend == "phrase" else place.extend(span[1], rule.phrase.extend)
                seen.append((self.books[book].name, *span, last, kind, cue, rule.phrase.line))
        seen.sort(key=_by_position)
        return tuple(seen)


_GUARD = -1


def _by_position(seen: _Seen) -> tuple[int, int]:
    return seen[1], seen[3]


class _Place:
    """The symbols of a stretch of text, for what the automaton leaves open.

    `crossed` says that some phrase looked past the end, so that another text behind it might change what is found.
    """

    def __init__(self, matcher: Matcher, symbols: str, breaks: Sequence[int] = ()) -> None:
        self.matcher, self.symbols, self.breaks = matcher, symbols, breaks
        self.crossed = False
        self.meaning = matcher._symbols.meaning  # noqa: SLF001 -- one machine in two classes
        self.passed_over = matcher._symbols.passed_over  # noqa: SLF001 -- the same

    def extend(self, end: int, extent: str) -> int:
        """The end of the clause or the sentence; a phrase that ends with its mark ends there."""
        symbols, meaning, clause = self.symbols, self.meaning, extent == "clause"
        if BOUNDARY in meaning[symbols[end - 1]]:
            return end
        while end < len(symbols):
            features = meaning[symbols[end]]
            if BOUNDARY in features or (clause and (ANY not in features or not _CLAUSE_WORDS.isdisjoint(features))):
                break
            end += 1
        return end

    def decide(self, rule: _Rule, start: int, end: int) -> tuple[int, int] | None:
        """The part of a proposal that is found, or None; the longest where guards shorten it."""
        if rule.begins and not self._begins(start):
            return None
        if rule.before and self._stands_before(self.matcher.guard(rule.before, backward=True), start):
            return None
        if not rule.inner and self._may_end(rule, end):
            return start, end
        for last, first, stop in self._trials(rule, start):
            if self._may_end(rule, last):
                return (first, stop) if first >= 0 else (start, last)
        return None

    def _trials(self, rule: _Rule, start: int) -> Iterator[tuple[int, int, int]]:
        """(end, start of the mark, end of the mark) wherever the phrase may end that begins at *start*, longest first."""
        if rule.trial is None:
            rule.trial = _trial.make((lang.SEQ, rule.items))
        found: _trial.Found = {}
        rule.trial(_trial.Text(self.symbols, self.meaning, self.passed_over), start, (-1, -1), found)
        return iter(sorted(found, reverse=True))

    def _may_end(self, rule: _Rule, end: int) -> bool:
        if rule.ends and not (end >= len(self.symbols) or BOUNDARY in self.meaning[self.symbols[end]]):
            return False
        return not rule.after or not self._stands_behind(self.matcher.guard(rule.after, backward=False), end)

    def _stands_behind(self, state: State | None, at: int) -> bool:
        while at < len(self.symbols) and state is not None:
            state = state[self.symbols[at]]
            if state is not None and state.accepts:
                return True
            at += 1
        if state is not None and state.goes_on:
            self.crossed = True
        return False

    def _stands_before(self, state: State | None, at: int) -> bool:
        while at > 0 and state is not None:
            at -= 1
            state = state[self.symbols[at]]
            if state is not None and state.accepts:
                return True
        return False

    def _begins(self, at: int) -> bool:
        """Is this the beginning of a sentence, of a line, or what follows a short greeting?"""
        if at == 0:
            return True
        before = self.symbols[at - 1]
        if at in self.breaks or BOUNDARY in self.meaning[before] or (ANY not in self.meaning[before] and before not in self.passed_over):
            return True
        if before in self.passed_over:
            return any(at - 1 - back == 0 or BOUNDARY in self.meaning[self.symbols[at - 2 - back]] for back in range(min(at, 4)))
        return False
