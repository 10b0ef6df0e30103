"""Write one page for each analyzer, from its docstring, its examples and what it tells the writer, whenever the docs are built.

The pages go to `docs/rules`, which is not kept: they cannot grow stale. Third-party analyzers have the same fields,
so `page` works for them too.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pages import write_pages

from sorrykit.analyzers import LABELS, sorrykit_analyzers
from sorrykit.phrases._book import shared_classes


ABOUT = {
    "strength": "What a good apology is made of",
    "fault": "What spoils an apology",
    "note": "What is neither",
}
_SECTION = re.compile(r"^## ", re.MULTILINE)
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+.!|~$&'\"-])")


def setup(app: Any) -> Mapping[str, Any]:
    """Hook into the build."""
    app.connect("builder-inited", lambda app: write(Path(app.srcdir) / "rules"))
    return {"parallel_read_safe": True}


def write(folder: Path) -> list[str]:
    """Write all pages into *folder*; the names of the analyzers."""
    analyzers = list(sorrykit_analyzers())
    pages = {f"{analyzer.name}.md": page(analyzer) for analyzer in analyzers}
    pages["index.md"] = index(analyzers)
    pages["word-classes.md"] = word_classes(shared_classes())
    write_pages(folder, pages)
    return [analyzer.name for analyzer in analyzers]


def page(analyzer: Any) -> str:
    """The page of one analyzer, in MyST Markdown."""
    _, _, rest = analyzer.doc.partition("\n")
    intro, *sections = _SECTION.split(rest)
    parts = [f"# {analyzer.name}", analyzer.summary, _facts(analyzer), intro.strip()]
    told, shown = _told(analyzer), _shown(analyzer)
    for section in sections:
        heading, _, text = section.partition("\n")
        if heading.strip() == "Known limits" and shown:
            parts += [shown]
            shown = ""
        parts.append(f"## {heading.strip()}\n\n{text.strip()}")
        if heading.strip() == "Why it matters" and told:
            parts.append(told)
            told = ""
    return "\n\n".join(part for part in [*parts, told, shown] if part) + "\n"


def _facts(analyzer: Any) -> str:
    facts = [f"*{analyzer.polarity}*"]
    if analyzer.by_request:
        facts.append("by request")
    if analyzer.kinds:
        facts.append("kinds: " + ", ".join(f"`{kind}`" for kind in analyzer.kinds))
    if analyzer.needs:
        facts.append("builds on " + ", ".join(f"[{name}]({name}.md)" for name in analyzer.needs))
    return " · ".join(facts)


def _told(analyzer: Any) -> str:
    """What the writer is told, kind by kind."""
    book = analyzer.phrases
    lines = ["## What it tells the writer"]
    for kind in analyzer.kinds or (None,):
        texts = [texts.get(kind) or texts.get(None, "") for texts in (book.messages, book.advice)] if book else []
        if any(texts):
            lines.append((f"`{kind}`: " if kind else "") + " ".join(escaped(text) for text in texts if text))
    return "\n\n".join(lines) if len(lines) > 1 else ""


def _shown(analyzer: Any) -> str:
    """The examples, with the found parts marked."""
    finds = [example for example in analyzer.examples if example.finds]
    leaves = [example for example in analyzer.examples if not example.finds]
    blocks = []
    for title, examples in (("It finds", finds), ("It leaves alone", leaves)):
        if examples:
            blocks.append(f"{title}:\n\n" + "\n".join(_example(example, analyzer.polarity) for example in examples))
    return "\n\n".join(["## Examples", *blocks]) if blocks else ""


def _example(example: Any, polarity: str) -> str:
    text, position, parts = example.text, 0, []
    for quote in example.finds:
        start = text.find(quote, position) if quote else -1
        if start >= 0:
            parts.append(escaped(text[position:start]))
            parts.append(f"[{escaped(quote)}]{{.found .{polarity}}}")
            position = start + len(quote)
    parts.append(escaped(text[position:]))
    kind = f" · `{example.kind}`" if example.kind else ""
    return f"- {''.join(parts)}{kind}"


def escaped(text: str) -> str:
    """*text* as it is, whatever Markdown would make of it."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split(" "))).replace("\n", " ")


def index(analyzers: Iterable[Any]) -> str:
    """The list of all analyzers."""
    analyzers = list(analyzers)
    lines = ["# Analyzers", "Each page is made from the analyzer itself: what it says of itself, and the examples that it is tested with."]
    for title, chosen in (
        *((about, [a for a in analyzers if a.polarity == polarity and a.name in LABELS]) for polarity, about in ABOUT.items()),
        ("What a whole message shows", [a for a in analyzers if a.name not in LABELS]),
    ):
        if chosen:
            table = "\n".join(f"| [{a.name}]({a.name}.md) | {escaped(a.summary)} |" for a in chosen)
            lines.append(f"## {title}\n\n| analyzer | |\n|---|---|\n{table}")
    names = "\n".join(a.name for a in analyzers)
    lines.append(f"```{{toctree}}\n:hidden:\n\n{names}\n```")
    return "\n\n".join(lines) + "\n"


def word_classes(classes: Mapping[str, Iterable[str]]) -> str:
    """The list of the word classes that every phrasebook may use."""
    rows = []
    for name, several in classes.items():
        members = list(several)
        if "." in name or not members:
            continue
        forms = ", ".join(f"`{{{other}}}`" for other in classes if other.startswith(f"{name}."))
        shown = ", ".join(members[:12]) + (f" ... ({len(members)})" if len(members) > 12 else "")
        rows.append(f"| `{{{name}}}` | {escaped(shown)} | {forms} |")
    text = (
        "# Word classes\n\nThese may be used in every phrasebook. A verb class has its forms: `.s` (misses), `.ed` (missed), `.en` "
        "(broken), `.ing` (missing), `.any` (all of them).\nLong classes are shown by their first words and their size.\n\n"
    )
    return f"---\norphan: true\n---\n\n{text}| class | words | forms |\n|---|---|---|\n" + "\n".join(rows) + "\n"
