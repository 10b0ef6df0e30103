"""Scores: a total, a verdict, and for every point its evidence. Never a number without its evidence."""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

import attrs

from sorrykit._core import Finding, Found, Report
from sorrykit.analyzers import BY_REQUEST, named
from sorrykit.exceptions import IncompleteReportError
from sorrykit.phrases import Hit
from sorrykit.rubrics._rubric import Criterion, Rubric, bundled, load
from sorrykit.text._late import late


State = Literal["met", "missed", "hit", "clear", "neutral", "not judged"]
Verdict = Literal["pass", "mixed", "fail"]
_INTENSE = late(
    r"\b(?:so|very|really|truly|deeply|terribly|awfully|extremely|incredibly|sincere(?:ly|st)?|profound(?:ly)?|genuinely|utterly|unreserved(?:ly)?|deepest|heartfelt|humbl[ey])\b",
    re.IGNORECASE,
)
_OBVIOUSLY = late(r"\bobviously\b", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class Point:
    """One criterion, judged.

    `met` or `missed` for what should be there, `hit` or `clear` for what should not; `not judged` where it takes a thread.
    `evidence` are the findings that met or hit it.
    """

    criterion: Criterion
    state: State
    evidence: tuple[Finding, ...] = ()

    @property
    def say(self) -> str:
        """The sentence to say to the writer; empty where nothing is to be done."""
        return self.criterion.say if self.state in {"missed", "hit"} else ""


@attrs.frozen(kw_only=True)
class Score:
    """What a rubric says of a report: 0 to 100, a verdict, and the points it stands on."""

    rubric: str
    title: str
    total: int
    verdict: Verdict
    points: tuple[Point, ...]
    text: str = attrs.field(default="", repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The score as plain data, part of the shape `sorrykit/report/1`."""
        return {
            "rubric": self.rubric,
            "title": self.title,
            "total": self.total,
            "verdict": self.verdict,
            "criteria": [
                {
                    "find": point.criterion.name,
                    "role": point.criterion.role,
                    "weight": point.criterion.weight,
                    "state": point.state,
                    "why": point.criterion.why,
                    "source": point.criterion.source,
                    "say": point.say,
                    "evidence": [finding.to_dict(self.text) for finding in point.evidence],
                }
                for point in self.points
            ],
        }


class Judged(Protocol):
    """What knows how it is to be judged: the report of a thread."""

    def __iter__(self) -> Iterator[Finding]: ...

    def score(self, rubric: str | Path | Rubric) -> Score:
        """The score by a rubric."""
        ...


def score(report: Report | Judged, rubric: str | Path | Rubric) -> Score:
    """Judge a report by a rubric: the name of a bundled one, a path to a TOML file, or a `Rubric`.

    The report is that of a message or that of a thread. Of a message, the criteria that need a thread are not judged.

    Raises `IncompleteReportError` where an analyzer broke, `RubricError` for a rubric that cannot be read, `TypeError` for
    anything but a report.
    """
    if not isinstance(report, Report):
        if not hasattr(report, "score"):
            msg = f"what is judged is a report, not {type(report).__name__}; analyze it first, with analyze or analyze_thread"
            raise TypeError(msg)
        return report.score(rubric)
    if not report.complete:
        broken = ", ".join(failure.analyzer for failure in report.failures)
        msg = f"no score from a part of the analyzers: {broken} broke; mend or ignore it and analyze again"
        raise IncompleteReportError(msg)
    found = find_rubric(rubric)
    return judge([*report.findings, *by_request(report, found)], metrics(report), found, report.text)


def by_request(report: Report, rubric: Rubric) -> Iterator[Finding]:
    """What the rubric asks for that the report has not, since it is reported by request alone: made of what is there."""
    asked = {name for criterion in rubric.criteria for name, _ in criterion.selectors}.union(key.partition(":")[0] for key in rubric.read_as)
    for name in BY_REQUEST:
        if name in asked and not report[name]:
            analyzer = named(name)
            found = Found({need: report[need] for need in analyzer.needs}, needs=analyzer.needs)
            results = analyzer.find(report.apology, found) if analyzer.find else ()
            yield from (analyzer.finding(result) if isinstance(result, Hit) else result for result in results)


def find_rubric(rubric: str | Path | Rubric) -> Rubric:
    """A rubric by name, by path, or as it is."""
    if isinstance(rubric, Rubric):
        return rubric
    if isinstance(rubric, Path) or rubric.endswith(".toml"):
        return load(rubric)
    return bundled(rubric)


def metrics(report: Report) -> dict[str, float]:
    """The numbers of a message that a criterion may ask for; a number that has no meaning here is left out."""
    apologies = [finding for finding in (*report["apology"], *report["hollow"]) if finding.span]
    values: dict[str, float] = {
        "apologies": len(apologies),
        "intensity": sum(bool(_INTENSE.search(report.quote(finding))) for finding in apologies),
        "obviously": len(_OBVIOUSLY.findall(report.text)),
    }
    if apologies:
        first = min(finding.span.start for finding in apologies if finding.span)
        values["first-apology"] = 1 + report.apology.reading.sentence_index(first)
    return values


def judge(findings: Iterable[Finding], values: Mapping[str, float], rubric: Rubric, text: str = "", *, thread: bool = False) -> Score:
    """Judge findings and metrics by a rubric. Only in a *thread* are the criteria judged that need one."""
    read = [_read_as(finding, rubric.read_as) for finding in findings]
    points = tuple(_point(criterion, read, values, thread=thread) for criterion in rubric.criteria)
    possible = sum(p.criterion.weight for p in points if p.criterion.role in {"required", "desired"} and p.state != "not judged")
    earned = sum(p.criterion.weight for p in points if p.state == "met") - sum(p.criterion.weight for p in points if p.state == "hit")
    total = round(100 * max(0.0, earned / possible)) if possible else 0
    missed = any(point.state == "missed" and point.criterion.role == "required" for point in points)
    hit = any(point.state == "hit" and point.criterion.weight > 0 for point in points)
    return Score(
        rubric=rubric.name, title=rubric.title, total=total, verdict="fail" if missed else "mixed" if hit else "pass", points=points, text=text
    )


def _read_as(finding: Finding, readings: Mapping[str, str]) -> tuple[str, str | None, Finding]:
    """Under which label and kind a rubric reads a finding; a reading is applied once, never to its own result."""
    for key in (f"{finding.analyzer}:{finding.kind}", finding.analyzer):
        if key in readings:
            name, _, kind = readings[key].partition(":")
            return name, kind or None, finding
    return finding.analyzer, finding.kind, finding


def _point(criterion: Criterion, read: Sequence[tuple[str, str | None, Finding]], values: Mapping[str, float], *, thread: bool) -> Point:
    if criterion.role == "neutral":
        return Point(criterion=criterion, state="neutral")
    if criterion.needs_thread and not thread:
        return Point(criterion=criterion, state="not judged")
    evidence: tuple[Finding, ...] = ()
    if criterion.metric:
        value = values.get(criterion.metric)
        there = value is not None and (criterion.at_least is None or value >= criterion.at_least) and (criterion.at_most is None or value <= criterion.at_most)
    else:
        wanted = criterion.selectors
        evidence = tuple(
            sorted(
                (finding for name, kind, finding in read if any(name == label and (not only or kind == only) for label, only in wanted)),
                key=_place,
            )
        )
        there = bool(evidence)
    if criterion.role == "forbidden":
        return Point(criterion=criterion, state="hit" if there else "clear", evidence=evidence)
    return Point(criterion=criterion, state="met" if there else "missed", evidence=evidence)


def _place(finding: Finding) -> tuple[int, int, int]:
    """Where a finding stands: in a thread first the turn; what concerns a whole text stands behind it."""
    turn: int | None = getattr(finding, "turn", None)
    return (turn or 0, finding.span.start, finding.span.end) if finding.span else (turn or 0, 1 << 60, 0)
