"""All rubrics side by side, and where they disagree about a message and why."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from sorrykit._core import Report
from sorrykit.rubrics._rubric import BUNDLED, Rubric
from sorrykit.rubrics._score import Judged, Score, find_rubric, score


@attrs.frozen
class Dispute:
    """A label about which rubrics disagree in this message: who wants it, who forbids it, who reads it as something else."""

    label: str
    wanted_by: tuple[str, ...]
    forbidden_by: tuple[str, ...]
    read_as: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        parts = [f"{self.label}: wanted by {', '.join(self.wanted_by)}" if self.wanted_by else self.label]
        if self.forbidden_by:
            parts.append(f"forbidden by {', '.join(self.forbidden_by)}")
        parts += [f"read as {other} by {rubric}" for rubric, other in self.read_as]
        return "; ".join(parts)


@attrs.frozen
class Comparison:
    """The scores of several rubrics for one report, and their disputes over what stands in it."""

    scores: tuple[Score, ...]
    disputes: tuple[Dispute, ...]

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain data."""
        return {
            "scores": [score.to_dict() for score in self.scores],
            "disputes": [{**attrs.asdict(dispute), "said": str(dispute)} for dispute in self.disputes],
        }

    def __getitem__(self, rubric: str) -> Score:
        for one in self.scores:
            if one.rubric == rubric:
                return one
        raise KeyError(rubric)


def compare(report: Report | Judged, rubrics: Iterable[str | Path | Rubric] = BUNDLED) -> Comparison:
    """Judge the report of a message or of a thread by several rubrics, all bundled ones if none are named.

    Raises `IncompleteReportError` where an analyzer broke, `TypeError` for anything but a report.
    """
    chosen = [find_rubric(rubric) for rubric in rubrics]
    scores = tuple(score(report, rubric) for rubric in chosen)
    present = dict.fromkeys(
        name for finding in report for name in ([finding.analyzer, f"{finding.analyzer}:{finding.kind}"] if finding.kind else [finding.analyzer])
    )
    disputes = []
    for label in present:
        wanted, forbidden, readings = [], [], []
        for rubric in chosen:
            if label in rubric.read_as:
                readings.append((rubric.name, rubric.read_as[label]))
                continue
            roles = {c.role for c in rubric.criteria if any(_same(label, name, kind) for name, kind in c.selectors)}
            if "forbidden" in roles:
                forbidden.append(rubric.name)
            elif roles & {"required", "desired"}:
                wanted.append(rubric.name)
        if (wanted and forbidden) or (readings and forbidden):
            disputes.append(Dispute(label, tuple(wanted), tuple(forbidden), tuple(readings)))
    return Comparison(scores, tuple(disputes))


def _same(label: str, name: str, kind: str | None) -> bool:
    return label == (f"{name}:{kind}" if kind else name)
