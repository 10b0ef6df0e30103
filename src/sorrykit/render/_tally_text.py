"""What many texts do, for the terminal: the figures of the page as tables, with bars and small lines made of characters."""

from __future__ import annotations

import unicodedata

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sorrykit.render import _figures as figures
from sorrykit.render import _text
from sorrykit.render._figures import HEADINGS, VERDICTS, Label, Period, interval, percent
from sorrykit.render._text import Line, Signs
from sorrykit.render._visible import visible


if TYPE_CHECKING:
    from rich.console import RenderableType


_BAR = 12
_NAME = 24
_COURSE = 20
_FULL, _PARTS, _HEIGHTS = "\u2588", " \u258f\u258e\u258d\u258c\u258b\u258a\u2589", "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"
_ASCII_HEIGHTS = "_.-:=+*#"


def tally_text(
    tally: Mapping[str, Any], *, time: str = "", group: str = "", examples: bool = False, width: int | None = None, color: bool = False, ascii_only: bool = False
) -> str:
    """Return a tally (the plain data of `Tally.to_dict`) as tables; the arguments are those of `tally_html_page` and of `text`."""
    return _text.printed(_lines(tally, time, group, _text.signs(ascii_only=ascii_only), examples=examples), width=width, color=color)


def tally_renderable(tally: Mapping[str, Any], *, time: str = "", group: str = "", examples: bool = False, ascii_only: bool = False) -> RenderableType:
    """Return the tables as something that a rich console prints, in its width and colors."""
    return _text.wrapped(_lines(tally, time, group, _text.signs(ascii_only=ascii_only), examples=examples))


def _lines(tally: Mapping[str, Any], time: str, group: str, signs: Signs, *, examples: bool) -> Iterator[Line]:
    part = tally["analyzed"]
    unit, periods = figures.periods(tally) if time else ("", [])
    yield Line(0, [(figures.title(tally), "source")])
    if periods:
        yield Line(2, [(figures.span(tally), "")])
    if part["rows"]:
        yield Line(2, [(", ".join(f"{percent(found.value)} {words}" for found, words in figures.heads(tally)), "")])
    yield from (Line(2, [(_line(remark), "faint")]) for remark in figures.remarks(tally, time=time, group=group))
    if not part["rows"]:
        return
    for polarity, labels in figures.labels(tally).items():
        yield from _labels(polarity, labels, periods, signs)
    if periods:
        yield Line(0, [])
        scale = f"{signs.arrow} {periods[0].said} to {periods[-1].said} by {unit}, from 0 to the highest of each label"
        yield Line(2, [(scale, "faint")])
        yield from _times(tally, unit, periods)
    for rubric, held in tally["rubrics"].items():
        yield from _rubric(tally, rubric, held, signs, examples=examples)
    if group:
        yield from _groups(tally, group, signs)
    yield from _phrases(tally, signs, examples=examples)


def _heading(words: str, more: str = "") -> Iterator[Line]:
    yield Line(0, [])
    yield Line(0, [(words, "name"), (f"  {more}" if more else "", "faint")])


def _labels(polarity: str, labels: Sequence[Label], periods: Sequence[Period], signs: Signs) -> Iterator[Line]:
    yield from _heading(HEADINGS[polarity], "share of texts, 95% interval")
    sign = getattr(signs, polarity)
    there, missing = [label for label in labels if label.share.texts], [_line(label.name) for label in labels if not label.share.texts]
    width = max((_wide(_line(label.name)) for label in there), default=0)
    highest = max(label.share.value for label in labels)
    for label in there:
        runs = [
            (f"{_padded(_line(label.name), width)}  ", "name"),
            (_bar(label.share.value / highest, signs), polarity),
            (f" {percent(label.share.value):>6}", ""),
            (f"  {interval(label.share):<13}", "faint"),
        ]
        if periods:
            runs.append((f" {_course(label, periods, signs)}", polarity))
        yield Line(4, runs, [(f"  {sign} ", polarity)])
    if missing:
        yield Line(4, [(f"in no text: {', '.join(missing)}", "faint")])


