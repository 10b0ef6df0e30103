"""Options that several commands share."""

from __future__ import annotations

import gc

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from click.shell_completion import CompletionItem

from sorrykit.cli._problems import told


if TYPE_CHECKING:
    from sorrykit.kit import Kit


# Generic from click 8.5 on only.
class Names(click.ParamType):  # type: ignore[type-arg]
    """Names with commas between them; completes the names of the built-in analyzers."""

    name = "names"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        names = tuple(name.strip() for name in value.split(",") if name.strip())
        if not names:
            # An empty variable of a script must not switch everything off unseen.
            self.fail(f"there is no name in {value!r}", param, ctx)
        return names

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        done, comma, last = incomplete.rpartition(",")
        return [CompletionItem(done + comma + name) for name in analyzer_names() if name.startswith(last)]


def analyzer_names() -> Sequence[str]:
    """The names of the built-in analyzers, without reading any of them."""
    from sorrykit.analyzers import NAMES  # noqa: PLC0415 -- only completion asks

    return NAMES


def complete_name(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    """Complete one name of an analyzer."""
    return [name for name in analyzer_names() if name.startswith(incomplete)]


def kit_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--select`, `--ignore` and `--config`."""
    for option in (
        click.option(
            "--config",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Configuration: a sorrykit.toml or pyproject.toml. Otherwise the first one from here upward is taken.",
        ),
        click.option(
            "--ignore",
            metavar="NAMES",
            type=Names(),
            multiple=True,
            help="Analyzers not to report, in addition to the configured ones.",
        ),
        click.option(
            "--select",
            metavar="NAMES",
            type=Names(),
            multiple=True,
            help="Analyzers to report, instead of the configured ones.",
        ),
    ):
        command = option(command)
    return command


def make_kit(config: Path | None, select: Sequence[Sequence[str]] = (), ignore: Sequence[Sequence[str]] = ()) -> Kit:
    """Make the kit that the options and the configuration ask for, or end with status 2."""
    # A kit is a hundred thousand objects that live as long as the process; looking through them for garbage takes a quarter
    # of the start.
    gc.disable()
    with told():
        from sorrykit import configuration  # noqa: PLC0415 -- help and completion need none

        file = config or configuration.find(Path.cwd())
        chosen = configuration.load(file) if file else configuration.Configuration()
        names = [name for several in select for name in several]
        kit = chosen.kit(select=names if select else None, ignore=[name for several in ignore for name in several])
    gc.freeze()
    gc.enable()
    return kit


def make_whole_kit(config: Path | None, shown: Iterable[str] = ()) -> Kit:
    """Make the kit of all analyzers, whatever the configuration selects: no verdict is made from part of them.

    Those by request are in it only if they are *shown*.
    """
    with told():
        import attrs  # noqa: PLC0415 -- help and completion need none

        from sorrykit import configuration  # noqa: PLC0415

        file = config or configuration.find(Path.cwd())
        chosen = configuration.load(file) if file else configuration.Configuration()
        kit = attrs.evolve(chosen, select=None, ignore=()).kit()
        asked = {analyzer.name for analyzer in kit.by_request}.intersection(shown)
        return attrs.evolve(chosen, select=(*(analyzer.name for analyzer in kit.analyzers), *sorted(asked)), ignore=()).kit() if asked else kit


def config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--config` alone."""
    return click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="A sorrykit.toml or pyproject.toml.")(command)


def offered(kit: Kit) -> set[str]:
    """The names of all analyzers there are, chosen or not."""
    names = {analyzer.name for plugin in kit.plugins for analyzer in plugin.analyzers}
    return (
        names | {book.name for plugin in kit.plugins for book in plugin.phrasebooks} | {a.name for a in kit.analyzers}
    )
