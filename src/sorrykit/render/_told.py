"""What a thread report says in words, for the terminal and for the page: one wording for both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sorrykit.render._markup import name_of


# What a customer's turn says of the matter, for the line below it; a word of trouble alone says little.
_SAID = {
    "failure": "complains", "again": "says that it failed again", "protest": "protests", "withdrawal": "takes it back", "refusal": "refuses",
    "works": "says that it works", "forgiven": "forgives", "closed": "closes the matter", "thanks": "says thank you",
}  # fmt: skip
_UNITS = (("d", 86400), ("h", 3600), ("min", 60))


class Deed(NamedTuple):
    """Something that a turn did, and whether that is a strength, a fault or a note."""

    polarity: str
    words: str


def headline(report: Mapping[str, Any]) -> str:
    """How long the thread is and how it ended, in one line."""
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


def clock(turns: Sequence[Mapping[str, Any]], number: int) -> str:
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


def deeds(report: Mapping[str, Any], number: int) -> Iterator[Deed]:
    """What a turn did: the customer's word on it, or the agent's strengths and faults by name."""
    findings = report["turns"][number]["findings"]
    if report["turns"][number]["speaker"] == "customer":
        said = [_SAID[kind] for kind in dict.fromkeys(f["kind"] for f in findings) if kind in _SAID]
        settled = number == report["resolved_turn"]
        if said or settled:
            yield Deed("strength" if settled else "note", ", ".join([*said, *(["settled"] if settled else [])]))
        return
    for polarity in ("strength", "fault"):
        if names := dict.fromkeys(name_of(f) for f in findings if f["polarity"] == polarity):
            yield Deed(polarity, ", ".join(names))


def promises_due(report: Mapping[str, Any], number: int) -> Iterator[Deed]:
    """What became, in this turn, of promises made before."""
    for promise in report["promises"]:
        if promise["by"] == number:
            yield Deed("strength" if promise["state"] == "kept" else "fault", f"the promise of turn {promise['turn']} is {promise['state']}")


def summary(report: Mapping[str, Any]) -> Iterator[str]:
    """The figures of a thread, a line each."""
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
