"""`sorrykit compare`: a text by all rubrics side by side, and what they disagree about."""

from __future__ import annotations

import sys

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sorrykit.cli import _inputs
from sorrykit.cli._inputs import Message
from sorrykit.cli._judging import find_rubrics, rubric_names, rubric_option
from sorrykit.cli._options import config_option, make_whole_kit
from sorrykit.cli._problems import Problem, fail
from sorrykit.render import visible


if TYPE_CHECKING:
    from sorrykit.rubrics import Comparison, Score


@click.command(short_help="Judge a text by all rubrics, side by side.")
@click.argument("file", required=False, metavar="[FILE | -]", type=click.Path())
@click.option("--text", help="Judge this text.")
@rubric_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it.")
@config_option
def compare(
    *,
    file: str | None,
    text: str | None,
    rubrics: Sequence[str],
    form: str,
    config: Path | None,
) -> None:
    """Judge FILE (.txt, .md, .eml), standard input (-), or a --text by all rubrics, and say where they disagree and why.

    The exit status is 0, whatever the scores, and 2 for wrong use or for a text that cannot be read.
    """
    if (file is None) == (text is None):
        raise click.UsageError("give it a file, - or --text, and one of them")
    kit = make_whole_kit(config)
    chosen = find_rubrics(rubrics or rubric_names(), kit)
    message = Message(text=text) if text is not None else _only(str(file))
    report = kit.analyze(message.page.prose if message.page else message.text)
    for failure in report.failures:
        fail(f"the analyzer {failure.analyzer!r} broke, and no score is made without it: {failure.error}")
    from sorrykit.rubrics import compare as compared  # noqa: PLC0415 -- not for --help

    comparison = compared(report, chosen)
    if form == "json":
        import json  # noqa: PLC0415 -- as text, it needs none

        sys.stdout.write(json.dumps(comparison.to_dict(), indent=2) + "\n")
        return
    for line in _lines(comparison):
        sys.stdout.write(visible(line) + "\n")


def _only(path: str) -> Message:
    if _inputs.form_of(path, None) == "jsonl":
        fail(f"{path}: compare takes one text; sorrykit check --rubric takes many")
    (message,) = _inputs.read([path], field="text", asked=None)
    if isinstance(message, Problem):
        fail(message)
    return message


def _lines(comparison: Comparison) -> Any:
    """The scores in columns, the best first, each with what cost it most; then the disputes."""
    width = max(len(score.rubric) for score in comparison.scores)
    for score in sorted(comparison.scores, key=lambda score: -score.total):
        yield f"{score.rubric:{width}}  {score.total:>3}  {score.verdict:5}  {_cost(score)}".rstrip()
    if comparison.disputes:
        yield ""
        yield "They disagree about"
        yield from (f"  {dispute}" for dispute in comparison.disputes)


def _cost(score: Score) -> str:
    lost = sorted((point for point in score.points if point.state in {"missed", "hit"}), key=lambda point: -point.criterion.weight)
    said = [f"{'no' if point.state == 'missed' else 'has'} {point.criterion.name}" for point in lost[:3]]
    return ", ".join(said) + (f" and {len(lost) - 3} more" if len(lost) > 3 else "")
