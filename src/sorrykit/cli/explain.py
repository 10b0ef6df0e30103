"""`sorrykit explain`: all that is to be said about an analyzer or a rubric."""

from __future__ import annotations

import difflib
import sys

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sorrykit.cli._judging import rubric_names
from sorrykit.cli._options import analyzer_names, make_kit
from sorrykit.cli._problems import fail, told
from sorrykit.render._visible import visible


if TYPE_CHECKING:
    from rich.console import RenderableType

    from sorrykit.kit import Kit
    from sorrykit.rubrics import Rubric


MOST_EXAMPLES = 8


def complete_explained(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    """Complete the name of an analyzer, of what is found in threads, or of a rubric."""
    from sorrykit.threads import ABOUT, READERS  # noqa: PLC0415 -- only completion asks

    return [name for name in (*analyzer_names(), *READERS, *ABOUT, *rubric_names()) if name.startswith(incomplete)]


@click.command(short_help="What an analyzer finds or a rubric asks, and why it matters.")
@click.argument("name", shell_complete=complete_explained)
@click.option("--all", "every", is_flag=True, help=f"Show every example, not only {MOST_EXAMPLES} of each sort.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="A sorrykit.toml or pyproject.toml.")
def explain(name: str, every: bool, form: str, config: Path | None) -> None:
    """Explain NAME: an analyzer (what it finds, why it matters, what to say instead, with examples), also of threads, or a rubric."""
    kit = make_kit(config)
    if (rubric := _rubric(name, kit)) is not None:
        _explain_rubric(rubric, form)
        return
    about = _about(name, kit)
    if form == "json":
        import json  # noqa: PLC0415 -- as text, it needs none

        sys.stdout.write(json.dumps(about, indent=2) + "\n")
    elif sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415 -- plain text needs no rich

        console = Console(file=sys.stdout, highlight=False)
        for part in _rich(about, every=every):
            console.print(part)
    else:
        for line in _plain(about, every=every):
            sys.stdout.write(visible(line) + "\n")


def _about(name: str, kit: Kit) -> dict[str, Any]:
    """What there is to say about the analyzer of that name, or about what is found in threads, or the end of the command."""
    from sorrykit.cli._describe import of_thread, whole  # noqa: PLC0415 -- not for --help

    with told():
        from sorrykit import rubrics, threads  # noqa: PLC0415 -- not for --help
        from sorrykit.exceptions import ConfigurationError  # noqa: PLC0415

        try:
            analyzer = kit[name]
        except ConfigurationError:
            if name in threads.ABOUT:
                return of_thread(name)
            if name in threads.READERS:
                return whole(next(reader for reader in threads.readers() if reader.name == name), "threads")
            names = [analyzer.name for analyzer in (*kit.analyzers, *kit.by_request)]
            near = difflib.get_close_matches(name, [*names, *threads.READERS, *threads.ABOUT, *rubrics.offered(kit)], n=3)
            hint = f"did you mean {' or '.join(map(repr, near))}?" if near else "sorrykit list analyzers and list rubrics show what there is"
            fail(f"there is no analyzer {name!r}, and no rubric; {hint}")
    owners = {analyzer.name: plugin.name for plugin in kit.plugins for analyzer in plugin.analyzers}
    return whole(analyzer, owners.get(name, "house phrases"))


def _rubric(name: str, kit: Kit) -> Rubric | None:
    """The rubric of that name or path, if there is one."""
    with told():
        from sorrykit import rubrics  # noqa: PLC0415 -- not for --help

        return rubrics.load(name) if name.endswith(".toml") else rubrics.offered(kit).get(name)


def _explain_rubric(rubric: Rubric, form: str) -> None:
    if form == "json":
        import json  # noqa: PLC0415 -- as text, it needs none

        import attrs  # noqa: PLC0415

        sys.stdout.write(json.dumps({**attrs.asdict(rubric), "read_as": dict(rubric.read_as)}, indent=2) + "\n")
        return
    text = rubric.markdown()
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415 -- plain text needs no rich
        from rich.markdown import Markdown  # noqa: PLC0415

        Console(file=sys.stdout, highlight=False).print(Markdown(visible(text)))
    else:
        sys.stdout.write(visible(text))


def _plain(about: dict[str, Any], *, every: bool) -> Iterator[str]:
    """The page as Markdown, which it is written in."""
    from sorrykit.cli._describe import marked  # noqa: PLC0415

    yield f"# {about['name']} ({about['polarity']}{', by request' if about['by_request'] else ''})"
    yield ""
    yield about["doc"] or about["summary"]
    if about["says"]:
        yield "\n## What it says\n"
    for said in about["says"]:
        yield "- " + _said(said)
    for title, examples in _examples(about, every=every):
        yield f"\n## {title}\n"
        for example in examples:
            text = "".join(f"[{run}]" if found else run for run, found in marked(example["text"], example["quotes"]))
            yield "- " + " ".join(text.split()) + (f"  ({example['kind']})" if example["kind"] else "")


def _said(said: dict[str, Any]) -> str:
    texts = " ".join(filter(None, (said["message"], said["advice"] and f"-> {said['advice']}")))
    return f"{said['kind']}: {texts}" if said["kind"] else texts


def _examples(about: dict[str, Any], *, every: bool) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    leaves = [{"kind": None, "text": text, "quotes": []} for text in about["leaves"]]
    for title, examples in (("Finds", about["finds"]), ("Leaves alone", leaves)):
        if examples:
            shown = examples if every else _varied(examples)
            more = "" if len(shown) == len(examples) else f" ({len(shown)} of {len(examples)}; --all shows the rest)"
            yield title + more, shown


def _varied(examples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some of the examples, of every kind alike, in their own order."""
    by_kind: dict[str | None, list[int]] = {}
    for index, example in enumerate(examples):
        by_kind.setdefault(example["kind"], []).append(index)
    ranked = sorted((rank, index) for indices in by_kind.values() for rank, index in enumerate(indices))
    return [examples[index] for index in sorted(index for _, index in ranked[:MOST_EXAMPLES])]


def _rich(about: dict[str, Any], *, every: bool) -> Iterator[RenderableType]:
    from rich.markdown import Markdown  # noqa: PLC0415
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from sorrykit.cli._describe import marked  # noqa: PLC0415

    color = {"fault": "red", "strength": "green"}.get(about["polarity"], "cyan")
    yield Text.assemble(
        (about["name"], f"bold {color}"), (f"  {about['polarity']}", color), (f"  {about['plugin']}{', by request' if about['by_request'] else ''}", "dim")
    )
    yield ""
    yield Markdown(visible(about["doc"] or about["summary"]))
    if about["says"]:
        yield Text("\nWhat it says", style="bold")
    for said in about["says"]:
        parts = [(f"{said['kind']}: ", "bold") if said["kind"] else "", visible(said["message"])]
        advice = (f" \u2192 {visible(said['advice'])}", "italic") if said["advice"] else ""
        yield Padding(Text.assemble(*parts, advice), (0, 0, 0, 2))
    for title, examples in _examples(about, every=every):
        yield Text(f"\n{title}", style="bold")
        for example in examples:
            text = Text("\u2022 ")
            for run, found in marked(example["text"], example["quotes"]):
                text.append(visible(f"[{run}]" if found else run), style=color if found else "")
            if example["kind"]:
                text.append(f"  {example['kind']}", style="dim")
            yield Padding(text, (0, 0, 0, 2))
