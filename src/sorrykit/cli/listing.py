"""`sorrykit list`: what there is."""

from __future__ import annotations

import sys

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from sorrykit.cli import LazyGroup
from sorrykit.cli._options import make_kit
from sorrykit.cli._problems import told
from sorrykit.render._visible import visible


# What can be listed -> the module and the command in it.
LISTS = {
    "analyzers": "listing:analyzers",
    "plugins": "listing:plugins",
    "rubrics": "listing:rubrics",
}


@click.group("list", cls=LazyGroup, lazy=LISTS)
def list_() -> None:
    """List what there is."""


def list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every list can be asked for."""
    command = click.option(
        "--config", metavar="FILE", type=click.Path(path_type=Path), help="A sorrykit.toml or pyproject.toml."
    )(command)
    form = click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How to print it.",
    )
    return form(command)


@click.command(short_help="What check finds.")
@list_options
def analyzers(form: str, config: Path | None) -> None:
    """List the analyzers that `check` uses, with their polarity and what each finds, and those to be had by request."""
    from sorrykit.cli._describe import summary  # noqa: PLC0415 -- not for --help

    kit = make_kit(config)
    owners = {analyzer.name: plugin.name for plugin in kit.plugins for analyzer in plugin.analyzers}
    # The kit has them in the order in which they run; a reader wants them as they are offered.
    place = {name: index for index, name in enumerate(owners)}
    # Whoever selects some wants to see those.
    by_request = kit.by_request if kit.options["select"] is None else ()
    ordered = sorted((*kit.analyzers, *by_request), key=lambda analyzer: place.get(analyzer.name, len(place)))
    rows = [summary(analyzer, owners.get(analyzer.name, "house phrases")) for analyzer in ordered]
    if form == "json":
        return show_json(rows)
    others = any(row["plugin"] != "builtin" for row in rows)
    show_table(
        [
            [row["name"], row["polarity"], row["summary"] + (" (By request.)" if row["by_request"] else ""), *([row["plugin"]] if others else [])]
            for row in rows
        ]
    )
    return None


@click.command(short_help="What is installed, and what was left out.")
@list_options
def plugins(form: str, config: Path | None) -> None:
    """List the plugins: what each offers, and which was left out and why."""
    kit = make_kit(config)
    rows: list[dict[str, Any]] = [
        {
            "name": plugin.name,
            "state": plugin.state,
            "why": plugin.why,
            "distribution": plugin.distribution,
            "version": plugin.version,
            "analyzers": [analyzer.name for analyzer in plugin.analyzers],
            "phrasebooks": [book.name for book in plugin.phrasebooks],
            "rubrics": [getattr(rubric, "name", None) or Path(str(rubric)).stem for rubric in plugin.rubrics],
        }
        for plugin in kit.plugins
    ]
    if form == "json":
        return show_json(rows)
    show_table(
        [[row["name"], row["state"], f"{row['distribution']} {row['version']}".strip(), _offer(row)] for row in rows]
    )
    return None


@click.command(short_help="What to judge by.")
@list_options
def rubrics(form: str, config: Path | None) -> None:
    """List the rubrics: the published ones that come with sorrykit, and those of plugins."""
    kit = make_kit(config)
    with told():
        from sorrykit.rubrics import offered  # noqa: PLC0415 -- not for --help

        rows = [
            {"name": r.name, "unit": r.unit, "title": r.title, "summary": r.summary, "source": r.source, "criteria": len(r.criteria)}
            for r in offered(kit).values()
        ]
    if form == "json":
        return show_json(rows)
    show_table([[str(row["name"]), str(row["unit"]), str(row["summary"] or row["title"])] for row in rows])
    return None


def _offer(row: dict[str, Any]) -> str:
    if row["state"] != "loaded":
        return str(row["why"])
    offers = []
    for what in ("analyzers", "phrasebooks", "rubrics"):
        names = row[what]
        if names:
            offers.append(f"{len(names)} {what if len(names) > 1 else what[:-1]}: {', '.join(names)}")
    return "; ".join(offers) or "nothing"


def show_json(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows as a JSON list."""
    import json  # noqa: PLC0415 -- as a table, it needs none

    sys.stdout.write(json.dumps(rows, indent=2) + "\n")


def show_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns: wrapped to the terminal's width, whole lines where there is no terminal."""
    clean: list[list[str]] = [[visible(" ".join(cell.split())) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        widths = [max(map(len, column)) for column in zip(*clean, strict=True)]
        for row in clean:
            sys.stdout.write(
                "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
            )
        return
    from rich.console import Console  # noqa: PLC0415 -- plain text needs no rich
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    colors = {"fault": "red", "strength": "green", "note": "cyan", "left out": "red", "disabled": "yellow"}
    table = Table.grid(padding=(0, 2, 0, 0))
    for row in clean:
        state = row[1]
        table.add_row(
            Text(row[0], style="bold", no_wrap=True), Text(state, style=colors.get(state, "")), *map(Text, row[2:])
        )
    Console(file=sys.stdout, highlight=False).print(table)
