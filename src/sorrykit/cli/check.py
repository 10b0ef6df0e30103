"""`sorrykit check`: analyze texts and say what was found."""

from __future__ import annotations

import sys

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sorrykit.cli import _inputs, _printers
from sorrykit.cli._inputs import Message
from sorrykit.cli._judging import find_rubrics, is_below, judged, rubric_option
from sorrykit.cli._options import kit_options, make_kit, make_whole_kit, offered
from sorrykit.cli._problems import Problem, say


if TYPE_CHECKING:
    from sorrykit import Kit, Report


@click.command(short_help="Analyze files, standard input or a text.")
@click.argument("files", nargs=-1, metavar="[FILES | -]...", type=click.Path())
@click.option("--text", help="Analyze this text.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "html"]),
    default="text",
    show_default=True,
    help="How to print the reports.",
)
@click.option(
    "--as",
    "asked",
    type=click.Choice(["txt", "md", "eml", "jsonl"]),
    help="Read all files as this, whatever their names end in.",
)
@click.option(
    "--field",
    default="text",
    show_default=True,
    metavar="NAME",
    help="The field of a JSON Lines file that holds the text.",
)
@rubric_option
@click.option(
    "--fail-under",
    "least",
    metavar="N",
    type=click.IntRange(0, 100),
    help="With --rubric: end with status 1 if a score is below N, and not for faults.",
)
@kit_options
def check(
    *,
    files: tuple[str, ...],
    text: str | None,
    form: str,
    asked: str | None,
    field: str,
    rubrics: Sequence[str],
    least: int | None,
    config: Path | None,
    select: Sequence[Sequence[str]],
    ignore: Sequence[Sequence[str]],
) -> None:
    """Analyze FILES (.txt, .md, .eml, .jsonl), standard input (-), or a --text.

    \b
    Exit status: 0 no fault was found
                 1 a fault was found; with --fail-under, a score is below it
                 2 wrong use, or something could not be read: a file, a line,
                   an analyzer broke; the rest was analyzed all the same
    """  # noqa: D301 -- click looks for the character itself; it keeps the lines below it
    if bool(files) == (text is not None):
        problem = "files and --text exclude each other" if files else "nothing to analyze; give it files, - or --text"
        raise click.UsageError(problem)
    if files.count(_inputs.STDIN) > 1:
        raise click.UsageError("standard input (-) can be read only once")
    if least is not None and not rubrics:
        raise click.UsageError("--fail-under is about scores; say by which --rubric")
    kit = make_kit(config, select, ignore)
    chosen = find_rubrics(rubrics, kit)
    shown = {analyzer.name for analyzer in kit.analyzers}
    # What is not to be shown is judged all the same.
    running = make_whole_kit(config, shown) if chosen else kit
    several = len(files) > 1 or any(_inputs.form_of(path, asked) == "jsonl" for path in files)
    messages = [Message(text=text)] if text is not None else _inputs.read(files, field=field, asked=asked)
    tally = _Tally(least)
    scored = ((message, _only(shown, judged(report, chosen))) for message, report in _analyzed(messages, running, tally))
    _printers.show(tally.count(scored), form, several=several)
    click.get_current_context().exit(tally.status)


def _only(shown: AbstractSet[str], report: Report) -> Report:
    """The report with the findings of these analyzers."""
    import attrs  # noqa: PLC0415 -- not for --help

    kept = [finding for finding in report if finding.analyzer in shown]
    return report if len(kept) == len(report) else attrs.evolve(report, findings=kept)


class _Tally:
    """What the exit status depends on."""

    def __init__(self, least: int | None = None) -> None:
        self.least = least
        self.faults = self.problems = False

    @property
    def status(self) -> int:
        return 2 if self.problems else int(self.faults)

    def complain(self, problem: Problem) -> None:
        self.problems = True
        # What was printed before belongs before it.
        sys.stdout.flush()
        say(problem)

    def count(self, analyzed: Iterable[tuple[Message, Report]]) -> Iterator[tuple[Message, Report]]:
        for message, report in analyzed:
            self.faults = self.faults or (bool(report.faults) if self.least is None else is_below(report, self.least))
            for failure in report.failures:
                self.complain(
                    Problem(message.source or "--text", f"the analyzer {failure.analyzer!r} broke: {failure.error}")
                )
            yield message, report


def _analyzed(messages: Iterable[Message | Problem], kit: Kit, tally: _Tally) -> Iterator[tuple[Message, Report]]:
    from sorrykit import Apology, Report  # noqa: PLC0415 -- as the kit, not for --help

    for message in messages:
        if isinstance(message, Problem):
            tally.complain(message)
            continue
        page = message.page
        report = kit.analyze(page.prose if page else message.text)
        findings = tuple(page.keep(report.findings)) if page else report.findings
        if page:
            for line, mistake in page.mistakes:
                tally.complain(Problem(f"{message.source}:{line}", mistake))
            for name in page.unknown(offered(kit)):
                tally.complain(
                    Problem(str(message.source), f"a comment ignores an analyzer {name!r}, but there is none")
                )
        apology = Apology(message.text, source=message.source)
        yield message, Report(apology, findings, report.failures, report.scores)
