"""Thread reports against gold: how often each field is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import attrs

from sorrykit.corpus import ThreadItem
from sorrykit.exceptions import IncompleteReportError
from sorrykit.kit import Kit
from sorrykit.threads import Thread, analyze_thread


FIELDS = ("apology_turns", "first_apology_turn", "resolved_turn", "reopened_turns", "missing_apology", "double_deviation", "longest_positive_run")
Progress = Callable[[Iterable[ThreadItem]], Iterable[ThreadItem]]


@attrs.frozen
class ThreadMiss:
    """A field of a thread that was read otherwise than gold has it."""

    id: str
    field: str
    gold: Any
    found: Any


@attrs.frozen(kw_only=True)
class FieldScores:
    """How often one field is right, and how often it would be by always saying what gold says most often."""

    field: str
    right: int
    threads: int
    commonest: int

    @property
    def accuracy(self) -> float:
        """The share of threads in which the field is exactly that of gold."""
        return self.right / self.threads if self.threads else 0.0


@attrs.frozen(kw_only=True)
class ThreadScores:
    """How well threads are read: one row a field, and every miss."""

    threads: int
    fields: tuple[FieldScores, ...]
    misses: tuple[ThreadMiss, ...]

    def __getitem__(self, field: str) -> FieldScores:
        """The scores of one field. Raises `KeyError` for another name."""
        for scores in self.fields:
            if scores.field == field:
                return scores
        raise KeyError(field)

    def to_dict(self) -> dict[str, Any]:
        """The scores as plain data, rounded to four places."""
        return {
            "threads": self.threads,
            "fields": [{**attrs.asdict(row), "accuracy": round(row.accuracy, 4)} for row in self.fields],
            "misses": [attrs.asdict(miss) for miss in self.misses],
        }


def threads(gold: Sequence[ThreadItem], kit: Kit, progress: Progress = iter) -> ThreadScores:
    """Read the threads with the kit and hold every field against gold; a field is right only if it is exactly the same.

    Raises `IncompleteReportError` where an analyzer breaks.
    """
    misses = []
    for item in progress(gold):
        report = analyze_thread(Thread(item.turns, id=item.id), kit)
        if report.failures:
            msg = f"the analyzer {report.failures[0].analyzer!r} broke on the thread {item.id!r}: {report.failures[0].error}"
            raise IncompleteReportError(msg)
        misses += [
            ThreadMiss(item.id, field, item.gold[field], found) for field in FIELDS if (found := getattr(report, field)) != item.gold[field]
        ]
    wrong = [miss.field for miss in misses]
    answers = {field: [item.gold[field] for item in gold] for field in FIELDS}
    return ThreadScores(
        threads=len(gold),
        fields=tuple(
            FieldScores(
                field=field,
                right=len(gold) - wrong.count(field),
                threads=len(gold),
                commonest=max((answers[field].count(answer) for answer in answers[field]), default=0),
            )
            for field in FIELDS
        ),
        misses=tuple(misses),
    )
