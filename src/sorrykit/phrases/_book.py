"""A phrasebook: TOML in, phrases with their kinds, guards, examples and texts out."""

from __future__ import annotations

import tomllib

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import attrs

from sorrykit.exceptions import PhraseError
from sorrykit.phrases import _language
from sorrykit.phrases._classes import verb_classes


EXTENTS = ("phrase", "clause", "sentence")
POLARITIES = ("fault", "strength", "note")
_KEYS = {"kind", "cue", "find", "extend", "not_before", "not_after", "finds", "leaves", "note"}
_TOP = {"words", "verbs", "phrases", "kinds", "message", "advice", "leaves", "finds", "summary", "polarity"}


@attrs.frozen(slots=True)
class Phrase:
    """One line of a phrasebook, with what its entry says of it."""

    line: str
    """The line as written."""
    kind: str | None = None
    """The kind that a finding of this phrase has."""
    cue: str | None = None
    """A name under which the analyzer's own code meets this phrase; such a phrase is no finding by itself."""
    extend: str = "phrase"
    """How far the finding reaches, which is the phrase itself or goes on to the end of its clause or sentence."""
    not_before: tuple[str, ...] = ()
    """Phrases that must not follow."""
    not_after: tuple[str, ...] = ()
    """Phrases that must not stand directly before."""
    where: str = ""
    """File and entry, for error messages."""


@attrs.frozen(slots=True)
class Phrasebook:
    """The phrases of one analyzer, its word classes, its examples and what it tells the writer."""

    name: str
    phrases: tuple[Phrase, ...] = ()
    classes: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)
    """Word classes of this book alone; they come before the shared ones."""
    messages: Mapping[str | None, str] = attrs.field(factory=dict, hash=False)
    """What the words do to their reader, by kind."""
    advice: Mapping[str | None, str] = attrs.field(factory=dict, hash=False)
    """What to write instead, or why it is good, by kind."""
    finds: tuple[tuple[str | None, str], ...] = ()
    """(kind, text with the found parts in [brackets])."""
    leaves: tuple[str, ...] = ()
    """Texts in which nothing may be found."""
    shipped: str = ""
    """For the books that come with sorrykit a digest of their text, under which their parsed phrases are kept."""
    summary: str = ""
    """One line for lists, where the book is an analyzer by itself."""
    polarity: str = "fault"
    """What its findings are (strength, fault or note) where the book is an analyzer by itself."""
    where: str = ""
    """The file, for error messages."""


def load(path: Path | str, name: str | None = None) -> Phrasebook:
    """Read a phrasebook file.

    Raises `PhraseError` that names the file, the entry and the column.
    """
    file = Path(path)
    return loads(file.read_text(encoding="utf-8"), name or file.stem.replace("_", "-"), str(file))


