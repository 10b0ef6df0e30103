"""What many texts do, as one page that stands by itself: no script, nothing loaded, plots as SVG, and a table under each.

It shows a tally (the plain data of `Tally.to_dict`). Of the texts themselves it shows the beginnings of hollow apologies that
several texts share, and quotes and ids only where examples are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sorrykit.render import _figures as figures
from sorrykit.render import _plots as plots
from sorrykit.render._charts import bar_row, below, count, course, details, point, scale, shown
from sorrykit.render._document import document
from sorrykit.render._figures import HEADINGS, VERDICTS, Group, Label, Mean, Period, Share, interval, percent
from sorrykit.render._markup import SIGNS, escaped


def tally_html_page(tally: Mapping[str, Any], *, time: str = "", group: str = "", examples: bool = False) -> str:
    """Return the page of a tally.

    Args:
        tally: The plain data of `Tally.to_dict`.
        time: The column that the dates are from; without it nothing is shown over time.
        group: The column that the groups are from; without it nothing is shown by group.
        examples: Show quotes and the ids of the best and worst rows, if the tally has them.
    """
    title = figures.title(tally)
    unit, periods = figures.periods(tally) if time else ("", [])
    head = "".join(_head(tally, periods, time, group))
    body = "\n".join(f"<section>{section}</section>" for section in map("".join, _sections(tally, unit, periods, time, group, examples=examples)) if section)
    return document(title, f'<header class="top"><h1>{title}</h1>{head}</header>\n<main class="tally">{body}</main>', "page.css", "tally.css")


def _sections(tally: Mapping[str, Any], unit: str, periods: Sequence[Period], time: str, group: str, *, examples: bool) -> Iterator[Iterable[str]]:
    if tally["analyzed"]["rows"]:
        found = figures.labels(tally)
        yield _labels(found)
        if time:
            yield _over_time(found, unit, periods, time)
        for rubric in tally["rubrics"]:
            yield _rubric(tally, rubric, unit, periods, examples=examples)
        if group:
            yield _groups(tally, group)
        yield _phrases(tally, examples=examples)
    yield _method(examples=examples)


# The head: how many, when, and the few figures to remember.


def _head(tally: Mapping[str, Any], periods: Sequence[Period], time: str, group: str) -> Iterator[str]:
    part = tally["analyzed"]
    columns = [f"times from the column <b>{escaped(time)}</b>"] if time else []
    columns += [f"groups from the column <b>{escaped(group)}</b>"] if group else []
    if lead := "; ".join([*([figures.span(tally)] if periods else []), *columns]):
        yield f'<p class="aim">{lead[0].upper()}{lead[1:]}.</p>'
    tiles = [(percent(found.value), words, interval(found)) for found, words in figures.heads(tally)]
    for rubric in list(tally["rubrics"])[:2]:
        if found_mean := figures.mean(part, rubric):
            tiles.append((f"{found_mean.value:.0f}", f"of 100 by {escaped(rubric)}, on average", interval(found_mean)))
    items = "".join(f'<li class="card"><b>{value}</b><span>{words}</span><span class="faint">{small}</span></li>' for value, words, small in tiles)
    yield f'<ul class="tiles">{items}</ul>'
    if remarks := figures.remarks(tally, time=time, group=group):
        yield f'<ul class="remarks faint">{"".join(f"<li>{escaped(remark)}.</li>" for remark in remarks)}</ul>'
    if not part["rows"]:
        yield "<p>No text could be read, so there is nothing to show.</p>"


# The labels: bars, the table is the plot.


def _labels(found: Mapping[str, Sequence[Label]]) -> Iterator[str]:
    yield "<h2>What the texts do</h2>"
    yield '<p class="aim">The share of texts in which each was found at least once. The thin line is the 95% interval.</p>'
    drawn = {}
    for polarity, labels in found.items():
        top = plots.top_of(max(label.share.high for label in labels))
        rows = "".join(bar_row(escaped(label.name), label.share, top, polarity) for label in labels)
        drawn[polarity] = (
            f'<figure class="card"><h3>{SIGNS[polarity]} {HEADINGS[polarity]}</h3><table class="bars"><thead><tr><th scope="col">label</th>'
            f'<td>{plots.axis(scale(top))}</td><td class="num">texts</td></tr></thead><tbody>{rows}</tbody></table></figure>'
        )
    # The faults on one side; the notes, which are few, under the strengths.
    sides = ("".join(drawn.get(polarity, "") for polarity in side) for side in (("fault",), ("strength", "note")))
    columns = "".join(f'<div class="column">{side}</div>' for side in sides if side)
    yield f'<div class="pair">{columns}</div>'
    every = [label for labels in found.values() for label in labels]
    yield details(
        "The figures of all labels",
        ("label", "polarity", "texts", "share", "95% interval", "findings", "of which"),
        (
            (label.name, label.polarity, f"{label.share.texts:,}", percent(label.share.value), interval(label.share), f"{label.findings:,}", _kinds(label))
            for label in every
        ),
        words=(1, 6),
    )


def _kinds(label: Label) -> str:
    shown = [f"{kind} {number:,}" for kind, number in label.kinds[:6]]
    return ", ".join(shown) + (f" and {len(label.kinds) - 6} more kinds" if len(label.kinds) > 6 else "")


# Over time.


def _over_time(found: Mapping[str, Sequence[Label]], unit: str, periods: Sequence[Period], time: str) -> Iterator[str]:
    yield f"<h2>Over time, by {unit}</h2>"
    if not periods:
        yield f"<p>No text has a date in the column <b>{escaped(time)}</b>.</p>"
        return
    yield (
        f'<p class="aim">The share of the texts of each {unit} in which a label was found, and its 95% interval as a band. '
        "Each plot has a scale of its own; where a line breaks, there were no texts.</p>"
    )
    every = [label for labels in found.values() for label in labels if label.share.texts]
    for polarity, labels in found.items():
        there = [label for label in labels if label.share.texts]
        if there:
            yield f'<h3 class="over">{HEADINGS[polarity]}</h3><div class="multiples">'
            yield from (_small(label, unit, periods) for label in there)
            yield "</div>"
    yield details(
        f"The figures of each {unit}",
        (unit, "texts", "with a fault", *(label.name for label in every)),
        (
            (period.said, *_cells(period.part, [label.name for label in every]))
            for period in periods
        ),
    )


def _cells(part: Mapping[str, Any] | None, names: Iterable[str]) -> Iterator[str]:
    yield f"{part['rows'] if part else 0:,}"
    if part:
        yield from (percent(number / part["rows"]) for number in (part["faulty"], *(part["labels"].get(name, 0) for name in names)))


def _small(label: Label, unit: str, periods: Sequence[Period]) -> str:
    shares = [figures.share(period.part["labels"].get(label.name, 0), period.part["rows"]) if period.part else None for period in periods]
    there = [each for each in shares if each]
    # The band of a period of few texts must not squeeze the line of all others: it is cut where the scale ends.
    top = plots.top_of(min(1.0, 1.25 * max(each.value for each in there)))
    drawn = plots.lines(
        [point(each, top) if each else None for each in shares],
        label.polarity,
        height=84,
        levels=scale(top),
        below=below(periods, 2),
        said=f"{label.name} by {unit}: {course(list(zip(periods, shares, strict=True)))}",
    )
    return f'<figure class="card"><figcaption>{escaped(label.name)}<span class="faint">{percent(label.share.value)} of all</span></figcaption>{drawn}</figure>'


# Rubrics.


def _rubric(tally: Mapping[str, Any], rubric: str, unit: str, periods: Sequence[Period], *, examples: bool) -> Iterator[str]:
    held, average = tally["rubrics"][rubric], figures.mean(tally["analyzed"], rubric)
    scored = sum(held["verdicts"].values())
    if not average or not scored:
        return
    yield f"<h2>Scores by {escaped(rubric)}</h2>"
    yield (
        f'<p class="aim">{count(scored, "text")} scored, {average.value:.1f} of 100 on average (95% interval {interval(average)}). '
        "Texts that do not say sorry are among them.</p>"
    )
    verdicts = [(name, held["verdicts"].get(name, 0)) for name in VERDICTS]
    key = "".join(
        f'<li class="{VERDICTS[name]}"><svg width="10" height="10" aria-hidden="true"><rect class="value" width="10" height="10" rx="2"/></svg>'
        f"{SIGNS[VERDICTS[name]]} {name} {percent(number / scored)} ({number:,})</li>"
        for name, number in verdicts
    )
    said = "Verdicts: " + ", ".join(f"{name} {percent(number / scored)}" for name, number in verdicts)
    stack = plots.stack([(number / scored, VERDICTS[name]) for name, number in verdicts], said)
    yield f'<figure class="card verdicts"><h3>Verdicts</h3>{stack}<ul class="key">{key}</ul></figure>'
    yield '<div class="pair">'
    bins = held["bins"]
    size = 100 // len(bins)
    top = plots.top_of(max(bins) / scored)
    yield (
        '<figure class="card"><h3>How many texts have which score</h3>'
        + plots.columns(
            [number / scored / top for number in bins],
            "plain",
            height=150,
            levels=scale(top),
            below=[(0, "0"), (0.25, "25"), (0.5, "50"), (0.75, "75"), (1, "100")],
            said=f"Share of texts by score, in steps of {size}. {_shape(bins, scored, size)}",
            mark=average.value / 100,
        )
        + '<p class="faint">Across: the score, 0 to 100. Up: the share of texts. The broken line is the average.</p>'
        + details(
            "The figures of the scores",
            ("score", "texts", "share"),
            ((_bin(n, size, len(bins)), f"{number:,}", percent(number / scored)) for n, number in enumerate(bins)),
        )
        + "</figure>"
    )
    means = [(period, figures.mean(period.part, rubric) if period.part else None) for period in periods]
    if any(value for _, value in means):
        yield (
            f'<figure class="card"><h3>The average score of each {unit}</h3>'
            + plots.lines(
                [point(value, 100) if value else None for _, value in means],
                "plain",
                height=150,
                levels=[(0, "0"), (0.25, "25"), (0.5, "50"), (0.75, "75"), (1, "100")],
                below=below(periods, 4),
                said=f"Average score by {unit}: {course(means)}",
            )
            + '<p class="faint">The band is the 95% interval of the average.</p>'
            + details(
                f"The figures of each {unit}",
                (unit, "scored", "average", "95% interval"),
                ((period.said, *((f"{value.of:,}", f"{value.value:.1f}", interval(value)) if value else ("0", "", ""))) for period, value in means),
            )
            + "</figure>"
        )
    yield "</div>"
    if examples:
        for end, words in (("worst", "The lowest scores"), ("best", "The highest scores")):
            yield details(words, ("row", "score"), ((row["id"], f"{row['total']:g}") for row in held[end]))


def _shape(bins: Sequence[int], scored: int, size: int) -> str:
    fullest = max(range(len(bins)), key=lambda number: bins[number])
    return f"Most frequent: {_bin(fullest, size, len(bins))}, {percent(bins[fullest] / scored)}"


def _bin(number: int, size: int, count: int) -> str:
    return f"{number * size} to {(number + 1) * size if number == count - 1 else (number + 1) * size - 1}"


# Groups.


def _groups(tally: Mapping[str, Any], column: str) -> Iterator[str]:
    groups, part, name = figures.groups(tally), tally["analyzed"], escaped(column)
    yield f"<h2>By {name}</h2>"
    if not groups:
        yield f"<p>No text has anything in the column <b>{name}</b>.</p>"
        return
    few = any(group.few for group in groups)
    yield (
        '<p class="aim">The same order everywhere: the largest share of texts with a fault first. '
        "The thin line is the 95% interval, the broken one all texts together. "
        + (f"Groups of fewer than {figures.FEW} texts stand below, in pale: of them little is known. " if few else "")
        + "Where intervals overlap, the groups may not differ at all.</p>"
    )
    measures: list[tuple[str, str, Callable[[Mapping[str, Any]], Share | Mean | None]]] = [
        ("Texts with a fault", "fault", lambda part: figures.share(part["faulty"], part["rows"])),
    ]
    if "hollow" in tally["analyzers"]:
        measures.append(("Hollow apologies", "fault", lambda part: figures.share(part["labels"].get("hollow", 0), part["rows"])))
    for rubric in tally["rubrics"]:
        measures.append((f"Average score by {escaped(rubric)}", "plain", lambda part, rubric=rubric: figures.mean(part, rubric)))  # type: ignore[misc]
    yield '<div class="pair">'
    yield from (_measure(title, color, groups, of, of(part)) for title, color, of in measures)
    yield "</div>"
    every = [label.name for labels in figures.labels(tally).values() for label in labels if label.share.texts]
    rubrics = list(tally["rubrics"])
    yield details(
        f"The figures of each {name}",
        (column, "texts", "with a fault", *every, *rubrics),
        ((group.name, *_cells(group.part, every), *(shown(figures.mean(group.part, rubric)) for rubric in rubrics)) for group in groups),
    )


def _measure(title: str, color: str, groups: Sequence[Group], of: Callable[[Mapping[str, Any]], Share | Mean | None], whole: Share | Mean | None) -> str:
    values = [(group, of(group.part)) for group in groups]
    there = [value for _, value in values if value]
    scored = any(isinstance(value, Mean) for value in there)
    top = 100 if scored else plots.top_of(max((value.high for (group, value) in values if value and not group.few), default=1.0))
    rows, parted = "", False
    for group, value in values:
        if group.few and not parted and not group.rest:
            parted = True
            rows += f'<tr class="parting"><th scope="rowgroup" colspan="4">fewer than {figures.FEW} texts</th></tr>'
        head = f"<i>{escaped(group.name)}</i>" if group.rest else f"<bdi>{escaped(group.name)}</bdi>"
        if value:
            rows += bar_row(head, value, top, color, of=f"{value.of:,}", reference=whole.value if whole else None, few=group.few)
    ticks = [(at, words.removesuffix("%") if scored else words) for at, words in scale(1.0 if scored else top)]
    return (
        f'<figure class="card"><h3>{title}</h3><table class="bars"><thead><tr><th scope="col">group</th><td>{plots.axis(ticks)}</td>'
        f'<td class="num">{"score" if scored else "share"}</td><td class="of">texts</td></tr></thead><tbody>{rows}</tbody></table></figure>'
    )


# Phrases.


def _phrases(tally: Mapping[str, Any], *, examples: bool) -> Iterator[str]:
    phrases, of = figures.phrases(tally, examples=examples), tally["analyzed"]["labels"].get("hollow", 0)
    if not of:
        return
    yield "<h2>The most frequent hollow phrases</h2>"
    yield (
        f'<p class="aim">How the hollow apologies of {count(of, "text")} begin, in lower case, with # for whatever has a number or an address in it. '
        f"Only what at least {figures.LEAST} texts share is shown: words that were written once may name somebody.</p>"
    )
    if not phrases:
        yield f"<p>No phrase occurs in {figures.LEAST} texts or more.</p>"
        return
    # Here the counts are what matters, and an interval on each of many would be noise.
    shares = [phrase.share._replace(low=phrase.share.value, high=phrase.share.value) for phrase in phrases]
    top = plots.top_of(shares[0].value)
    rows = "".join(bar_row(f"\u201c{escaped(phrase.words)}\u201d", part, top, "fault", words=f"{part.texts:,}") for phrase, part in zip(phrases, shares, strict=True))
    yield (
        f'<figure class="card"><table class="bars worded"><thead><tr><th scope="col">phrase</th><td>{plots.axis(scale(top))}</td><td class="num">texts</td></tr></thead>'
        f'<tbody>{rows}</tbody></table><p class="faint">Bars: the share of the texts with a hollow apology. A text may have several.</p></figure>'
    )
    if tally["hollow"]["error"]:
        yield f'<p class="faint">There were more different phrases than are kept: a count may be too low by up to {tally["hollow"]["error"]:,}.</p>'
    if any(phrase.quotes for phrase in phrases):
        yield "<details><summary>Examples, with the ids of their rows</summary>"
        for phrase in phrases:
            quotes = "".join(f"<li><bdi>{escaped(' '.join(quote.split()))}</bdi> <small>{escaped(row)}</small></li>" for quote, row in phrase.quotes)
            yield f'<p>\u201c{escaped(phrase.words)}\u201d</p><ul class="quotes">{quotes}</ul>'
        yield "</details>"


# How to read it.


def _method(*, examples: bool) -> Iterator[str]:
    texts = "Quotes and ids of rows, because examples were asked for." if examples else "No quotes and no ids of rows: they come with <b>--show-examples</b>."
    yield (
        "<h2>How to read this</h2>"
        '<dl class="method"><dt>What is counted</dt><dd>Texts, not findings: a text with three excuses counts once. '
        "A text says sorry in some way if it has an apology, a hollow one or regret.</dd>"
        "<dt>How sure it is</dt><dd>The intervals say how much chance there is in the number of texts. They do not say how well a label is found: "
        "for that see the evaluation in the documentation of sorrykit, and read some of the texts.</dd>"
        "<dt>What it is not</dt><dd>A judgment of people. A team that gets the hard cases has other texts than one that gets the easy ones.</dd>"
        f"<dt>What is shown of the texts</dt><dd>Phrases that at least {figures.LEAST} texts share. {texts}</dd></dl>"
    )
