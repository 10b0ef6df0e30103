"""The model: weights as plain data, and what it makes of a text that phrases have been found in."""

from __future__ import annotations

import json
import math
import struct

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib import resources
from typing import Any, NamedTuple, Self

from sorrykit.learned._features import around, by_sentence, register_around, register_of, said, words_in
from sorrykit.text import Reading


FORMAT = "sorrykit/model/2"
# The parts of a model that are large, and are kept in a file of their own.
LARGE = ("weights", "classes")
# Weights are kept as whole hundredths.
SCALE = 100
# Sentences whose sums are kept: some 10 MB at most, since those that nobody repeats, whole files without a full stop, are not.
_MOST_KNOWN, _LONGEST_KNOWN = 1 << 13, 500
# All sums of a sentence are added up at once, as the digits of one whole number: with a hundred features of ten weights each, a sixth
# of the time or less (in `benchmarks/speed.py` the lines "sorrykit" and "phrases alone" have the model's share). Sums of hundredths
# stay far below what a digit holds.
_DIGIT = 32
_HALF = 1 << (_DIGIT - 1)


class Guess(NamedTuple):
    """An act that the model thinks a sentence performs, with its probability as the model reckons it."""

    label: str
    kind: str | None
    start: int
    end: int
    probability: float


class Opinion(NamedTuple):
    """What the model thinks of a text: the acts that no phrase has found, and the (label, place) of those it does not believe."""

    guesses: tuple[Guess, ...] = ()
    doubted: frozenset[tuple[str, tuple[int, int]]] = frozenset()


class _Sentence:
    """What of a sentence does not hang on its neighbors: its words, its register features, and the sums of all outputs, once asked for."""

    __slots__ = ("register", "sums", "words")

    def __init__(self, words: list[str], register: tuple[int, ...]) -> None:
        self.words, self.register = words, register
        self.sums: int | None = None


