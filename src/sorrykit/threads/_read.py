"""Threads from files: JSON Lines, JSON, CSV and mail, with the names of their columns and speakers as they come."""

from __future__ import annotations

import csv
import difflib
import io
import json
import shlex

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sorrykit.exceptions import ThreadError
from sorrykit.threads._thread import SPEAKERS, Thread, Turn


Form = Literal["jsonl", "json", "csv", "mbox", "eml"]
FORMS: Mapping[str, Form] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "csv", ".mbox": "mbox", ".mbx": "mbox", ".eml": "eml"}
COLUMNS = ("thread", "speaker", "text", "at")
# What exports call the two, in small letters.
CALLED = {
    **dict.fromkeys(("customer", "user", "client", "requester", "end-user", "enduser", "consumer", "guest", "buyer", "patient", "visitor"), "customer"),
    **dict.fromkeys(
        ("agent", "support", "staff", "assistant", "admin", "bot", "operator", "representative", "rep", "advisor", "seller", "company", "brand"), "agent"
    ),
}


class Row(NamedTuple):
    """One turn as a file has it: where it stands, the thread it belongs to, and the turn."""

    where: str
    thread: str | None
    turn: Turn


def read(
    path: str | Path,
    *,
    form: Form | None = None,
    columns: Mapping[str, str] | None = None,
    speakers: Mapping[str, str] | None = None,
    agents: Iterable[str] = (),
) -> list[Thread]:
    """Read the threads of a file, in the order of their first turns.

    - **JSON Lines**: each line is a thread (an object with `turns`, and an `id` if it has one) or a single turn.
    - **JSON**: one thread, a list of threads, or a list of turns.
    - **CSV**: each row is a turn; the first line names the columns, and whatever of comma, semicolon and tab it has most of
      separates them.
    - **.mbox**, **.eml**, or a folder of .eml files: mails, put together by their References, In-Reply-To and subjects; quoted
      mails are left out, they stand in the thread already.

    Turns are put in the order of time where all of a thread have one; otherwise they stay as they come.

    Args:
        path: The file, or a folder of .eml files. Text is UTF-8.
        form: What the file is; by the end of its name if left out.
        columns: What the file calls "thread", "speaker", "text" and "at", as in `{"text": "body", "at": "created_at"}`. Without a
            column for the thread all turns are one thread.
        speakers: What the file calls the speakers, as in `{"end-user": "customer", "Priya": "agent"}`; the usual names are known.
        agents: For mail: addresses or domains that are the agent's. If left out, whoever wrote first is the customer, and
            everybody else the agent.

    Raises `ThreadError` for anything that cannot be read, with file and line, and `OSError` for a file that cannot be opened.
    """
    path = Path(path)
    chosen = form or ("eml" if path.is_dir() else FORMS.get(path.suffix.lower()))
    if chosen is None:
        msg = f"{path}: what kind of file is this? Its name ends in none of {', '.join(FORMS)}; name the form with form= or --as"
        raise ThreadError(msg)
    names = _columns(columns)
    if chosen in {"mbox", "eml"}:
        from sorrykit.threads import _mail  # noqa: PLC0415 -- other files need none of it

        return _mail.read(path, chosen, agents)
    text = _decoded(path)
    if chosen == "csv":
        return _gathered(_csv_rows(text, str(path), names, speakers or {}))
    return _json_threads(text, str(path), names, speakers or {}, lines=chosen == "jsonl")


def _columns(columns: Mapping[str, str] | None) -> dict[str, str]:
    names = {name: name for name in COLUMNS}
    for name in columns or {}:
        if name not in names:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            msg = f"a thread has no column {name!r}; " + (f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(COLUMNS)}")
            raise ThreadError(msg)
    return names | dict(columns or {})


