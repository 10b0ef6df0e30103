"""How far the readers of a corpus agree with one another, before adjudication. NLTK computes the coefficients.

Alpha: Krippendorff (1980), with the MASI distance of Passonneau (2006) between sets of labels. Kappa: Cohen (1960).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from sorrykit.corpus import LABELS, Corpus
from sorrykit.evaluation._scoring import LabelScores, Rates, Scores, rounded, score


# The two independent readings of the bundled corpus.
CODERS = ("writer", "reader")

@attrs.frozen(kw_only=True)
class LabelAgreement:
    """How far the readers agree on one label.

    `messages` counts those in which at least one saw it; `kappa` is Cohen's over "is it in the message?", None where the label never
    or always occurs; `message` and `span` are the rates of the second reader against the first.
    """

    label: str
    messages: int
    kappa: float | None
    message: Rates
    span: Rates


@attrs.frozen(kw_only=True)
class Agreement:
    """How far two readers agree: Krippendorff's `alpha` over their sets of labels, label by label, and the one scored by the other."""

    coders: tuple[str, str]
    items: int
    alpha: float
    labels: tuple[LabelAgreement, ...]
    scores: Scores

    def to_dict(self) -> dict[str, Any]:
        """The agreement as plain data, rounded to four places."""
        data = attrs.asdict(self, filter=lambda attribute, _: attribute.name != "scores")
        return dict(rounded(data)) | {"scores": self.scores.to_dict()}


def coded(corpus: Corpus, coders: tuple[str, str] = CODERS, *, labels: Sequence[str] = LABELS, boot: int = 0) -> Scores:
    """The second of two coders scored as if the first were gold: the ceiling that findings can be held against.

    F1 is the same whichever is called gold. Raises `ValueError` where no item was read by both.
    """
    both = _shared(corpus, coders)
    first = [attrs.evolve(item, labels=item.coders[coders[0]]) for item in both]
    return score(first, {item.id: item.coders[coders[1]] for item in both}, labels=labels, boot=boot)


def agreement(corpus: Corpus, coders: tuple[str, str] = CODERS, *, boot: int = 0) -> Agreement:
    """The agreement of two *coders* over the items that both have read. Imports NLTK.

    Raises `ValueError` where no item was read by both.
    """
    both, scores = _shared(corpus, coders), coded(corpus, coders, boot=boot)
    return Agreement(
        coders=coders,
        items=len(both),
        alpha=_task(both).alpha(),
        labels=tuple(_of_label(both, row) for row in scores.labels),
        scores=scores,
    )


def _shared(corpus: Corpus, coders: tuple[str, str]) -> Corpus:
    """The items that both have read, with the judgements of these two alone."""
    both = [
        attrs.evolve(item, coders={coder: item.coders[coder] for coder in coders})
        for item in corpus
        if set(coders) <= set(item.coders)
    ]
    if not both:
        msg = f"no item of {corpus!r} was read by both {coders[0]!r} and {coders[1]!r}"
        raise ValueError(msg)
    return attrs.evolve(corpus, items=both)


def _of_label(corpus: Corpus, row: LabelScores) -> LabelAgreement:
    label = row.label
    answers = {answer for _, _, answer in corpus.annotations(label)}
    seen = {item for _, item, answer in corpus.annotations(label) if answer == "yes"}
    return LabelAgreement(
        label=label,
        messages=len(seen),
        kappa=_task(corpus, label).kappa() if len(answers) > 1 else None,
        message=row.message,
        span=row.span,
    )


def _task(corpus: Corpus, label: str | None = None) -> Any:
    from nltk.metrics import binary_distance, masi_distance  # noqa: PLC0415 -- only for who asks
    from nltk.metrics.agreement import AnnotationTask  # noqa: PLC0415

    return AnnotationTask(list(corpus.annotations(label)), masi_distance if label is None else binary_distance)
