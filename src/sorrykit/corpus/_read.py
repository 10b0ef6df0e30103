"""Labeled JSON Lines -> items, with errors that name file, line and id."""

from __future__ import annotations

import difflib
import hashlib
import json
import os

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from sorrykit.corpus._items import KINDS, LABELS, Corpus, Item, Label, ThreadItem, by_id
from sorrykit.exceptions import CorpusError


_T = TypeVar("_T", Item, ThreadItem)


def read(path: str | os.PathLike[str], *, labels: Iterable[str] = ()) -> Corpus:
    """Read your own labeled messages, one JSON object a line.

    Each has an `id` and a `text`; `labels` is a list of objects with `label`, `kind` where there is one, and either `start`
    and `end` (code points, half-open) or the `quote`; with both, the two must fit. A quote that occurs again takes its next
    place. `domain`, `channel`, `slice`, `split` and `coders` (coder -> labels) may be left out, other fields are passed over.
    Empty lines are passed over, too. The items come sorted by id.

    Args:
        path: The file, UTF-8.
        labels: Names of labels beside the twenty, for analyzers of your own.

    Raises `CorpusError` for anything that cannot be read, with file, line and id, and `OSError` for a file that cannot be
    opened.
    """
    path = Path(path)
    return parse(path.read_bytes(), path.name, str(path), (*LABELS, *labels))


def parse(data: bytes, name: str, where: str, labels: Iterable[str] = LABELS) -> Corpus:
    """The corpus in *data*; *where* is what errors call the file."""
    known = tuple(dict.fromkeys(labels))
    return Corpus(_parsed(data, where, lambda row: _item(row, known)), name, hashlib.sha256(data).hexdigest())


def parse_threads(data: bytes, where: str) -> tuple[ThreadItem, ...]:
    """The threads in *data*; *where* is what errors call the file."""
    return tuple(_parsed(data, where, _thread))


def _parsed(data: bytes, where: str, build: Callable[[Mapping[str, Any]], _T]) -> list[_T]:
    items: dict[str, _T] = {}
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        place = f"{where}, line {number}"
        try:
            row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except ValueError as error:
            msg = f"{place}: this is no JSON object: {error}"
            raise CorpusError(msg) from error
        if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not row["id"]:
            msg = f"{place}: a line is a JSON object with an `id`, which is text"
            raise CorpusError(msg)
        place += f", id {row['id']!r}"
        if row["id"] in items:
            msg = f"{place}: this id stands on an earlier line, too"
            raise CorpusError(msg)
        try:
            items[row["id"]] = build(row)
        except (ValueError, TypeError, KeyError) as error:
            msg = f"{place}: {f'there is no `{error.args[0]}`' if isinstance(error, KeyError) else error}"
            raise CorpusError(msg) from error
    return sorted(items.values(), key=by_id)


def _item(row: Mapping[str, Any], known: tuple[str, ...]) -> Item:
    text = _text(row, "text")
    coders = row.get("coders") or {}
    if not isinstance(coders, Mapping):
        msg = f"`coders` maps each coder to a list of labels, and is not {coders!r}"
        raise TypeError(msg)
    fields = {name: _text(row, name) for name in ("domain", "channel", "slice", "split") if row.get(name) is not None}
    codings = {coder: tuple(_labels(text, labels, known)) for coder, labels in coders.items()}
    return Item(id=row["id"], text=text, labels=tuple(_labels(text, row["labels"], known)), coders=codings, **fields)


def _thread(row: Mapping[str, Any]) -> ThreadItem:
    turns = [{name: _text(turn, name) for name in ("speaker", "at", "text") if name in turn} for turn in row["turns"]]
    for turn in turns:
        if not {"speaker", "text"} <= set(turn):
            msg = f"a turn has a `speaker` and a `text`: {turn!r}"
            raise ValueError(msg)
    return ThreadItem(id=row["id"], turns=turns, gold=row.get("gold") or {}, domain=row.get("domain"), split=row.get("split"))


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row[name]
    if not isinstance(value, str):
        msg = f"`{name}` is text, and not {value!r}"
        raise TypeError(msg)
    return value


def _labels(text: str, rows: object, known: tuple[str, ...]) -> Iterator[Label]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        msg = f"labels are a list of objects, and not {rows!r}"
        raise TypeError(msg)
    taken: Counter[tuple[str, str]] = Counter()
    for row in rows:
        name, kind = row["label"], row.get("kind")
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
            msg = f"there is no label {name!r}; {hint}"
            raise ValueError(msg)
        # The kinds of labels that are not the guide's are nobody's business but the file's.
        if kind is not None and name in LABELS and kind not in KINDS.get(name, ()):
            of = f"is one of {', '.join(KINDS[name])}" if name in KINDS else "does not exist"
            msg = f"the kind of {name!r} {of}, not {kind!r}"
            raise ValueError(msg)
        start, end = _place(text, row, taken)
        yield Label(name, start, end, kind)


def _place(text: str, row: Mapping[str, Any], taken: Counter[tuple[str, str]]) -> tuple[int, int]:
    name, quote, start, end = row["label"], row.get("quote"), row.get("start"), row.get("end")
    if start is None:
        if not isinstance(quote, str) or not quote:
            msg = f"the label {name!r} has neither `start` and `end` nor a `quote`"
            raise ValueError(msg)
        start = text.find(quote, taken[name, quote])
        start = text.find(quote) if start < 0 else start
        if start < 0:
            msg = f"the quote {quote!r} of {name!r} does not stand in the text"
            raise ValueError(msg)
        end = taken[name, quote] = start + len(quote)
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        msg = f"the span {start}..{end} of {name!r} does not lie in a text of {len(text)} characters"
        raise ValueError(msg)
    if quote is not None and text[start:end] != quote:
        msg = f"the quote {quote!r} of {name!r} does not stand at {start}..{end}, but {text[start:end]!r}"
        raise ValueError(msg)
    return start, end
