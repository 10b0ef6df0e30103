"""What a tally of many texts says, as figures to be shown: shares with their intervals, periods, groups, phrases.

Page and terminal both show these, so that they never differ. Whatever is rare enough to be about one person stays out here.
"""

from __future__ import annotations

import math

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from sorrykit.render._pieces import POLARITIES


HEADINGS = {"fault": "What spoils them", "strength": "What makes them good", "note": "What else was noted"}
VERDICTS = {"pass": "strength", "mixed": "note", "fail": "fault"}
# Under so many texts a share says little of who wrote them: such a group stands apart.
FEW = 30
# A phrase is shown if it occurs in so many texts: what was written once may name somebody.
LEAST = 3
_SORRY = {"apology", "hollow", "regret"}
# A share is shown with the interval that holds it 95 times of 100.
_Z = 1.959964
_GROUPS = 30
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_PHRASES = 25


class Share(NamedTuple):
    """So many texts of so many, as parts of 1, with the interval of Wilson (1927) at 95 %."""

    texts: int
    of: int
    value: float
    low: float
    high: float


class Mean(NamedTuple):
    """The mean of totals from 0 to 100, with its interval at 95 % by the normal approximation."""

    of: int
    value: float
    low: float
    high: float


class Label(NamedTuple):
    """One analyzer: in how many of the texts it found something, and what kinds of it how often."""

    name: str
    polarity: str
    share: Share
    findings: int
    kinds: tuple[tuple[str, int], ...]


class Period(NamedTuple):
    """A day, a week (named by its Monday), a month or a year, with what was counted in it; None where there is nothing."""

    name: str
    part: Mapping[str, Any] | None

    @property
    def said(self) -> str:
        """The period as people say it, the same in every locale: 9 Mar 2026, Mar 2026, 2026."""
        year, *others = self.name.split("-")
        month = [_MONTHS[int(others[0]) - 1]] if others else []
        return " ".join([*(str(int(day)) for day in others[1:]), *month, year])

    @property
    def short(self) -> str:
        """The same, where there is little room: a day goes without its year."""
        return self.said[:-5] if len(self.name) == 10 else self.said


class Group(NamedTuple):
    """The texts of one value of the column that was named; `rest` for the groups that are shown as one."""

    name: str
    part: Mapping[str, Any]
    rest: bool = False

    @property
    def few(self) -> bool:
        return int(self.part["rows"]) < FEW


class Phrase(NamedTuple):
    """The beginning of hollow apologies, the number of texts with it, and quotes with the ids of their rows."""

    words: str
    share: Share
    quotes: tuple[tuple[str, str], ...]