def _course(label: Label, periods: Sequence[Period], signs: Signs) -> str:
    """The shares over time as a line of characters; where there are too many periods for it, neighbors share one."""
    step = -(-len(periods) // _COURSE)
    joined = [figures.together(p.part for p in periods[at : at + step] if p.part) for at in range(0, len(periods), step)]
    return _heights([part["labels"].get(label.name, 0) / part["rows"] if part["rows"] else None for part in joined], signs)


def _times(tally: Mapping[str, Any], unit: str, periods: Sequence[Period]) -> Iterator[Line]:
    rubrics = list(tally["rubrics"])[:3]
    yield from _heading(f"By {unit}", "weeks begin on the Monday that is named" if unit == "week" else "")
    rows = [[period.said, *_cells(period.part, tally, rubrics)] for period in periods]
    yield from _table([unit, "texts", "with a fault", *_hollow(tally, "hollow"), *map(_line, rubrics)], rows)


def _cells(part: Mapping[str, Any] | None, tally: Mapping[str, Any], rubrics: Sequence[str], *, sure: bool = False) -> Iterator[str]:
    yield f"{part['rows']:,}" if part else "0"
    counts = [part["faulty"], *_hollow(tally, part["labels"].get("hollow", 0))] if part else []
    for number, count in enumerate(counts):
        found = figures.share(count, part["rows"]) if part else None
        if found:
            yield percent(found.value) + (f" ({interval(found)})" if sure and not number else "")
    for rubric in rubrics if part else ():
        average = figures.mean(part, rubric) if part else None
        yield f"{average.value:.1f}" if average else ""


def _hollow(tally: Mapping[str, Any], value: Any) -> list[Any]:
    return [value] if "hollow" in tally["analyzers"] else []


def _rubric(tally: Mapping[str, Any], rubric: str, held: Mapping[str, Any], signs: Signs, *, examples: bool) -> Iterator[Line]:
    average, scored = figures.mean(tally["analyzed"], rubric), sum(held["verdicts"].values())
    if not average:
        return
    yield from _heading(f"Scores by {_line(rubric)}", f"{average.value:.1f} of 100 on average, 95% interval {interval(average)}")
    runs: list[tuple[str, str]] = []
    for name, style in VERDICTS.items():
        number = held["verdicts"].get(name, 0)
        runs.append((f"{getattr(signs, style)} {name} {percent(number / scored)} ({number:,})   ", style))
    yield Line(2, runs)
    yield Line(2, [("0 ", "faint"), (_heights([number or None for number in held["bins"]], signs), "note"), (" 100   how many texts have which score", "faint")])
    for end in ("worst", "best") if examples else ():
        if held[end]:
            told = ", ".join(f"{_line(row['id'])} ({row['total']:g})" for row in held[end])
            yield Line(9, [(told, "")], [(f"  {end}: ", "faint")])


def _groups(tally: Mapping[str, Any], column: str, signs: Signs) -> Iterator[Line]:
    groups, rubrics = figures.groups(tally), list(tally["rubrics"])[:3]
    few = f"; {signs.note} fewer than {figures.FEW} texts: uncertain" if any(group.few for group in groups) else ""
    yield from _heading(f"By {_line(column)}", f"most faults first{few}" if groups else "no text has anything in that column")
    rows = [
        [f"{signs.note if group.few else ' '} {_short(group.name, signs)}", *_cells(group.part, tally, rubrics, sure=True)] for group in groups
    ]
    if rows:
        yield from _table([f"  {_short(column, signs)}", "texts", "with a fault (95%)", *_hollow(tally, "hollow"), *map(_line, rubrics)], rows)


def _phrases(tally: Mapping[str, Any], signs: Signs, *, examples: bool) -> Iterator[Line]:
    of = tally["analyzed"]["labels"].get("hollow", 0)
    if not of:
        return
    phrases = figures.phrases(tally, examples=examples)
    more = f"how they begin; those alone that at least {figures.LEAST} texts share" if phrases else f"none is in {figures.LEAST} texts or more"
    yield from _heading("The most frequent hollow phrases", more)
    highest = max((phrase.share.texts for phrase in phrases), default=1)
    for phrase in phrases:
        words = _line(phrase.words).replace("\u2026", signs.dots)
        yield Line(
            2 + _BAR + 10,
            [(f'"{words}"', "quote")],
            [("  ", ""), (_bar(phrase.share.texts / highest, signs), "fault"), (f" {phrase.share.texts:>7,}  ", "")],
        )
        for quote, row in phrase.quotes:
            yield Line(2 + _BAR + 12, [(_line(quote), ""), (f"  {_line(row)}", "faint")])
    if tally["hollow"]["error"]:
        yield Line(2, [(f"a count may be too low by up to {tally['hollow']['error']:,}: there were more phrases than are kept", "faint")])


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Line]:
    """Columns under their heads, the first to the left and the others to the right."""
    cells = [list(heads), *rows]
    widths = [max(_wide(row[number]) for row in cells if number < len(row)) for number in range(len(heads))]
    for place, row in enumerate(cells):
        line = _padded(row[0], widths[0]) + "".join(f"  {' ' * (width - _wide(cell))}{cell}" for cell, width in zip(row[1:], widths[1:], strict=False))
        yield Line(2, [(line, "" if place else "faint")])


def _line(words: str) -> str:
    """The words on one line, with nothing in them that a terminal obeys."""
    return visible(" ".join(words.split()))


def _short(name: str, signs: Signs) -> str:
    shown = _line(name)
    while _wide(shown) > _NAME:
        shown = shown.removesuffix(signs.dots)[:-1] + signs.dots
    return shown


def _padded(shown: str, width: int) -> str:
    return shown + " " * (width - _wide(shown))


def _wide(words: str) -> int:
    """How many columns the words take."""
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words)


def _bar(part: float, signs: Signs) -> str:
    if signs.arrow.isascii():
        return ("#" * max(round(part * _BAR), part > 0)).ljust(_BAR)
    eighths = max(round(part * _BAR * 8), int(part > 0))
    return (_FULL * (eighths // 8) + _PARTS[eighths % 8].strip()).ljust(_BAR)


def _heights(values: Sequence[float | None], signs: Signs) -> str:
    """One character for each value, as high as it is beside the highest; a blank for none."""
    heights = _ASCII_HEIGHTS if signs.arrow.isascii() else _HEIGHTS
    highest = max((value for value in values if value), default=1.0)
    return "".join(" " if value is None else heights[min(len(heights) - 1, int(value / highest * len(heights)))] for value in values)
