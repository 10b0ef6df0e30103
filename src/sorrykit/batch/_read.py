"""How a scan reads: files are cut into batches in one process, and a batch is made into records in another.

Where a file is cut depends on its content alone, so that a scan that was stopped finds its place by counting batches.
"""

from __future__ import annotations

import csv
import gzip
import io
import json

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import attrs

from sorrykit.batch._sources import Source, readable
from sorrykit.exceptions import MissingExtraError, ScanError


# A batch has about so many bytes: some hundred messages, much less than a second of work.
BLOCK = 1 << 17
_ROWS = 1000  # of Parquet and CSV
# A longer line or field is an error of its row: a file without line ends must not fill the memory.
LONGEST = 1 << 26
_LOOKED_AT = 100


@attrs.frozen
class Columns:
    """Which columns, or fields, hold what."""

    text: str = "text"
    id: str | None = None
    """None takes the column `id` where there is one."""
    time: str | None = None
    group: str | None = None

    def named(self) -> dict[str, str]:
        """What holds what: those that were named, and so have to be there."""
        return {what: name for what, name in attrs.asdict(self).items() if name is not None}

    def in_order(self) -> tuple[str, str, str | None, str | None]:
        """The names, in the order of a record's fields."""
        return self.text, self.id if self.id is not None else "id", self.time, self.group


class Record(NamedTuple):
    """One row of a file, before it is judged."""

    row: int
    """The line of JSON Lines; of CSV the record, without the header; of Parquet the row. All from 1."""
    text: object = None
    id: Any = None
    time: Any = None
    group: Any = None
    error: str | None = None
    """Why it could not be read."""


@attrs.frozen
class Batch:
    """A part of a file, still as it stands there."""

    number: int
    source: int
    first: int
    """The number of its first row."""
    rows: int
    content: Any
    position: int
    """How many bytes of the file were read up to its end."""


def batches(sources: Sequence[Source], columns: Columns) -> Iterator[Batch]:
    """Cut the files, one after the other.

    Raises `ScanError` for a file that cannot be read to its end, or is changed meanwhile.
    """
    number = 0
    for index, source in enumerate(sources):
        first = 1
        with readable(source.path):
            for rows, content, position in _CUT[source.form](source, columns):
                yield Batch(number, index, first, rows, content, position)
                number, first = number + 1, first + rows
        source.check()


def records(batch: Batch, source: Source, columns: Columns) -> Iterator[Record]:
    """The records of a batch."""
    return _RECORDS[source.form](batch, source, columns)


def check_columns(source: Source, columns: Columns) -> None:
    """Raises `ScanError` if the named columns are not there; of JSON Lines the first hundred lines are looked at."""
    with readable(source.path):
        there = _THERE[source.form](source)
    for what, name in columns.named().items():
        if there is not None and name not in there:
            kind = "field" if source.form == "jsonl" else "column"
            names = ", ".join(map(repr, there)) or "none at all"
            raise ScanError(f"{source.path}: there is no {kind} {name!r}; there are: {names}; name the one with the {what} with --{what}-column")


