"""Results as tables of text, for the terminal and for the documentation alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from sorrykit.evaluation._agreement import Agreement
from sorrykit.evaluation._baselines import Baseline
from sorrykit.evaluation._confusion import Confusion
from sorrykit.evaluation._found import SliceScores
from sorrykit.evaluation._scoring import Interval, Rates, Scores
from sorrykit.evaluation._sentences import Boundaries
from sorrykit.evaluation._threads import ThreadScores


_NONE = "–"


def _cells(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(cells)


def _rows(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(_cells, rows))


@attrs.frozen(kw_only=True)
class Table:
    """A title, columns, rows of cells, a note, and a picture in letters; the first `left` columns are words, the others figures."""

    title: str
    columns: tuple[str, ...] = attrs.field(converter=_cells)
    rows: tuple[tuple[str, ...], ...] = attrs.field(converter=_rows)
    note: str = ""
    left: int = 1
    picture: str = ""

    def markdown(self) -> str:
        """The table in Markdown, without its title."""
        rule = ["---" if number < self.left else "--:" for number in range(len(self.columns))]
        lines = [self.columns, rule, *([cell.replace("|", "\\|") for cell in row] for row in self.rows)]
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        picture = f"```text\n{self.picture}\n```" if self.picture else ""
        return "\n\n".join(part for part in (table, self.note, picture) if part)


def scores(scores: Scores, ceiling: Scores | None = None, *, intervals: bool = True) -> Table:
    """Every label, on messages and on spans; with the agreement of the coders as *ceiling* where there is one."""
    limits = {row.label: row for row in ceiling.labels} if ceiling else {}
    spread = scores.intervals

    def half(support: str, rates: Sequence[str], interval: Interval | None, limit: float | None) -> list[str]:
        return [support, *rates, *([_interval(interval)] if intervals else []), *([_share(limit)] if ceiling else [])]

    rows = []
    for row in scores.labels:
        limit = limits.get(row.label)
        message = half(str(row.messages), _rates(row.message), row.message_interval, limit.message.f1 if limit else None)
        span = half(str(row.spans), _rates(row.span), row.span_interval, limit.span.f1 if limit else None)
        rows.append([row.label, *message, *span, _share(row.kind)])
    supports = [str(sum(getattr(row, name) for row in scores.labels)) for name in ("messages", "spans")]
    message = half(supports[0], _rates(scores.message_micro), spread.get("message_micro"), ceiling.message_micro.f1 if ceiling else None)
    span = half(supports[1], _rates(scores.span_micro), spread.get("span_micro"), ceiling.span_micro.f1 if ceiling else None)
    rows.append(["micro", *message, *span, _share(scores.kind)])
    message = half("", ["", "", _share(scores.message_macro)], spread.get("message_macro"), ceiling.message_macro if ceiling else None)
    span = half("", ["", "", _share(scores.span_macro)], spread.get("span_macro"), ceiling.span_macro if ceiling else None)
    rows.append(["macro", *message, *span, ""])
    columns = ["P", "R", "F1", *(["95 %"] if intervals else []), *(["coders"] if ceiling else [])]
    return Table(
        title=f"Per label, {scores.messages} messages",
        columns=["label", "msgs", *columns, "spans", *columns, "kind"],
        rows=rows,
        note=f"Macro: the mean F1 of labels with at least {scores.support} messages."
        + (" Coders: the F1 of the two readers with one another, an upper bound." if ceiling else ""),
    )


def agreement(agreement: Agreement) -> Table:
    """The agreement of two coders, label by label."""
    rows = [[row.label, str(row.messages), _share(row.kappa, 3), _share(row.message.f1, 3), _share(row.span.f1, 3)] for row in agreement.labels]
    whole = agreement.scores
    one, other = agreement.coders
    return Table(
        title=f"Agreement of {one} and {other}, {agreement.items} messages",
        columns=("label", "messages", "Cohen's kappa", "F1, messages", "F1, spans"),
        rows=[*rows, ["micro", "", "", _share(whole.message_micro.f1, 3), _share(whole.span_micro.f1, 3)]],
        note=f"Krippendorff's alpha over sets of labels, MASI distance: {agreement.alpha:.3f}. "
        f"Kind the same where both saw the span: {_share(whole.kind, 3)}.",
    )


def baselines(name: str, scores: Scores, baselines: Iterable[Baseline], ceiling: Scores | None) -> Table:
    """Baselines, what was benchmarked, and the coders, on messages alone."""

    def cells(title: str, scored: Scores | None, why: str = "") -> list[str]:
        if scored is None:
            return [title, why, *[_NONE] * 6]
        apology = next((row.message for row in scored.labels if row.label == "apology"), None)
        return [title, *(_rates(apology) if apology else [_NONE] * 3), *_rates(scored.message_micro), _share(scored.message_macro)]

    rows = [cells(baseline.title, baseline.scores, baseline.why) for baseline in baselines]
    rows.append(cells(name, scores))
    if ceiling:
        rows.append(cells("the two coders with one another", ceiling))
    return Table(
        title="Beside simpler means, on messages",
        columns=("who", "apology P", "R", "F1", "all labels P", "R", "F1", "macro F1"),
        rows=rows,
        note="Word lists know one label of twenty; their figures over all labels say so.",
    )


def slices(slices: Iterable[SliceScores]) -> Table:
    """The adversarial part, slice by slice."""
    return Table(
        title="The adversarial part",
        columns=("slice", "messages", "all right", "F1, messages", "F1, spans"),
        rows=[[row.slice, str(row.messages), str(row.exact), _share(row.message.f1), _share(row.span.f1)] for row in slices],
        note="All right: messages with every label found and none too many.",
    )


def confusion(confusion: Confusion, most: int = 25) -> Table:
    """The most frequent mistakes: what was expected, what was found."""
    mistakes = confusion.mistakes()
    rest = sum(count for _, _, count in mistakes[most:])
    return Table(
        title="What stands where something else was expected",
        columns=("expected", "found", "times"),
        rows=[[expected, found, str(count)] for expected, found, count in mistakes[:most]],
        note='"-" is nothing: a span that was missed, or one that nobody expected.' + (f" {rest} rarer mistakes are left out." if rest else ""),
        left=2,
        picture=str(confusion.matrix().pretty_format()) if confusion.pairs else "",
    )


def sentences(rows: Mapping[str, Boundaries]) -> Table:
    """Our sentence boundaries against those of others."""
    return Table(
        title="Sentence boundaries of sorrykit and of NLTK's Punkt",
        columns=("Punkt", "texts", "ours", "Punkt's", "both", "P", "R", "F1", "equal"),
        rows=[
            [name, *map(str, (row.texts, row.ours, row.theirs, row.both)), *(_share(rate, 3) for rate in attrs.astuple(row.rates)), _share(row.equal, 3)]
            for name, row in rows.items()
        ],
        note="P: the share of our boundaries that Punkt has; R: of Punkt's that we have; equal: of all that either has.",
    )


def threads(scores: ThreadScores) -> Table:
    """What is read of threads as wholes, field by field."""
    rows = [[row.field, f"{row.right} of {row.threads}", _share(row.accuracy), _share(row.commonest / row.threads if row.threads else None)] for row in scores.fields]
    return Table(
        title=f"Threads as wholes, {scores.threads} threads",
        columns=("field", "right", "accuracy", "commonest"),
        rows=rows,
        note="Right: exactly as in gold. Commonest: the accuracy of always saying what gold says most often.",
    )


def thread_misses(scores: ThreadScores) -> Table:
    """Every field that was read otherwise than gold has it."""
    return Table(
        title="Where they differ from gold",
        columns=("thread", "field", "gold", "found"),
        rows=[[miss.id, miss.field, _said(miss.gold), _said(miss.found)] for miss in scores.misses],
        left=4,
    )


def _said(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else "none" if value is None else str(value)


def _rates(rates: Rates) -> Sequence[str]:
    return [_share(rates.precision), _share(rates.recall), _share(rates.f1)]


def _share(value: float | None, places: int = 2) -> str:
    return _NONE if value is None else f"{value:.{places}f}"


def _interval(interval: Interval | None) -> str:
    return f"{interval.low:.2f}-{interval.high:.2f}" if interval else _NONE