def share(count: int, of: int) -> Share | None:
    """The share; None where there is nothing to have a share of."""
    if not of:
        return None
    value, spread = count / of, _Z * _Z / of
    middle = (value + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(value * (1 - value) / of + spread / (4 * of)) / (1 + spread)
    # At the very ends rounding would put the share outside of its own interval.
    return Share(count, of, value, min(value, max(0.0, middle - half)), max(value, min(1.0, middle + half)))


def heads(tally: Mapping[str, Any]) -> list[tuple[Share, str]]:
    """The few shares to remember, in words.

    How many say sorry is known only where all ran that would have seen it.
    """
    part, told = tally["analyzed"], [("faulty", "rows", "have a fault")]
    if _SORRY.issubset(tally["analyzers"]):
        told = [("apologetic", "rows", "say sorry in some way"), ("hollow", "apologetic", "of those are hollow"), *told]
    counts = {**part, "hollow": part["labels"].get("hollow", 0)}
    return [(found, words) for what, of, words in told if (found := share(counts[what], counts[of]))]


def mean(part: Mapping[str, Any], rubric: str) -> Mean | None:
    """The mean total of a part by a rubric; None where nothing was scored."""
    sums = part["scores"].get(rubric)
    if not sums or not sums["rows"]:
        return None
    of = sums["rows"]
    value = sums["sum"] / of
    # Of one total there is no spread to be known: it could be anything.
    half = _Z * math.sqrt(max(0.0, sums["squares"] / of - value * value) / (of - 1)) if of > 1 else 100.0
    return Mean(of, value, max(0.0, value - half), min(100.0, value + half))


def labels(tally: Mapping[str, Any]) -> dict[str, list[Label]]:
    """The analyzers by polarity, the most frequent first; a polarity that none has is left out."""
    rows = tally["analyzed"]["rows"]
    found: dict[str, list[Label]] = {polarity: [] for polarity in POLARITIES}
    for name, counts in tally["analyzers"].items() if rows else ():
        # An analyzer may give its findings different polarities; it stands where most of them are.
        polarity = max(POLARITIES, key=lambda each: counts["polarities"].get(each, -1))
        of_all = share(tally["analyzed"]["labels"].get(name, 0), rows)
        assert of_all is not None
        kinds = tuple(sorted(((kind, number) for kind, number in counts["kinds"].items() if kind), key=lambda kind: (-kind[1], kind[0])))
        found[polarity].append(Label(name, polarity, of_all, sum(counts["kinds"].values()), kinds))
    return {polarity: sorted(some, key=lambda label: (-label.share.texts, label.name)) for polarity, some in found.items() if some}


def periods(tally: Mapping[str, Any]) -> tuple[str, list[Period]]:
    """The unit of time that fits, and all periods from the first to the last; none if no text has a date."""
    unit, parts = tally["time"]["unit"], tally["time"]["parts"]
    if not parts:
        return unit, []
    first, last = (_day(name) for name in (min(parts), max(parts)))
    span = (last - first).days
    if unit == "day" and span > 31:
        unit = "week" if span <= 200 else "month"
    if unit == "month" and span > 5 * 366:
        unit = "year"
    gathered: dict[str, list[Mapping[str, Any]]] = {name: [] for name in _names(first, last, unit)}
    for name, part in parts.items():
        gathered[_name(_day(name), unit)].append(part)
    return unit, [Period(name, together(some) if some else None) for name, some in gathered.items()]


def _day(name: str) -> date:
    return date.fromisoformat(f"{name}-01-01"[:10])


def _name(day: date, unit: str) -> str:
    if unit == "week":
        day -= timedelta(days=day.weekday())
    return day.isoformat()[: {"year": 4, "month": 7}.get(unit, 10)]


def _names(first: date, last: date, unit: str) -> Iterator[str]:
    name, end = _name(first, unit), _name(last, unit)
    while name < end:
        yield name
        # From the first day of a period so many days later it is surely the next one, and not yet the one after it.
        name = _name(_day(name) + timedelta(days={"day": 1, "week": 7, "month": 31, "year": 366}[unit]), unit)
    yield end


def together(parts: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Several parts of a tally as one."""
    whole: dict[str, Any] = {"rows": 0, "faulty": 0, "apologetic": 0, "labels": Counter(), "scores": {}}
    for part in parts:
        for name in ("rows", "faulty", "apologetic"):
            whole[name] += part[name]
        whole["labels"].update(part["labels"])
        for rubric, sums in part["scores"].items():
            held = whole["scores"].setdefault(rubric, Counter())
            held.update(sums)
    return whole


def groups(tally: Mapping[str, Any]) -> list[Group]:
    """The groups, those with the largest share of texts with a fault first; those of few texts, and the rest, behind them."""
    named, rest = tally["groups"]["named"], tally["groups"]["other"]
    sizes = sorted(named, key=lambda name: (-named[name]["rows"], name))
    shown = [Group(name, named[name]) for name in sizes[:_GROUPS]]
    shown.sort(key=lambda group: (group.few, -group.part["faulty"] / group.part["rows"], group.name))
    others = [named[name] for name in sizes[_GROUPS:]] + ([rest] if rest else [])
    return [*shown, Group("all other groups", together(others), rest=True)] if others else shown


def phrases(tally: Mapping[str, Any], *, examples: bool = False) -> list[Phrase]:
    """The most frequent hollow phrases, those alone that at least `LEAST` texts have."""
    hollow, of = tally["hollow"], tally["analyzed"]["labels"].get("hollow", 0)
    shown = []
    for words, count in sorted(hollow["counts"].items(), key=lambda item: (-item[1], item[0]))[:_PHRASES]:
        part = share(count, of)
        if count >= LEAST and part:
            quotes = hollow["quotes"].get(words, ()) if examples else ()
            shown.append(Phrase(words, part, tuple((quote["quote"], quote["id"]) for quote in quotes)))
    return shown


def remarks(tally: Mapping[str, Any], *, time: str, group: str) -> list[str]:
    """What is missing from the figures, in words; nothing if nothing is."""
    said = [
        (tally["null"], "had no text"),
        (tally["failed"], "could not be read"),
        (tally["incomplete"], "could not be scored: an analyzer broke"),
        (tally["time"]["undated"] if time else 0, f"had no date in the column {time}: left out over time"),
        (tally["groups"]["nameless"] if group else 0, f"had nothing in the column {group}: left out by group"),
    ]
    return [f"{count:,} of {tally['rows']:,} rows {what}" for count, what in said if count]


def title(tally: Mapping[str, Any]) -> str:
    """What the whole is called."""
    rows = tally["analyzed"]["rows"]
    return f"{rows:,} text{'' if rows == 1 else 's'}, {tally['analyzed']['faulty']:,} with faults"


def span(tally: Mapping[str, Any]) -> str:
    """From when to when there are texts."""
    first, last = (Period(name, None).said for name in (min(tally["time"]["parts"]), max(tally["time"]["parts"])))
    return first if first == last else f"{first} to {last}"


def interval(value: Share | Mean) -> str:
    """From where to where a figure may lie."""
    if isinstance(value, Mean):
        return f"{value.low:.1f} to {value.high:.1f}"
    return f"{percent(value.low)} to {percent(value.high)}"


def percent(value: float) -> str:
    """A part of 1 in as many digits as mean something."""
    if 0 < value < 0.001:
        return "<0.1%"
    return f"{100 * value:.1f}%" if 0 < value < 0.0995 else f"{100 * value:.0f}%"
