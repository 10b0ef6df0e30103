"""What simpler means reach on the same messages: two word lists and two models that learn from the train split.

They say which labels a message has, and not where, so they are compared on messages alone.
"""

from __future__ import annotations

import re

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import attrs

from sorrykit.corpus import LABELS, Item, Label
from sorrykit.evaluation._scoring import Scores, rounded, score
from sorrykit.text import tokenize


Answers = dict[str, tuple[Label, ...]]
Features = dict[str, bool]

_KEYWORDS = re.compile(r"sorry|apolog", re.IGNORECASE)
# The words that ConvoKit's politeness strategies publish for "Apologizing", stated anew: sorry, woops, oops; "apologize" with the
# subject "I"; "forgive" or "excuse" with the object "me". ConvoKit reads subject and object off a parse; here they stand beside
# their verb, at most one word apart.
_CONVOKIT = re.compile(
    r"\b(?:sorry|woops|oops|i\s+(?:[a-z']+\s+)?apologize|(?:forgive|excuse)\s+(?:[a-z']+\s+)?me)\b", re.IGNORECASE
)
_LONGEST = 2
_SEEN_AT_LEAST = 3
_VOCABULARY = 200


@attrs.frozen(kw_only=True)
class Baseline:
    """What one baseline reaches; `why` says why it could not run, and then there are no scores."""

    name: str
    title: str
    scores: Scores | None = None
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The scores on messages as plain data; those on spans would mean nothing."""
        data: dict[str, Any] = {"name": self.name, "title": self.title, "why": self.why, "message_micro": None, "message_macro": None, "apology": None}
        if self.scores:
            apology = next((row.message for row in self.scores.labels if row.label == "apology"), None)
            data["message_micro"] = attrs.asdict(self.scores.message_micro)
            data["message_macro"] = self.scores.message_macro
            data["apology"] = attrs.asdict(apology) if apology else None
        return dict(rounded(data))


def baseline(name: str, train: Sequence[Item], gold: Sequence[Item], *, labels: Sequence[str] = LABELS, support: int = 5) -> Baseline:
    """Run one of `BASELINES` on *gold*; those that learn do so from *train* and from nothing else.

    The linear model needs the extra `bench`; without it the baseline comes back with a `why`.
    Raises `ValueError` where an item to be scored is among those to learn from, and `KeyError` for an unknown name.
    """
    title, run = BASELINES[name]
    learns = run not in (_keywords, _convokit)
    if learns and (twice := {item.id for item in train} & {item.id for item in gold}):
        msg = f"{len(twice)} items are both learned from and scored, the first of them {min(twice)!r}"
        raise ValueError(msg)
    try:
        answers = run(train, gold, labels)
    except ImportError as error:
        return Baseline(name=name, title=title, why=f"needs `pip install sorrykit[bench]`: {error}")
    return Baseline(name=name, title=title, scores=score(gold, answers, labels=labels, support=support, boot=0))


def _keywords(_: Sequence[Item], gold: Sequence[Item], __: Sequence[str]) -> Answers:
    return _matched(gold, _KEYWORDS)


def _convokit(_: Sequence[Item], gold: Sequence[Item], __: Sequence[str]) -> Answers:
    return _matched(gold, _CONVOKIT)


def _matched(gold: Iterable[Item], pattern: re.Pattern[str]) -> Answers:
    return {item.id: tuple(Label("apology", *match.span()) for match in pattern.finditer(item.text)) for item in gold}


def _naive_bayes(train: Sequence[Item], gold: Sequence[Item], labels: Sequence[str]) -> Answers:
    from nltk.classify import NaiveBayesClassifier  # noqa: PLC0415 -- only for who asks

    # As NLTK's book does it: is the word there or not, for the most frequent words. NLTK's estimate of words that are merely
    # absent from a feature set leans to the rarer class, and finds everything everywhere.
    seen = Counter(gram for item in train for gram in _grams(item.text))
    vocabulary = sorted(seen, key=lambda gram: (-seen[gram], gram))[:_VOCABULARY]

    def features(item: Item) -> Features:
        grams = _grams(item.text)
        return {gram: gram in grams for gram in vocabulary}

    return _learned(train, gold, labels, features, NaiveBayesClassifier.train)


def _linear(train: Sequence[Item], gold: Sequence[Item], labels: Sequence[str]) -> Answers:
    from nltk.classify.scikitlearn import SklearnClassifier  # noqa: PLC0415 -- of the extra `bench`
    from sklearn.feature_extraction.text import TfidfTransformer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415

    seen = Counter(gram for item in train for gram in _grams(item.text))
    known = {gram for gram, count in seen.items() if count >= _SEEN_AT_LEAST}

    def features(item: Item) -> Features:
        return dict.fromkeys(sorted(_grams(item.text) & known), True)

    def teach(examples: list[tuple[Features, bool]]) -> Any:
        model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=1000)
        return SklearnClassifier(make_pipeline(TfidfTransformer(sublinear_tf=True), model)).train(examples)

    return _learned(train, gold, labels, features, teach)


def _learned(
    train: Sequence[Item],
    gold: Sequence[Item],
    labels: Sequence[str],
    features: Callable[[Item], Features],
    teach: Callable[[list[tuple[Features, bool]]], Any],
) -> Answers:
    """One yes-or-no classifier a label, over words and pairs of words."""
    inputs = [features(item) for item in train]
    asked = {item.id: features(item) for item in gold}
    answers: dict[str, list[Label]] = {item.id: [] for item in gold}
    lengths = {item.id: max(1, len(item.text)) for item in gold}
    for label in labels:
        truth = [label in item.categories for item in train]
        if len(set(truth)) == 1:
            continue
        classifier = teach(list(zip(inputs, truth, strict=True)))
        for (name, _), yes in zip(asked.items(), classifier.classify_many(list(asked.values())), strict=True):
            if yes:
                answers[name].append(Label(label, 0, lengths[name]))
    return {name: tuple(found) for name, found in answers.items()}


def _grams(text: str) -> set[str]:
    words = [word.lower() for word in tokenize(text)]
    return {" ".join(words[at : at + size]) for size in range(1, _LONGEST + 1) for at in range(len(words) - size + 1)}


BASELINES: Mapping[str, tuple[str, Callable[[Sequence[Item], Sequence[Item], Sequence[str]], Answers]]] = {
    "keywords": ('contains "sorry" or "apolog"', _keywords),
    "convokit": ("ConvoKit's apology words", _convokit),
    "naive-bayes": ("naive Bayes on 1 and 2 words (NLTK)", _naive_bayes),
    "linear": ("logistic regression on 1 and 2 words (scikit-learn)", _linear),
}
