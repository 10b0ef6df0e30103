"""Train the model of `sorrykit.learned` from the bundled texts alone. Needs the extra `bench`."""

from __future__ import annotations

import hashlib
import json

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sorrykit import corpus
from sorrykit._core import Apology
from sorrykit._run import evidence
from sorrykit.corpus import KINDS, LABELS, Item
from sorrykit.kit import Kit
from sorrykit.learned._features import around, by_sentence, register_around, register_of, said, words_in
from sorrykit.learned._model import FORMAT, SCALE


# From which probability on a label is guessed where no phrase has found it, and below which it is doubted where one has. Found on
# letters that were left out of the training, as were the limit of the register and C; finer values a label gained nothing.
THRESHOLDS: Mapping[str, tuple[float, float]] = dict.fromkeys(LABELS, (0.5, 0.3))
REGISTER_AT_LEAST = 0.65
# A feature seen a few times is a name or a slip. Smaller weights are very many, and each changes next to nothing.
_SEEN_AT_LEAST = 5
_SMALLEST = 0.08
_FEWEST = 8


class Text(NamedTuple):
    """A text to learn from: of each sentence its place, its features and its labels; and the features of its register."""

    item: Item
    places: list[tuple[int, int]]
    features: list[list[str]]
    labels: list[set[str]]
    found: list[set[str]]
    register: list[str]


def train(items: Iterable[Item], everyday: Iterable[Item] = ()) -> dict[str, Any]:
    """A model, as the plain data that `Model.from_dict` reads.

    *items* are letters and the like, of which the labels are learned; *everyday* texts are learned from as well, and are what
    the register is told from. Raises `ImportError` where scikit-learn is not installed.
    """
    kit = Kit(learned=False, discover=False)
    letters, others = ([look(item, kit) for item in several] for several in (items, everyday))
    regressions, vocabulary = fit([*letters, *others])
    outputs = list(regressions)
    weights: dict[str, list[int]] = {}
    for feature, column in vocabulary.items():
        row = [float(regressions[name].coef_[0][column]) for name in outputs]
        pairs = [value for at, weight in enumerate(row) if abs(weight) >= _SMALLEST for value in (at, round(weight * SCALE))]
        if pairs:
            weights[feature] = pairs
    classes = {word: kept for word, names in kit.word_classes.items() if (kept := [name for name in names if name in weights])}
    model: dict[str, Any] = {
        "format": FORMAT,
        "about": {
            "trained_on": f"{len(letters)} letters and {len(others)} everyday messages of the bundled corpus",
            "hash": digest([text.item for text in (*letters, *others)]),
        },
        "outputs": outputs,
        "bias": [round(float(regressions[name].intercept_[0]), 3) for name in outputs],
        "thresholds": {name: limits for name, limits in THRESHOLDS.items() if name in outputs},
        "weights": weights,
        "classes": classes,
    }
    if others:
        model["register"] = _register(letters, others)
    return model


def bundled_items() -> tuple[list[Item], list[Item]]:
    """What the model that comes with sorrykit is trained on: letters (train split and practice) and everyday practice texts."""
    practice = list(corpus.practice())
    letters = [item for item in practice if item.slice == "letter"]
    return [*corpus.load().split("train"), *letters], [item for item in practice if item.slice == "everyday"]


def digest(items: Sequence[Item]) -> str:
    """A hash of texts and labels, by which a model is known to be trained on them."""
    data = [(item.text, sorted((label.label, label.start, label.end, label.kind or "") for label in item.labels)) for item in items]
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()


def look(item: Item, kit: Kit) -> Text:
    """An item as the model sees it, with what the phrases of a kit find in it."""
    apology = Apology(item.text)
    reading, report = apology.reading, kit.analyze(apology)
    found = {name: report[name] for name in LABELS}
    labels, signs = by_sentence(reading, *evidence(found, kit.hits(apology), LABELS))
    texts = [item.text[start:end] for start, end in reading.sentences]
    words = [words_in(text) for text in texts]
    return Text(
        item,
        reading.sentences,
        [[*said(one, kit.word_classes), *features] for one, features in zip(words, around(labels, signs), strict=True)],
        [{name for label in item.labels if label.start < end and start < label.end for name in _names(label)} for start, end in reading.sentences],
        labels,
        [*dict.fromkeys(feature for one in words for feature in register_of(one)), *register_around(item.text, len(words))],
    )


def fit(texts: Sequence[Text]) -> tuple[dict[str, Any], dict[str, int]]:
    """For each output a logistic regression over the features of sentences, and the column of each feature."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- the extra `bench`

    matrix, vocabulary = matrix_of([features for text in texts for features in text.features])
    wanted = [labels for text in texts for labels in text.labels]
    regressions = {}
    for name in (*LABELS, *(f"{label}:{kind}" for label, kinds in KINDS.items() for kind in kinds)):
        there = [name in names for names in wanted]
        if sum(there) >= _FEWEST:
            regressions[name] = LogisticRegression(C=0.5, max_iter=1000, solver="liblinear", random_state=1).fit(matrix, there)
    return regressions, vocabulary


def _names(label: corpus.Label) -> tuple[str, ...]:
    return (label.label, f"{label.label}:{label.kind}") if label.kind else (label.label,)


def _register(letters: Sequence[Text], everyday: Sequence[Text]) -> dict[str, Any]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- the extra `bench`

    matrix, vocabulary = matrix_of([text.register for text in (*letters, *everyday)], seen=3)
    there = [True] * len(letters) + [False] * len(everyday)
    fitted = LogisticRegression(C=0.3, max_iter=1000, class_weight="balanced", solver="liblinear", random_state=1).fit(matrix, there)
    weights = {feature: round(float(fitted.coef_[0][column]) * SCALE) for feature, column in vocabulary.items()}
    return {
        "bias": round(float(fitted.intercept_[0]), 3),
        "at_least": REGISTER_AT_LEAST,
        "weights": {feature: weight for feature, weight in weights.items() if abs(weight) >= 3},
    }


def matrix_of(texts: Sequence[Iterable[str]], known: Mapping[str, int] | None = None, *, seen: int = _SEEN_AT_LEAST) -> tuple[Any, dict[str, int]]:
    """The features as a sparse matrix, and the column of each: of those *known*, or of all that were seen often enough."""
    import numpy as np  # noqa: PLC0415 -- comes with scikit-learn
    import scipy.sparse  # noqa: PLC0415 -- the same

    if known is None:
        counts = Counter(feature for text in texts for feature in text)
        vocabulary = {feature: column for column, feature in enumerate(sorted(feature for feature, count in counts.items() if count >= seen))}
    else:
        vocabulary = dict(known)
    starts, columns = [0], []
    for text in texts:
        columns += [vocabulary[feature] for feature in text if feature in vocabulary]
        starts.append(len(columns))
    shape = (len(texts), len(vocabulary))
    values = (np.ones(len(columns)), np.array(columns, dtype=np.int32), np.array(starts, dtype=np.int32))
    return scipy.sparse.csr_matrix(values, shape=shape), vocabulary