def loads(text: str, name: str, where: str = "") -> Phrasebook:
    """Read a phrasebook from TOML text."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PhraseError(f"{where or name}: not TOML: {error}") from error
    return from_dict(data, name, where or name)


def from_dict(data: Mapping[str, object], name: str, where: str = "") -> Phrasebook:
    """Make a phrasebook from the tables of a TOML file, or from `[tool.sorrykit.phrases.NAME]`."""
    unknown = sorted(set(data) - _TOP)
    if unknown:
        raise PhraseError(f"{where}: unknown key {unknown[0]!r}; a phrasebook has {', '.join(sorted(_TOP))}")
    classes = _read_classes(data, where)
    phrases: list[Phrase] = []
    finds: list[tuple[str | None, str]] = []
    leaves = list(_lines(data.get("leaves", ()), where, "leaves"))
    finds += [(None, line) for line in _lines(data.get("finds", ()), where, "finds")]
    messages: dict[str | None, str] = {None: str(data["message"])} if "message" in data else {}
    advice: dict[str | None, str] = {None: str(data["advice"])} if "advice" in data else {}
    polarity = str(data.get("polarity", "fault"))
    if polarity not in POLARITIES:
        raise PhraseError(f"{where}: polarity is one of {', '.join(POLARITIES)}, not {polarity!r}")
    kinds = _table(data, "kinds", where)
    for named in kinds:
        table = _table(kinds, named, f"{where}: kinds")
        messages[named] = str(table.get("message", ""))
        advice[named] = str(table.get("advice", ""))
    for number, entry in enumerate(_entries(data, where), 1):
        place = f"{where}: phrases[{number}]"
        wrong = sorted(set(entry) - _KEYS)
        if wrong:
            raise PhraseError(f"{place}: unknown key {wrong[0]!r}; an entry has {', '.join(sorted(_KEYS))}")
        extend = str(entry.get("extend", "phrase"))
        if extend not in EXTENTS:
            raise PhraseError(f"{place}: extend is one of {', '.join(EXTENTS)}, not {extend!r}")
        kind, cue = entry.get("kind"), entry.get("cue")
        guards = {key: tuple(_lines(entry.get(key, ()), place, key)) for key in ("not_before", "not_after")}
        if "find" not in entry:
            raise PhraseError(f"{place}: an entry needs 'find', its phrases, one a line")
        phrases += [
            Phrase(line, kind=kind, cue=cue, extend=extend, where=place, **guards) for line in _lines(entry["find"], place, "find")
        ]
        finds += [(kind, line) for line in _lines(entry.get("finds", ()), place, "finds")]
        leaves += _lines(entry.get("leaves", ()), place, "leaves")
    return Phrasebook(
        name=name, phrases=tuple(phrases), classes=classes, messages=messages, advice=advice, finds=tuple(finds), leaves=tuple(leaves),
        summary=str(data.get("summary", "")), polarity=polarity, where=where,
    )


@cache
def shared_text() -> str:
    """The file of the word classes that every phrasebook may use."""
    return resources.files(__package__).joinpath("classes.toml").read_text(encoding="utf-8")


@cache
def shared_classes() -> Mapping[str, tuple[str, ...]]:
    """The word classes that every phrasebook may use, from `classes.toml`."""
    return _read_classes(tomllib.loads(shared_text()), "classes.toml")


def _read_classes(data: Mapping[str, object], where: str) -> dict[str, tuple[str, ...]]:
    classes: dict[str, tuple[str, ...]] = {}
    for name, value in _table(data, "words", where).items():
        classes[name] = tuple(_choices(value, where, name))
    for name, value in _table(data, "verbs", where).items():
        for form, words in verb_classes(name, "\n".join(_lines(value, where, name))).items():
            classes[form] = tuple(words)
    for name in classes.keys() & _language.SHAPES.keys():
        msg = f"{where}: a class cannot have the name {name!r}, {{{name}}} is a shape; take another name"
        raise PhraseError(msg)
    return classes


def _choices(value: object, where: str, name: str) -> Iterator[str]:
    for line in _lines(value, where, name):
        if "|" not in line or not ("(" in line or "[" in line):
            yield from (choice.strip() for choice in line.split("|"))
            continue
        depth, start = 0, 0
        for at, letter in enumerate(line):
            depth += (letter in "([{") - (letter in ")]}")
            if letter == "|" and depth == 0:
                yield line[start:at].strip()
                start = at + 1
        yield line[start:].strip()


def _lines(value: object, where: str, key: str) -> Iterator[str]:
    """The lines of a multi-line string, or of a list of strings; empty lines and `# comments` are passed over."""
    if isinstance(value, str):
        value = value.splitlines()
    if not isinstance(value, (list, tuple)) or not all(isinstance(line, str) for line in value):
        raise PhraseError(f"{where}: {key} is text, one phrase a line, or a list of texts")
    for line in map(str.strip, value):
        if line and not line.startswith("# ") and line != "#":
            yield line


def _table(data: Mapping[str, object], key: str, where: str) -> Mapping[str, Any]:
    table = data.get(key, {})
    if not isinstance(table, Mapping):
        raise PhraseError(f"{where}: {key} is a table, as in [{key}]")
    return table


def _entries(data: Mapping[str, object], where: str) -> list[Mapping[str, Any]]:
    entries = data.get("phrases", [])
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise PhraseError(f"{where}: phrases are entries, each under [[phrases]]")
    return entries
