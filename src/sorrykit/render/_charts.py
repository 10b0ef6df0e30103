"""Figures as pieces of a page: rows with bars, plots with their scales, and the tables that fold out under them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sorrykit.render import _plots as plots
from sorrykit.render._figures import Mean, Period, Share, interval, percent
from sorrykit.render._markup import escaped


def bar_row(head: str, value: Share | Mean, top: float, color: str, *, of: str = "", reference: float | None = None, few: bool = False, words: str = "") -> str:
    """A row of a table: its head (which is HTML), a bar up to *top*, and the figure in *words* or as it is."""
    drawn = plots.bar(point(value, top), color, reference=None if reference is None else reference / top, few=few)
    number = words or (percent(value.value) if isinstance(value, Share) else f"{value.value:.0f}")
    end = f'<td class="of">{of}</td>' if of else ""
    title = f' title="95% interval {interval(value)}"' if value.low < value.high else ""
    return f'<tr><th scope="row">{head}</th><td>{drawn}</td><td class="num"{title}>{number}</td>{end}</tr>'


def course(values: Sequence[tuple[Period, Share | Mean | None]]) -> str:
    """How a line runs, for those who do not see it."""
    there = [(period, value) for period, value in values if value]
    if not there:
        return "nothing to show"
    by_value: Callable[[tuple[Period, Share | Mean]], float] = lambda item: item[1].value  # noqa: E731 -- typed here, used twice
    told = [("first", there[0]), ("last", there[-1]), ("highest", max(there, key=by_value)), ("lowest", min(there, key=by_value))]
    return ", ".join(f"{word} {shown(value)} ({period.said})" for word, (period, value) in told)


def details(summary: str, heads: Sequence[str], rows: Iterable[Iterable[str]], *, words: Sequence[int] = ()) -> str:
    """A table that folds out; the columns whose numbers are among *words* are read, the others compared."""
    head = "".join(f'<th scope="col"{_words(number in words)}>{escaped(name)}</th>' for number, name in enumerate(heads))
    body = ""
    for first, *others in rows:
        cells = "".join(f"<td{_words(number in words)}>{escaped(cell)}</td>" for number, cell in enumerate(others, 1))
        body += f'<tr><th scope="row"><bdi>{escaped(first)}</bdi></th>{cells}</tr>'
    return (
        f'<details><summary>{summary}</summary><div class="scroll" tabindex="0" role="region" aria-label="{summary}">'
        f'<table class="data"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>'
    )


def _words(there: bool) -> str:
    return ' class="words"' if there else ""


def point(value: Share | Mean, top: float) -> plots.Point:
    """A figure as parts of a scale that ends at *top*."""
    return plots.Point(*(each / top for each in (value.value, value.low, value.high)))


def shown(value: Share | Mean | None) -> str:
    """A figure in words; nothing for none."""
    if value is None:
        return ""
    return percent(value.value) if isinstance(value, Share) else f"{value.value:.1f}"


def scale(top: float) -> list[tuple[float, str]]:
    """The marks of a scale of shares from 0 to *top*."""
    return [(0, "0"), (0.5, f"{50 * top:g}%"), (1, f"{100 * top:g}%")]


def below(periods: Sequence[Period], most: int) -> list[tuple[int, str]]:
    """Names for some of the periods, from the first to the last."""
    last = len(periods) - 1
    wanted = sorted({round(number * last / max(1, min(most, len(periods)) - 1)) for number in range(min(most, len(periods)))})
    return [(number, periods[number].short) for number in wanted]


def count(number: int, noun: str) -> str:
    """So many of something."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
