"""What an automaton over words reads: one character for all words that no phrase tells apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sorrykit.text._tokens import fold, key, split, unstretched


ANY, BOUNDARY, NUMBER, LINK, NAME, ED, ING, LY, MONEY = range(9)
SHAPES = {"any": ANY, "number": NUMBER, "link": LINK, "name": NAME, "~ed": ED, "~ing": ING, "~ly": LY, "money": MONEY}
_ENDINGS = (("ed", ED), ("ing", ING), ("ly", LY))
_MOST_WORDS = 200_000
_CURRENCY = frozenset("$\u20ac\u00a3\u20b9\u00a5")
_INVISIBLE = frozenset({"#", "*", "_", "+", "="})
_AMBIGUOUS = {"'d": ("had", "would"), "'s": ("is", "has", "us")}


class Symbols(dict[str, str]):
    """Token as written -> its symbols: none for a mention, two for a contraction, otherwise one.

    Worked out when a token is first met, and kept. `meaning` gives the features of a symbol: which words and classes
    of the phrases it stands for.
    """

    def __init__(self, marks: Iterable[str]) -> None:
        super().__init__()
        self.meaning: dict[str, frozenset[int]] = {}
        self._signatures: dict[frozenset[int], str] = {}
        self._literals: dict[str, int] = {}
        self._members: dict[str, list[int]] = {}
        self._stems: dict[str, int] = {}
        self._classes: dict[tuple[str, ...], int] = {}
        self._features = len(SHAPES)
        for mark in marks:
            self.literal(mark)
        self.passed_over = frozenset(self._symbol({self._literals[mark]}) for mark in ",-")

    def __missing__(self, token: str) -> str:
        if len(self) >= _MOST_WORDS:
            self.clear()
        symbols = self[token] = self._read(token)
        return symbols

    def of(self, tokens: Sequence[str]) -> str:
        """The symbols of some tokens, in one string."""
        return "".join(map(self.__getitem__, tokens))

    def owners(self, tokens: Sequence[str], symbols: str) -> Sequence[int]:
        """For each symbol the number of its token."""
        lengths = list(map(len, map(self.__getitem__, tokens)))
        if len(symbols) == len(tokens) and 0 not in lengths:
            return range(len(tokens))
        return [number for number, length in enumerate(lengths) for _ in range(length)]

    # -- what phrases ask for

    def literal(self, word: str) -> int:
        """The feature of one word."""
        if word not in self._literals:
            self._literals[word] = self._feature()
            self._members.setdefault(word, []).append(self._literals[word])
        return self._literals[word]

    def stem(self, start: str) -> int:
        """The feature of all words that begin so."""
        if start not in self._stems:
            self._stems[start] = self._feature()
        return self._stems[start]

    def word_class(self, words: Iterable[str]) -> int:
        """The feature of any of some words."""
        members = tuple(dict.fromkeys(words))
        if members not in self._classes:
            self._classes[members] = self._feature()
            for word in members:
                self._members.setdefault(word, []).append(self._classes[members])
        return self._classes[members]

    def _feature(self) -> int:
        self._features += 1
        return self._features

    # -- what texts hold

    def _symbol(self, features: Iterable[int]) -> str:
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
            return self._symbol({self._literals[token]})
        if head in _CURRENCY:
            return self._symbol({ANY, MONEY})
        if head in "-\u2013\u2014" and len(token) <= 3:  # noqa: PLR2004 -- a dash; a longer line parts the text
            return self._symbol({self._literals["-"]})
        if not any(map(str.isalnum, token)) and token not in {"%", "&"}:
            mark = "?" if "?" in token or "\uff1f" in token else "!" if "!" in token else "."
            return self._symbol({BOUNDARY, self._literals[mark]})
        if token.startswith(("http://", "https://", "www.")) or ("@" in token and "." in token):
            return self._symbol({ANY, LINK})
        folded = fold(token)
        if head.isdigit():
            return self._symbol({ANY, NUMBER, *self._members.get(folded, ())})
        return "".join(self._symbol(self._word(part, token)) for part in split(folded)) if folded else ""

    def _word(self, word: str, token: str) -> set[int]:
        """The features of one word."""
        spelling = key(word)
        known = self._members.get(spelling)
        if known is None:
            for other in unstretched(word):
                if other in self._members:
                    spelling, known = other, self._members[other]
                    break
        features = {ANY, *(known or ())}
        for full in _AMBIGUOUS.get(word, ()):
            features.update(self._members.get(full, ()))
        features.update(number for stem, number in self._stems.items() if spelling.startswith(stem))
        if token[0].isupper() and len(features) == 1:
            features.add(NAME)
        features.update(feature for ending, feature in _ENDINGS if spelling.endswith(ending) and len(spelling) > len(ending) + 1)
        return features
