"""What was measured, as tables; and which of the goals are met."""

from __future__ import annotations

import statistics

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import attrs

from sorrykit.evaluation.tables import Table
from speed_contenders import CONTENDERS, MATCHER, OURS
from speed_loads import HOSTILE, PROSE


Measured = dict[str, Any]
LONG = 1_000_000  # characters; hostile texts are as long, and so is the prose that they are held against
GONE = "–"
OURS_ALL = tuple(name for name, one in CONTENDERS.items() if one.package == "sorrykit")
# The loads with the words for them.
LOADS = {
    "a first": "(a) first pass",
    "a later": "(a) later pass",
    "a new": "(a) new sentences",
    "b first": "(b) first pass",
    "b new": "(b) new sentences",
}


class Load(NamedTuple):
    """How many messages, their size, and the share with an apology word."""

    messages: int
    bytes: int
    apologizing: float


@attrs.define
class Results:
    """What was measured, by contender: lines of `speed_process.py`, by file; times are pairs, by the clock and of the processor."""

    rounds: int
    limit: float
    sizes: tuple[int, ...]
    loads: dict[str, Load] = attrs.field(factory=dict)
    contenders: dict[str, dict[str, list[Measured]]] = attrs.field(factory=dict)
    versions: dict[str, str] = attrs.field(factory=dict)
    missing: dict[str, str] = attrs.field(factory=dict)
    peaks: dict[str, list[float]] = attrs.field(factory=dict)
    phrases: dict[int, list[Measured]] = attrs.field(factory=dict)
    how_many: dict[int, int] = attrs.field(factory=dict)
    streams: dict[int, float] = attrs.field(factory=dict)
    memory: dict[str, float] = attrs.field(factory=dict)
    imports: dict[str, tuple[float, float]] = attrs.field(factory=dict)
    bare: tuple[float, float] = (0.0, 0.0)
    check: dict[str, tuple[float, float]] = attrs.field(factory=dict)

    def add(self, name: str, lines: Sequence[Measured]) -> bool:
        """Take what a process said; False where the contender is not installed."""
        for line in lines:
            if "missing" in line:
                self.missing[name] = line["missing"]
                return False
            if "version" in line:
                self.versions[name] = line["version"]
            if "file" in line:
                self.contenders.setdefault(name, {}).setdefault(line["file"], []).append(line)
            # Not of long texts, which would be the memory of the text.
            if "memory" in line and any(one.get("file") in LOADS for one in lines):
                self.peaks.setdefault(name, []).append(line["memory"])
        return True

    def add_phrases(self, times: int, lines: Sequence[Measured]) -> None:
        self.how_many[times] = next(line["phrases"] for line in lines if "phrases" in line)
        self.phrases.setdefault(times, []).extend(line for line in lines if "file" in line)

    def rate(self, name: str, load: str, clock: str = "cpu", what: str = "messages") -> float:
        """Messages (or bytes) a second, the median of the rounds; 0 where there is no figure."""
        lines = self.contenders.get(name, {}).get(load, [])
        if any("error" in line for line in lines) or not lines:
            return 0.0
        return statistics.median(line[what] / line[clock] for line in lines)

    def error(self, name: str, load: str) -> str:
        return next((line["error"] for line in self.contenders.get(name, {}).get(load, []) if "error" in line), GONE)

    def read(self, name: str, load: str) -> int:
        """How many messages of a load were read at least, before the time was up."""
        return min((line["messages"] for line in self.contenders[name].get(load, []) if "messages" in line), default=0)

    def cost(self, times: int) -> float:
        """The time with so many times the phrases, as a multiple of that with the built-in ones."""
        taken = {number: statistics.median(line["cpu"] / line["messages"] for line in self.phrases[number]) for number in (1, times)}
        return taken[times] / taken[1]

    @property
    def peers(self) -> tuple[str, ...]:
        """Those that are measured and do not come from here."""
        return tuple(name for name in self.contenders if name not in OURS_ALL)

    def fastest(self, load: str) -> str | None:
        return max(self.peers, key=lambda name: self.rate(name, load), default=None)

    def hostile(self) -> dict[str, float]:
        """How much longer hostile texts take than prose of their length."""
        prose = self.rate(OURS, PROSE, what="bytes")
        return {name: prose / rate if (rate := self.rate(OURS, name, what="bytes")) else float("inf") for name in HOSTILE}

    @property
    def long(self) -> int:
        return min(LONG, max(self.sizes))


