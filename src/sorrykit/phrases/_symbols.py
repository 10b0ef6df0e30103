"""What an automaton over words reads: one character for all words that no phrase tells apart."""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence

from sorrykit.phrases._language import ANY, SHAPES, first_word_feature
from sorrykit.text._tokens import fold, key, split, unstretched


BOUNDARY = "{boundary}"
_ENDINGS = (("ed", SHAPES["~ed"]), ("ing", SHAPES["~ing"]), ("ly", SHAPES["~ly"]))
# Words that only look like participles or adverbs.
_LOOKALIKES = frozenset(
    "need feed seed speed weed bleed breed freed indeed exceed proceed succeed hundred bed shed sled embed naked wicked sacred"
    " during thing something anything nothing everything king ring sing wing bring string spring swing cling fling sling sting evening"
    " ceiling darling sibling pudding duckling wedding sterling inkling"
    " only family reply supply apply rely fly ally ugly holy jelly belly bully tally rally folly july italy butterfly assembly anomaly monopoly".split()
)
_AMBIGUOUS = {"'d": ("had", "would"), "'s": ("is", "has", "us")}
_CURRENCY = frozenset("$\u20ac\u00a3\u20b9\u00a5")
_INVISIBLE = frozenset({"#", "*", "_", "+", "="})
_MOST_WORDS = 200_000


class Symbols(dict[str, str]):
    """Token as written -> its symbols: none for a mention, two for a contraction, otherwise one.

    Worked out when a token is first met, and kept. `meaning` gives the features of a symbol: the words, stems, classes
    and shapes by which phrases may know it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.meaning: dict[str, frozenset[str]] = {}
        self.passed_over = frozenset[str]()
        self._signatures: dict[frozenset[str], str] = {}
        self._features: dict[str, list[str]] = {}
        self._stems: dict[str, str] = {}
        self._longest_stem = 0
        self._heads: dict[str, list[str]] = {}

    def __missing__(self, token: str) -> str:
        if len(self) >= _MOST_WORDS:
            self.clear()
        symbols = self[token] = self._read(token)
        return symbols

    def know(
        self, words: Iterable[str], classes: Iterable[tuple[str, Sequence[str]]], heads: Iterable[tuple[str, Sequence[str]]] = ()
    ) -> None:
        """Learn the words and stems of phrases, the classes with their words, and with what the members of longer classes begin.

        Before any text is read.
        """
        features = self._features
        for word in words:
            if word.endswith("*"):
                self._stems[word[:-1]] = word
            else:
                features.setdefault(word, []).append(word)
        for name, members in classes:
            for word in members:
                if word.endswith("*"):
                    # A stem in a class: whatever begins so has the class.
                    self._stems[word[:-1]] = word
                    features.setdefault(word, []).append(name)
                else:
                    features.setdefault(word, []).append(name)
        self._longest_stem = max(map(len, self._stems), default=0)
        for name, members in heads:
            for member in members:
                self._heads.setdefault(member, []).append(first_word_feature(name))
        self.passed_over = frozenset(self._symbol({mark}) for mark in ",-")
        marks = "".join(self._symbol({BOUNDARY, mark}) for mark in ".?!")
        self._sentence = re.compile(f"[^{marks}]*[{marks}]+|[^{marks}]+")

    def classes(self) -> dict[str, tuple[str, ...]]:
        """The named classes of every word that belongs to any."""
        named = {word: tuple(sorted({name for name in names if name[:1] == "{" and "|" not in name})) for word, names in self._features.items()}
        return {word: names for word, names in sorted(named.items()) if names}

    def of(self, tokens: Sequence[str]) -> str:
        """The symbols of some tokens, in one string."""
        return "".join(map(self.__getitem__, tokens))

    def ends(self, symbols: str) -> list[int]:
        """Where sentences end, as far as symbols show it: behind each run of closing marks, and at the end."""
        return [match.end() for match in self._sentence.finditer(symbols)]

    def owners(self, tokens: Sequence[str], symbols: str) -> Sequence[int]:
        """For each symbol the number of its token."""
        lengths = list(map(len, map(self.__getitem__, tokens)))
        if len(symbols) == len(tokens) and 0 not in lengths:
            return range(len(tokens))
        return [number for number, length in enumerate(lengths) for _ in range(length)]

    def _symbol(self, features: Iterable[str]) -> str:
        signature = frozenset(features)
        if signature not in self._signatures:
            number = 0x100 + len(self._signatures)
            symbol = chr(number if number < 0xD800 else number + 0x800)
            self._signatures[signature] = symbol
            self.meaning[symbol] = signature
        return self._signatures[signature]

    def _read(self, token: str) -> str:
        head = token[0]
        if head == "@" or token in _INVISIBLE:
            return ""
        if token in {",", ";", ":"}:
            return self._symbol({token})
        if head in _CURRENCY:
            return self._symbol(self._with_heads({ANY, SHAPES["money"]}))
        if head in "-\u2013\u2014" and len(token) <= 3:
            return self._symbol({"-"})
        if not any(map(str.isalnum, token)) and token not in {"%", "&"}:
            mark = "?" if "?" in token or "\uff1f" in token else "!" if "!" in token else "."
            return self._symbol({BOUNDARY, mark})
        if token.startswith(("http://", "https://", "www.")) or ("@" in token and "." in token):
            return self._symbol(self._with_heads({ANY, SHAPES["link"]}))
        folded = fold(token)
        if head.isdigit():
            return self._symbol(self._with_heads({ANY, SHAPES["number"], *self._features.get(folded, ())}))
        return "".join(self._symbol(self._word(part, token)) for part in split(folded)) if folded else ""

    def _word(self, word: str, token: str) -> set[str]:
        """The features of one word."""
        spelling = key(word)
        known = self._features.get(spelling)
        if known is None:
            for other in unstretched(word):
                if other in self._features:
                    spelling, known = other, self._features[other]
                    break
        features = {ANY, *(known or ())}
        for full in _AMBIGUOUS.get(word, ()):
            features.update(self._features.get(full, ()))
        for length in range(min(len(spelling), self._longest_stem) + 1):
            stem = self._stems.get(spelling[:length])
            if stem is not None:
                features.add(stem)
                features.update(self._features.get(stem, ()))
        if len(features) == 1 and token[0].isupper():
            features.add(SHAPES["name"])
        if spelling not in _LOOKALIKES:
            features.update(shape for ending, shape in _ENDINGS if spelling.endswith(ending) and len(spelling) > len(ending) + 1)
        return self._with_heads(features)

    def _with_heads(self, features: set[str]) -> set[str]:
        """Add the features by which classes know the first words of their members; a member may begin with another class."""
        more = [feature for feature in features if feature in self._heads]
        while more:
            heads = {head for feature in more for head in self._heads[feature]} - features
            features |= heads
            more = [head for head in heads if head in self._heads]
        return features
