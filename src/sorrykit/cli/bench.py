"""`sorrykit bench`: how well the analyzers do on labeled messages."""

from __future__ import annotations

import os
import sys

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sorrykit.cli._problems import fail, told


if TYPE_CHECKING:
    from rich.console import Console

    from sorrykit.cli._measured import Measured
    from sorrykit.evaluation.tables import Table

_T = TypeVar("_T")

_WIDTH = 132  # of a table that goes to a file or a pipe
_WITH_INTERVALS = 112  # the table of labels needs as many columns for its intervals


@click.command()
@click.option("--split", type=click.Choice(["train", "dev", "test", "all"]), help="Which part of the corpus.  [default: dev; all of a --gold file]")
@click.option("--gold", metavar="FILE", type=click.Path(path_type=Path), help="Labeled JSON Lines of your own instead of the bundled corpus.")
@click.option("--plugin", metavar="NAME", help="Benchmark one analyzer, or all of one plugin. Without it, the built-in analyzers.")
@click.option("--as", "as_", metavar="LABEL", help="Score what --plugin finds as this label.")
@click.option("--errors", metavar="LABEL", help="List the messages where this label is missed, wrong or of the wrong kind.")
@click.option("--agreement", is_flag=True, help="Add how far the two coders agree.")
@click.option("--baselines", is_flag=True, help="Add what word lists and learned models reach.")
@click.option("--slices", is_flag=True, help="Add the adversarial part, slice by slice.")
@click.option("--confusion", is_flag=True, help="Add which label stands where another was expected.")
@click.option("--sentences", is_flag=True, help="Add sentence boundaries, held against NLTK's Punkt.")
@click.option("--threads", "whole", is_flag=True, help="Score the bundled threads instead: what only the whole of a thread shows.")
@click.option("--full", is_flag=True, help="Add all of these.")
@click.option("--plot", metavar="FILE", type=click.Path(path_type=Path), help="Draw F1 per label (PNG, SVG or PDF). Needs sorrykit[bench].")
@click.option("--boot", metavar="N", type=click.IntRange(min=0), default=200, show_default=True, help="Resamplings for the intervals.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
def bench(
    *,
    split: str | None,
    gold: Path | None,
    plugin: str | None,
    as_: str | None,
    errors: str | None,
    whole: bool,
    full: bool,
    plot: Path | None,
    boot: int,
    form: str,
    **sections: bool,
) -> None:
    """Score the analyzers against labels that people gave.

    On messages, a label counts once a message. On spans, a found span is right if it overlaps a gold span of the same label.
    """
    from sorrykit.cli import _measured  # noqa: PLC0415 -- help needs none of it

    wanted = [name for name in _measured.SECTIONS if sections[name] or full]
    if whole:
        if gold or plugin or as_ or errors or plot or wanted:
            fail("--threads goes with --split and --format alone")
        _bench_threads(split or "dev", form)
        return
    if as_ and not plugin:
        fail("--as says as what --plugin NAME is read, and there is none")
    with told():
        corpus = _measured.corpus(gold, split, plugin)
        measured = _measured.measure(corpus, plugin=plugin, as_=as_, boot=boot, progress=_progress)
        measured.add(wanted, _progress)
        listed = measured.errors(errors) if errors else None
    if plot:
        _draw(measured, plot)
    if form == "json":
        import json  # noqa: PLC0415

        sys.stdout.write(json.dumps(measured.to_dict(listed), indent=2) + "\n")
    elif form == "markdown":
        sys.stdout.write(measured.markdown(listed))
    else:
        _print(measured, listed)


def _bench_threads(split: str, form: str) -> None:
    from sorrykit import __version__, corpus, evaluation  # noqa: PLC0415 -- help needs none of it
    from sorrykit.evaluation import tables  # noqa: PLC0415
    from sorrykit.kit import Kit  # noqa: PLC0415

    items = [item for item in corpus.threads() if split in {"all", item.split}]
    if not items:
        fail(f"there are no threads in the split {split!r}; there are some in dev and test")
    with told():
        scores = evaluation.threads(items, Kit(discover=False), lambda several: _progress(list(several), "reading"))
    title = f"sorrykit {__version__} on the threads of the sorrykit corpus {corpus.VERSION}, {split}"
    shown = [tables.threads(scores)]
    if scores.misses and split == "dev":  # what is missed elsewhere is not to be looked at
        shown.append(tables.thread_misses(scores))
    if form == "json":
        import json  # noqa: PLC0415

        data = scores.to_dict() if split == "dev" else {**scores.to_dict(), "misses": None}
        sys.stdout.write(json.dumps({"schema": "sorrykit/bench-threads/1", "sorrykit": __version__, "split": split, **data}, indent=2) + "\n")
    elif form == "markdown":
        sys.stdout.write("\n\n".join([f"# {title}", *(f"## {table.title}\n\n{table.markdown()}" for table in shown)]) + "\n")
    else:
        _console().print(title, style="bold")
        for table in shown:
            _print_table(_console(), table, wide=True)


def _draw(measured: Measured, file: Path) -> None:
    from sorrykit.evaluation import plot  # noqa: PLC0415

    try:
        plot(measured.scores, file, ceiling=measured.ceiling, title=measured.title)
    except ImportError as error:
        fail(f"a plot needs matplotlib, pip install 'sorrykit[bench]': {error}")
    except (OSError, ValueError) as error:
        fail(f"{file}: {error}")


def _progress(items: Sequence[_T], what: str) -> Iterator[_T]:
    """The items, with a bar on stderr where somebody looks at it."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console  # noqa: PLC0415 -- no terminal, no rich
    from rich.progress import track  # noqa: PLC0415

    yield from track(items, what, console=Console(stderr=True), transient=True)


def _console() -> Console:
    from rich.console import Console  # noqa: PLC0415 -- help and JSON need none

    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else _WIDTH
    return Console(file=sys.stdout, width=width, highlight=False)


def _print(measured: Measured, listed: Iterable[Any] | None) -> None:
    from rich.text import Text  # noqa: PLC0415

    console = _console()
    console.print(Text(measured.title, style="bold"))
    if listed is not None:
        _print_errors(console, measured, listed)
        return
    wide = console.width >= _WITH_INTERVALS
    for table in measured.tables(intervals=wide):
        _print_table(console, table, wide=wide, bold=("micro", measured.name))


def _print_table(console: Console, table: Table, *, wide: bool, bold: Sequence[str] = ()) -> None:
    from rich.table import Table as Rich  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console.print()
    console.print(Text(table.title, style="bold"))
    shown = Rich(box=None, pad_edge=False, padding=(0, 2 if wide else 1, 0, 0))
    for number, column in enumerate(table.columns):
        shown.add_column(Text(column), justify="left" if number < table.left else "right", vertical="bottom", no_wrap=number == 0)
    for row in table.rows:
        shown.add_row(*map(Text, row), style="bold" if row[0] in bold else None)
    console.print(shown)
    if table.note:
        console.print(Text(table.note, style="dim"))
    if table.picture:
        console.print()
        console.print(Text(table.picture, no_wrap=True, overflow="ignore"), crop=False)


def _print_errors(console: Console, measured: Measured, listed: Iterable[Any]) -> None:
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    for case in listed:
        console.print()
        console.print(Text.assemble((case.id, "bold"), f"  {case.about}"))
        console.print(Padding(Text(case.text), (0, 0, 0, 2), expand=False))
        for what, style, quote in case.lines:
            console.print(Padding(Text.assemble((f"{what:8}", style), quote), (0, 0, 0, 2), expand=False))
    console.print()
    console.print(Text(measured.counted))
