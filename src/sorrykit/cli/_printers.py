"""How `check` prints its reports."""

from __future__ import annotations

import os
import sys

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sorrykit import render


if TYPE_CHECKING:
    from sorrykit._core import Report
    from sorrykit.cli._inputs import Message


def show(analyzed: Iterable[tuple[Message, Report]], form: str, *, several: bool) -> None:
    """Print the reports as they come."""
    {"text": _text, "json": _json, "jsonl": _jsonl, "html": _html}[form](analyzed, several)


def _jsonl(analyzed: Iterable[tuple[Message, Report]], _: bool) -> None:
    for message, report in analyzed:
        sys.stdout.write(render.json_text(report.to_dict(), indent=None, id=message.id) + "\n")


def _json(analyzed: Iterable[tuple[Message, Report]], several: bool) -> None:
    """One report as it is; a list if the command line asked for several, however many there are in the end."""
    if not several:
        for _, report in analyzed:
            sys.stdout.write(render.json_text(report.to_dict()) + "\n")
        return
    before = "[\n"
    for message, report in analyzed:
        sys.stdout.write(before + render.json_text(report.to_dict(), id=message.id))
        before = ",\n"
    sys.stdout.write("\n]\n" if before == ",\n" else "[]\n")


def _html(analyzed: Iterable[tuple[Message, Report]], _: bool) -> None:
    """One page for all: its beginning says what is on it, so it is written when all is known."""
    sys.stdout.write(render.html_page([report.to_dict() for _, report in analyzed]))


def _text(analyzed: Iterable[tuple[Message, Report]], several: bool) -> None:
    write, total, faulty = writer(), 0, 0
    for _, report in analyzed:
        if total:
            sys.stdout.write("\n")
        total += 1
        faulty += bool(report.faults)
        write(report)
    if several and total:
        sys.stdout.write(f"\n{total} text{'s' if total != 1 else ''}, {faulty} with faults\n")


def writer() -> Callable[[Report], None]:
    """What writes a report to standard output, as `writer_of` does."""
    return writer_of(render.text, render.renderable)


def writer_of(plain_text: Callable[..., str], rich_text: Callable[..., Any]) -> Callable[[Any], None]:
    """What writes a report, of a message or of a thread, to standard output: in the terminal's width and colors, plain where there is no terminal.

    `NO_COLOR` takes the colors, `FORCE_COLOR` gives them to a pipe, and `COLUMNS` sets the width.
    """
    ascii_only = not (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    terminal = sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
    if not terminal and not os.environ.get("COLUMNS"):
        return lambda report: _write(plain_text(report.to_dict(), ascii_only=ascii_only))
    from rich.console import Console  # noqa: PLC0415 -- plain text needs no rich

    # Without a system of colors rich writes no escapes at all, bold and italic included.
    plain = not terminal or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    console = Console(file=sys.stdout, color_system=None if plain else "auto", highlight=False)
    return lambda report: console.print(rich_text(report.to_dict(), ascii_only=ascii_only))


def _write(text: str) -> None:
    sys.stdout.write(text)
