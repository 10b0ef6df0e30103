"""Counts over many rows, in memory that does not grow with them.

A `Tally` is made row by row, or in parts that are merged: whatever the order, the counts are the same, up to the bounds
named below. It goes to plain JSON and back, so that a run that was stopped goes on where it was.

What it holds of texts is the phrases of hollow apologies, cut short and with numbers and addresses taken out, and
quotes and ids of rows only where they were asked for.
"""

from __future__ import annotations

import re

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self
from zlib import crc32

from sorrykit._core import reading_back
from sorrykit.batch._days import day_of
from sorrykit.batch._frequent import Frequent
from sorrykit.batch._row import Row


SCHEMA = "sorrykit/tally/1"
# What is said to be sorry for: of one's own, for nothing in particular, or as regret.
APOLOGIES = frozenset({"apology", "hollow", "regret"})
BINS = 20
# A phrase is the first words of a quote: what comes after is about one case, and may name somebody.
PHRASE_WORDS = 6
_PHRASES = 1000  # up to 2000 different phrases are counted exactly; see Frequent
_GROUPS = 200  # beyond, the smallest of them are counted as "other"
_DAYS = 400  # beyond so many different days, months are counted, and beyond so many months, years
_ENDS = 10  # so many of the best and of the worst rows are kept for each rubric
_LONGEST = 80  # characters of a group's name
_LONGEST_QUOTE = 300
_EXAMPLES = 3
_UNITS = {"day": 10, "month": 7, "year": 4}  # how much of 2026-03-09 names one

_PRIVATE = re.compile(r"[@\d]|://|^www\.")
_WORD = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*")


def phrase_of(quote: str) -> str:
    """The quote as a phrase to be counted: its first words, in lower case, with a # for everything with a digit or an address in it."""
    words: list[str] = []
    for token in quote[:_LONGEST_QUOTE].lower().replace("\u2019", "'").split():
        words += "#" if _PRIVATE.search(token) else _WORD.findall(token)
    return " ".join(words[:PHRASE_WORDS]) + (" \u2026" if len(words) > PHRASE_WORDS else "")


