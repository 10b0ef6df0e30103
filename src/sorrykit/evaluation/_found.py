"""What a kit finds in a corpus, and where it differs from gold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import attrs

from sorrykit.corpus import LABELS, Item, Label
from sorrykit.evaluation._scoring import Counts, Rates, compare, rounded
from sorrykit.exceptions import IncompleteReportError
from sorrykit.kit import Kit


Progress = Callable[[Iterable[Item]], Iterable[Item]]


def find(gold: Iterable[Item], kit: Kit, progress: Progress = iter) -> dict[str, tuple[Label, ...]]:
    """Item id -> what the kit finds in it; findings about a whole text have no place and are left out.

    *progress* may wrap the items to show how far it is. Raises `IncompleteReportError` where an analyzer breaks: a figure made
    without it would be wrong in silence.
    """
    found = {}
    for item in progress(gold):
        report = kit.analyze(item.apology)
        if report.failures:
            first = report.failures[0]
            msg = f"the analyzer {first.analyzer!r} broke on the item {item.id!r}: {first.error}"
            raise IncompleteReportError(msg)
        found[item.id] = tuple(label for finding in report if (label := Label.of(finding)))
    return found


@attrs.frozen
class Case:
    """A message in which one label is wrong: gold spans that nothing met, found spans that meet nothing, and wrong kinds.

    A wrong kind is a pair of the gold label and the found one.
    """

    item: Item
    missed: tuple[Label, ...]
    wrong: tuple[Label, ...]
    kinds: tuple[tuple[Label, Label], ...]


def cases(gold: Iterable[Item], found: Mapping[str, Collection[Label]], label: str) -> list[Case]:
    """The messages in which *label* is wrong, in the order of the corpus."""
    out = []
    for item in gold:
        there = [one for one in item.labels if one.label == label]
        seen = [one for one in found.get(item.id, ()) if one.label == label]
        missed = tuple(one for one in there if not any(map(one.overlaps, seen)))
        wrong = tuple(one for one in seen if not any(map(one.overlaps, there)))
        near = [(one, [other for other in seen if one.overlaps(other)]) for one in there if one.kind]
        kinds = tuple((one, others[0]) for one, others in near if others and all(other.kind != one.kind for other in others))
        if missed or wrong or kinds:
            out.append(Case(item, missed, wrong, kinds))
    return out


@attrs.frozen(kw_only=True)
class SliceScores:
    """How one slice of the adversarial part does; `exact` counts the messages with every label right and none too many."""

    slice: str
    messages: int
    exact: int
    message: Rates
    span: Rates

    def to_dict(self) -> dict[str, Any]:
        """The scores as plain data, rounded to four places."""
        return dict(rounded(attrs.asdict(self)))


def slices(gold: Iterable[Item], found: Mapping[str, Collection[Label]], *, labels: Collection[str] = LABELS) -> list[SliceScores]:
    """The adversarial part, slice by slice in the order of the alphabet. A slice is a handful of messages: read it as such.

    A slice in which nothing is to be found and nothing was found has rates of 1.
    """
    by_slice: dict[str, list[Item]] = {}
    for item in gold:
        if item.slice:
            by_slice.setdefault(item.slice, []).append(item)
    out = []
    for name, items in sorted(by_slice.items()):
        rows = [compare(item.labels, found.get(item.id, ()), labels) for item in items]
        counts = [count for row in rows for count in row.values()]
        total = Counts(*map(sum, zip(*counts, strict=True))) if counts else Counts()
        silent = not counts
        out.append(
            SliceScores(
                slice=name,
                messages=len(items),
                exact=sum(all(count.gold == count.found for count in row.values()) for row in rows),
                message=Rates(1.0, 1.0, 1.0) if silent else total.message,
                span=Rates(1.0, 1.0, 1.0) if silent else total.span,
            )
        )
    return out
