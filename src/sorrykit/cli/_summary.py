"""The report on many texts, as an option of a command: a page, or tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click


if TYPE_CHECKING:
    from sorrykit.batch._tally import Tally


TERMINAL = "-"
_FORMS = (".html", ".htm", ".txt")


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--report`, `--time-column`, `--group-column` and `--show-examples`."""
    for option in (
        click.option("--show-examples", "examples", is_flag=True, help="Show quotes in the report, and the ids of the best and worst rows."),
        click.option("--group-column", "group", metavar="NAME", help="The column by whose values the report compares, such as a team."),
        click.option("--time-column", "time", metavar="NAME", help="The column with the dates, for the report over time."),
        click.option(
            "--report",
            metavar="FILE | -",
            callback=_checked,
            help="Where the report goes: a page (.html), tables (.txt), or - for the terminal. It shows no texts and no ids unless asked to.",
        ),
    ):
        command = option(command)
    return command


def _checked(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Say now what would keep the report from being written, not after hours."""
    if value is None or value == TERMINAL or ctx.resilient_parsing:
        return value
    path = Path(value)
    if path.suffix.lower() not in _FORMS:
        raise click.BadParameter(f"a report ends in .html or .txt, or is - for the terminal; {value!r} does not", ctx, param)
    if not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder {str(path.parent)!r} to write {path.name!r} into", ctx, param)
    if path.is_dir():
        raise click.BadParameter(f"{value!r} is a folder", ctx, param)
    return value


def write_report(tally: Tally, report: str, *, time: str | None, group: str | None, examples: bool, err: bool = False) -> None:
    """Write the report on what was counted to a file, or print it: on stdout, or, as plain text, on stderr."""
    from sorrykit import render  # noqa: PLC0415 -- not for --help

    shown: dict[str, Any] = {"time": time or "", "group": group or "", "examples": examples}
    if report == TERMINAL and err:
        click.echo(render.tally_text(tally.to_dict(), ascii_only=True, **shown), nl=False, err=True)
        return
    if report == TERMINAL:
        from sorrykit.cli._printers import writer_of  # noqa: PLC0415 -- not for --help

        writer_of(partial(render.tally_text, **shown), partial(render.tally_renderable, **shown))(tally)
        return
    path = Path(report)
    as_text = path.suffix.lower() == ".txt"
    content = render.tally_text(tally.to_dict(), **shown) if as_text else render.tally_html_page(tally.to_dict(), **shown)
    # Whole or not at all: who has the old page open does not get half of the new one.
    new = path.with_name(f"{path.name}.new")
    new.write_text(content, encoding="utf-8")
    new.replace(path)
