"""Read a thread: each turn by the analyzers for its speaker, then what only the whole shows."""

from __future__ import annotations

import re

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from sorrykit._core import Apology, Failure, Finding, Report
from sorrykit.exceptions import AnalyzerError
from sorrykit.kit import Kit, default_kit
from sorrykit.threads._kits import of_agent, of_customer
from sorrykit.threads._report import ThreadReport, TurnFinding
from sorrykit.threads._story import Story
from sorrykit.threads._thread import Thread, Turn


_SUPPOSED = re.compile(r"\b(?:if|when|unless|suppose)\b", re.IGNORECASE)


def analyze_thread(turns: Thread | Iterable[Turn | Mapping[str, Any]], kit: Kit | None = None) -> ThreadReport:
    """Read a thread: the report of each turn, what only the whole shows, and the numbers that thread rubrics ask for.

    Args:
        turns: A `Thread`, or turns (or mappings with `speaker`, `text` and `at`) in the order of time.
        kit: Reads the agent's turns; the default kit if left out. Its plugins' thread analyzers are called with the report.

    Raises `ThreadError` for turns that make no thread.
    """
    thread = turns if isinstance(turns, Thread) else Thread(turns)
    kit = kit or default_kit()
    heard = {place: of_customer().analyze(_apology(thread[place])) for place in thread.of("customer")}
    complained = any(_is_complaint(finding, report) for report in heard.values() for finding in report["complaint"])
    reports = [heard.get(place) or _answer(turn, kit, complained=complained) for place, turn in enumerate(thread)]
    return _with_plugins(Story(thread, reports, complained=complained).told(), kit)


def _apology(turn: Turn) -> Apology:
    return Apology(turn.text, speaker=turn.speaker, at=turn.at.isoformat() if turn.at else None)


def _is_complaint(finding: Finding, report: Report) -> bool:
    """Trouble that is only supposed in a question is none: "And if the passport has expired?"."""
    if finding.kind != "trouble" or finding.span is None:
        return True
    start, end = report.apology.reading.sentence(finding.span.start)
    return not (report.text[:end].endswith("?") and _SUPPOSED.search(report.text, start, finding.span.start))


def _answer(turn: Turn, kit: Kit, *, complained: bool) -> Report:
    """The report of an agent turn by the kit, with what few words mean in a thread."""
    apology = _apology(turn)
    report, brief = kit.analyze(apology), of_agent(complained=complained).analyze(apology)
    # Whoever owns it, or says sorry for it, may tell what the records show.
    owned = report["responsibility"] or report["apology"]
    findings = [*report, *(finding for finding in brief if finding.analyzer == "deed" or not owned)]
    findings.sort(key=lambda finding: (finding.span.start, finding.span.end) if finding.span else (1 << 60, 0))
    return attrs.evolve(report, findings=findings)


def _with_plugins(report: ThreadReport, kit: Kit) -> ThreadReport:
    """The report with what the thread analyzers of plugins find in it; one that breaks costs its own findings."""
    findings, failed = list(report.findings), []
    for plugin in kit.plugins:
        for number, analyzer in enumerate(plugin.thread_analyzers, 1):
            try:
                findings += _checked(analyzer, report)
            except Exception as error:
                name = getattr(analyzer, "__name__", f"{plugin.name}-{number}")
                if kit.on_error == "raise":
                    msg = f"the thread analyzer {name!r} broke: {type(error).__name__}: {error}"
                    raise AnalyzerError(msg) from error
                failed.append(Failure(name, f"{type(error).__name__}: {error}"))
    findings.sort(key=lambda finding: (1 << 30 if finding.turn is None else finding.turn, finding.analyzer))
    return attrs.evolve(report, findings=findings, failed=failed)


def _checked(analyzer: Callable[[ThreadReport], Iterable[TurnFinding]], report: ThreadReport) -> list[TurnFinding]:
    findings = list(analyzer(report))
    for finding in findings:
        if not isinstance(finding, TurnFinding):
            msg = f"yielded {finding!r}, which is no TurnFinding"
            raise TypeError(msg)
        if finding.turn is not None and not 0 <= finding.turn < len(report.thread):
            msg = f"yielded a finding in turn {finding.turn} of a thread of {len(report.thread)}"
            raise ValueError(msg)
    return findings
