"""Arrow in, Arrow out: the same as each text alone, and nothing of the table lost."""

from __future__ import annotations

import sys

from functools import cache

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import sorrykit

from sorrykit import Analyzer, Finding, Kit, batch, corpus, hookimpl
from sorrykit.batch import Judge, _arrow
from sorrykit.exceptions import MissingExtraError, RubricError, TableError


pa = pytest.importorskip("pyarrow", reason="tables need pyarrow: pip install 'sorrykit[arrow]'")

TEXTS = [
    "I'm sorry you feel that way, but you should have read the terms.",
    None,
    "We are sorry that we charged you twice 🙏. It was our mistake, and the money is back on your card today.",
    "Your parcel is on its way.",
    "",
    "I'm sorry you feel that way, but you should have read the terms.",
]
RUBRICS = ("save", "three-sorrys")
ADDED = ["findings", "scores", "complete", "error"]
TYPES = {
    "string": pa.string(),
    "large": pa.large_string(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
    "dictionary of large": pa.dictionary(pa.int8(), pa.large_string()),
    **({"view": pa.string_view()} if hasattr(pa, "string_view") else {}),
}


class Odd:
    """A plugin whose analyzer breaks, or says what cannot be written."""

    @hookimpl
    def sorrykit_analyzers(self):
        return [Analyzer(name="odd", summary="S.", find=self.find)]

    def find(self, apology):
        if "boom" in apology.text:
            msg = "it broke"
            raise ValueError(msg)
        if "number" in apology.text:
            yield Finding(analyzer="odd", message=7)
        if "surrogate" in apology.text:
            yield Finding(analyzer="odd", advice="\ud800")


def alone(texts, rubrics=RUBRICS, kit=None) -> list[dict]:
    """What the kit and the rubrics say of each text alone."""
    rows = []
    for text in texts:
        report = None if text is None else (kit or sorrykit).analyze(text)
        scores = {name: sorrykit.score(report, name) for name in rubrics} if report else {}
        row = {
            "findings": report and report.to_dict()["findings"],
            "scores": report and {name: {"total": score.total, "verdict": score.verdict} for name, score in scores.items()},
            "complete": report and True,
            "error": None,
        }
        rows.append(row if rubrics else {key: value for key, value in row.items() if key != "scores"})
    return rows


def added(table) -> list[dict]:
    """The added columns, row by row."""
    return table.select([name for name in ADDED if name in table.schema.names]).to_pylist()


@cache
def small_kit() -> Kit:
    """A kit that is quick."""
    return Kit(select=["hollow", "but-clause"], discover=False, learned=False)


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_types(kind):
    """Every kind of text column gives what the texts give alone, and is handed on as it was."""
    texts = pa.array(TEXTS).dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else pa.array(TEXTS, kind)
    given_ = pa.record_batch({"id": pa.array(range(len(TEXTS))), "body": texts})
    result = batch.analyze(given_, "body", rubrics=RUBRICS)

    assert isinstance(result, pa.RecordBatch)
    assert given_.schema.names + ADDED == result.schema.names
    assert given_.equals(result.select(["id", "body"]))
    assert alone(TEXTS) == added(result)
    result.validate(full=True)


def test_corpus():
    """Of real messages the table says what the texts say alone."""
    texts = [item.text for item in corpus.load().split("dev")][::4]

    assert alone(texts) == added(batch.analyze(pa.table({"text": texts}), rubrics=RUBRICS))


@settings(max_examples=30)
@given(texts=st.lists(st.none() | st.sampled_from(TEXTS) | st.text(max_size=30), max_size=8), size=st.integers(1, 4))
def test_any_texts(texts, size):
    """Whatever the texts, and however they are cut into batches, the rows are those of each text alone."""
    chosen = small_kit()
    batches = pa.table({"text": pa.array(texts, pa.string())}).to_batches(max_chunksize=size)
    table = pa.Table.from_batches(batches, schema=pa.schema([("text", pa.string())]))

    assert alone(texts, (), chosen) == added(batch.analyze(table, kit=chosen))


@pytest.mark.parametrize("table", [pa.table({"text": pa.array([], pa.string())}), pa.record_batch({"text": pa.array([], pa.string())})])
def test_empty(table):
    """An empty table stays empty and gets its columns."""
    result = batch.analyze(table, rubrics=["save"])

    assert type(table) is type(result)
    assert 0 == result.num_rows
    assert batch.schema(["save"]) == pa.schema([result.schema.field(name) for name in ADDED])


def test_all_null():
    """A column of nothing but nulls, which has no type, is one of null texts."""
    result = batch.analyze(pa.table({"text": pa.nulls(2)}), rubrics=["save"])

    assert [dict.fromkeys(ADDED)] * 2 == added(result)


def test_schema():
    """The added columns are those that the documentation names."""
    finding = "struct<analyzer: string, kind: string, polarity: string, start: int32, end: int32, quote: string, message: string, advice: string>"
    score = "struct<total: double, verdict: string>"

    assert {
        "findings": f"list<item: {finding}>",
        "scores": f"struct<save: {score}, lewicki: {score}>",
        "complete": "bool",
        "error": "string",
    } == {field.name: str(field.type) for field in batch.schema(["save", "lewicki"])}
    assert ["findings", "complete", "error"] == batch.schema().names


def test_metadata():
    """What the table's schema says beside types is kept."""
    schema = pa.schema([pa.field("text", pa.string(), metadata={"a": "b"})], metadata={"c": "d"})
    result = batch.analyze(pa.table({"text": ["sorry"]}, schema=schema))

    assert {b"c": b"d"} == result.schema.metadata
    assert {b"a": b"b"} == result.schema.field("text").metadata


def test_broken_analyzer():
    """An analyzer that breaks at one text costs this row's scores, and no other row anything."""
    kit = Kit(extra={"acme": Odd()}, discover=False)
    texts = [TEXTS[0], "boom", None, TEXTS[2]]
    rows = added(batch.analyze(pa.table({"text": texts}), kit=kit, rubrics=RUBRICS))

    assert {"findings": [], "scores": dict.fromkeys(RUBRICS), "complete": False, "error": "the analyzer 'odd' broke: ValueError: it broke"} == rows.pop(1)
    assert alone([TEXTS[0], None, TEXTS[2]], kit=kit) == rows


@pytest.mark.parametrize("word", ["number", "surrogate"])
def test_unwritable(word):
    """What a plugin says and Arrow cannot hold is the error of its row."""
    kit = Kit(extra={"acme": Odd()}, discover=False)
    rows = added(batch.analyze(pa.table({"text": [TEXTS[0], word]}), kit=kit, rubrics=RUBRICS))

    assert alone(TEXTS[:1], kit=kit) == rows[:1]
    assert rows[1]["error"].startswith("what was found cannot be written to Arrow: ")
    assert (None, None, False) == (rows[1]["findings"], rows[1]["scores"], rows[1]["complete"])


def test_no_utf8():
    """Bytes that are no UTF-8, which Arrow lets pass, are the error of their row."""
    raw = [b"caf\xe9", TEXTS[0].encode(), b"\xed\xa0\x80"]
    sizes = [sum(map(len, raw[:number])) for number in range(4)]
    buffers = [None, pa.array(sizes, pa.int32()).buffers()[1], pa.py_buffer(b"".join(raw))]
    rows = added(batch.analyze(pa.record_batch({"text": pa.Array.from_buffers(pa.string(), 3, buffers)}), rubrics=RUBRICS))

    assert alone(TEXTS[:1]) == rows[1:2]
    for number in (0, 2):
        assert rows[number]["error"].startswith("not UTF-8: 'utf-8' codec can't decode byte")
        assert rows[number]["findings"] is None


def test_once():
    """A text that occurs again in a batch is judged once."""
    seen = []

    class Counting:
        @hookimpl
        def sorrykit_analyzers(self):
            return [Analyzer(name="counting", summary="S.", find=lambda apology: seen.append(apology.text) or ())]

    batch.analyze(pa.record_batch({"text": ["a", "b", "a", None, None]}), kit=Kit(select=["counting"], extra={"acme": Counting()}))

    assert ["a", "b"] == seen


def test_stream():
    """A stream is read as it is asked for, and its batches are cut small."""
    read = []

    def batches():
        for number in range(3):
            read.append(number)
            yield pa.record_batch({"text": [f"sorry {number}"] * (_arrow.ROWS + 1)})

    source = pa.RecordBatchReader.from_batches(pa.schema([("text", pa.string())]), batches())
    reader = batch.analyze_stream(source, rubrics=["save"])
    first = reader.read_next_batch()

    assert [0] == read
    assert _arrow.ROWS == first.num_rows
    assert ["text", *ADDED] == reader.schema.names
    assert 3 * (_arrow.ROWS + 1) - _arrow.ROWS == sum(each.num_rows for each in reader)


def test_stream_of_wrong_column():
    """A wrong column is told at once, not with the first batch."""
    with pytest.raises(TableError, match="no column 'body'"):
        batch.analyze_stream(pa.table({"text": ["a"]}), "body")


WRONG = {
    "missing": ({"id": [1], "txt": ["a"]}, {}, "there is no column 'text'; there are: 'id', 'txt'"),
    "no column": ({}, {}, "there is no column 'text'; there are: none at all"),
    "no text": ({"text": [1], "body": ["a"]}, {}, "the column 'text' holds no text but int64; columns with text: 'body'"),
    "bytes": ({"text": [b"a"]}, {}, "the column 'text' holds no text but binary; columns with text: none"),
    "list": ({"text": [["a"]]}, {}, "the column 'text' holds no text but list<"),
    "dictionary of numbers": ({"text": pa.array([1]).dictionary_encode()}, {}, "holds no text but dictionary<"),
    "clash": (
        {"text": ["a"], "error": [1]},
        {},
        r"already, the name of one that is added \(findings, complete, error\); rename it, or leave it out; there are: 'text', 'error'",
    ),
    "clash of another case": ({"text": ["a"], "Error": [1]}, {}, "there is a column 'Error' already"),
    "clash of scores": ({"text": ["a"], "scores": [1]}, {"rubrics": ["save"]}, "there is a column 'scores' already, the name of one"),
}


@pytest.mark.parametrize(("table", "options", "message"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("make", [pa.table, pa.RecordBatch.from_pydict], ids=["table", "batch"])
def test_wrong_columns(table, options, message, make):
    """A column that is missing, no text or in the way is an error that names the columns there are."""
    with pytest.raises(TableError, match=message):
        batch.analyze(make(table), **options)


def test_scores_are_free():
    """Without rubrics a column of the table may be called `scores`."""
    assert [1] == batch.analyze(pa.table({"text": ["a"], "scores": [1]}))["scores"].to_pylist()


def test_two_columns():
    """Two columns of the name are one too many."""
    table = pa.table([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])

    with pytest.raises(TableError, match="there are 2 columns 'text'; there are: 'text', 'text'"):
        batch.analyze(table)


class Lazy:
    """Something that is no table yet."""

    def collect(self): ...


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (["sorry"], r"Arrow C stream interface, not list; texts alone go to Kit.analyze_many"),
        ({"text": ["sorry"]}, "not dict"),
        (Lazy(), "not Lazy; collect it first"),
        (pa.array(["sorry"]), "not StringArray"),
    ],
    ids=["list", "dict", "lazy", "array"],
)
def test_no_table(data, message):
    """Anything but a table is refused."""
    with pytest.raises(TypeError, match=message):
        batch.analyze(data)


def test_one_column():
    """A column without a table is refused."""
    with pytest.raises(TableError, match=r"a table, not one column \(ChunkedArray\); put it into a frame"):
        batch.analyze(pa.chunked_array([["sorry"]]))


def test_unknown_rubric():
    """A rubric that there is not is an error."""
    with pytest.raises(RubricError, match="no rubric 'svae'; did you mean 'save'"):
        batch.analyze(pa.table({"text": ["a"]}), rubrics=["svae"])


@pytest.mark.parametrize("ask", [lambda: batch.analyze([]), lambda: batch.analyze_stream([]), batch.schema], ids=["analyze", "stream", "schema"])
def test_without_pyarrow(ask, monkeypatch):
    """Without pyarrow the error says how to get it; rows need none."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(MissingExtraError, match=r"tables need pyarrow: pip install 'sorrykit\[arrow\]'"):
        ask()
    assert 1 == len([finding for finding in Judge().row(TEXTS[0]).findings if finding["analyzer"] == "hollow"])


def test_pandas():
    """A pandas frame keeps its index and its types, and missing texts stay missing."""
    pd = pytest.importorskip("pandas", reason="this test is about pandas")
    frame = pd.DataFrame({"body": TEXTS, "n": range(len(TEXTS))}, index=list("abcdef"))
    result = batch.analyze(frame, "body", rubrics=RUBRICS)
    again = result.to_pandas()

    assert alone(TEXTS) == added(result)
    pd.testing.assert_frame_equal(frame, again[["body", "n"]])
    assert "hollow" == again.findings["a"][0]["analyzer"]
    assert again.findings["b"] is None


@pytest.mark.parametrize(
    ("texts", "message"),
    [(["sorry", 3], "cannot be made an Arrow table: .*int.*column text"), (["sorry\ud800"], "a text with a lone surrogate cannot be in Arrow: .*; mend it first")],
    ids=["number", "surrogate"],
)
def test_pandas_of_anything(texts, message):
    """What Arrow cannot hold is an error that says what it was."""
    pd = pytest.importorskip("pandas", reason="this test is about pandas")

    with pytest.raises(TableError, match=message):
        batch.analyze(pd.DataFrame({"text": pd.Series(texts, dtype=object)}))


def test_polars():
    """A Polars frame comes back with its own types, a categorical column included."""
    pl = pytest.importorskip("polars", reason="this test is about Polars")
    frame = pl.DataFrame({"body": TEXTS, "queue": pl.Series(["a", "b"] * 3, dtype=pl.Categorical)})
    result = batch.analyze(frame, "body", rubrics=RUBRICS)
    again = pl.DataFrame(result)

    assert alone(TEXTS) == added(result)
    assert frame.equals(again.select("body", "queue"))
    assert frame.schema == again.select("body", "queue").schema
    with pytest.raises(TypeError, match="not LazyFrame; collect it first"):
        batch.analyze(frame.lazy(), "body")


def test_duckdb():
    """A DuckDB relation goes in, and the table can be asked in SQL."""
    duckdb = pytest.importorskip("duckdb", reason="this test is about DuckDB")
    given_ = pa.table({"body": TEXTS})
    with duckdb.connect() as connection:
        relation = connection.from_arrow(given_).filter("body is not null")
        result = batch.analyze(relation, "body", rubrics=RUBRICS)
        asked = connection.from_arrow(result).project("len(findings) as n, scores.save.verdict as verdict").fetchall()

    wanted = alone([text for text in TEXTS if text is not None])
    assert wanted == added(result)
    assert [(len(row["findings"]), row["scores"]["save"]["verdict"]) for row in wanted] == asked
