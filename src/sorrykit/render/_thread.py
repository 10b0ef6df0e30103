"""A thread for the terminal, as a timeline: who spoke when, what each turn did, and where it went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sorrykit.render import _text
from sorrykit.render._text import Line, Signs
from sorrykit.render._visible import visible


if TYPE_CHECKING:
    from rich.console import RenderableType


# What a customer's turn says of the matter, for the line below it; a word of trouble alone says little.
_SAID = {
    "failure": "complains", "again": "says that it failed again", "protest": "protests", "withdrawal": "takes it back", "refusal": "refuses",
    "works": "says that it works", "forgiven": "forgives", "closed": "closes the matter", "thanks": "says thank you",
}  # fmt: skip
_UNITS = (("d", 86400), ("h", 3600), ("min", 60))


def thread_text(report: Mapping[str, Any], *, width: int | None = None, color: bool = False, ascii_only: bool = False) -> str:
    """Return a thread report (the plain data of `ThreadReport.to_dict`) as a timeline, as `text` does for a message."""
    return _text.printed(_lines(report, _text.signs(ascii_only=ascii_only)), width=width, color=color)


def thread_renderable(report: Mapping[str, Any], *, ascii_only: bool = False) -> RenderableType:
    """Return the timeline as something that a rich console prints, in its width and colors."""
    return _text.wrapped(_lines(report, _text.signs(ascii_only=ascii_only)))


def _lines(report: Mapping[str, Any], signs: Signs) -> Iterator[Line]:
    turns = report["turns"]
    yield Line(0, [(visible(report["id"] or "thread"), "source"), (f"  {_headline(report)}", "")])
    yield Line(0, [])
    deep = len(str(len(turns) - 1)) + 2 + max(len(_clock(turns, number)) for number in range(len(turns))) + 2 + len("customer") + 2
    for number, turn in enumerate(turns):
        lead = f"{number:>{len(str(len(turns) - 1))}}  {_clock(turns, number)}"
        speaker = turn["speaker"]
        padded = [(lead.ljust(deep - len("customer") - 2), "faint"), (speaker.ljust(10), "name" if speaker == "agent" else "")]
        yield Line(deep, [(" ".join(visible(turn["text"]).split()) or "(no text)", "")], padded)
        yield from _deeds(report, number, deep, signs)
    for finding in report["findings"]:
        if finding["turn"] is None:
            yield Line(0, [])
            yield from _fault(finding, 2, signs)
    yield Line(0, [])
    yield from (Line(2, [(line, "faint")]) for line in _summary(report))
    for failure in [*report["failures"], *(failure for turn in turns for failure in turn["failures"])]:
        yield Line(4, [(visible(f"{failure['analyzer']} broke, so its findings are missing: {failure['error']}"), "fault")], [(f"  {signs.fault} ", "fault")])
    yield from _text.score_lines(report["scores"], signs)


def _headline(report: Mapping[str, Any]) -> str:
    number = len(report["turns"])
    parts = [f"{number} turn{'s' if number != 1 else ''}"]
    if report["resolved_turn"] is not None:
        parts.append(f"settled in turn {report['resolved_turn']}")
    elif report["complained"]:
        parts.append("not settled")
    if report["reopened_turns"]:
        parts.append(f"reopened in turn {_and(report['reopened_turns'])}")
    if report["missing_apology"]:
        parts.append("never an apology")
    if report["double_deviation"]:
        parts.append("failed twice")
    return ", ".join(parts)


def _clock(turns: Sequence[Mapping[str, Any]], number: int) -> str:
    """The date and time of the first turn, and how much later each turn comes than the one before it."""
    at = turns[number]["at"]
    if at is None:
        return ""
    now = datetime.fromisoformat(at)
    before = next((turn["at"] for turn in turns[number - 1 :: -1] if turn["at"]), None) if number else None
    if before is None:
        return f"{now:%Y-%m-%d %H:%M}"
    return "+" + span((now - datetime.fromisoformat(before)).total_seconds())


def span(seconds: float) -> str:
    """A stretch of time in its two largest units: 3 d 4 h, 20 min."""
    left = int(seconds)
    parts: list[str] = []
    for unit, size in _UNITS:
        if left >= size and len(parts) < 2:
            parts.append(f"{left // size} {unit}")
            left %= size
        elif parts:
            break
    return " ".join(parts) or f"{left} s"


def _deeds(report: Mapping[str, Any], number: int, deep: int, signs: Signs) -> Iterator[Line]:
    """What the turn did: the customer's word on it, the agent's strengths and faults, and where it went wrong in the whole."""
    findings = report["turns"][number]["findings"]
    if report["turns"][number]["speaker"] == "customer":
        said = [_SAID[kind] for kind in dict.fromkeys(f["kind"] for f in findings) if kind in _SAID]
        if number == report["resolved_turn"]:
            said.append("settled")
        if said:
            mark = ("strength" if number == report["resolved_turn"] else "note")
            yield Line(deep + 2, [(", ".join(said), mark)], [(" " * deep + (signs.strength if mark == "strength" else signs.note) + " ", mark)])
    else:
        for polarity, sign in (("strength", signs.strength), ("fault", signs.fault)):
            names = dict.fromkeys(f["analyzer"] + (f": {f['kind']}" if f["kind"] else "") for f in findings if f["polarity"] == polarity)
            if names:
                yield Line(deep + 2, [(visible(", ".join(names)), polarity)], [(" " * deep + sign + " ", polarity)])
    for finding in report["findings"]:
        if finding["turn"] == number:
            yield from _fault(finding, deep, signs)
    for promise in report["promises"]:
        if promise["by"] == number:
            sign, style = (signs.strength, "strength") if promise["state"] == "kept" else (signs.fault, "fault")
            yield Line(deep + 2, [(f"the promise of turn {promise['turn']} is {promise['state']}", style)], [(" " * deep + sign + " ", style)])


def _fault(finding: Mapping[str, Any], deep: int, signs: Signs) -> Iterator[Line]:
    yield Line(deep + 2, [(visible(finding["analyzer"]), "name"), (f"  {visible(finding['message'])}", "")], [(" " * deep + signs.fault + " ", "fault")])
    if finding["advice"]:
        arrow = len(signs.arrow) + 1
        yield Line(deep + 2 + arrow, [(visible(finding["advice"]), "")], [(" " * (deep + 2) + signs.arrow + " ", "faint")])


def _summary(report: Mapping[str, Any]) -> Iterator[str]:
    apologies, offenses, elapsed = len(report["apology_turns"]), len(report["apologies_per_offense"]), report["elapsed"]
    after = {name: f" after {span(elapsed[name])}" for name in elapsed}
    line = f"{apologies} apologizing turn{'s' if apologies != 1 else ''} for {offenses} offense{'s' if offenses != 1 else ''}"
    if apologies:
        line += f", the first{after.get('first-apology', '')} in turn {report['first_apology_turn']}"
    yield line
    if "first-answer" in after or "settled" in after:
        yield ", ".join(f"{what}{after[name]}" for name, what in (("first-answer", "answered"), ("settled", "settled")) if name in after)
    states = [promise["state"] for promise in report["promises"]]
    if states:
        yield "promises: " + ", ".join(f"{states.count(state)} {state}" for state in ("kept", "broken", "open") if state in states)
    if report["ledger"]:
        yield f"good acts in a row: {report['longest_positive_run']} (a folk metric: 8 to neutral, 16 to positive)"


def _and(numbers: Sequence[int]) -> str:
    words = [str(number) for number in numbers]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
