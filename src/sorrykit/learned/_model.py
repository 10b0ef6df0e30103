"""The model: weights as plain data, and what it guesses of a text."""

from __future__ import annotations

import json
import math

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple, Self

from sorrykit.learned._features import features, register_features, sentences
from sorrykit.text import Reading


FORMAT = "sorrykit/model/1"
# Weights are kept as whole hundredths.
SCALE = 100


class Guess(NamedTuple):
    """An act that the model thinks a stretch of text performs, with its probability as the model reckons it."""

    label: str
    kind: str | None
    start: int
    end: int
    probability: float


class Register(NamedTuple):
    """A logistic regression that tells composed letters from everyday talk.

    Everyday talk says what it says in set words, which phrases know better, and holds fewer acts: there the model would see
    what is not there, and is not asked.
    """

    bias: int
    weights: Mapping[str, int]
    limit: float

    def holds(self, named: set[str]) -> bool:
        """Is this a text of the kind that the model knows?"""
        weights = self.weights
        return self.bias + sum([weights[feature] for feature in named if feature in weights]) >= self.limit


class Model:
    """A logistic regression for each label, and for each kind, over the features of a sentence.

    `thresholds` say from which probability on a label is guessed; a label that is not among them never is.
    """

    def __init__(
        self,
        outputs: Sequence[str],
        bias: Sequence[float],
        weights: Mapping[str, Sequence[int]],
        thresholds: Mapping[str, float],
        *,
        register: Mapping[str, Any] | None = None,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        self.outputs = tuple(outputs)
        self.bias = tuple(bias)
        self.weights = weights
        self.thresholds = dict(thresholds)
        self.about = dict(about or {})
        number = {name: at for at, name in enumerate(self.outputs)}
        self._kinds = {
            name: tuple((other.partition(":")[2], at) for other, at in number.items() if other.startswith(f"{name}:")) for name in self.thresholds
        }
        # A probability above a threshold is a sum of weights above its logit.
        self._limits = tuple(
            (name, number[name], _logit(limit)) for name, limit in sorted(self.thresholds.items()) if name in number
        )
        self.register = (
            Register(round(SCALE * register["bias"]), register["weights"], _logit(register["at_least"])) if register else None
        )
        self._start = [value * SCALE for value in self.bias]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read a model from its plain data.

        Raises `ValueError` for data of another format.
        """
        if data.get("format") != FORMAT:
            msg = f"this is no model of the format {FORMAT!r} but {data.get('format')!r}"
            raise ValueError(msg)
        parts = (data[part] for part in ("outputs", "bias", "weights", "thresholds"))
        return cls(*parts, register=data.get("register"), about=data.get("about"))

    def scores(self, words: list[str], at: int, count: int) -> list[float]:
        """For each output the sum of its weights, in hundredths, for a sentence of these words."""
        sums = self._start.copy()
        weights = self.weights
        for feature in features(words, at, count):
            pairs = weights.get(feature)
            if pairs:
                for place in range(0, len(pairs), 2):
                    sums[pairs[place]] += pairs[place + 1]
        return sums

    def guesses(self, reading: Reading) -> Iterator[Guess]:
        """What it guesses of a text, sentence by sentence; never of words in somebody else's voice."""
        read = sentences(reading)
        if self.register and not self.register.holds(register_features(read, reading)):
            return
        for at, (start, end, found) in enumerate(read):
            if not found:
                continue
            sums: list[float] | None = None
            for label, output, limit in self._limits:
                if sums is None:
                    sums = self.scores([word for word, _ in found], at, len(read))
                if sums[output] >= limit and reading.is_own_voice(start, end):
                    kinds = self._kinds[label]
                    kind = max(kinds, key=lambda one: sums[one[1]])[0] if kinds else None
                    yield Guess(label, kind, start, _without_mark(reading.text, start, end), 1 / (1 + math.exp(-sums[output] / SCALE)))


def _logit(probability: float) -> float:
    return SCALE * math.log(probability / (1 - probability))


def _without_mark(text: str, start: int, end: int) -> int:
    """The end of a sentence without its closing full stop, as a reader would quote it."""
    while end > start + 1 and (text[end - 1] in ".!;,:" or text[end - 1].isspace()):
        end -= 1
    return end


@cache
def default_model() -> Model:
    """The model that comes with sorrykit; read when it is first asked for."""
    return Model.from_dict(json.loads(resources.files(__package__).joinpath("model.json").read_text(encoding="utf-8")))