def report(results: Results, version: str) -> str:
    """Everything, in Markdown."""
    absent = ", ".join(f"{name} ({CONTENDERS[name].package}: {why})" for name, why in results.missing.items())
    first = f"sorrykit {version}, on one core of a machine that does other things as well; {results.rounds} round{'s' if results.rounds > 1 else ''}. Times are those of the processor."
    sections = [
        ("The goals", goals(results)),
        ("Who was measured", who(results)),
        ("(a) Short support messages", side_by_side(results, ("a first", "a later", "a new"))),
        ("(b) Real apologies", side_by_side(results, ("b first", "b new"))),
        ("What a faster matcher could give", ceilings(results)),
        ("(c) The length of a text", lengths(results)),
        ("(d) Hostile texts", hostile(results)),
        ("The number of phrases", phrases(results)),
        ("Start and memory", start(results)),
    ]
    parts = [first + (f" Not installed, and so not measured: {absent}." if absent else "")]
    parts += [f"### {title}\n\n{table.markdown()}" for title, table in sections]
    return "\n\n".join(parts) + "\n"


def goals(results: Results) -> Table:
    """What was aimed at, what was reached, and in a sentence what was missed."""
    rows: list[tuple[str, str, bool]] = []

    def goal(what: str, shown: str, *, met: bool) -> None:
        rows.append((what, shown, met))

    for load in ("a first", "a later", "a new"):
        rate, fastest = results.rate(OURS, load), results.fastest(load)
        goal(f"25,000 messages/s on {LOADS[load]}", f"{rate:,.0f}", met=rate >= 25_000)
        if fastest and (other := results.rate(fastest, load)):
            goal(f"1.8 times the fastest peer on {LOADS[load]}", f"{rate / other:.2f} times {fastest}", met=rate >= 1.8 * other)
    for load in ("b first", "b new"):
        rate = results.rate(OURS, load)
        goal(f"8,000 messages/s on {LOADS[load]}", f"{rate:,.0f}", met=rate >= 8000)
    name, worst = max(results.hostile().items(), key=lambda item: item[1])
    goal("a hostile text at most 3 times the time of prose", f"{worst:.2f} times, {name}", met=worst <= 3)
    most = max(results.phrases)
    goal(f"{most} times the phrases at most 1.3 times the time", f"{results.cost(most):.2f} times", met=results.cost(most) <= 1.3)
    goal("`import sorrykit` at most 60 ms over bare Python", milliseconds(results.imports[OURS]), met=results.imports[OURS][1] <= 0.06)
    goal("`sorrykit check --text` at most 350 ms", milliseconds(results.check["cache"]), met=results.check["cache"][1] <= 0.35)
    small, large = results.streams.values()
    goal("a stream in at most 60 MB", f"{large:.0f} MB", met=large <= 60)
    goal("memory that does not grow with a stream ten times as long", f"{large - small:+.0f} MB", met=large - small <= 3)
    missed = [what for what, _, met in rows if not met]
    note = "Every goal is met." if not missed else f"{len(missed)} of {len(rows)} goals are missed: {'; '.join(missed)}."
    return Table(title="", columns=("goal", "measured", "met"), rows=[(what, shown, "yes" if met else "**no**") for what, shown, met in rows], note=note, left=2)


def who(results: Results) -> Table:
    """The contenders, with their calls, the time of their import and the memory that they take."""
    rows = [
        (name, results.versions[name], f"`{CONTENDERS[name].shown}`", f"{1000 * results.imports[name][1]:,.0f}", f"{statistics.median(results.peaks[name]):,.0f}")
        for name in results.contenders
    ]
    note = "Import: milliseconds over bare Python. Memory: the most that a process took that read (a) or (b) as far as the tables below say, in MB."
    return Table(title="", columns=("", "version", "asked", "import", "memory"), rows=rows, note=note, left=3)


def side_by_side(results: Results, loads: Sequence[str]) -> Table:
    """Everybody on some loads, and how many times as fast sorrykit is."""
    columns, rows = ["messages/s"], []
    for load in loads:
        columns += [LOADS[load], "MB/s", "ratio"]
    for name in results.contenders:
        row = [name]
        for load in loads:
            rate = results.rate(name, load)
            row += [f"{rate:,.0f}", f"{results.rate(name, load, what='bytes') / 1e6:.2f}", f"{results.rate(OURS, load) / rate:.2f}" if rate else GONE]
        rows.append([*row, f"{results.rate(name, loads[0], 'wall'):,.0f}", f"{min(results.read(name, load) for load in loads):,}"])
    sizes = [
        f"{LOADS[load]}: {one.messages:,} messages of {one.bytes / one.messages:.0f} bytes, {100 * one.apologizing:.0f} % with an apology word"
        for load in loads
        if (one := results.loads.get(load))
    ]
    limit = f"A peer that had not read a load after {results.limit:g} s was stopped."
    note = f"{'; '.join(sizes)}. Ratio: how many times as fast sorrykit is. Clock: the first pass, messages/s by the clock. Read: messages of each load at least. {limit}"
    return Table(title="", columns=[*columns, "clock", "read"], rows=rows, note=note)


