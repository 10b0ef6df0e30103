"""What was seen in a thread: the report of each turn, and what only the whole shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self

import attrs

from sorrykit._core import SCHEMA as REPORT_SCHEMA
from sorrykit._core import Failure, Finding, Report, reading_back
from sorrykit.exceptions import IncompleteReportError
from sorrykit.rubrics import Rubric, Score, judge, metrics
from sorrykit.rubrics._score import by_request, find_rubric
from sorrykit.threads._thread import Thread, Turn


SCHEMA = "sorrykit/thread/1"
NEUTRAL, POSITIVE = 8, 16
Act = Literal["good", "bad", "none"]
State = Literal["kept", "broken", "open"]


@attrs.frozen(kw_only=True)
class TurnFinding(Finding):
    """A finding and the turn it stands in; `turn` is None for what concerns the thread as a whole."""

    turn: int | None = None
    quoted: str | None = attrs.field(default=None, repr=False)

    def to_dict(self, text: str = "") -> dict[str, object]:  # noqa: ARG002 -- a score quotes from one text; this one has its own
        """The finding as plain data, with the turn it stands in."""
        span = self.span
        return {
            "analyzer": self.analyzer,
            "kind": self.kind,
            "polarity": self.polarity or "note",
            "turn": self.turn,
            "start": span.start if span else None,
            "end": span.end if span else None,
            "quote": self.quoted,
            "message": self.message,
            "advice": self.advice,
        }

    @classmethod
    def of(cls, finding: Finding, turn: int, text: str) -> Self:
        """A finding of the report of one turn."""
        span = finding.span
        fields = {name: getattr(finding, name) for name in ("analyzer", "message", "span", "kind", "advice", "polarity")}
        return cls(**fields, turn=turn, quoted=text[span.start : span.end] if span else None)


@attrs.frozen
class LedgerEntry:
    """One agent turn in the ledger: a good act, a bad one or none, and how many good ones in a row there are now.

    `milestone` is "neutral" where the eighth good act in a row is reached, and "positive" at the sixteenth.
    """

    turn: int
    act: Act
    run: int

    @property
    def milestone(self) -> str | None:
        """What the run has reached with this turn."""
        return {NEUTRAL: "neutral", POSITIVE: "positive"}.get(self.run) if self.act == "good" else None


@attrs.frozen
class Promise:
    """What an agent turn promises, and what became of it: kept or broken by the turn `by`, or still open."""

    turn: int
    quote: str
    state: State
    by: int | None = None


def _tuple(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(items)


@attrs.frozen(kw_only=True)
class ThreadReport:
    """A thread and what was seen in it. Turns are counted from 0.

    Iterating gives the findings of the agent's turns and those of the thread as `TurnFinding`; `report["reopened-wound"]` those of
    one analyzer. `reports` has the report of every turn: of an agent turn by the kit, by `deed` and, after a complaint, by `brush-off`, of a customer turn by
    `acceptance` and `complaint`. `elapsed` are seconds since the first customer turn, where the times are known: to the
    "first-answer", "first-apology", "first-empathy" and "settled". `apologies_per_offense` counts the apologizing turns for the
    first failure and for each later one: a failed recovery is an offense of its own.
    """

    thread: Thread
    reports: tuple[Report, ...] = attrs.field(converter=_tuple)
    findings: tuple[TurnFinding, ...] = attrs.field(default=(), converter=_tuple)
    complained: bool = False
    apology_turns: tuple[int, ...] = attrs.field(default=(), converter=_tuple)
    apologies_per_offense: tuple[int, ...] = attrs.field(default=(), converter=_tuple)
    resolved_turn: int | None = None
    reopened_turns: tuple[int, ...] = attrs.field(default=(), converter=_tuple)
    missing_apology: bool = False
    double_deviation: bool = False
    options_offered: int = 0
    ledger: tuple[LedgerEntry, ...] = attrs.field(default=(), converter=_tuple)
    promises: tuple[Promise, ...] = attrs.field(default=(), converter=_tuple)
    elapsed: Mapping[str, float] = attrs.field(factory=dict, hash=False)
    scores: tuple[Any, ...] = attrs.field(default=(), converter=_tuple)
    failed: tuple[Failure, ...] = attrs.field(default=(), converter=_tuple)

    def __iter__(self) -> Iterator[TurnFinding]:
        for place in self.thread.of("agent"):
            yield from (TurnFinding.of(finding, place, self.thread[place].text) for finding in self.reports[place])
        yield from self.findings

    def __getitem__(self, analyzer: str) -> tuple[TurnFinding, ...]:
        return tuple(finding for finding in self if finding.analyzer == analyzer)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The analyzers that broke, in a turn or over the whole."""
        return (*(failure for report in self.reports for failure in report.failures), *self.failed)

    @property
    def complete(self) -> bool:
        """Did every analyzer run? No score is made of an incomplete report."""
        return not self.failures

    @property
    def first_apology_turn(self) -> int | None:
        """The first agent turn that apologizes."""
        return self.apology_turns[0] if self.apology_turns else None

    @property
    def longest_positive_run(self) -> int:
        """How many agent turns in a row were good acts, at most; the folk metric of the ledger."""
        return max((entry.run for entry in self.ledger), default=0)

    @property
    def metrics(self) -> dict[str, float]:
        """The numbers that rubrics may ask for; one that has no meaning here is left out.

        "first-empathy-turn" and "first-apology-turn" count the agent's answers from 1: the first answer is 1.
        """
        return self._metrics(list(self))

    def _metrics(self, findings: Iterable[TurnFinding], readings: Mapping[str, str] | None = None) -> dict[str, float]:
        answers = {place: number for number, place in enumerate(self.thread.of("agent"), 1)}
        values: dict[str, float] = {
            "thread-apologies": max(self.apologies_per_offense, default=0),
            "longest-positive-run": self.longest_positive_run,
            "options-offered": self.options_offered,
        }
        first = [answers[f.turn] for f in findings if f.turn in answers and _reads_as(f, "empathy", readings or {})]
        if first:
            values["first-empathy-turn"] = min(first)
        if self.first_apology_turn is not None:
            values["first-apology-turn"] = answers[self.first_apology_turn]
            values |= metrics(self.reports[self.first_apology_turn])
        else:
            values |= {"apologies": 0, "intensity": 0}
        values["obviously"] = sum(metrics(self.reports[place])["obviously"] for place in answers)
        return values

    def score(self, rubric: str | Path | Rubric) -> Score:
        """Judge the agent's side of the thread as one by a rubric, of messages or of threads.

        What the agent did or said in few words (`deed`) counts as a remedy or as an apology here, and the verdicts on single messages that the other
        messages answer (`apology-only`, `no-apology`) are dropped.

        Raises `IncompleteReportError` where an analyzer broke, `RubricError` for a rubric that cannot be read.
        """
        if not self.complete:
            broken = ", ".join(sorted({failure.analyzer for failure in self.failures}))
            msg = f"no score is made of an incomplete report; these analyzers broke: {broken}"
            raise IncompleteReportError(msg)
        found = find_rubric(rubric)
        asked = [TurnFinding.of(f, place, self.thread[place].text) for place in self.thread.of("agent") for f in by_request(self.reports[place], found)]
        findings = [_as_label(finding) for finding in (*self, *asked) if not self._is_answered(finding)]
        return judge(findings, self._metrics(findings, found.read_as), found, thread=True)

    def _is_answered(self, finding: TurnFinding) -> bool:
        if finding.analyzer == "no-apology":
            return bool(self.apology_turns)
        said = (f for place in self.thread.of("agent") for f in self.reports[place])
        return finding.analyzer == "apology-only" and any(f.analyzer == "remedy" or (f.analyzer == "deed" and f.kind != "sorry") for f in said)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data, the documented shape `sorrykit/thread/1`."""
        return {
            "schema": SCHEMA,
            "id": self.thread.id,
            "complete": self.complete,
            "turns": [
                {
                    **turn.to_dict(),
                    "findings": [finding.to_dict(turn.text) for finding in report],
                    "failures": [attrs.asdict(failure) for failure in report.failures],
                }
                for turn, report in zip(self.thread, self.reports, strict=True)
            ],
            "findings": [finding.to_dict() for finding in self.findings],
            "complained": self.complained,
            "apology_turns": list(self.apology_turns),
            "apologies_per_offense": list(self.apologies_per_offense),
            "first_apology_turn": self.first_apology_turn,
            "resolved_turn": self.resolved_turn,
            "reopened_turns": list(self.reopened_turns),
            "missing_apology": self.missing_apology,
            "double_deviation": self.double_deviation,
            "longest_positive_run": self.longest_positive_run,
            "options_offered": self.options_offered,
            "ledger": [{**attrs.asdict(entry), "milestone": entry.milestone} for entry in self.ledger],
            "promises": [attrs.asdict(promise) for promise in self.promises],
            "metrics": self.metrics,
            "elapsed": dict(self.elapsed),
            "scores": [score.to_dict() if hasattr(score, "to_dict") else dict(score) for score in self.scores],
            "failures": [attrs.asdict(failure) for failure in self.failed],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `to_dict` gave. Scores stay plain data, and what follows from the rest is worked out again.

        Raises `ValueError` for another schema, and for a key that is missing or does not fit.
        """
        with reading_back("thread report", SCHEMA, data):
            return cls._read(data)

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Self:
        turns = [Turn(turn["speaker"], turn["text"], turn["at"]) for turn in data["turns"]]
        reports = [
            Report.from_dict({"schema": REPORT_SCHEMA, "text": turn["text"], "findings": turn["findings"], "failures": turn["failures"]})
            for turn in data["turns"]
        ]
        plain = ("complained", "apology_turns", "apologies_per_offense", "resolved_turn", "reopened_turns", "missing_apology", "double_deviation")
        return cls(
            thread=Thread(turns, id=data["id"]),
            reports=[
                attrs.evolve(report, apology=attrs.evolve(report.apology, speaker=turn.speaker, at=turn.at.isoformat() if turn.at else None))
                for turn, report in zip(turns, reports, strict=True)
            ],
            findings=[
                TurnFinding(**{key: item[key] for key in ("analyzer", "kind", "polarity", "message", "advice", "turn")}) for item in data["findings"]
            ],
            ledger=[LedgerEntry(entry["turn"], entry["act"], entry["run"]) for entry in data["ledger"]],
            promises=[Promise(**promise) for promise in data["promises"]],
            options_offered=data["options_offered"],
            elapsed=dict(data["elapsed"]),
            scores=data["scores"],
            failed=[Failure(item["analyzer"], item["error"]) for item in data["failures"]],
            **{key: data[key] for key in plain},
        )


def _reads_as(finding: Finding, label: str, readings: Mapping[str, str]) -> bool:
    read = readings.get(f"{finding.analyzer}:{finding.kind}") or readings.get(finding.analyzer) or finding.analyzer
    return read.partition(":")[0] == label


def _as_label(finding: TurnFinding) -> TurnFinding:
    """A finding under the label that the rubrics know it by."""
    if finding.analyzer == "brush-off":
        # Its kinds are called after labels.
        return attrs.evolve(finding, analyzer=finding.kind or "excuse", kind=None)
    if finding.analyzer != "deed":
        return finding
    return attrs.evolve(finding, analyzer="apology", kind=None) if finding.kind == "sorry" else attrs.evolve(finding, analyzer="remedy", kind="fix")
