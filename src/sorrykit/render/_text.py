"""A report for the terminal: the text with its findings marked, then what each of them says.

Marks carry the meaning, color only repeats it: `[✗1 I'm sorry you feel that way]` is the first finding, a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sorrykit.render._pieces import POLARITIES, pieces, polarity_of, steps
from sorrykit.render._visible import visible, visible_part


if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.text import Text


_STYLES = {
    "fault": "bold red",
    "strength": "green",
    "note": "cyan",
    "fault-mark": "red",
    "strength-mark": "green",
    "note-mark": "cyan",
    "source": "bold underline",
    "name": "bold",
    "quote": "italic",
    "faint": "dim",
    "": "",
}
_LONGEST_QUOTE = 72


class Signs(NamedTuple):
    fault: str
    strength: str
    note: str
    arrow: str
    dots: str

    def of(self, finding: Mapping[str, Any]) -> str:
        return {"fault": self.fault, "strength": self.strength, "note": self.note}[polarity_of(finding)]


_PRETTY = Signs("\u2717", "\u2713", "\u2022", "\u2192", "\u2026")
_ASCII = Signs("x", "+", "*", "->", "...")


def signs(*, ascii_only: bool) -> Signs:
    """The signs of a terminal, or those that every one has."""
    return _ASCII if ascii_only else _PRETTY


class Line(NamedTuple):
    """A line before it is wrapped: how far it is indented, what hangs before it, and its runs of (text, style)."""

    indent: int
    runs: Sequence[tuple[str, str]]
    lead: Sequence[tuple[str, str]] = ()


def text(report: Mapping[str, Any], *, width: int | None = None, color: bool = False, ascii_only: bool = False) -> str:
    """Return the report as text, its lines wrapped at *width*, or as long as they come if that is None.

    Without *color* there is no escape sequence in it. With *ascii_only* the signs are ASCII; the text itself is as it is.
    """
    return printed(_lines(report, _ASCII if ascii_only else _PRETTY), width=width, color=color)


def printed(lines: Iterable[Line], *, width: int | None = None, color: bool = False) -> str:
    """Return lines as text, wrapped and colored as asked for."""
    if width is None and not color:
        return "".join(f"{_plain(line)}\n" for line in lines)
    from io import StringIO  # noqa: PLC0415 -- as rich, needed for color and width only

    from rich.console import Console  # noqa: PLC0415

    file = StringIO()
    console = Console(
        file=file,
        width=width or 10_000,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=False,
        legacy_windows=False,
    )
    console.print(wrapped(lines))
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def renderable(report: Mapping[str, Any], *, ascii_only: bool = False) -> RenderableType:
    """Return the report as something that a rich console prints, in its width and colors."""
    return wrapped(_lines(report, _ASCII if ascii_only else _PRETTY))


def wrapped(lines: Iterable[Line]) -> RenderableType:
    """Return lines as something that a rich console prints."""
    from rich.console import Group  # noqa: PLC0415 -- plain text needs no rich

    return Group(*map(_Wrapped, lines))


class _Wrapped:
    """A line that wraps under its own indentation, without blanks at the ends of lines."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        from rich.text import Text  # noqa: PLC0415 -- as above

        indent = self.line.indent
        body, lead = (
            Text.assemble(*((run, _STYLES[style]) for run, style in runs)) for runs in (self.line.runs, self.line.lead)
        )
        lead.pad_right(indent - len(lead))
        for wrapped in body.wrap(console, max(1, options.max_width - indent), overflow="fold"):
            wrapped.rstrip()
            yield Text.assemble(lead, wrapped, no_wrap=True) if wrapped or self.line.lead else Text()
            lead = Text(" " * indent)


def _plain(line: Line) -> str:
    lead, body = ("".join(run for run, _ in runs) for runs in (line.lead, line.runs))
    # The lead hangs in the indentation; further lines of the body stand under the first.
    first, *others = body.split("\n")
    return "\n".join(
        [(lead.ljust(line.indent) + first).rstrip(), *((" " * line.indent + other).rstrip() for other in others)]
    )


def _lines(report: Mapping[str, Any], signs: Signs) -> Iterator[Line]:
    findings = report["findings"]
    numbers = {
        index: number for number, index in enumerate((i for i, f in enumerate(findings) if f["start"] is not None), 1)
    }
    if report.get("source"):
        yield Line(0, [(visible(report["source"]), "source")])
        yield Line(0, [])
    # The line ends at the end of a file are not the message.
    runs = list(_marked(report["text"].rstrip(), findings, numbers, signs))
    yield Line(2, runs or [("(no text)", "faint")])
    yield Line(0, [])
    deep = 4 + len(str(len(numbers)))
    for index, finding in enumerate(findings):
        yield from _finding(finding, numbers.get(index), deep, signs)
    for failure in report["failures"]:
        lead = [(f"  {signs.fault} ", "fault")]
        broke = f"{failure['analyzer']} broke, so its findings are missing: {failure['error']}"
        yield Line(deep + 1, [(visible(broke), "fault")], lead)
    if findings or report["failures"]:
        yield Line(0, [])
    yield Line(2, [(_summary(report), "faint")])
    yield from score_lines(report["scores"], signs)


