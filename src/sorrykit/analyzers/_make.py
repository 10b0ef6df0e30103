"""A built-in analyzer from its module: documentation from the docstring, phrases from the TOML file beside it."""

from __future__ import annotations

import sys

from collections.abc import Callable, Iterator
from importlib import resources

from sorrykit._core import Analyzer, Apology, Example, Find, Finding, Found, Polarity
from sorrykit.phrases._parsed import shipped


def make(
    module: str,
    *,
    polarity: Polarity,
    kinds: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    find: Find | None = None,
    by_request: bool = False,
) -> Analyzer:
    """The analyzer of *module*, which is its `__name__`."""
    stem = module.rpartition(".")[2]
    name = stem.replace("_", "-")
    doc = (sys.modules[module].__doc__ or "").strip()
    file = resources.files(module.rpartition(".")[0]).joinpath(f"{stem}.toml")
    text = file.read_text(encoding="utf-8")
    book = shipped(text, name, f"{stem}.toml")
    examples = [Example.marked(line, kind) for kind, line in book.finds] + [Example(line) for line in book.leaves]
    return Analyzer(
        name=name,
        summary=doc.partition("\n")[0],
        find=find,
        polarity=polarity,
        kinds=kinds,
        needs=needs,
        phrases=book,
        doc=doc,
        examples=examples,
        by_request=by_request,
    )


def make_verdict(module: str, *, polarity: Polarity, needs: tuple[str, ...], holds: Callable[[Apology, Found], bool]) -> Analyzer:
    """The analyzer of *module* that judges a message as a whole: one finding without a span where *holds* says so.

    Its texts are the phrasebook's `message` and `advice`; its phrases, if any, are cues for *holds*.
    """

    def find(apology: Apology, found: Found) -> Iterator[Finding]:
        """The one finding, if there is cause."""
        if holds(apology, found):
            yield verdict

    analyzer = make(module, polarity=polarity, needs=needs, find=find)
    book = analyzer.phrases
    verdict = Finding(
        analyzer=analyzer.name,
        message=book.messages.get(None, analyzer.summary) if book else analyzer.summary,
        advice=book.advice.get(None, "") if book else "",
        polarity=polarity,
    )
    return analyzer
