"""Plots as pieces of SVG, drawn by hand: no script, no style of their own, as wide as the place they stand in.

Lengths along the text are percents and heights are pixels, so a plot is as wide as the screen, while what is written in it keeps
its size. What a class looks like says the style sheet of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sorrykit.render._markup import escaped


_TOPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


class Point(NamedTuple):
    """A value and its interval, as parts of the height of a plot."""

    value: float
    low: float
    high: float


def top_of(highest: float) -> float:
    """The end of a scale on which *highest* still fits: a round number up to 1."""
    return next((top for top in _TOPS if highest <= top), 1.0)


def bar(point: Point, color: str, *, reference: float | None = None, few: bool = False) -> str:
    """A bar from the left, with a thin line for its interval, if it has any, and a mark for a value to compare with."""
    mark = "" if reference is None else f'<line class="mark" x1="{_x(reference)}" x2="{_x(reference)}" y1="0" y2="18"/>'
    # An interval that reaches beyond the scale has no end there.
    ends = "".join(f'<line class="whisker" x1="{_x(at)}" x2="{_x(at)}" y1="6" y2="12"/>' for at in (point.low, point.high) if at <= 1)
    whisker = f'<line class="whisker" x1="{_x(point.low)}" x2="{_x(point.high)}" y1="9" y2="9"/>{ends}' if point.low < point.high else ""
    return (
        f'<svg class="{color}{" few" if few else ""}" width="100%" height="18" aria-hidden="true">'
        f'<rect class="track" width="100%" height="10" y="4" rx="2"/>'
        f'<rect class="value" width="{_x(point.value)}" height="10" y="4" rx="2"/>'
        f'{mark}{whisker}</svg>'
    )


def axis(ticks: Sequence[tuple[float, str]]) -> str:
    """What is written along the bars above it: (place as a part of the width, words)."""
    return f'<svg class="axis" width="100%" height="16" aria-hidden="true">{"".join(_tick(at, words, 12) for at, words in ticks)}</svg>'


def stack(parts: Iterable[tuple[float, str]], said: str) -> str:
    """One bar of several parts: (part of the width, color)."""
    drawn, at = "", 0.0
    for width, color in parts:
        drawn += f'<g class="{color}"><rect class="value" x="{_x(at)}" width="{_x(width)}" height="14"/></g>'
        at += width
    return f'<svg class="stack" width="100%" height="14" role="img" aria-label="{escaped(said)}">{drawn}</svg>'


def lines(points: Sequence[Point | None], color: str, *, height: int, levels: Sequence[tuple[float, str]], below: Sequence[tuple[int, str]], said: str) -> str:
    """A line through the points with its band; broken where there is no point.

    `levels` are (part of the height, words) for the lines across, `below` (number of a point, words) for what is written under them.
    """
    count = len(points)
    places = [100 * (number + 0.5) / count for number in range(count)]
    band, path = "", ""
    for start, end in _runs(points):
        some = [(places[number], point) for number, point in enumerate(points) if start <= number < end and point]
        upper = " ".join(f"{x:.2f},{100 - 100 * min(1.0, point.high):.2f}" for x, point in some)
        lower = " ".join(f"{x:.2f},{100 - 100 * point.low:.2f}" for x, point in reversed(some))
        band += f'<polygon class="band" points="{upper} {lower}"/>'
        path += f'<polyline class="path" points="{" ".join(f"{x:.2f},{100 - 100 * point.value:.2f}" for x, point in some)}"/>'
    dots = "".join(
        f'<circle class="value" cx="{places[number]:.2f}%" cy="{_y(point.value, height)}" r="{2.5 if count > 20 else 3.5}"/>'
        for number, point in enumerate(points)
        if point and (count <= 40 or _alone(points, number))
    )
    # The lines are stretched with the plot, their strokes are not; dots and words stand outside of what is stretched.
    stretched = f'<svg y="{_ROOM}" width="100%" height="{height}" viewBox="0 0 100 100" preserveAspectRatio="none">{band}{path}</svg>'
    return _framed(f"{_levels(levels, height)}{stretched}{dots}", height, levels, [(places[number] / 100, words) for number, words in below], color=color, said=said)


def columns(values: Sequence[float], color: str, *, height: int, levels: Sequence[tuple[float, str]], below: Sequence[tuple[float, str]], said: str, mark: float) -> str:
    """Columns side by side, as high as their values, which are parts of the height, and a mark at a part of the width."""
    width = 1 / len(values)
    drawn = "".join(
        f'<rect class="value" x="{_x(number * width + 0.1 * width)}" y="{_y(value, height)}" width="{_x(0.8 * width)}" height="{max(value * height, 1.5):.1f}"/>'
        for number, value in enumerate(values)
        if value
    )
    line = f'<line class="mark" x1="{_x(mark)}" x2="{_x(mark)}" y1="0" y2="{_ROOM + height}"/>'
    return _framed(f"{_levels(levels, height)}{drawn}{line}", height, levels, below, color=color, said=said)


# Pixels over the highest level, and under the lowest for what is written there.
_ROOM, _UNDER = 8, 20


def _framed(drawn: str, height: int, levels: Sequence[tuple[float, str]], below: Sequence[tuple[float, str]], *, color: str, said: str) -> str:
    """A plot with its axes: the levels beside it, of a fixed width, and the places under it."""
    whole = height + _ROOM + _UNDER
    beside = "".join(f'<text x="100%" y="{_y(at, height)}" dy="4" text-anchor="end">{escaped(words)}</text>' for at, words in levels)
    under = "".join(_tick(at, words, whole - 4) for at, words in below)
    return (
        f'<div class="plot {color}" role="img" aria-label="{escaped(said)}"><svg class="axis" width="44" height="{whole}" aria-hidden="true">{beside}</svg>'
        f'<svg class="axis" width="100%" height="{whole}" aria-hidden="true">{drawn}{under}</svg></div>'
    )


def _levels(levels: Sequence[tuple[float, str]], height: int) -> str:
    return "".join(f'<line class="level" x1="0" x2="100%" y1="{_y(at, height)}" y2="{_y(at, height)}"/>' for at, _ in levels)


def _tick(at: float, words: str, y: float) -> str:
    # What stands at an end must not stick out over it.
    anchor = "start" if at < 0.08 else "end" if at > 0.92 else "middle"
    return f'<text x="{_x(at)}" y="{y}" text-anchor="{anchor}">{escaped(words)}</text>'


def _runs(points: Sequence[Point | None]) -> list[tuple[int, int]]:
    """The stretches without a gap, as (start, end)."""
    found, start = [], None
    for number, point in enumerate([*points, None]):
        if point and start is None:
            start = number
        elif not point and start is not None:
            found.append((start, number))
            start = None
    return found


def _alone(points: Sequence[Point | None], number: int) -> bool:
    return not any(0 <= other < len(points) and points[other] for other in (number - 1, number + 1))


def _x(part: float) -> str:
    return f"{100 * min(1.0, max(0.0, part)):.2f}%"


def _y(part: float, height: int) -> str:
    return f"{_ROOM + height * (1 - part):.1f}"
