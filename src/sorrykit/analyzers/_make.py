"""A built-in analyzer from its module: documentation from the docstring, phrases from the TOML file beside it."""

from __future__ import annotations

import sys

from importlib import resources

from sorrykit._core import Analyzer, Example, Find, Polarity
from sorrykit.phrases import loads


def make(
    module: str,
    *,
    polarity: Polarity,
    kinds: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    find: Find | None = None,
) -> Analyzer:
    """The analyzer of *module*, which is its `__name__`."""
    stem = module.rpartition(".")[2]
    name = stem.replace("_", "-")
    doc = (sys.modules[module].__doc__ or "").strip()
    file = resources.files(__package__).joinpath(f"{stem}.toml")
    book = loads(file.read_text(encoding="utf-8"), name, f"{stem}.toml")
    examples = [Example.marked(line, kind) for kind, line in book.finds] + [Example(line) for line in book.leaves]
    return Analyzer(
        name=name, summary=doc.partition("\n")[0], find=find, polarity=polarity, kinds=kinds, needs=needs, phrases=book, doc=doc, examples=examples
    )
