"""Spark: the columns of `sorrykit.batch` beside those of a Spark frame, made on the workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sorrykit.batch import Judge, analyze_batch
from sorrykit.batch import _arrow as tables
from sorrykit.exceptions import MissingExtraError
from sorrykit.kit import Kit
from sorrykit.rubrics import Rubric


if TYPE_CHECKING:
    import pyarrow as pa

    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType


__all__ = ["analyze", "schema"]


def schema(rubrics: Sequence[str | Path | Rubric] = (), *, kit: Kit | None = None) -> StructType:
    """The columns that `analyze` adds: those of `sorrykit.batch.schema` in Spark's types.

    Raises `MissingExtraError` without pyspark, `RubricError` for a rubric that there is not.
    """
    return _to_spark(tables.pa_schema(Judge(kit, rubrics)))


def analyze(df: DataFrame, text: str = "text", rubrics: Sequence[str | Path | Rubric] = (), *, kit: Kit | None = None) -> DataFrame:
    """Analyze the texts of a column on the workers; the frame with what was found beside its own columns.

    Nothing runs before Spark is asked for rows. The rows are those of `sorrykit.batch.analyze`, wherever they are made. The
    kit, with its settings and house phrases, is sent along and made once in each Python worker. What is installed is not sent:
    sorrykit, and plugins that are, must be there in the same version, and a worker that has others fails with a
    `ConfigurationError` that names them.

    Args:
        df: A frame. Columns that are not needed later are best left out before: all of them travel
            through Python.
        text: The name of the column with the texts.
        rubrics: Rubrics to judge by: names, paths or `Rubric` values.
        kit: The analyzers to run; the default kit if left out.

    Raises `TableError` for a column that is missing, holds no text, or has the name of one that is added; `TypeError` for
    something else than a Spark frame; `RubricError` for a rubric that there is not.
    """
    if not hasattr(df, "mapInArrow"):
        msg = f"df is a Spark frame, not {type(df).__name__}; other tables go to sorrykit.batch.analyze"
        raise TypeError(msg)
    pickler, types, _ = _pyspark()
    judge = Judge(kit, rubrics)
    # Asked here for its errors: on the worker they would come late, and wrapped in those of Spark.
    given = [(field.name, field.dataType.simpleString(), isinstance(field.dataType, types.StringType)) for field in df.schema.fields]
    tables.check(given, judge, text)
    added = _to_spark(tables.pa_schema(judge))
    # As bytes, by which a worker knows the judge that it has made for an earlier task.
    pickled = pickler.dumps(judge)

    def judged(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return analyzed(batches, pickled, text)

    return df.mapInArrow(judged, types.StructType([*df.schema.fields, *added.fields]))


def analyzed(batches: Iterable[pa.RecordBatch], pickled: bytes, text: str) -> Iterator[pa.RecordBatch]:
    """What a worker does with the batches of a partition; for `analyze`."""
    for batch in batches:
        yield analyze_batch(batch, _judge(pickled), text)


@lru_cache(maxsize=4)
def _judge(pickled: bytes) -> Judge:
    """The judge, made once in each process."""
    import pickle  # noqa: PLC0415 -- only a worker needs it

    return cast("Judge", pickle.loads(pickled))  # noqa: S301 -- Spark has brought it as it brings the function itself


def _to_spark(columns: pa.Schema) -> StructType:
    _, _, spark_types = _pyspark()
    return cast("StructType", spark_types.from_arrow_schema(columns))


def _pyspark() -> tuple[Any, Any, Any]:
    """Spark's own pickler, which sends what is defined in a notebook; its types; their way to Arrow and back."""
    try:
        from pyspark import cloudpickle  # noqa: PLC0415 -- of the extra `spark`
        from pyspark.sql import types  # noqa: PLC0415
        from pyspark.sql.pandas import types as spark_types  # noqa: PLC0415
    except ImportError as error:
        msg = f"Spark needs pyspark: pip install 'sorrykit[spark]' ({error})"
        raise MissingExtraError(msg) from error
    return cloudpickle, types, spark_types
