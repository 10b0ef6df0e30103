"""`sorrykit thread`: a thread as a timeline, with what only the whole shows."""

from __future__ import annotations

import sys

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sorrykit import render
from sorrykit.cli._judging import find_rubrics, is_below, judged, rubric_option
from sorrykit.cli._options import config_option, make_whole_kit
from sorrykit.cli._printers import writer_of
from sorrykit.cli._problems import Problem, fail, say, told


if TYPE_CHECKING:
    from sorrykit.threads import Thread, ThreadReport

COLUMNS = ("thread", "speaker", "text", "at")


# Generic from click 8.5 on only.
class Pair(click.ParamType):  # type: ignore[type-arg]
    """NAME=VALUE."""

    name = "name=value"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, other = str(value).partition("=")
        if not equals or not name.strip() or not other.strip():
            self.fail(f"write it as {'speaker=author' if param and param.name == 'columns' else 'Priya=agent'}, not {value!r}", param, ctx)
        return name.strip(), other.strip()


@click.command(short_help="Read a support thread, and say where it went wrong.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--as", "form", type=click.Choice(["jsonl", "json", "csv", "mbox", "eml"]), help="What the file is, whatever its name ends in.")
@click.option("--column", "columns", metavar="OURS=THEIRS", type=Pair(), multiple=True, help=f"What the file calls {', '.join(COLUMNS)}.")
@click.option("--speaker", "speakers", metavar="NAME=WHO", type=Pair(), multiple=True, help="Who is the customer, and who the agent.")
@click.option("--agent", "agents", metavar="ADDRESS", multiple=True, help="In mail: an address, or a domain, of the agent's.")
@click.option("--id", "wanted", metavar="ID", help="Only the thread of this id.")
@click.option("--format", "style", type=click.Choice(["text", "json", "jsonl", "html"]), default="text", show_default=True, help="How to print it.")
@rubric_option
@click.option("--fail-under", "least", metavar="N", type=click.IntRange(0, 100), help="With --rubric: end with status 1 if a score is below N.")
@config_option
def thread(
    *,
    file: Path,
    form: str | None,
    columns: Sequence[tuple[str, str]],
    speakers: Sequence[tuple[str, str]],
    agents: Sequence[str],
    wanted: str | None,
    style: str,
    rubrics: Sequence[str],
    least: int | None,
    config: Path | None,
) -> None:
    """Read the threads of FILE (.jsonl, .json, .csv, .mbox, .eml, or a folder of .eml files) and show each as a timeline.

    \b
    Exit status: 0 nothing went wrong in the whole of a thread
                 1 something did; with --fail-under, a score is below it
                 2 wrong use, or something could not be read
    """  # noqa: D301 -- click looks for the character itself; it keeps the lines below it
    if least is not None and not rubrics:
        raise click.UsageError("--fail-under is about scores; say by which --rubric")
    if str(file) == "-":
        fail("a thread cannot be read from standard input; save it to a file first")
    kit = make_whole_kit(config)
    chosen = find_rubrics(rubrics, kit)
    with told():
        from sorrykit import threads  # noqa: PLC0415 -- not for --help

        try:
            found = threads.read(file, form=form, columns=dict(columns), speakers=dict(speakers), agents=agents)  # type: ignore[arg-type]  # click has checked it
        except OSError as error:
            fail(f"{file}: cannot be read: {error.strerror or error}")
    found = _of_id(found, wanted, file)
    status = 0
    reports = (judged(threads.analyze_thread(one, kit), chosen) for one in found)
    for report in _shown(reports, style, several=len(found) > 1 and wanted is None):
        wrong = bool(report.findings) if least is None else is_below(report, least)
        status = max(status, int(wrong))
        for failure in report.failures:
            say(Problem(report.thread.id or str(file), f"the analyzer {failure.analyzer!r} broke: {failure.error}"))
            status = 2
    click.get_current_context().exit(status)


def _of_id(found: list[Thread], wanted: str | None, file: Path) -> list[Thread]:
    if not found:
        fail(f"{file}: there is no thread in it")
    if wanted is None:
        return found
    chosen = [one for one in found if one.id == wanted]
    if not chosen:
        known = ", ".join(str(one.id) for one in found[:10] if one.id) or "none has an id"
        fail(f"{file}: there is no thread {wanted!r}; there are {len(found)}: {known}{' ...' if len(found) > 10 else ''}")
    return chosen


def _shown(reports: Iterable[ThreadReport], style: str, *, several: bool) -> Iterable[ThreadReport]:
    """Print the reports as they come, and hand each on."""
    if style == "text":
        write, between = writer_of(render.thread_text, render.thread_renderable), ""
        for report in reports:
            sys.stdout.write(between)
            write(report)
            between = "\n"
            yield report
        return
    if style == "html":
        pages = []
        for report in reports:
            pages.append(report.to_dict())
            yield report
        sys.stdout.write(render.thread_html_page(pages))
        return
    before = "[\n" if several and style == "json" else ""
    for report in reports:
        sys.stdout.write(before + render.json_text(report.to_dict(), indent=2 if style == "json" else None))
        before = ",\n" if before else ""
        sys.stdout.write("" if before else "\n")
        yield report
    if before:
        sys.stdout.write("\n]\n")