@contextmanager
def _opened(source: Source) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The file, unpacked, and the file itself, to see how far it was read."""
    with Path(source.path).open("rb") as raw:
        if source.packed == "gzip":
            yield cast("IO[bytes]", gzip.GzipFile(fileobj=raw)), raw
        elif source.packed == "zstd":
            pyarrow = arrow(source.path)
            yield cast("IO[bytes]", io.BufferedReader(pyarrow.CompressedInputStream(raw, "zstd"))), raw
        else:
            yield raw, raw


def arrow(what: str) -> Any:
    """The module pyarrow. Raises `MissingExtraError` where it is not installed."""
    try:
        import pyarrow as pa  # noqa: PLC0415 -- of the extra `arrow`
        import pyarrow.parquet  # noqa: PLC0415 -- makes it an attribute
    except ImportError as error:
        raise MissingExtraError(f"{what}: Parquet and .zst need pyarrow: pip install 'sorrykit[arrow]' ({error})") from error
    return pa


# JSON Lines: the bytes of whole lines, and whether the last of them is too long and left out.


def _cut_lines(source: Source, _: Columns) -> Iterator[tuple[int, Any, int]]:
    with _opened(source) as (file, raw):
        while block := file.read(BLOCK):
            if not block.endswith(b"\n"):
                block += file.readline(LONGEST)
            whole = block.endswith(b"\n")
            too_long = not whole and len(block) >= LONGEST
            if too_long:
                block = block[: block.rfind(b"\n") + 1]
                while (rest := file.readline(BLOCK)) and not rest.endswith(b"\n"):
                    pass
            rows = block.count(b"\n") + (not whole)
            yield rows, (block, too_long), raw.tell()


def _records_of_lines(batch: Batch, source: Source, columns: Columns) -> Iterator[Record]:
    block, too_long = batch.content
    for number, line in enumerate(block.split(b"\n"), batch.first):
        if line and not line.isspace():
            try:
                yield _record(number, _parsed(line, first=number == 1), source, columns)
            except ValueError as error:
                yield Record(number, error=f"{source.path}:{number}: {error}")
    if too_long:
        number = batch.first + batch.rows - 1
        yield Record(number, error=f"{source.path}:{number}: the line is longer than {LONGEST >> 20} MiB")


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")


_decode = json.JSONDecoder(parse_constant=_no_number).decode


def _parsed(line: bytes, *, first: bool) -> dict[str, Any]:
    try:
        text = line.decode("utf-8")
        row = _decode(text.removeprefix("\ufeff") if first else text)
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8: {error.reason} at byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error.msg} at character {error.pos + 1}") from error
    except (RecursionError, ValueError) as error:
        raise ValueError(f"is not JSON: {error}") from error
    if not isinstance(row, dict):
        raise ValueError("is not an object")  # noqa: TRY004 -- of the file, not of a caller
    return row


def _record(number: int, row: dict[str, Any], source: Source, columns: Columns) -> Record:
    text, name, time, group = columns.in_order()
    error = None
    if text not in row:
        keys = ", ".join(map(repr, row)) or "no field at all"
        error = f"{source.path}:{number}: there is no field {text!r} but {keys}"
    return Record(number, row.get(text), row.get(name), row.get(time) if time else None, row.get(group) if group else None, error)


def _fields_there(source: Source) -> list[str] | None:
    found: dict[str, None] = {}
    _, (block, _), _ = next(_cut_lines(source, Columns()), (0, (b"", False), 0))
    for number, line in enumerate(block.split(b"\n")[:_LOOKED_AT]):
        try:
            found.update(dict.fromkeys(_parsed(line, first=number == 0)))
        except ValueError:
            continue
    # Lines that are all broken are errors of their rows.
    return list(found) or None


# CSV: tuples of what a record is made of, since only reading it all shows where a record ends.


@contextmanager
def _csv(source: Source) -> Iterator[tuple[Any, list[str] | None, IO[bytes]]]:
    with _opened(source) as (file, raw):
        text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
        head = text.readline(LONGEST)
        # Which of them separates the fields is seen best in the header, whose names seldom have any. With a single column it is
        # seen nowhere, and of a .tsv it is known.
        likely = "\t,;" if ".tsv" in Path(source.path).name.lower() else ",;\t"
        delimiter = max(likely, key=head.count)
        before = csv.field_size_limit(LONGEST)
        try:
            lines = (line for line in _chained(head, text))
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            try:
                header = next(reader, None)
            except csv.Error as error:
                raise ScanError(f"{source.path}: the header cannot be read: {error}") from error
            yield reader, header, raw
        finally:
            csv.field_size_limit(before)


def _chained(head: str, file: IO[str]) -> Iterator[str]:
    line = head
    while line:
        yield line
        line = file.readline(LONGEST)


def _cut_csv(source: Source, columns: Columns) -> Iterator[tuple[int, Any, int]]:
    with _csv(source) as (reader, header, raw):
        if header is None:
            return
        places = [header.index(name) if name in header else None for name in columns.in_order()]
        rows: list[tuple[Any, ...]] = []
        size = 0
        while True:
            line = reader.line_num + 1
            try:
                fields = next(reader)
                if not fields:
                    continue
                error = _miscounted(fields, header)
            except StopIteration:
                break
            except csv.Error as broken:
                error = str(broken)
            if error:
                rows.append((None, None, None, None, f"{source.path}:{line}: {error}"))
            else:
                rows.append((*[None if place is None else fields[place] for place in places], None))
                size += sum(map(len, fields))
            if len(rows) >= _ROWS or size >= BLOCK:
                yield len(rows), rows, raw.tell()
                rows, size = [], 0
        if rows:
            yield len(rows), rows, raw.tell()


def _miscounted(fields: Sequence[str], header: Sequence[str]) -> str:
    if len(fields) == len(header):
        return ""
    return f"has {len(fields)} field{'' if len(fields) == 1 else 's'} where the header has {len(header)}"


def _records_of_csv(batch: Batch, source: Source, _: Columns) -> Iterator[Record]:
    for number, fields in enumerate(batch.content, batch.first):
        record = Record(number, *fields)
        try:
            "".join(field for field in fields[:4] if field).encode()
        except UnicodeEncodeError:
            record = Record(number, error=f"{source.path}: record {number} is not UTF-8; convert the file first, for example with iconv")
        yield record


def _header(source: Source) -> list[str] | None:
    with _csv(source) as (_, header, _):
        return header


# Parquet: the columns that are needed, as Arrow writes them to a stream.


def _cut_parquet(source: Source, columns: Columns) -> Iterator[tuple[int, Any, int]]:
    pa = arrow(source.path)
    with pa.parquet.ParquetFile(source.path, buffer_size=1 << 20, pre_buffer=False) as file:
        there, total, done = file.schema_arrow.names, file.metadata.num_rows, 0
        needed = [name for name in dict.fromkeys(columns.in_order()) if name in there]
        slices: list[Any] = []
        for piece in file.iter_batches(_rows_of_parquet(file, columns.text), columns=needed):
            slices.append(piece)
            done += piece.num_rows
            rows = sum(part.num_rows for part in slices)
            if done == total or rows >= _ROWS or sum(part.nbytes for part in slices) >= BLOCK:
                sink = pa.BufferOutputStream()
                with pa.ipc.new_stream(sink, piece.schema) as stream:
                    for part in slices:
                        stream.write_batch(part)
                yield rows, sink.getvalue().to_pybytes(), source.size * done // total
                slices = []


def _rows_of_parquet(file: Any, text: str) -> int:
    """How many rows to read at a time: a block, by the size of the text in the file, which may be much smaller than in memory."""
    groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
    chunks = [group.column(place) for group in groups for place in range(group.num_columns)]
    size = sum(chunk.total_uncompressed_size for chunk in chunks if chunk.path_in_schema == text)
    rows: int = BLOCK * file.metadata.num_rows // max(1, size)
    return max(1, min(_ROWS // 10, rows))


def _records_of_parquet(batch: Batch, source: Source, columns: Columns) -> Iterator[Record]:
    pa = arrow(source.path)
    with pa.ipc.open_stream(batch.content) as stream:
        table = stream.read_all()
    empty = [None] * table.num_rows
    values = [_values(table.column(name)) if name in table.column_names else empty for name in columns.in_order()]
    for number, fields in enumerate(zip(*values, strict=True), batch.first):
        broken = any(isinstance(field, UnicodeDecodeError) for field in fields)
        yield Record(number, error=f"{source.path}: row {number} is not UTF-8") if broken else Record(number, *fields)


def _values(column: Any) -> Iterable[Any]:
    try:
        return cast("list[Any]", column.to_pylist())
    except UnicodeDecodeError:
        return [_value(value) for value in column]


def _value(value: Any) -> Any:
    try:
        return value.as_py()
    except UnicodeDecodeError as error:
        return error


def _parquet_there(source: Source) -> list[str]:
    pa = arrow(source.path)
    with pa.parquet.ParquetFile(source.path) as file:
        return cast("list[str]", file.schema_arrow.names)


_CUT = {"jsonl": _cut_lines, "csv": _cut_csv, "parquet": _cut_parquet}
_RECORDS = {"jsonl": _records_of_lines, "csv": _records_of_csv, "parquet": _records_of_parquet}
_THERE = {"jsonl": _fields_there, "csv": _header, "parquet": _parquet_there}
