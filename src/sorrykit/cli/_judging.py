"""What the commands share that judge: which rubrics are meant, and how a report gets its scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import click

from click.shell_completion import CompletionItem

from sorrykit.cli._problems import told


if TYPE_CHECKING:
    from sorrykit._core import Report
    from sorrykit.kit import Kit
    from sorrykit.rubrics import Rubric
    from sorrykit.threads import ThreadReport

    R = TypeVar("R", Report, ThreadReport)


def rubric_names() -> Sequence[str]:
    """The names of the bundled rubrics, without reading any of them."""
    from sorrykit.rubrics import BUNDLED  # noqa: PLC0415 -- only completion asks

    return BUNDLED


def complete_rubric(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Complete the name of a rubric, or else a path."""
    near = [CompletionItem(name) for name in rubric_names() if name.startswith(incomplete)]
    return near or [CompletionItem(incomplete, type="file")]


def rubric_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--rubric`."""
    option = click.option(
        "--rubric",
        "rubrics",
        metavar="NAME_OR_PATH",
        multiple=True,
        shell_complete=complete_rubric,
        help="Judge by this rubric: a name (see: sorrykit list rubrics) or the path of a .toml file. May be given again.",
    )
    return option(command)


def find_rubrics(names: Iterable[str], kit: Kit) -> list[Rubric]:
    """The rubrics of these names and paths, the plugins' included, or the end of the command."""
    if not (names := tuple(names)):
        return []
    with told():
        from sorrykit import rubrics  # noqa: PLC0415 -- who does not judge needs none

        return list(rubrics.find(names, kit))


def judged(report: R, rubrics: Iterable[Rubric]) -> R:
    """The report with its scores; without, where an analyzer broke: no score is made from half of the findings."""
    if not report.complete or not (rubrics := tuple(rubrics)):
        return report
    from sorrykit.rubrics import score  # noqa: PLC0415 -- as above

    return attrs.evolve(report, scores=[score(report, rubric) for rubric in rubrics])


def is_below(report: Report | ThreadReport, least: int | None) -> bool:
    """Is one of the scores under the bar?"""
    return least is not None and any(score.total < least for score in report.scores)
