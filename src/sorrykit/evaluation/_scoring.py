"""Precision, recall and F1 of found labels against gold labels, per label and over all, on messages and on spans."""

from __future__ import annotations

import math
import random

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import attrs

from sorrykit.corpus import LABELS, Item, Label


# Resamplings start from the same seed each time, so that the same findings give the same intervals.
SEED = 1
_CERTAINTY = 0.95


@attrs.frozen
class Rates:
    """Precision, recall and their harmonic mean; 0 where there is nothing to divide by."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, right: float, found: float, met: float, gold: float) -> Rates:
        """The rates of *right* among *found*, and of *met* among *gold*."""
        precision = right / found if found else 0.0
        recall = met / gold if gold else 0.0
        return cls(precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0)


@attrs.frozen
class Interval:
    """The bounds between which 95 % of the bootstrap resamplings lie."""

    low: float
    high: float


class Counts(NamedTuple):
    """What is counted of one label in one message, or in many."""

    gold: int = 0  # messages that have it
    found: int = 0  # messages in which it was found
    both: int = 0
    spans_gold: int = 0
    spans_found: int = 0
    met: int = 0  # gold spans that a found one overlaps
    right: int = 0  # found spans that overlap a gold one
    kinds: int = 0  # met gold spans that have a kind
    kinds_right: int = 0

    @property
    def message(self) -> Rates:
        return Rates.of(self.both, self.found, self.both, self.gold)

    @property
    def span(self) -> Rates:
        return Rates.of(self.right, self.spans_found, self.met, self.spans_gold)

    @property
    def kind(self) -> float | None:
        return self.kinds_right / self.kinds if self.kinds else None


@attrs.frozen(kw_only=True)
class LabelScores:
    """How one label does: `messages` and `spans` are the support in gold, `kind` the share of right kinds on met spans."""

    label: str
    messages: int
    spans: int
    message: Rates
    span: Rates
    kind: float | None
    message_interval: Interval | None = None
    span_interval: Interval | None = None


@attrs.frozen(kw_only=True)
class Scores:
    """How all labels do. `macro` figures are the mean F1 of the labels that gold holds in at least `support` messages.

    `intervals` holds those of the F1 of "message_micro", "span_micro", "message_macro" and "span_macro".
    """

    messages: int
    labels: tuple[LabelScores, ...]
    message_micro: Rates
    span_micro: Rates
    message_macro: float
    span_macro: float
    kind: float | None
    support: int
    intervals: Mapping[str, Interval] = attrs.field(factory=dict)

    def __getitem__(self, label: str) -> LabelScores:
        """The scores of one label. Raises `KeyError` for one that neither gold nor findings hold."""
        for scores in self.labels:
            if scores.label == label:
                return scores
        raise KeyError(label)

    def to_dict(self) -> dict[str, Any]:
        """The scores as plain data, rounded to four places."""
        return dict(rounded(attrs.asdict(self)))


def score(
    gold: Iterable[Item],
    found: Mapping[str, Collection[Label]],
    *,
    labels: Sequence[str] = LABELS,
    support: int = 5,
    boot: int = 200,
) -> Scores:
    """Score what was found against what is there.

    Args:
        gold: The messages with their agreed labels.
        found: Item id -> the labels found; an item that is missing counts as one in which nothing was found.
        labels: The labels that count, in the order of the table; all others are passed over.
        support: In how many messages gold must hold a label for it to count in the macro mean.
        boot: How many times to resample the messages for the intervals; with 0 there are none.
    """
    rows = [compare(item.labels, found.get(item.id, ()), labels) for item in gold]
    sums = _sums(rows, labels)
    now = _figures(sums, support)
    per_label: dict[str, tuple[list[float], list[float]]] = {label: ([], []) for label in sums}
    overall: dict[str, list[float]] = {name: [] for name in now}
    for sample in _resampled(rows, labels, boot):
        for name, value in _figures(sample, support).items():
            overall[name].append(value)
        for label, counts in sample.items():
            if counts.gold:  # a sample without the label says nothing about it
                per_label[label][0].append(counts.message.f1)
                per_label[label][1].append(counts.span.f1)
    total = _total(sums.values())
    return Scores(
        messages=len(rows),
        labels=tuple(
            LabelScores(
                label=label, messages=counts.gold, spans=counts.spans_gold, message=counts.message, span=counts.span, kind=counts.kind,
                message_interval=_interval(per_label[label][0]), span_interval=_interval(per_label[label][1]),
            )
            for label, counts in sums.items()
        ),
        message_micro=total.message,
        span_micro=total.span,
        message_macro=now["message_macro"],
        span_macro=now["span_macro"],
        kind=total.kind,
        support=support,
        intervals={name: interval for name, values in overall.items() if (interval := _interval(values))},
    )  # fmt: skip


def compare(gold: Collection[Label], found: Collection[Label], labels: Iterable[str] = LABELS) -> dict[str, Counts]:
    """The counts of one message, label by label; only labels that are there or were found."""
    out: dict[str, Counts] = {}
    for name in labels:
        there = [label for label in gold if label.label == name]
        seen = [label for label in found if label.label == name]
        if not there and not seen:
            continue
        met = [(label, near) for label in there if (near := [other for other in seen if label.overlaps(other)])]
        of_kind = [(label, near) for label, near in met if label.kind]
        out[name] = Counts(
            gold=bool(there), found=bool(seen), both=bool(there and seen),
            spans_gold=len(there), spans_found=len(seen),
            met=len(met), right=sum(any(label.overlaps(other) for other in there) for label in seen),
            kinds=len(of_kind), kinds_right=sum(any(other.kind == label.kind for other in near) for label, near in of_kind),
        )  # fmt: skip
    return out


def _total(counts: Iterable[Counts]) -> Counts:
    return Counts(*map(sum, zip(*counts, strict=True))) if (counts := list(counts)) else Counts()


def _sums(rows: Iterable[Mapping[str, Counts]], labels: Iterable[str]) -> dict[str, Counts]:
    by_label: dict[str, list[Counts]] = {}
    for row in rows:
        for name, counts in row.items():
            by_label.setdefault(name, []).append(counts)
    return {name: _total(by_label[name]) for name in labels if name in by_label}


def _resampled(rows: Sequence[Mapping[str, Counts]], labels: Sequence[str], times: int) -> Iterator[dict[str, Counts]]:
    """The sums of *times* samples of the rows, each as large as the whole, drawn with replacement."""
    rng = random.Random(SEED)  # noqa: S311 -- statistics, no secret
    for _ in range(times if rows else 0):
        yield _sums(rng.choices(rows, k=len(rows)), labels)


def _figures(sums: Mapping[str, Counts], support: int) -> dict[str, float]:
    total = _total(sums.values())
    enough = [counts for counts in sums.values() if counts.gold >= support]
    return {
        "message_micro": total.message.f1,
        "span_micro": total.span.f1,
        "message_macro": math.fsum(counts.message.f1 for counts in enough) / max(1, len(enough)),
        "span_macro": math.fsum(counts.span.f1 for counts in enough) / max(1, len(enough)),
    }


def _interval(values: list[float]) -> Interval | None:
    if not values:
        return None
    values, tail = sorted(values), (1 - _CERTAINTY) / 2
    return Interval(values[int(tail * len(values))], values[max(0, int((1 - tail) * len(values)) - 1)])


def rounded(value: Any, places: int = 4) -> Any:
    """Plain data with its numbers rounded, so that the last bits of a sum do not show."""
    if isinstance(value, float):
        return round(value, places)
    if isinstance(value, Mapping):
        return {key: rounded(inner, places) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(inner, places) for inner in value]
    return value
