"""Arrow in, Arrow out: the columns of a table, and beside them what was found in one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorrykit.batch._row import Judge, Row
from sorrykit.exceptions import MissingExtraError, TableError
from sorrykit.kit import Kit
from sorrykit.rubrics import Rubric


if TYPE_CHECKING:
    import pyarrow as pa


_FIELDS = ("analyzer", "kind", "polarity", "start", "end", "quote", "message", "advice")
# So many rows are judged before they are handed on: a stream stays small, and its first rows come soon.
ROWS = 8192


def schema(rubrics: Sequence[str | Path | Rubric] = (), *, kit: Kit | None = None) -> pa.Schema:
    """The columns that `analyze` adds.

    - `findings`: a list of structs with `analyzer`, `kind`, `polarity`, `start`, `end`, `quote`, `message` and `advice`, as in
      `Report.to_dict`; `start` and `end` are characters (code points) of the text, as int32.
    - `scores`: a struct with a field for each rubric, itself a struct of `total` (0 to 100) and `verdict`. Without rubrics
      there is no such column.
    - `complete`: whether every analyzer ran to its end.
    - `error`: why it did not, or why there are no findings.

    All of them are null where the text is null.

    Raises `MissingExtraError` without pyarrow, `RubricError` for a rubric that there is not.
    """
    return pa_schema(Judge(kit, rubrics))


def analyze(data: Any, text: str = "text", *, kit: Kit | None = None, rubrics: Sequence[str | Path | Rubric] = ()) -> pa.RecordBatch | pa.Table:
    """Analyze the texts of a column; the table with what was found beside its own columns.

    Of a record batch a record batch is made, of everything else a `pyarrow.Table`. What was found is what `Kit.analyze` and
    `sorrykit.score` say of each text alone. Null texts stay null. Whatever is wrong with one text stands in the column `error`
    of its row, and the other rows are as they would be without it.

    Args:
        data: A record batch, a table, or an object with the Arrow C stream interface: a pandas (2.2 or later) or Polars frame,
            a DuckDB relation.
        text: The name of the column with the texts: string, large string, string view, or a dictionary of these.
        kit: The analyzers to run; the default kit if left out.
        rubrics: Rubrics to judge by: names, paths or `Rubric` values.

    Raises `TableError` for a column that is missing, holds no text, or has the name of one that is added; `TypeError` for data
    that is no table; `MissingExtraError` without pyarrow; `RubricError` for a rubric that there is not.
    """
    pa = pyarrow()
    judge = Judge(kit, rubrics)
    if isinstance(data, pa.RecordBatch):
        return analyze_batch(data, judge, text)
    stream = _reader(data)
    return pa.Table.from_batches(_analyzed(stream, judge, text), schema=joined(stream.schema, judge, text))


def analyze_stream(
    data: Any, text: str = "text", *, kit: Kit | None = None, rubrics: Sequence[str | Path | Rubric] = ()
) -> pa.RecordBatchReader:
    """Analyze the texts of a column lazily: a reader that judges a batch when it is asked for one.

    As `analyze`, for what does not fit into memory: data may be a `pyarrow.RecordBatchReader` over files. Batches of more than
    8192 rows come in several.
    """
    pa, stream, judge = pyarrow(), _reader(data), Judge(kit, rubrics)
    return pa.RecordBatchReader.from_batches(joined(stream.schema, judge, text), _analyzed(stream, judge, text))


def analyze_batch(batch: pa.RecordBatch, judge: Judge, text: str = "text") -> pa.RecordBatch:
    """Analyze one record batch with a judge that is there already. A text that occurs again is judged once."""
    pa = pyarrow()
    whole = joined(batch.schema, judge, text)
    known: dict[str, Row] = {}
    rows: list[Row] = []
    for given in _texts(batch.column(text)):
        if isinstance(given, str):
            row = known.get(given) or known.setdefault(given, judge.row(given))
        else:
            row = given or judge.row(None)
        rows.append(row)
    return pa.RecordBatch.from_arrays([*batch.columns, *columns(rows, judge)], schema=whole)


def columns(rows: Sequence[Row], judge: Judge) -> list[pa.Array]:
    """Rows as the columns of `schema`. A row that Arrow cannot hold is replaced by one that says so."""
    try:
        return _columns(rows, judge)
    except Exception:  # noqa: BLE001 -- a plugin's message that is no text, a lone surrogate in it
        return _columns([_writable(row, judge) for row in rows], judge)


def pa_schema(judge: Judge) -> pa.Schema:
    """The columns that are added for a judge."""
    pa = pyarrow()
    types = {"start": pa.int32(), "end": pa.int32()}
    finding = pa.struct([(name, types.get(name, pa.string())) for name in _FIELDS])
    score = pa.struct([("total", pa.float64()), ("verdict", pa.string())])
    scores = [("scores", pa.struct([(rubric.name, score) for rubric in judge.rubrics]))] if judge.rubrics else []
    return pa.schema([("findings", pa.list_(finding)), *scores, ("complete", pa.bool_()), ("error", pa.string())])


def joined(given: pa.Schema, judge: Judge, text: str) -> pa.Schema:
    """The given columns and those added to them. Raises `TableError` where that cannot be."""
    check([(field.name, str(field.type), _holds_text(field.type)) for field in given], judge, text)
    return pyarrow().schema([*given, *pa_schema(judge)], metadata=given.metadata)


def check(given: Sequence[tuple[str, str, bool]], judge: Judge, text: str) -> None:
    """Raises `TableError` unless of the columns, each (name, type, does it hold texts?), the one called *text* can be analyzed."""
    there = ", ".join(repr(name) for name, _, _ in given) or "none at all"
    found = [(kind, holds_text) for name, kind, holds_text in given if name == text]
    if len(found) != 1:
        msg = f"there {'is no column' if not found else f'are {len(found)} columns'} {text!r}; there are: {there}"
        raise TableError(msg)
    kind, holds_text = found[0]
    if not holds_text:
        texts = ", ".join(repr(name) for name, _, holds_text in given if holds_text) or "none"
        msg = f"the column {text!r} holds no text but {kind}; columns with text: {texts}"
        raise TableError(msg)
    added = pa_schema(judge).names
    # Spark and SQL tell no case.
    if clash := [name for name, _, _ in given if name.lower() in added]:
        msg = f"there is a column {clash[0]!r} already, the name of one that is added ({', '.join(added)}); rename it, or leave it out; there are: {there}"
        raise TableError(msg)


def pyarrow() -> Any:
    """The module pyarrow. Raises `MissingExtraError` where it is not installed."""
    try:
        import pyarrow as pa  # noqa: PLC0415 -- of the extra `arrow`
    except ImportError as error:
        msg = f"tables need pyarrow: pip install 'sorrykit[arrow]' ({error})"
        raise MissingExtraError(msg) from error
    return pa


def _reader(data: Any) -> pa.RecordBatchReader:
    """The data as a stream of record batches."""
    pa = pyarrow()
    if isinstance(data, pa.RecordBatchReader):
        return data
    if not hasattr(data, "__arrow_c_stream__"):
        hint = "; collect it first" if hasattr(data, "collect") else "; texts alone go to Kit.analyze_many"
        msg = f"data is a table: Arrow, pandas (2.2 or later), Polars, DuckDB or what else has the Arrow C stream interface, not {type(data).__name__}{hint}"
        raise TypeError(msg)
    try:
        return pa.RecordBatchReader.from_stream(data)
    except UnicodeEncodeError as error:
        msg = f"a text with a lone surrogate cannot be in Arrow: {error}; mend it first, for example text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')"
        raise TableError(msg) from error
    except (pa.ArrowException, TypeError) as error:
        if isinstance(error, pa.ArrowException) and "non-struct" in str(error):
            msg = f"data is a table, not one column ({type(data).__name__}); put it into a frame, with a name"
        else:
            msg = f"the data cannot be made an Arrow table: {' '.join(map(str, error.args))}"
        raise TableError(msg) from error


def _analyzed(batches: Iterable[pa.RecordBatch], judge: Judge, text: str) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for start in range(0, batch.num_rows, ROWS):
            yield analyze_batch(batch.slice(start, ROWS), judge, text)


def _holds_text(kind: pa.DataType) -> bool:
    """Is it a type of texts, or of nothing but nulls?"""
    types = pyarrow().types
    if types.is_dictionary(kind):
        return _holds_text(kind.value_type)
    # Views are of pyarrow 16.
    is_view = getattr(types, "is_string_view", types.is_string)
    return bool(types.is_string(kind) or types.is_large_string(kind) or is_view(kind) or types.is_null(kind))


def _texts(column: pa.Array) -> Iterable[str | Row | None]:
    """The texts; for one that is no UTF-8 the row that says so."""
    try:
        texts: list[str | Row | None] = column.to_pylist()
    except UnicodeDecodeError:
        # Arrow does not look whether bytes are what their type says. The others are judged all the same.
        return map(_text, column)
    return texts


def _text(scalar: pa.Scalar) -> str | Row | None:
    try:
        text: str | None = scalar.as_py()
    except UnicodeDecodeError as error:
        return Row.broken(f"not UTF-8: {error}")
    return text


def _columns(rows: Sequence[Row], judge: Judge) -> list[pa.Array]:
    # Built column by column: from the rows as they are, Arrow would take several times as long.
    pa = pyarrow()
    offsets: list[int | None] = []
    end = 0
    for row in rows:
        offsets.append(None if row.findings is None else end)
        end += len(row.findings or ())
    kinds = pa_schema(judge)
    listed = kinds.field("findings").type
    flat = [finding for row in rows for finding in row.findings or ()]
    values = [pa.array([finding[field.name] for finding in flat], field.type) for field in listed.value_type]
    findings = pa.ListArray.from_arrays(
        pa.array([*offsets, end], pa.int32()), pa.StructArray.from_arrays(values, fields=list(listed.value_type)), type=listed
    )
    scores = [pa.array([row.scores for row in rows], kinds.field("scores").type)] if judge.rubrics else []
    return [
        findings,
        *scores,
        pa.array([row.complete for row in rows], pa.bool_()),
        pa.array([row.error for row in rows], pa.string()),
    ]


def _writable(row: Row, judge: Judge) -> Row:
    try:
        _columns([row], judge)
    except Exception as error:  # noqa: BLE001 -- as above
        return Row.broken(f"what was found cannot be written to Arrow: {error}")
    return row
