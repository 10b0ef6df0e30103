"""`sorrykit scan`: every row of files, on all cores, continued where it was stopped."""

from __future__ import annotations

import sys

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from sorrykit.cli._judging import find_rubrics, rubric_option
from sorrykit.cli._options import kit_options, make_kit, make_whole_kit
from sorrykit.cli._problems import say, told
from sorrykit.cli._summary import report_options, write_report
from sorrykit.exceptions import ScanError


if TYPE_CHECKING:
    from sorrykit.batch import Progress, Summary


STDOUT = "-"
# So many of the worst and of the best rows are named at the end.
_MOST_ENDS = 3


@click.command(short_help="Analyze every row of files of any size.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUTS...")
@click.option(
    "--text-column", metavar="NAME", default="text", show_default=True, help="The column, or field, with the text."
)
@click.option("--id-column", metavar="NAME", help='The column that names a row.  [default: "id" where there is one]')
@click.option(
    "--out", metavar="FILE", help="Where to: .parquet, .jsonl, .ndjson, or - for standard output. Without it: a summary."
)
@click.option("--workers", metavar="N", type=click.IntRange(1), help="How many processes.  [default: one for each core]")
@click.option("--restart", is_flag=True, help="Begin anew, and forget what was done before.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary; errors are still said.")
@report_options
@rubric_option
@kit_options
def scan(
    *,
    inputs: tuple[str, ...],
    text_column: str,
    id_column: str | None,
    out: str | None,
    workers: int | None,
    restart: bool,
    quiet: bool,
    report: str | None,
    time: str | None,
    group: str | None,
    examples: bool,
    rubrics: Sequence[str],
    config: Path | None,
    select: Sequence[Sequence[str]],
    ignore: Sequence[Sequence[str]],
) -> None:
    """Analyze every row of INPUTS: files, globs and folders of .jsonl, .ndjson, .csv, .tsv (each also .gz or .zst) and .parquet.

    The output appears when it is whole. A scan that was stopped, by whatever, goes on where it was when the same command is
    given again; until it is done, FILE.sorrykit-work holds what it needs for that. What goes to standard output cannot be
    continued.

    \b
    Exit status: 0 all rows were analyzed
                 1 all rows were written, but some have an error instead
                 2 wrong use, or the scan could not be finished
    """  # noqa: D301 -- click looks for the character itself; it keeps the lines below it
    if out == report == STDOUT:
        raise click.UsageError("the rows and the report cannot both go to standard output")
    if restart and out in {None, STDOUT}:
        raise click.UsageError("--restart is about an output file; without one, a scan begins anew in any case")
    kit = make_kit(config, select, ignore)
    chosen = find_rubrics(rubrics, kit)
    shown = [analyzer.name for analyzer in kit.analyzers]
    with told():
        from sorrykit.batch import Columns, Judge  # noqa: PLC0415 -- not for --help
        from sorrykit.batch import scan as scan_files  # noqa: PLC0415

        began = monotonic()
        # What is not to be shown is judged all the same.
        judge = Judge(make_whole_kit(config, shown) if chosen else kit, chosen)
        columns = Columns(text_column, id_column, time, group)
        target = sys.stdout.buffer if out == STDOUT else out

        def write(summary: Summary) -> None:
            try:
                write_report(summary.tally, report or STDOUT, time=time, group=group, examples=examples, err=out == STDOUT)
            except OSError as error:
                if report in {None, STDOUT}:
                    raise
                kept = "; what is done is kept: mend that, and give the same command again" if out not in {None, STDOUT} else ""
                raise ScanError(f"{report}: cannot be written: {error.strerror or error}{kept}") from error

        try:
            with _bar(quiet=quiet) as progress:
                summary = scan_files(
                    inputs,
                    judge=judge,
                    columns=columns,
                    out=target,
                    shown=shown,
                    examples=examples,
                    workers=workers,
                    restart=restart,
                    progress=progress,
                    # A page that cannot be written is to be tried again without another scan.
                    report=write if report not in {None, STDOUT} else None,
                )
        except KeyboardInterrupt:
            if out not in {None, STDOUT}:
                say(f"stopped; what is done is kept in {out}.sorrykit-work, and the same command goes on from there")
            raise
    if report == STDOUT or not (report or quiet):
        write(summary)
        click.echo(err=out == STDOUT)
    if not quiet:
        written = [file for file in (out, report) if file not in {None, STDOUT}]
        # The tables name the worst and the best themselves, where ids may be shown.
        ends = not examples or report in written
        _print(summary, monotonic() - began, written, ends=ends, err=STDOUT in {out, report})
    elif summary.errors:
        say(f"{_counted(summary.errors, 'row')} of {summary.rows:,} with an error")
    click.get_current_context().exit(1 if summary.errors else 0)


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    """What shows how far it is, on stderr where somebody looks at it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 -- no terminal, no rich
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        BarColumn(24),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows"),
        TextColumn("{task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[left]}"),
    )
    began, first = monotonic(), None
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rows=0, rate=0.0, left="")

        def show(done: Any) -> None:
            nonlocal first
            if first is None:
                # What was done before says nothing about the time that is left.
                first = done.position
                bar.reset(task, total=done.size, completed=first, rows=done.rows, rate=0.0, left="left")
            rate = (done.rows - done.resumed) / max(monotonic() - began, 1e-9)
            bar.update(task, completed=done.position, rows=done.rows, rate=rate)

        yield show


def _print(summary: Summary, seconds: float, written: Sequence[str | None], *, ends: bool, err: bool) -> None:
    """How it went."""
    rate = f"{(summary.rows - summary.resumed) / max(seconds, 1e-9):,.0f} a second"
    before = f", {summary.resumed:,} of them before it was started again" if summary.resumed else ""
    lines = [f"{_counted(summary.rows, 'row')} of {_counted(summary.inputs, 'file')} in {seconds:,.1f} s, {rate}{before}"]
    for rubric, (worst, best) in summary.tally.ends.items() if ends else ():
        for which, end in (("worst", worst), ("best", best)):
            lines.append(f"{which} by {rubric}: {', '.join(f'{row} ({total:g})' for total, row in end[:_MOST_ENDS])}")
    if summary.errors:
        lines.append(f"{_counted(summary.errors, 'row')} with an error:")
        lines += [f"  {where}: {why}" for where, why in summary.failed]
        if summary.errors > len(summary.failed):
            lines.append(f"  and {summary.errors - len(summary.failed):,} more")
    if written:
        lines.append(f"written to {' and '.join(map(str, written))}")
    # Imported here, as the kit: not for --help.
    from sorrykit.render import visible  # noqa: PLC0415

    for line in lines:
        click.echo(visible(line), err=err)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