class Model:
    """A logistic regression for each label, and for each kind, over the features of a sentence.

    `thresholds` say for each label from which probability on it is guessed where no phrase has found it, and below which it is
    doubted where one has. `register` is a regression that tells composed letters from everyday talk. Everyday talk says what it
    says in set words, which phrases know better, and holds fewer acts: there the model is not asked, and `load`, which gives the weights
    and the classes of words, is not called before a text is met where it is.
    """

    def __init__(
        self,
        outputs: Sequence[str],
        bias: Sequence[float],
        thresholds: Mapping[str, Sequence[float]],
        load: Callable[[], Mapping[str, Any]],
        *,
        register: Mapping[str, Any] | None = None,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        self.outputs = tuple(outputs)
        self._load = load
        self.about = dict(about or {})
        self._start = _packed((at, round(value * SCALE)) for at, value in enumerate(bias))
        self._halves = _packed((at, _HALF) for at in range(len(self.outputs)))
        number = {name: at for at, name in enumerate(self.outputs)}
        # A probability above a threshold is a sum of weights above its logit.
        self._limits = tuple((name, number[name], _logit(add), _logit(keep)) for name, (add, keep) in sorted(thresholds.items()) if name in number)
        self._keep = {name: (at, keep) for name, at, _, keep in self._limits}
        self._kinds = {
            name: tuple((other.partition(":")[2], at) for other, at in number.items() if other.startswith(f"{name}:")) for name in thresholds
        }
        self._register = register
        self._register_numbers = {feature: at for at, feature in enumerate(register["weights"] if register else ())}
        self._register_weights = list(register["weights"].values()) if register else []
        # The weights of a feature, as one number, once it was met.
        self._added: dict[str, int] = {}
        self._known: dict[str, _Sentence] = {}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], load: Callable[[], Mapping[str, Any]] | None = None) -> Self:
        """Read a model from its plain data, of which *load* gives the `LARGE` parts when they are not there.

        Raises `ValueError` for data of another format.
        """
        if data.get("format") != FORMAT:
            msg = f"this is no model of the format {FORMAT!r} but {data.get('format')!r}"
            raise ValueError(msg)
        outputs, bias, thresholds = (data[part] for part in ("outputs", "bias", "thresholds"))
        return cls(outputs, bias, thresholds, load or (lambda: data), register=data.get("register"), about=data.get("about"))

    @cached_property
    def _large(self) -> Mapping[str, Any]:
        return self._load()

    @property
    def weights(self) -> Mapping[str, Sequence[int]]:
        """By feature, the outputs and their weights, in turn."""
        weights: Mapping[str, Sequence[int]] = self._large["weights"]
        return weights

    @property
    def classes(self) -> Mapping[str, Sequence[str]]:
        """The word classes of every word that has any."""
        classes: Mapping[str, Sequence[str]] = self._large["classes"]
        return classes

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that it has an opinion of."""
        return tuple(self._keep)

    def read(self, reading: Reading, found: Mapping[str, Sequence[tuple[int, int]]], seen: Iterable[tuple[str, int]] = ()) -> Opinion:
        """What it thinks of a text in which phrases have *found* labels at these places.

        *seen* are single phrases, by what they are a sign of, and where each begins. A place that reaches over several
        sentences is doubted only if it is in each of them.
        """
        text, bounds = reading.text, reading.sentences
        read = [self._sentence(text[start:end]) for start, end in bounds]
        if not read or not self._is_letter(text, read):
            return Opinion()
        labels, signs = by_sentence(reading, found, seen)
        sums = [self._sums(self._said(sentence) + self._total(features)) for sentence, features in zip(read, around(labels, signs), strict=True)]
        guesses = tuple(self._guesses(reading, sums, labels))
        doubted = frozenset(
            (label, place)
            for label, places in found.items()
            if label in self._keep
            for place in places
            if all(sums[at][self._keep[label][0]] < self._keep[label][1] for at in _over(reading, place))
        )
        return Opinion(guesses, doubted)

    def _sentence(self, sentence: str) -> _Sentence:
        known = self._known.get(sentence)
        if known is None:
            words = words_in(sentence)
            numbers = self._register_numbers
            register = tuple(numbers[feature] for feature in register_of(words) if feature in numbers)
            known = _Sentence(words, register)
            if len(sentence) <= _LONGEST_KNOWN:
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                self._known[sentence] = known
        return known

    def _said(self, sentence: _Sentence) -> int:
        """The sums of all outputs over what the sentence says."""
        if sentence.sums is None:
            sentence.sums = self._start + self._total(said(sentence.words, self.classes))
        return sentence.sums

    def _total(self, features: Iterable[str]) -> int:
        """The weights of some features, added up for all outputs at once."""
        added, weights, total = self._added, self.weights, 0
        for feature in features:
            if feature in added:
                total += added[feature]
            elif feature in weights:
                pairs = weights[feature]
                added[feature] = _packed(zip(pairs[::2], pairs[1::2], strict=True))
                total += added[feature]
        return total

    def _sums(self, total: int) -> tuple[int, ...]:
        """The sum of each output, in hundredths."""
        digits = (total + self._halves).to_bytes(len(self.outputs) * _DIGIT // 8, "little")
        return tuple([digit - _HALF for digit in struct.unpack(f"<{len(self.outputs)}I", digits)])

    def _is_letter(self, text: str, read: Sequence[_Sentence]) -> bool:
        """Is this a text of the kind that the model knows?"""
        register = self._register
        if register is None:
            return True
        numbers = set().union(*[sentence.register for sentence in read])
        total = round(SCALE * register["bias"]) + sum(map(self._register_weights.__getitem__, numbers))
        total += sum(register["weights"].get(feature, 0) for feature in register_around(text, len(read)))
        return bool(total >= _logit(register["at_least"]))

    def _guesses(self, reading: Reading, sums: Sequence[Sequence[int]], labels: Sequence[Collection[str]]) -> Iterator[Guess]:
        """Labels that no phrase has found in a sentence, never in words of somebody else's voice."""
        for at, (start, end) in enumerate(reading.sentences):
            for label, output, limit, _ in self._limits:
                if sums[at][output] >= limit and label not in labels[at] and reading.is_own_voice(start, end):
                    kind = max(((sums[at][number], name) for name, number in self._kinds[label]), default=(0, None))[1]
                    probability = 1 / (1 + math.exp(-sums[at][output] / SCALE))
                    yield Guess(label, kind, start, _without_mark(reading.text, start, end), probability)


def _packed(values: Iterable[tuple[int, int]]) -> int:
    """Signed values as the digits of one number, by the place of each."""
    return sum(value << (at * _DIGIT) for at, value in values)


def _over(reading: Reading, place: tuple[int, int]) -> range:
    """The sentences that a place reaches over."""
    return range(reading.sentence_index(place[0]), reading.sentence_index(place[1] - 1) + 1)


def _logit(probability: float) -> float:
    if probability <= 0:
        return -math.inf
    return SCALE * math.log(probability / (1 - probability)) if probability < 1 else math.inf


def _without_mark(text: str, start: int, end: int) -> int:
    """The end of a sentence without its closing full stop, as a reader would quote it."""
    while end > start + 1 and (text[end - 1] in ".!;,:" or text[end - 1].isspace()):
        end -= 1
    return end


@cache
def default_model() -> Model:
    """The model that comes with sorrykit; read when it is first asked for, its weights when they are."""
    return Model.from_dict(_json("model.json"), lambda: _json("weights.json"))


def _json(name: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return data
