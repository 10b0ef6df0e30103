"""What a scan writes: JSON Lines as they are, Parquet by way of an Arrow stream, to which can be added after a stop."""

from __future__ import annotations

import json
import math

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from sorrykit.batch import _arrow
from sorrykit.batch._read import Record
from sorrykit.batch._row import Judge, Row
from sorrykit.exceptions import ScanError


Form = Literal["jsonl", "parquet"]
_FORMS: Mapping[str, Form] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
# A row group ends with the batch that makes it so long.
_GROUP_ROWS, _GROUP_BYTES = 1 << 16, 1 << 26


def form_of(out: Path) -> Form:
    """What is written into a file. Raises `ScanError` for an unknown end of its name, and for a folder."""
    form = _FORMS.get(out.suffix.lower())
    if form is None:
        raise ScanError(f"{out}: scan writes {', '.join(_FORMS)}; let the name of the output end so")
    if out.is_dir():
        raise ScanError(f"{out}: is a folder; the output is one file")
    if form == "parquet":
        _arrow.pyarrow()
    return form


def head(form: Form, judge: Judge) -> bytes:
    """What stands before all rows."""
    if form == "jsonl":
        return b""
    stream: bytes = _schema(judge).serialize().to_pybytes()
    return stream


def encode(form: Form, path: str, rows: Sequence[tuple[Record, Row]], judge: Judge) -> bytes:
    """The rows of a file as bytes, which may be written one behind the other."""
    if form == "jsonl":
        return b"".join(_line(path, record, row) for record, row in rows)
    return _message(path, rows, judge)


def _line(path: str, record: Record, row: Row) -> bytes:
    # All ASCII: even half a surrogate pair survives. An id of Parquet may be a struct with dates in it.
    return (json.dumps({"id": _plain(record.id), "file": path, "row": record.row, **row.to_dict()}, default=str) + "\n").encode()


def _plain(name: Any) -> Any:
    """An id as JSON can write it."""
    if isinstance(name, (bytes, bytearray)):
        return name.hex()
    if isinstance(name, float) and not math.isfinite(name):
        return None
    return name if name is None or isinstance(name, (str, int, float, list, dict)) else str(name)


def _schema(judge: Judge) -> Any:
    pa = _arrow.pyarrow()
    return pa.schema([("id", pa.string()), ("file", pa.string()), ("row", pa.int64()), *_arrow.pa_schema(judge)])


def _message(path: str, rows: Sequence[tuple[Record, Row]], judge: Judge) -> bytes:
    pa = _arrow.pyarrow()
    if not rows:
        return b""
    names = pa.array([_word(record.id) for record, _ in rows], pa.string())
    files = pa.array([_clean(path)] * len(rows), pa.string())
    numbers = pa.array([record.row for record, _ in rows], pa.int64())
    columns = [names, files, numbers, *_arrow.columns([row for _, row in rows], judge)]
    message: bytes = pa.RecordBatch.from_arrays(columns, schema=_schema(judge)).serialize().to_pybytes()
    return message


def _word(name: Any) -> str | None:
    """An id as a column of texts can hold it."""
    name = _plain(name)
    return name if name is None else _clean(name if isinstance(name, str) else json.dumps(name, default=str))


def _clean(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def finish_parquet(rows: Path, out: Path) -> None:
    """Make a Parquet file of the rows that were written behind one another, a row group at a time."""
    pa = _arrow.pyarrow()
    from pyarrow import parquet  # noqa: PLC0415 -- as pyarrow

    with (
        pa.memory_map(str(rows)) as mapped,
        pa.ipc.open_stream(mapped) as stream,
        parquet.ParquetWriter(str(out), stream.schema, compression="zstd") as writer,
    ):
        group: list[Any] = []
        count = size = 0
        for batch in stream:
            group.append(batch)
            count, size = count + batch.num_rows, size + batch.nbytes
            if count >= _GROUP_ROWS or size >= _GROUP_BYTES:
                writer.write_table(pa.Table.from_batches(group).combine_chunks())
                group, count, size = [], 0, 0
        if group:
            writer.write_table(pa.Table.from_batches(group).combine_chunks())