class Part:
    """What is counted of all rows, of those of one time, and of those of one group."""

    def __init__(self) -> None:
        self.rows = 0
        self.faulty = 0
        self.apologetic = 0
        self.labels: Counter[str] = Counter()
        # rubric -> how many scores, their sum, and the sum of their squares
        self.scores: dict[str, list[float]] = {}

    def add(self, names: Iterable[str], totals: Mapping[str, float], *, faulty: bool, apologetic: bool) -> None:
        """Count one row: the analyzers that found something in it, and its totals by rubric."""
        self.rows += 1
        self.faulty += faulty
        self.apologetic += apologetic
        # Each row comes by here: for a few names a loop is faster than Counter.update.
        labels = self.labels
        for name in names:
            labels[name] += 1
        for rubric, total in totals.items():
            self._score(rubric, 1, total, total * total)

    def _score(self, rubric: str, number: float, total: float, squares: float) -> None:
        sums = self.scores.setdefault(rubric, [0, 0.0, 0.0])
        sums[0] += number
        sums[1] += total
        sums[2] += squares

    def merge(self, other: Part) -> None:
        """Count what *other* has counted."""
        self.rows += other.rows
        self.faulty += other.faulty
        self.apologetic += other.apologetic
        self.labels.update(other.labels)
        for rubric, sums in other.scores.items():
            self._score(rubric, *sums)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "rows": self.rows,
            "faulty": self.faulty,
            "apologetic": self.apologetic,
            "labels": dict(sorted(self.labels.items())),
            "scores": {
                rubric: {"rows": int(number), "sum": total, "squares": squares} for rubric, (number, total, squares) in sorted(self.scores.items())
            },
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `to_dict` gave."""
        part = cls()
        part.rows, part.faulty, part.apologetic = data["rows"], data["faulty"], data["apologetic"]
        part.labels.update(data["labels"])
        part.scores = {rubric: [sums["rows"], sums["sum"], sums["squares"]] for rubric, sums in data["scores"].items()}
        return part


class Tally:
    """Counts over many rows.

    Args:
        analyzers: Name -> polarity of the analyzers that ran, so that those that found nothing are in it, too.
        examples: Keep quotes for the hollow phrases, and the ids of the best and worst rows.
        ends: Keep the ids of the best and worst rows in any case. With neither, no id and no whole quote is ever in the tally.

    Exact whatever the order of rows and merges: all counts, sums of whole-numbered totals, and the best and worst rows.
    Bounded: up to 2000 different phrases are exact, and beyond that `Frequent` says how far counts can be too low; up to 200
    groups, and beyond that the smallest go to "other"; up to 400 different days, and beyond that months, then years.
    """

    def __init__(self, analyzers: Mapping[str, str] | None = None, *, examples: bool = False, ends: bool = False) -> None:
        self.examples, self.keeps_ends = examples, examples or ends
        self.null = self.failed = self.incomplete = 0
        self.all = Part()
        given = analyzers or {}
        self.polarities: defaultdict[str, Counter[str]] = defaultdict(Counter, {name: Counter({polarity: 0}) for name, polarity in given.items()})
        self.findings: defaultdict[str, Counter[str]] = defaultdict(Counter, {name: Counter() for name in given})
        self.verdicts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.bins: dict[str, list[int]] = {}
        self.unit = "day"
        self.times: defaultdict[str, Part] = defaultdict(Part)
        self.groups: defaultdict[str, Part] = defaultdict(Part)
        self.other: Part | None = None
        self.phrases = Frequent(_PHRASES)
        self._quotes: dict[str, list[tuple[int, str, str]]] = {}
        self._ends: dict[str, tuple[list[tuple[float, str]], list[tuple[float, str]]]] = {}

    @property
    def rows(self) -> int:
        """All rows, those without a text and those that failed among them."""
        return self.all.rows + self.null + self.failed

    @property
    def ends(self) -> dict[str, tuple[list[tuple[float, str]], list[tuple[float, str]]]]:
        """Of each rubric the worst and the best rows, as (total, id), the most extreme first; empty where they are not kept."""
        return dict(self._ends)

    def add(self, row: Row, *, id: object, at: object = None, group: object = None) -> None:  # noqa: A002 -- the name of the key
        """Count one row.

        Args:
            row: What was found in it.
            id: Which row it is; kept only among the best and worst, if `examples` or `ends` were asked for.
            at: When it was written, as `day_of` reads it. A row for which it is anything else is undated.
            group: Its value in the column by which to compare, such as a team.
        """
        if row.findings is None:
            if row.error is None:
                self.null += 1
            else:
                self.failed += 1
            return
        self.incomplete += row.complete is False
        names: set[str] = set()
        faulty = False
        phrases: dict[str, str] = {}
        for finding in row.findings:
            name, kind, polarity = finding["analyzer"], finding["kind"], finding["polarity"] or "note"
            names.add(name)
            faulty = faulty or polarity == "fault"
            self.polarities[name][polarity] += 1
            self.findings[name][kind or ""] += 1
            if name == "hollow" and finding["quote"] and (phrase := phrase_of(finding["quote"])):
                phrases.setdefault(phrase, finding["quote"])
        scores = {rubric: score for rubric, score in (row.scores or {}).items() if score is not None}
        totals = {rubric: score["total"] for rubric, score in scores.items()}
        parts = [self.all, *self._parts(at, group)]
        apologetic = not APOLOGIES.isdisjoint(names)
        for part in parts:
            part.add(names, totals, faulty=faulty, apologetic=apologetic)
        for rubric, score in scores.items():
            self._count_score(rubric, score["total"], score["verdict"], str(id))
        for phrase, quote in phrases.items():
            self.phrases.add(phrase)
            if self.examples:
                self._keep_quotes(phrase, [(crc32(quote.encode("utf-8", "replace")), quote[:_LONGEST_QUOTE], str(id))])
        self._fit()

    def _parts(self, at: object, group: object) -> Iterator[Part]:
        if day := day_of(at):
            yield self.times[_cut(day.isoformat(), self.unit)]
        if name := _named(group):
            yield self.groups[name] if self.other is None or name in self.groups else self.other

    def _count_score(self, rubric: str, total: float, verdict: str, row: str) -> None:
        self.verdicts[rubric][verdict] += 1
        self.bins.setdefault(rubric, [0] * BINS)[min(BINS - 1, max(0, int(total * BINS / 100)))] += 1
        if self.keeps_ends:
            worst, best = self._ends.get(rubric, ([], []))
            # Most rows are neither: those are not sorted in to be thrown out again.
            if len(worst) < _ENDS or (total, row) < worst[-1] or (-total, row) < (-best[-1][0], best[-1][1]):
                self._keep_ends(rubric, [(total, row)], [(total, row)])

    def _keep_ends(self, rubric: str, worst: Iterable[tuple[float, str]], best: Iterable[tuple[float, str]]) -> None:
        held = self._ends.get(rubric, ([], []))
        self._ends[rubric] = (
            sorted([*held[0], *worst])[:_ENDS],
            sorted([*held[1], *best], key=lambda end: (-end[0], end[1]))[:_ENDS],
        )

    def _keep_quotes(self, phrase: str, more: Iterable[tuple[int, str, str]]) -> None:
        """The first few different quotes in an order that is as good as random, and the same in every run."""
        kept: dict[str, tuple[int, str, str]] = {}
        for item in sorted([*self._quotes.get(phrase, ()), *more]):
            kept.setdefault(item[1], item)
        self._quotes[phrase] = list(kept.values())[:_EXAMPLES]

    def merge(self, other: Tally) -> None:
        """Count what *other* has counted; it is left as it is."""
        self.examples, self.keeps_ends = self.examples and other.examples, self.keeps_ends and other.keeps_ends
        self.null += other.null
        self.failed += other.failed
        self.incomplete += other.incomplete
        self.all.merge(other.all)
        for mine, theirs in ((self.polarities, other.polarities), (self.findings, other.findings), (self.verdicts, other.verdicts)):
            for name, counts in theirs.items():
                mine[name].update(counts)
        for rubric, bins in other.bins.items():
            self.bins[rubric] = [a + b for a, b in zip(self.bins.get(rubric, [0] * BINS), bins, strict=True)]
        self._coarsen(max(self.unit, other.unit, key=list(_UNITS).index))
        for time, part in other.times.items():
            self.times[_cut(time, self.unit)].merge(part)
        for name, part in other.groups.items():
            self.groups[name].merge(part)
        if other.other is not None:
            self._to_other(other.other)
        self.phrases.merge(other.phrases)
        for phrase, quotes in other._quotes.items():
            self._keep_quotes(phrase, quotes)
        for rubric, (worst, best) in other._ends.items():
            self._keep_ends(rubric, worst, best)
        if not self.examples:
            self._quotes = {}
        if not self.keeps_ends:
            self._ends = {}
        self._fit()

    def _fit(self) -> None:
        """Stay within the bounds."""
        while len(self.times) > _DAYS:
            self._coarsen({"day": "month", "month": "year"}[self.unit])
        if len(self.groups) > _GROUPS:
            order = sorted(self.groups, key=lambda name: (-self.groups[name].rows, name))
            for name in order[_GROUPS:]:
                self._to_other(self.groups.pop(name))
        if len(self._quotes) > 2 * len(self.phrases.counts):
            self._quotes = {phrase: quotes for phrase, quotes in self._quotes.items() if phrase in self.phrases.counts}

    def _to_other(self, part: Part) -> None:
        self.other = self.other or Part()
        self.other.merge(part)

    def _coarsen(self, unit: str) -> None:
        if unit == self.unit:
            return
        times, self.unit, self.times = self.times, unit, defaultdict(Part)
        for time, part in times.items():
            self.times[_cut(time, unit)].merge(part)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, which `json.dumps` writes as it is; the same for the same counts."""
        return {
            "schema": SCHEMA,
            "examples": self.examples,
            "ends": self.keeps_ends,
            "rows": self.rows,
            "null": self.null,
            "failed": self.failed,
            "incomplete": self.incomplete,
            "analyzed": self.all.to_dict(),
            "analyzers": {
                name: {"polarities": dict(sorted(self.polarities[name].items())), "kinds": dict(sorted(self.findings[name].items()))}
                for name in sorted(self.polarities)
            },
            "rubrics": {
                rubric: {
                    "verdicts": dict(sorted(self.verdicts[rubric].items())),
                    "bins": list(self.bins[rubric]),
                    "worst": [{"id": row, "total": total} for total, row in self._ends.get(rubric, ([], []))[0]],
                    "best": [{"id": row, "total": total} for total, row in self._ends.get(rubric, ([], []))[1]],
                }
                for rubric in sorted(self.verdicts)
            },
            "time": {
                "unit": self.unit,
                "undated": self.all.rows - sum(part.rows for part in self.times.values()),
                "parts": {time: part.to_dict() for time, part in sorted(self.times.items())},
            },
            "groups": {
                "nameless": self.all.rows - sum(part.rows for part in self.groups.values()) - (self.other.rows if self.other else 0),
                "named": {name: part.to_dict() for name, part in sorted(self.groups.items())},
                "other": self.other.to_dict() if self.other else None,
            },
            "hollow": {
                **self.phrases.to_dict(),
                "quotes": {
                    phrase: [{"id": row, "quote": quote} for _, quote, row in quotes]
                    for phrase, quotes in sorted(self._quotes.items())
                    if phrase in self.phrases.counts
                },
            },
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `to_dict` gave.

        Raises `ValueError` for anything else, and says what is missing.
        """
        with reading_back("tally", SCHEMA, data):
            return cls._read(data)

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Self:
        tally = cls(examples=data["examples"], ends=data["ends"])
        tally.null, tally.failed, tally.incomplete = data["null"], data["failed"], data["incomplete"]
        tally.all = Part.from_dict(data["analyzed"])
        for name, counts in data["analyzers"].items():
            tally.polarities[name] = Counter(counts["polarities"])
            tally.findings[name] = Counter(counts["kinds"])
        for rubric, held in data["rubrics"].items():
            tally.verdicts[rubric] = Counter(held["verdicts"])
            tally.bins[rubric] = list(held["bins"])
            if tally.keeps_ends:
                tally._keep_ends(rubric, *([(row["total"], row["id"]) for row in held[end]] for end in ("worst", "best")))
        tally.unit = data["time"]["unit"]
        tally.times.update((time, Part.from_dict(part)) for time, part in data["time"]["parts"].items())
        tally.groups.update((name, Part.from_dict(part)) for name, part in data["groups"]["named"].items())
        tally.other = None if data["groups"]["other"] is None else Part.from_dict(data["groups"]["other"])
        tally.phrases = Frequent.from_dict(data["hollow"], _PHRASES)
        for phrase, quotes in data["hollow"]["quotes"].items():
            tally._keep_quotes(phrase, [(crc32(q["quote"].encode("utf-8", "replace")), q["quote"], q["id"]) for q in quotes])
        return tally


def _cut(day: str, unit: str) -> str:
    return day[: _UNITS[unit]]


def _named(group: object) -> str:
    """A group's name on one line, cut to a length; empty for nothing and for blanks."""
    if group is None:
        return ""
    name = " ".join(str(group).split())
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "\u2026"
