"""Train the model of `sorrykit.learned` from the bundled texts alone. Needs the extra `bench`."""

from __future__ import annotations

import hashlib
import json

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sorrykit import corpus
from sorrykit.corpus import KINDS, LABELS, Item
from sorrykit.learned._features import features, register_features, sentences
from sorrykit.learned._model import FORMAT, SCALE
from sorrykit.text import read


# Found on held-out practice texts, so that a guess is right as often as a finding of the phrases. The labels that are not here are those of set words, which phrases read better: for them a
# guess was wrong more often than right.
THRESHOLDS: Mapping[str, float] = {
    "agentless": 0.65,
    "blame": 0.85,
    "but-clause": 0.65,
    "conditional": 0.7,
    "denial": 0.7,
    "empathy": 0.7,
    "excuse": 0.7,
    "explanation": 0.65,
    "follow-up": 0.6,
    "forbearance": 0.55,
    "hollow": 0.75,
    "listening": 0.65,
    "minimizing": 0.7,
    "offense": 0.65,
    "regret": 0.6,
    "remedy": 0.7,
    "responsibility": 0.7,
    "vindication": 0.65,
}
REGISTER_AT_LEAST = 0.85
# A feature seen once is a name or a slip; a smaller weight changes nothing.
_SEEN_AT_LEAST = 2
_SMALLEST = 0.2
_FEWEST = 8


def train(items: Iterable[Item], everyday: Iterable[Item] = ()) -> dict[str, Any]:
    """A model, as the plain data that `Model.from_dict` reads.

    *items* are letters and the like, of which the labels are learned; *everyday* texts are learned from as well, and are what
    the register is told from. Raises `ImportError` where scikit-learn is not installed.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- the extra `bench`

    letters, everyday = list(items), list(everyday)
    texts, wanted = [], []
    for item in [*letters, *everyday]:
        reading = read(item.text)
        found = sentences(reading)
        for at, (start, end, words) in enumerate(found):
            if words:
                texts.append(features([word for word, _ in words], at, len(found)))
                wanted.append({name for label in item.labels if label.start < end and start < label.end for name in _names(label)})
    matrix, vocabulary = _matrix(texts)
    outputs, bias, rows = [], [], []
    for name in (*LABELS, *(f"{label}:{kind}" for label, kinds in KINDS.items() for kind in kinds)):
        there = [name in names for names in wanted]
        if sum(there) >= _FEWEST:
            fitted = LogisticRegression(C=1.0, max_iter=1000, solver="liblinear", random_state=1).fit(matrix, there)
            outputs.append(name)
            bias.append(round(float(fitted.intercept_[0]), 3))
            rows.append(fitted.coef_[0])
    weights: dict[str, list[int]] = {}
    for feature, column in vocabulary.items():
        pairs = [value for at, row in enumerate(rows) if abs(row[column]) >= _SMALLEST for value in (at, round(float(row[column]) * SCALE))]
        if pairs:
            weights[feature] = pairs
    model: dict[str, Any] = {
        "format": FORMAT,
        "about": {
            "trained_on": f"{len(letters)} letters and {len(everyday)} everyday messages of the bundled corpus",
            "hash": digest([*letters, *everyday]),
        },
        "outputs": outputs,
        "bias": bias,
        "thresholds": {name: limit for name, limit in THRESHOLDS.items() if name in outputs},
        "weights": weights,
    }
    if everyday:
        model["register"] = _register(letters, everyday)
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


def _names(label: corpus.Label) -> tuple[str, ...]:
    return (label.label, f"{label.label}:{label.kind}") if label.kind else (label.label,)


def _register(letters: Sequence[Item], everyday: Sequence[Item]) -> dict[str, Any]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- the extra `bench`

    texts = []
    for item in [*letters, *everyday]:
        reading = read(item.text)
        texts.append(sorted(register_features(sentences(reading), reading)))
    matrix, vocabulary = _matrix(texts, 3)
    there = [True] * len(letters) + [False] * len(everyday)
    fitted = LogisticRegression(C=0.3, max_iter=1000, class_weight="balanced", solver="liblinear", random_state=1).fit(matrix, there)
    weights = {feature: round(float(fitted.coef_[0][column]) * SCALE) for feature, column in vocabulary.items()}
    return {
        "bias": round(float(fitted.intercept_[0]), 3),
        "at_least": REGISTER_AT_LEAST,
        "weights": {feature: weight for feature, weight in weights.items() if abs(weight) >= 3},
    }


def _matrix(texts: Sequence[Iterable[str]], seen: int = _SEEN_AT_LEAST) -> tuple[Any, dict[str, int]]:
    import numpy as np  # noqa: PLC0415 -- comes with scikit-learn
    import scipy.sparse  # noqa: PLC0415 -- the same

    counts = Counter(feature for text in texts for feature in text)
    vocabulary = {feature: column for column, feature in enumerate(sorted(feature for feature, count in counts.items() if count >= seen))}
    starts, columns = [0], []
    for text in texts:
        columns += [vocabulary[feature] for feature in text if feature in vocabulary]
        starts.append(len(columns))
    shape = (len(texts), len(vocabulary))
    values = (np.ones(len(columns)), np.array(columns, dtype=np.int32), np.array(starts, dtype=np.int32))
    return scipy.sparse.csr_matrix(values, shape=shape), vocabulary