def score_lines(scores: Iterable[Mapping[str, Any]], signs: Signs) -> Iterator[Line]:
    """Yield the lines of scores: the total, what earned points and where, what cost them, and what to say instead."""
    verdicts = {"pass": "strength", "mixed": "note", "fail": "fault"}
    for score in scores:
        yield Line(0, [])
        style = verdicts[score["verdict"]]
        yield Line(2, [(visible(score["rubric"]), "name"), (f" {score['total']}/100 {score['verdict']}", style), (f"  {visible(score['title'])}", "faint")])
        for point in score["criteria"]:
            yield from _point(point, signs)


def _point(point: Mapping[str, Any], signs: Signs) -> Iterator[Line]:
    """One criterion: what is as it should be in one line, what is not with the sentence to say; what was not asked is left out."""
    states = {"met": (signs.strength, "strength"), "missed": (signs.fault, "fault"), "hit": (signs.fault, "fault")}
    if point["state"] not in states:
        return
    sign, style = states[point["state"]]
    runs = [(visible(point["find"]), "name"), (f" {point['role']}, {point['weight']:g} point{'' if point['weight'] == 1 else 's'}, {point['state']}", "faint")]
    quotes = [_where(finding, signs) for finding in point["evidence"][:3]]
    if any(quotes):
        runs += [(": ", "faint"), (", ".join(filter(None, quotes)), "quote")]
    yield Line(4, runs, [(f"  {sign} ", style)])
    if point["say"]:
        yield Line(4 + len(signs.arrow) + 1, [(visible(point["say"]), "")], [(f"    {signs.arrow} ", "faint")])


def _where(finding: Mapping[str, Any], signs: Signs) -> str:
    turn = f"turn {finding['turn']}" if finding.get("turn") is not None else ""
    quote = f'"{_short(finding["quote"], signs)}"' if finding["quote"] is not None else ""
    return " ".join(filter(None, (turn, quote)))


def _marked(
    shown: str, findings: Sequence[Mapping[str, Any]], numbers: Mapping[int, int], signs: Signs
) -> Iterator[tuple[str, str]]:
    """Yield the text in runs, with a mark where a finding begins and a bracket where it ends."""
    for closed, opened, piece in steps(pieces(findings, len(shown))):
        for index in closed:
            yield "]", f"{polarity_of(findings[index])}-mark"
        for index in opened:
            yield f"[{signs.of(findings[index])}{numbers[index]} ", f"{polarity_of(findings[index])}-mark"
        polarities = {polarity_of(findings[index]) for index in piece.within}
        # Where findings overlap the fault shows: it is what needs doing.
        style = next((name for name in POLARITIES if name in polarities), "")
        yield visible_part(shown, piece.start, piece.end), style


def _finding(finding: Mapping[str, Any], number: int | None, deep: int, signs: Signs) -> Iterator[Line]:
    name = finding["analyzer"] + (f": {finding['kind']}" if finding["kind"] else "")
    runs = [(visible(name), "name")]
    if finding["quote"] is None:
        runs.append((" (the whole text)", "faint"))
    else:
        runs += [(" ", ""), (f'"{_short(finding["quote"], signs)}"', "quote")]
    lead = [(f"  {signs.of(finding)}{number or ''} ", polarity_of(finding))]
    yield Line(deep + 1, runs, lead)
    if finding["message"]:
        yield Line(deep + 1, [(visible(finding["message"]), "")])
    if finding["advice"]:
        yield Line(
            deep + 1 + len(signs.arrow) + 1,
            [(visible(finding["advice"]), "")],
            [(" " * (deep + 1) + signs.arrow + " ", "faint")],
        )


def _short(quote: str, signs: Signs) -> str:
    """The quote on one line, its middle left out if it is long: the text above has it whole."""
    line = visible(" ".join(quote.split()))
    if len(line) <= _LONGEST_QUOTE:
        return line
    half = (_LONGEST_QUOTE - len(signs.dots) - 2) // 2
    return f"{line[:half].rstrip()} {signs.dots} {line[-half:].lstrip()}"


def _summary(report: Mapping[str, Any]) -> str:
    counts = []
    for polarity in POLARITIES:
        if count := sum(polarity_of(finding) == polarity for finding in report["findings"]):
            counts.append(f"{count} {polarity}{'s' if count > 1 else ''}")
    found = ", ".join(counts) or "nothing found"
    return found if report["complete"] else f"{found}; incomplete"