def ceilings(results: Results) -> Table:
    """The matcher's share of the time, and how fast all would be if it took none."""
    rows = []
    for load, name in LOADS.items():
        whole, matcher = results.rate(OURS, load), results.rate(MATCHER, load)
        if whole and matcher:
            share = min(1.0, whole / matcher)
            rows.append((name, f"{100 * share:.0f} %", f"{whole / (1 - share):,.0f}" if share < 1 else GONE))
    note = "The share: the time of the matcher alone, which cuts a text into words and finds phrases, in that of everything. The rest is what the analyzers make of the phrases, and the model."
    return Table(title="", columns=("", "the matcher's share", "messages/s if it took no time"), rows=rows, note=note)


def lengths(results: Results) -> Table:
    """MB/s on one text, by its length."""

    def cells(name: str) -> Iterable[str]:
        for size in results.sizes:
            rate = results.rate(name, str(size), what="bytes")
            yield f"{rate / 1e6:.2f}" if rate else results.error(name, str(size))

    rows = [(name, *cells(name)) for name in results.contenders]
    note = "A text like (a) with new sentences, without a line break, read once by a process that has read 100 kB of others; several where they are short, 100 kB together. A word is the error that was raised. proselint stops after 1,000 findings, so it may be done sooner with more."
    return Table(title="", columns=("MB/s", *(length(size) for size in results.sizes)), rows=rows, note=note)


def hostile(results: Results) -> Table:
    """Seconds for hostile texts, and how much that is beside prose of the same length."""

    def cells(name: str) -> Iterable[str]:
        prose = results.rate(name, PROSE)
        yield f"{1 / prose:.2f}" if prose else results.error(name, PROSE)
        for text in HOSTILE:
            rate = results.rate(name, text)
            yield results.error(name, text) if not rate else f"{1 / rate:.2f}" + (f" ({prose / rate:.2f}x)" if prose else "")

    rows = [(name, *cells(name)) for name in results.contenders]
    note = f"Seconds for a text of {length(results.long)} that is nothing but this; in brackets, as a multiple of the time of prose of that length, of the kind of (c). Read once, by the process that read (c)."
    return Table(title="", columns=("s", "prose", *HOSTILE), rows=rows, note=note)


def phrases(results: Results) -> Table:
    """The time of the matcher by the number of its phrases."""
    rows = []
    for times, lines in results.phrases.items():
        rate = statistics.median(line["messages"] / line["cpu"] for line in lines)
        rows.append((f"{times} x", f"{results.how_many[times]:,}", f"{rate:,.0f}", f"{results.cost(times):.2f}"))
    note = "The matcher alone on (a) with new sentences, without the model and without findings, in a fresh process. The copies have a word of their own before each phrase."
    return Table(title="", columns=("the built-in phrases", "phrases", "messages/s", "time"), rows=rows, note=note)


def start(results: Results) -> Table:
    """What it takes to start, and to go on."""
    times = [
        ("bare Python", results.bare),
        ("`import sorrykit`, over bare Python", results.imports[OURS]),
        ("`sorrykit check --text`", results.check["cache"]),
        ("`sorrykit check --text`, phrasebooks not in the cache", results.check["no cache"]),
    ]
    rows = [(what, *(f"{1000 * one:,.0f} ms" for one in both), "") for what, both in times]
    rows += [(name, "", "", f"{results.memory[what]:.0f} MB") for what, name in (("pass", "bare Python"), ("import sorrykit", "`import sorrykit`"))]
    rows += [(f"a stream of {number:,} messages", "", "", f"{memory:.0f} MB") for number, memory in results.streams.items()]
    note = "Medians of ten processes. Memory: the most that a fresh process took. The streams are (a) with new sentences, read by `Kit().analyze` one after the other."
    return Table(title="", columns=("", "by the clock", "of the processor", "memory"), rows=rows, note=note)


def milliseconds(both: tuple[float, float]) -> str:
    return f"{1000 * both[1]:,.0f} ms ({1000 * both[0]:,.0f} by the clock)"


def length(size: int) -> str:
    return f"{size // 1_000_000} MB" if size >= 1_000_000 else f"{size // 1000} kB"