def _decoded(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{path}: is not UTF-8: {error.reason} at byte {error.start}; convert it first, for example with iconv"
        raise ThreadError(msg) from error


def _csv_rows(text: str, where: str, names: Mapping[str, str], speakers: Mapping[str, str]) -> Iterator[Row]:
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield _row({key: value for key, value in row.items() if key is not None}, f"{where}:{reader.line_num}", names, speakers)
    except csv.Error as error:
        msg = f"{where}:{reader.line_num}: is not CSV: {error}"
        raise ThreadError(msg) from error


def _json_threads(text: str, where: str, names: Mapping[str, str], speakers: Mapping[str, str], *, lines: bool) -> list[Thread]:
    whole: list[Thread] = []
    rows: list[Row] = []
    for place, data in _objects(text, where, lines=lines):
        if isinstance(data, Mapping) and "turns" in data:
            whole.append(_whole(data, place, names, speakers))
        else:
            rows.append(_row(data, place, names, speakers))
    if whole and rows:
        msg = f"{where}: some entries are threads, with `turns`, and some are single turns; make it one or the other"
        raise ThreadError(msg)
    return whole or _gathered(rows)


def _objects(text: str, where: str, *, lines: bool) -> Iterator[tuple[str, Any]]:
    if lines:
        # Only \n ends a line: a text may hold any other separator.
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield f"{where}:{number}", _parsed(line, f"{where}:{number}")
        return
    data = _parsed(text, where)
    for number, item in enumerate(data if isinstance(data, list) else [data], 1):
        yield f"{where}: entry {number}", item


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        msg = f"{where}: is not JSON: {error}"
        raise ThreadError(msg) from error


def _whole(data: Mapping[str, Any], where: str, names: Mapping[str, str], speakers: Mapping[str, str]) -> Thread:
    turns = data["turns"]
    if not isinstance(turns, list):
        msg = f"{where}: `turns` is a list of turns, not {turns!r}"
        raise ThreadError(msg)
    rows = [_row(turn, f"{where}, turn {number}", names, speakers) for number, turn in enumerate(turns)]
    name = data.get("id")
    return _thread([row.turn for row in rows], None if name is None else str(name), where)


def _row(data: object, where: str, names: Mapping[str, str], speakers: Mapping[str, str]) -> Row:
    if not isinstance(data, Mapping):
        msg = f"{where}: a turn is an object with {names['speaker']!r} and {names['text']!r}, not {data!r}"
        raise ThreadError(msg)
    for name in ("speaker", "text"):
        if names[name] not in data:
            there = ", ".join(map(repr, data)) or "none at all"
            msg = (
                f"{where}: there is no column {names[name]!r} for the {name}; there are: {there}; "
                f"say which it is with columns={{{name!r}: ...}} or --column {name}=..."
            )
            raise ThreadError(msg)
        if not isinstance(data[names[name]], str):
            msg = f"{where}: the {name} is text, not {data[names[name]]!r}"
            raise ThreadError(msg)
    at = data.get(names["at"])
    try:
        turn = Turn(_speaker(data[names["speaker"]], speakers), data[names["text"]], at)
    except ThreadError as error:
        msg = f"{where}: {error}"
        raise ThreadError(msg) from error
    thread = data.get(names["thread"])
    return Row(where, None if thread is None else str(thread), turn)


def _speaker(name: str, speakers: Mapping[str, str]) -> str:
    said = speakers.get(name) or speakers.get(name.strip()) or CALLED.get(name.strip().lower())
    if said is None:
        msg = (
            f"who is {name!r}, the customer or the agent? "
            f"Say it with speakers={{{name!r}: 'agent'}} or --speaker {shlex.quote(f'{name}=agent')}"
        )
        raise ThreadError(msg)
    if said not in SPEAKERS:
        msg = f"speakers maps {name!r} to {said!r}; it is 'customer' or 'agent'"
        raise ThreadError(msg)
    return said


def _gathered(rows: Iterable[Row]) -> list[Thread]:
    by_thread: dict[str | None, list[Row]] = {}
    for row in rows:
        by_thread.setdefault(row.thread, []).append(row)
    return [_thread([row.turn for row in several], name, several[0].where) for name, several in by_thread.items()]


def _thread(turns: list[Turn], name: str | None, where: str) -> Thread:
    times = [turn.at for turn in turns]
    if all(times):
        turns = sorted(turns, key=_when)
    try:
        return Thread(turns, id=name)
    except ThreadError as error:
        msg = f"{where}: {error}"
        raise ThreadError(msg) from error


def _when(turn: Turn) -> datetime:
    assert turn.at is not None
    return turn.at
