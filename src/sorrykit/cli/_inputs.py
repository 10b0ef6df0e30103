"""What `check` reads: files and standard input, as text, Markdown, mail or JSON Lines."""

from __future__ import annotations

import re
import sys

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from sorrykit.cli._problems import Problem
from sorrykit.text._late import late


if TYPE_CHECKING:
    from sorrykit.cli._markdown import Page


STDIN = "-"
_CONTROL = late("[\x80-\x9f]")
# What a file is, by the end of its name; any other file is text.
FORMS = {".md": "md", ".markdown": "md", ".eml": "eml", ".jsonl": "jsonl", ".ndjson": "jsonl"}


class Message(NamedTuple):
    """One text to analyze."""

    text: str
    source: str | None = None
    """The file, with the line in JSON Lines; None for a text from the command line."""
    id: Any = None
    """The `id` of a line of JSON Lines, whatever it is."""
    page: Page | None = None
    """For Markdown: what is not to be read, and what is not to be reported."""


def form_of(path: str, asked: str | None) -> str:
    """What a file is to be read as."""
    return asked or FORMS.get(Path(path).suffix.lower(), "txt")


def read(paths: Iterable[str], *, field: str, asked: str | None) -> Iterator[Message | Problem]:
    """Yield the messages of the files in order, lazily, and in their place the problems of what cannot be read."""
    for path in paths:
        name = "<stdin>" if path == STDIN else path
        form = form_of(path, asked)
        if path == STDIN and sys.stdin is None:
            yield Problem(name, "is closed")
            continue
        try:
            with nullcontext(sys.stdin.buffer) if path == STDIN else Path(path).open("rb") as file:
                if form == "jsonl":
                    yield from _lines(file, name, field)
                else:
                    yield _READERS[form](file.read(), name)
        except OSError as error:
            yield Problem(name, f"cannot be read: {error.strerror or error}")


def _lines(file: IO[bytes], name: str, field: str) -> Iterator[Message | Problem]:
    import json  # noqa: PLC0415 -- other files need none

    for number, raw in enumerate(file, 1):
        where = f"{name}:{number}"
        text = _decoded(raw, where, first=number == 1)
        if isinstance(text, Problem):
            yield text
        elif text.strip():
            try:
                row = json.loads(text, parse_constant=_no_number)
            except (ValueError, RecursionError) as error:
                yield Problem(where, f"is not JSON: {error}")
            else:
                yield _message(row, where, field)


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")


def _message(row: object, where: str, field: str) -> Message | Problem:
    if not isinstance(row, dict):
        return Problem(where, f"is not an object but {_kind(row)}")
    if field not in row:
        keys = ", ".join(map(repr, row)) or "no field at all"
        return Problem(where, f"there is no field {field!r} but {keys}; name the one with the text with --field")
    if not isinstance(row[field], str):
        return Problem(where, f"the field {field!r} is not text but {_kind(row[field])}")
    return Message(text=row[field], source=where, id=row.get("id"))


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return {bool: "a boolean", list: "a list", dict: "an object", str: "a text"}.get(type(value), "a number")


def _text(raw: bytes, name: str) -> Message | Problem:
    text = _decoded(raw, name)
    return text if isinstance(text, Problem) else Message(text=text, source=name)


def _markdown(raw: bytes, name: str) -> Message | Problem:
    from sorrykit.cli._markdown import Page  # noqa: PLC0415 -- other files need none

    text = _decoded(raw, name)
    return text if isinstance(text, Problem) else Message(text=text, source=name, page=Page.of(text))


def _mail(raw: bytes, name: str) -> Message | Problem:
    from email import message_from_bytes, policy  # noqa: PLC0415 -- other files need none

    body = message_from_bytes(raw, policy=policy.default).get_body(preferencelist=("plain",))
    payload = body.get_payload(decode=True) if body is not None else None
    if body is None or not isinstance(payload, bytes):
        return Problem(name, "has no plain text part; save the text of the mail as .txt")
    charset = body.get_content_charset("utf-8")
    try:
        text = payload.decode("utf-8" if charset == "us-ascii" else charset)
    except (LookupError, UnicodeDecodeError) as error:
        return Problem(name, f"the plain text part cannot be decoded: {error}")
    # Mail programs say Latin-1 and write Windows-1252, whose quotation marks stand where Latin-1 has control characters.
    return Message(text=_CONTROL.sub(_windows, text) if charset == "iso-8859-1" else text, source=name)


def _windows(match: re.Match[str]) -> str:
    return match.group().encode("latin-1").decode("cp1252", "ignore") or match.group()


def _decoded(raw: bytes, name: str, *, first: bool = True) -> str | Problem:
    """The text, without the mark that some editors write at the beginning; line ends stay as they are."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return Problem(
            name, f"is not UTF-8: {error.reason} at byte {error.start}; convert it first, for example with iconv"
        )
    return text.removeprefix("\ufeff") if first else text


_READERS = {"txt": _text, "md": _markdown, "eml": _mail}
