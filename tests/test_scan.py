"""The scan of files: what it reads, what it says of what it cannot read, and what it writes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re

from datetime import date
from pathlib import Path

import pytest

from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sorrykit import Kit, score
from sorrykit.batch import Columns, Judge, _read, _scan, _sources, _work, _write, scan
from sorrykit.batch._desk import Desk
from sorrykit.batch._read import Record, batches, check_columns, records
from sorrykit.batch._sources import Source, find
from sorrykit.batch._work import Plan, State, Work
from sorrykit.cli import main
from sorrykit.exceptions import MissingExtraError, ScanError


pa = pytest.importorskip("pyarrow", reason="Parquet and .zst need pyarrow: pip install 'sorrykit[arrow]'")
pq = pytest.importorskip("pyarrow.parquet")
HOLLOW = "I'm sorry you feel that way."
TEXTS = (HOLLOW, "We charged you twice, and we are sorry. The money is back on your card today.", "Hello,\nworld \u20ac", "", 'He said "so, sorry"')
ROWS = [{"id": f"m{number}", "team": "east", "text": text} for number, text in enumerate(TEXTS)]


pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture(name="judge", scope="module")
def _judge():
    return Judge(Kit(select=["hollow"], discover=False))


def lines(rows=ROWS):
    """Rows as JSON Lines."""
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def table(rows=ROWS, delimiter=","):
    """Rows as CSV."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def parquet(rows=ROWS, **options):
    """Rows as Parquet."""
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), file, **options)
    return file.getvalue()


def zst(content):
    """Packed by Zstandard."""
    return pa.Codec("zstd").compress(content, asbytes=True)


def read(path, columns=None, content=None):
    """All records of a file."""
    if content is not None:
        Path(path).write_bytes(content)
    columns, (source,) = columns or Columns(), find([path])
    return [record for batch in batches([source], columns) for record in records(batch, source, columns)]


def errors(path, content):
    """Row -> error of those that have one."""
    return {record.row: record.error for record in read(path, content=content) if record.error}


def written(file):
    """The rows of an output."""
    return [json.loads(line) for line in Path(file).read_bytes().splitlines()]


def listed():
    """The names of what is in this folder."""
    return sorted(path.name for path in Path().iterdir())


def run(*arguments):
    """Run a command within this process."""
    return CliRunner().invoke(main, list(arguments), prog_name="sorrykit")


FILES = {
    "a.jsonl": lines(),
    "a.ndjson": b"\xef\xbb\xbf" + lines().rstrip(b"\n"),
    "a.jsonl.gz": gzip.compress(lines()),
    "two members.jsonl.gz": gzip.compress(lines(ROWS[:2])) + gzip.compress(lines(ROWS[2:])),
    "a.jsonl.zst": zst(lines()),
    "two frames.jsonl.zst": zst(lines(ROWS[:2])) + zst(lines(ROWS[2:])),
    "a.csv": table(),
    "excel.csv": b"\xef\xbb\xbf" + table(delimiter=";"),
    "a.tsv": table(delimiter="\t"),
    "a.csv.gz": gzip.compress(table()),
    "a.csv.zst": zst(table()),
    "a.parquet": parquet(),
    "groups.parquet": parquet(row_group_size=2, use_dictionary=False),
    "A.CSV": table(),
}


class TestReading:
    @pytest.mark.parametrize("name", FILES)
    def test_forms(self, name):
        """Whatever the form, the rows are the same."""
        found = read(name, content=FILES[name])

        assert [Record(number, row["text"], row["id"]) for number, row in enumerate(ROWS, 1)] == found

    @pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
    def test_columns(self, name):
        """Columns may have other names, and times and groups come with the row."""
        found = read(name, Columns(text="team", id="text", group="id", time="text"), FILES[name])

        assert [Record(n, "east", row["text"], row["text"], row["id"]) for n, row in enumerate(ROWS, 1)] == found

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.text(max_size=30), max_size=12), st.integers(1, 200), st.sampled_from(["jsonl", "csv"]))
    def test_blocks(self, monkeypatch, texts, block, form):
        """Where a file is cut changes nothing, and every row has its number."""
        monkeypatch.setattr(_read, "BLOCK", block)
        rows = [{"text": text, "id": "x"} for text in texts if "\0" not in text and text.isprintable()]
        content = lines(rows) if form == "jsonl" else table(rows or [{"text": "", "id": "x"}])

        assert [row["text"] for row in rows] == [r.text for r in read(f"a.{form}", content=content)][: len(rows)]

    def test_batches(self, monkeypatch):
        """A batch is no larger than a block and one row, and says how far the file was read."""
        monkeypatch.setattr(_read, "BLOCK", 1000)
        for name, content in (("a.jsonl", lines(ROWS * 50)), ("a.csv", table(ROWS * 50)), ("a.parquet", parquet(ROWS * 50))):
            Path(name).write_bytes(content)
            cut = list(batches(find([name]), Columns()))

            assert list(range(len(cut))) == [batch.number for batch in cut]
            assert max(batch.rows for batch in cut) <= 100
            assert 250 == sum(batch.rows for batch in cut)
            assert sorted(batch.position for batch in cut) == [batch.position for batch in cut]
            assert Path(name).stat().st_size == cut[-1].position

    @pytest.mark.parametrize(
        ("line", "error"),
        [
            (b'{"text": ', "is not JSON: Expecting value at character 10"),
            (b"{'text': 1}", "is not JSON: Expecting property name enclosed in double quotes at character 2"),
            (b"[" * 100_000, "is not JSON: maximum recursion depth exceeded"),
            (b'{"text": NaN}', "is not JSON: NaN is no JSON number"),
            (b'"sorry"', "is not an object"),
            (b'{"text": "\xff"}', "is not UTF-8: invalid start byte at byte 11"),
            (b'{"body": "sorry", "n": 1}', "there is no field 'text' but 'body', 'n'"),
            (b"{}", "there is no field 'text' but no field at all"),
        ],
        ids=["cut", "quotes", "deep", "nan", "text", "latin", "field", "empty"],
    )
    def test_bad_lines(self, line, error):
        """A line that cannot be read has its error, with file and line, and the others are read."""
        content = b'{"text": "a"}\n\n' + line + b'\n{"text": "b"}'
        found = read("a.jsonl", content=content)

        assert [1, 3, 4] == [record.row for record in found]
        assert ["a", None, "b"] == [record.text for record in found]
        assert found[1].error.startswith(f"a.jsonl:3: {error}")

    def test_ids_of_bad_lines(self):
        """A line without the text keeps its id."""
        assert ["x"] == [record.id for record in read("a.jsonl", content=b'{"id": "x"}')]

    @pytest.mark.parametrize(
        ("line", "error"),
        [
            (b"m1,a,b,c", "has 4 fields where the header has 2"),
            (b"m1", "has 1 field where the header has 2"),
            (b'm1,"a"b', "',' expected after '\"'"),
        ],
        ids=["more", "fewer", "quote"],
    )
    def test_bad_records(self, line, error):
        """A record of CSV that cannot be read has its error, with file and line, and the others are read."""
        content = b'id,text\r\nm0,"two\nlines"\r\n' + line + b"\r\nm2,b\r\n"

        assert {2: f"a.csv:4: {error}"} == errors("a.csv", content)
        assert ["two\nlines", None, "b"] == [record.text for record in read("a.csv")]

    def test_bad_batches(self):
        """However many records cannot be read, a batch of them stays small."""
        Path("a.csv").write_bytes(b"id,text\n" + b'm1,"a"b\n' * 2500)

        assert [1000, 1000, 500] == [batch.rows for batch in batches(find(["a.csv"]), Columns())]

    @pytest.mark.parametrize("name", ["one.tsv", "one.tsv.gz"])
    def test_one_column(self, name):
        """Of a .tsv with one column, commas are part of the text."""
        content = b"text\nSorry, really; truly\n"

        assert ["Sorry, really; truly"] == [r.text for r in read(name, content=gzip.compress(content) if name.endswith("gz") else content)]

    def test_open_quote(self):
        """A quotation mark that is never closed is an error of its record."""
        assert {2: "a.csv:3: unexpected end of data"} == errors("a.csv", b'id,text\nm0,a\nm1,"b\nm2,c\n')

    def test_latin(self):
        """A record of CSV that is no UTF-8 has its error, and the others are read."""
        content = b"id,text\nm0,a\nm1,caf\xe9\nm2,b\n"

        assert {2: "a.csv: record 2 is not UTF-8; convert the file first, for example with iconv"} == errors("a.csv", content)
        assert ["a", None, "b"] == [record.text for record in read("a.csv")]

    def test_latin_parquet(self):
        """A text of Parquet that is no UTF-8 has its error, and the others are read."""
        broken = pa.array([b"a", b"caf\xe9", b"b"]).view(pa.string())
        pq.write_table(pa.table({"text": broken}), "a.parquet")

        assert ["a", None, "b"] == [record.text for record in read("a.parquet")]
        assert [None, "a.parquet: row 2 is not UTF-8", None] == [record.error for record in read("a.parquet")]

    @pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
    def test_long_lines(self, monkeypatch, name):
        """A line that would fill the memory is passed over, and the next ones are read."""
        monkeypatch.setattr(_read, "LONGEST", 1000)
        monkeypatch.setattr(_read, "BLOCK", 100)
        content = b'{"text": "a"}\n{"text": "' + b"x" * 5000 + b'"}\n{"text": "b"}\n'
        found = read(name, content=gzip.compress(content) if name.endswith("gz") else content)

        assert [(1, "a"), (2, None), (3, "b")] == [(record.row, record.text) for record in found]
        assert f"{name}:2: the line is longer than 0 MiB" == found[1].error

    def test_long_fields(self, monkeypatch):
        """A field of CSV that would fill the memory is an error of its record, reading goes on, and the module csv is left as it was."""
        monkeypatch.setattr(_read, "LONGEST", 1000)
        before = csv.field_size_limit()
        found = read("a.csv", content=b'id,text\nm0,"' + b"x" * 2500 + b'"\nm1,b\n')

        assert "a.csv:2: field larger than field limit (1000)" == found[0].error
        assert "b" == found[-1].text
        assert before == csv.field_size_limit()

    @pytest.mark.parametrize(
        ("name", "content", "error"),
        [
            ("a.jsonl.gz", gzip.compress(lines() * 99)[:-20], "a.jsonl.gz: cannot be read: Compressed file ended before"),
            ("a.jsonl.gz", b"no gzip at all", "a.jsonl.gz: cannot be read: Not a gzipped file"),
            ("a.csv.zst", b"no zst at all", "a.csv.zst: cannot be read: "),
            ("a.parquet", b"no parquet at all", "a.parquet: cannot be read: "),
        ],
    )
    def test_broken_files(self, name, content, error):
        """A file that cannot be read to its end is an error that names it."""
        with pytest.raises(ScanError) as caught:
            read(name, content=content)

        assert str(caught.value).startswith(error)

    def test_changed_meanwhile(self):
        """A file that is changed while it is read is an error."""
        Path("a.jsonl").write_bytes(lines())
        reading = batches(find(["a.jsonl"]), Columns())
        next(reading)
        Path("a.jsonl").write_bytes(lines() * 2)

        with pytest.raises(ScanError, match=r"^a\.jsonl: was changed while it was read; let it be, and begin anew with --restart$"):
            list(reading)

    @pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
    def test_missing_column(self, name):
        """A column that is missing is an error that lists those that there are."""
        Path(name).write_bytes(FILES[name])
        (source,) = find([name])
        kind = "field" if name == "a.jsonl" else "column"

        for columns, what, option in ((Columns("body"), "body", "text"), (Columns(id="key"), "key", "id"), (Columns(group="desk"), "desk", "group")):
            with pytest.raises(ScanError) as caught:
                check_columns(source, columns)
            assert (
                f"{name}: there is no {kind} '{what}'; there are: 'id', 'team', 'text'; name the one with the {option} with --{option}-column"
                == str(caught.value)
            )

    def test_nothing_to_look_at(self):
        """Whether a field is there cannot be said of files without a row, or with broken lines alone."""
        for name, content in (("a.jsonl", b""), ("b.jsonl", b"{\n"), ("a.csv", b"")):
            Path(name).write_bytes(content)
            check_columns(*find([name]), Columns("body"))

        assert [] == read("a.csv")


class TestFinding:
    def test_order(self):
        """Inputs come in the order given, those of a folder or a glob by name, each once; what is hidden or of no form is passed over."""
        for path in ("d/b.jsonl", "d/a.csv", "d/deep/c.parquet", "d/note.txt", "d/.hidden.csv", "d/.git/x.csv", "d/o.jsonl.sorrykit-work/x.csv", "z.jsonl"):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(b"")

        assert ["z.jsonl", "d/a.csv", "d/b.jsonl", "d/deep/c.parquet"] == [s.path for s in find(["z.jsonl", "d/*.csv", "d", "./z.jsonl"])]
        assert ["d/a.csv", "d/deep/c.parquet"] == [s.path for s in find(["d"], out=Path("d/b.jsonl"))]
        assert ["d/a.csv"] == [s.path for s in find(["d/**/*.csv"])]

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ([], "nothing to scan; give it files, globs or folders"),
            (["nix.jsonl"], "nix.jsonl: cannot be read: No such file or directory"),
            (["note.txt"], f"note.txt: scan reads {_sources.KNOWN}; convert or rename it"),
            (["a.parquet.gz"], f"a.parquet.gz: scan reads {_sources.KNOWN}; convert or rename it"),
            (["*.csv"], f"*.csv: there is nothing to scan; scan reads {_sources.KNOWN}"),
            (["empty"], f"empty: there is nothing to scan; scan reads {_sources.KNOWN}"),
            (["-"], "standard input cannot be scanned: it cannot be read a second time; save it first, or use sorrykit check"),
            (["out.jsonl"], "out.jsonl: the output is one of the inputs; give it another name"),
        ],
    )
    def test_nothing(self, given, error):
        """What cannot be an input is an error that says why."""
        Path("empty").mkdir()
        for name in ("note.txt", "a.parquet.gz", "out.jsonl"):
            Path(name).write_bytes(b"")

        with pytest.raises(ScanError) as caught:
            find(given, out=Path("out.jsonl"))

        assert error == str(caught.value)

    def test_magic_names(self):
        """A file whose name looks like a glob is that file."""
        Path("a[1].csv").write_bytes(b"")

        assert ["a[1].csv"] == [source.path for source in find(["a[1].csv"])]


class TestWriting:
    def test_rows(self, tmp_path):
        """The rows are those of the kit and of the scores, one by one, whatever the number of workers, in both forms."""
        Path("a.jsonl").write_bytes(lines(ROWS * 3 + [{"id": 7, "text": None}, {"id": [1], "text": 3}]) + b"nonsense\n")
        Path("b.csv").write_bytes(table())
        judge = Judge(Kit(discover=False), ["save"])
        summary = scan(["a.jsonl", "b.csv"], judge=judge, out="one.jsonl", workers=1)
        scan(["a.jsonl", "b.csv"], judge=judge, out="two.jsonl", workers=2)
        scan(["a.jsonl", "b.csv"], judge=judge, out="two.parquet", workers=2)
        rows, table_ = written("one.jsonl"), pq.read_table("two.parquet")

        assert Path("one.jsonl").read_bytes() == Path("two.jsonl").read_bytes()
        assert [("a.jsonl", n) for n in range(1, 19)] + [("b.csv", n) for n in range(1, 6)] == [(row["file"], row["row"]) for row in rows]
        for row, text in zip(rows, TEXTS, strict=False):
            report = judge.kit.analyze(text)
            total = score(report, "save")
            assert {
                "findings": report.to_dict()["findings"],
                "scores": {"save": {"total": total.total, "verdict": total.verdict}},
                "complete": True,
                "error": None,
            } == {key: row[key] for key in ("findings", "scores", "complete", "error")}
        assert [7, [1], None] == [row["id"] for row in rows[15:18]]
        assert [None, "not a text but int", "a.jsonl:18: is not JSON: Expecting value at character 1"] == [row["error"] for row in rows[15:18]]
        assert [None, [], []] == [row["findings"] if row["error"] is None else [] for row in rows[15:18]]
        assert ["7", "[1]", None] == table_["id"].to_pylist()[15:18]
        for name in ("file", "row", "findings", "scores", "complete", "error"):
            assert [row[name] for row in rows] == table_[name].to_pylist()
        assert (23, 2, 2, 0) == (summary.rows, summary.errors, summary.inputs, summary.resumed)
        assert (("a.jsonl:17", "not a text but int"), ("a.jsonl:18", "is not JSON: Expecting value at character 1")) == summary.failed
        assert ["a.jsonl", "b.csv", "one.jsonl", "two.jsonl", "two.parquet"] == listed()

    def test_shown(self, judge):
        """What is not to be shown counts for the scores all the same."""
        Path("a.jsonl").write_bytes(lines())
        whole = Judge(Kit(discover=False), ["save"])
        (source,) = find(["a.jsonl"])
        ways = [Desk(whole, [source], Columns(), "jsonl", shown) for shown in (None, ["hollow"], [])]
        all_, some, none = ([json.loads(line) for batch in batches([source], Columns()) for line in desk.judge(batch).content.splitlines()] for desk in ways)

        assert [row["scores"] for row in all_] == [row["scores"] for row in some] == [row["scores"] for row in none]
        assert [[f for f in row["findings"] if f["analyzer"] == "hollow"] for row in all_] == [row["findings"] for row in some]
        assert [[]] * 5 == [row["findings"] for row in none]

    def test_surrogates(self, judge):
        """Half a surrogate pair survives in JSON Lines, and is the row's error in Parquet, which cannot hold it."""
        Path("a.jsonl").write_bytes(b'{"id": "\\ud83d", "text": "I am sorry you feel that way \\ud83d"}\n')
        (source,) = find(["a.jsonl"])
        (batch,) = batches([source], Columns())
        as_lines, as_table = (Desk(judge, [source], Columns(), form).judge(batch) for form in ("jsonl", "parquet"))

        assert ("\ud83d", "hollow") == (json.loads(as_lines.content)["id"], json.loads(as_lines.content)["findings"][0]["analyzer"])
        assert (("\ud83d", "the text holds half a surrogate pair, which Parquet cannot hold; write JSON Lines instead"),) == tuple(
            (json.loads(as_lines.content)["id"], why) for _, why in as_table.failed
        )

    @pytest.mark.parametrize(
        ("name", "plain"), [(float("nan"), None), (b"\x01\xff", "01ff"), (1.5, 1.5), (True, True), ({"a": 1}, {"a": 1}), ([date(2026, 3, 9)], ["2026-03-09"]), (pa, str(pa))]
    )
    def test_ids(self, judge, name, plain):
        """An id of any type comes out as JSON can say it."""
        rows = [(Record(1, "", name), judge.row(""))]
        table_ = pa.ipc.open_stream(_write.head("parquet", judge) + _write.encode("parquet", "f", rows, judge)).read_all()

        assert plain == json.loads(_write.encode("jsonl", "f", rows, judge))["id"]
        assert [plain if plain is None or isinstance(plain, str) else json.dumps(plain)] == table_["id"].to_pylist()

    def test_row_groups(self, judge, monkeypatch):
        """A Parquet output has row groups of a bounded size, and a scan of nothing makes an empty one of the same schema."""
        monkeypatch.setattr(_write, "_GROUP_ROWS", 3)
        rows = [(Record(number, "", number), judge.row(HOLLOW)) for number in range(1, 9)]
        stream = _write.head("parquet", judge) + b"".join(_write.encode("parquet", "f", rows[at : at + 2], judge) for at in range(0, 8, 2))
        Path("rows").write_bytes(stream)
        Path("none").write_bytes(_write.head("parquet", judge) + _write.encode("parquet", "f", [], judge))
        for name in ("rows", "none"):
            _write.finish_parquet(Path(name), Path(f"{name}.parquet"))

        with pq.ParquetFile("rows.parquet") as file:
            assert [4, 4] == [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
            assert pq.read_schema("none.parquet") == file.schema_arrow
        assert list(range(1, 9)) == pq.read_table("rows.parquet")["row"].to_pylist()

    @pytest.mark.parametrize(
        ("out", "error"),
        [
            ("a.txt", "a.txt: scan writes .jsonl, .ndjson, .parquet; let the name of the output end so"),
            ("folder.parquet", "folder.parquet: is a folder; the output is one file"),
            ("nix/a.jsonl", "nix/a.jsonl: cannot be written: No such file or directory; nothing was begun"),
        ],
    )
    def test_outputs(self, judge, out, error):
        """An output that cannot be is an error before anything is read."""
        Path("a.jsonl").write_bytes(lines())
        Path("folder.parquet").mkdir()

        with pytest.raises(ScanError) as caught:
            scan(["a.jsonl"], judge=judge, out=out)

        assert error == str(caught.value)

    def test_missing_extra(self, judge, monkeypatch):
        """Without pyarrow, what needs it says what to install."""
        monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
        for name in ("a.parquet", "a.csv.zst"):
            Path(name).write_bytes(FILES[name])

            with pytest.raises(MissingExtraError, match=r"pip install 'sorrykit\[arrow\]'"):
                check_columns(*find([name]), Columns())

        with pytest.raises(MissingExtraError, match=r"pip install 'sorrykit\[arrow\]'"):
            _write.form_of(Path("out.parquet"))


class TestWork:
    @pytest.fixture(name="plan")
    def _plan(self):
        return Plan([Source("a.jsonl", "jsonl", size=3)], {"the text column": "'text'", "sorrykit": "1"})

    def begun(self, plan, **options):
        """The folder of a scan that has written a row."""
        with Work(Path("out.jsonl"), "jsonl", plan, **options) as work:
            work.open(b"")
            work.write(b"row\n")
            work.keep(State(1))

    def test_goes_on(self, plan):
        """What is written behind the last state does not count, and the next run goes on behind what does."""
        self.begun(plan)
        with Path("out.jsonl.sorrykit-work/rows").open("ab") as file:
            file.write(b"half a r")
        with Work(Path("out.jsonl"), "jsonl", plan) as work:
            assert (1, 4) == (work.state.batches, work.state.bytes)
            work.open(b"")
            work.write(b"more\n")
            work.keep(State(2, whole=True))
            assert not Path("out.jsonl").exists()
            work.finish()

        assert b"row\nmore\n" == Path("out.jsonl").read_bytes()
        assert ["out.jsonl"] == listed()

    def test_killed_at_the_end(self, plan):
        """A run that was killed when the output stood in its place leaves nothing to do but to tidy up."""
        self.begun(plan)
        with Work(Path("out.jsonl"), "jsonl", plan) as work:
            work.open(b"")
            work.keep(State(1, whole=True))
        Path("out.jsonl.sorrykit-work/rows").rename("out.jsonl")
        with Work(Path("out.jsonl"), "jsonl", plan) as work:
            assert work.state.whole
            work.finish()

        assert b"row\n" == Path("out.jsonl").read_bytes()
        assert ["out.jsonl"] == listed()

    def test_output_gone(self, plan):
        """If the output was taken away before the tidying up, the scan begins anew."""
        self.begun(plan)
        with Work(Path("out.jsonl"), "jsonl", plan) as work:
            work.open(b"")
            work.keep(State(1, whole=True))
        Path("out.jsonl.sorrykit-work/rows").unlink()

        with Work(Path("out.jsonl"), "jsonl", plan) as work:
            assert State() == work.state

    def test_restart(self, plan):
        """A restart forgets what was done."""
        self.begun(plan)
        with Work(Path("out.jsonl"), "jsonl", plan, restart=True) as work:
            assert State() == work.state

    @pytest.mark.parametrize(
        ("sources", "settings_", "error"),
        [
            ([Source("a.jsonl", "jsonl", size=4)], {}, "a.jsonl was changed"),
            ([Source("a.jsonl", "jsonl", size=3), Source("b.csv", "csv")], {}, "b.csv is new"),
            ([Source("b.csv", "csv")], {}, "a.jsonl is missing; b.csv is new"),
            (None, {"the text column": "'body'"}, "the text column: 'text' then, 'body' now"),
            (None, {"the id column": "'key'"}, "the id column: none then, 'key' now"),
            (None, {"sorrykit": "2"}, "sorrykit: 1 then, 2 now"),
        ],
    )
    def test_changed(self, plan, sources, settings_, error):
        """Another plan is an error that says what changed, and how to go on; nothing is lost by it."""
        self.begun(plan)
        other = Plan(sources or plan.sources, {**plan.settings, **settings_})

        with pytest.raises(ScanError) as caught:
            self.begun(other)

        assert (
            f"out.jsonl: another scan was begun and not finished: {error}; give the inputs and options of that one to finish it, "
            "or --restart to begin anew" == str(caught.value)
        )
        with Work(Path("out.jsonl"), "jsonl", plan) as work:
            assert (1, 4) == (work.state.batches, work.state.bytes)

    def test_configuration(self, plan):
        """Of a configuration it can only be said that it changed."""
        what = "how analyzers, phrases, plugins or rubrics are set up"

        assert [f"{what} changed"] == Plan([], {what: "b" * 64}).differences(Plan([], {what: "a" * 64}).to_dict())

    def test_order(self):
        """Inputs in another order are another scan."""
        one, two = Source("a.csv", "csv"), Source("b.csv", "csv")

        assert ["the inputs came in another order"] == Plan([two, one], {}).differences(Plan([one, two], {}).to_dict())

    def test_two_at_once(self, plan):
        """Two scans cannot write one output, and the lock is gone with whoever held it."""
        with Work(Path("out.jsonl"), "jsonl", plan), pytest.raises(ScanError) as caught:
            Work(Path("out.jsonl"), "jsonl", plan)

        assert "out.jsonl: another scan is writing it; wait until it is done, or give another --out" == str(caught.value)
        self.begun(plan)

    @pytest.mark.parametrize("content", ["{", "{}", "[1]"])
    @pytest.mark.parametrize("file", ["plan.json", "state.json"])
    def test_damaged(self, plan, file, content):
        """A folder that somebody else has written into is an error."""
        self.begun(plan)
        Path("out.jsonl.sorrykit-work", file).write_text(content, encoding="utf-8")

        with pytest.raises(ScanError, match=rf"{file}: is damaged; begin anew with --restart$"):
            self.begun(plan)

    def test_rows_gone(self, plan):
        """Rows that are missing are an error, not a gap in the output."""
        self.begun(plan)
        os.truncate("out.jsonl.sorrykit-work/rows", 2)

        with pytest.raises(ScanError, match=r"rows: rows are missing that were written; begin anew with --restart$"):
            self.begun(plan)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_full(self, plan):
        """A full disk is an error that says how to go on."""
        self.begun(plan)
        Path("out.jsonl.sorrykit-work/state.json").unlink()
        Path("out.jsonl.sorrykit-work/rows").unlink()
        Path("out.jsonl.sorrykit-work/rows").symlink_to("/dev/full")

        with pytest.raises(ScanError) as caught:
            self.begun(plan)

        assert (
            "out.jsonl: cannot be written: No space left on device; what is done is kept: mend that, and give the same command again"
            == str(caught.value)
        )


class TestCommand:
    def test_summary(self):
        """Without an output there is a summary: what was found how often, the worst and best rows, and those that failed."""
        Path("a.jsonl").write_bytes(lines() + b"nonsense\n")
        done = run("scan", "a.jsonl", "--rubric", "save", "--workers", "1", "--group-column", "team", "--show-examples")

        assert 1 == done.exit_code
        for part in ("5 texts", "hollow", "Scores by save", "worst: m", "By team", "east", "6 rows of 1 file in ", "1 row with an error:\n  a.jsonl:6: is not JSON"):
            assert part in done.stdout
        assert ["a.jsonl"] == listed()

    @pytest.mark.parametrize(("more", "row"), [((), "a.jsonl:"), (("--show-examples",), "m")])
    def test_worst_and_best(self, more, row):
        """The worst and the best rows are named by file and row, and by their ids where these were asked for."""
        Path("a.jsonl").write_bytes(lines())
        done = run("scan", "a.jsonl", "--rubric", "save", "--workers", "1", *more)

        told = " ".join(done.stdout.split())
        for which in ("worst", "best"):
            assert [row] == re.findall(rf"\b{which}(?: by save)?: (\S+?)\d \(\d", told)

    def test_report_that_cannot_be_written(self):
        """It is said before the output is in its place, and the same command goes on from there without another scan."""
        Path("a.jsonl").write_bytes(lines())
        command = ("scan", "a.jsonl", "--select", "hollow", "--workers", "1", "--out", "o.jsonl", "--report", "r.html")
        Path("r.html.new").mkdir()
        failed = run(*command)

        assert (2, False) == (failed.exit_code, Path("o.jsonl").exists())
        assert "r.html: cannot be written: Is a directory; what is done is kept: mend that, and give the same command again" in failed.stderr
        Path("r.html.new").rmdir()
        done = run(*command)

        assert 0 == done.exit_code
        assert "5 rows of 1 file" in done.stdout
        assert "5 of them before it was started again" in done.stdout
        assert ["a.jsonl", "o.jsonl", "r.html"] == listed()

    def test_nothing_personal_is_left_behind(self):
        """What a scan that is not done keeps of the counts holds no quotes and no ids, unless they were asked for."""
        Path("a.jsonl").write_bytes(lines())
        Path("r.html.new").mkdir()
        for more, there in (((), False), (("--show-examples", "--restart"), True)):
            run("scan", "a.jsonl", "--rubric", "save", "--workers", "1", "--out", "o.jsonl", "--report", "r.html", *more)
            kept = Path("o.jsonl.sorrykit-work/state.json").read_text(encoding="utf-8")

            assert there == ("you feel that way" in kept.replace('you feel that way": 1', "")) == ('"m1"' in kept)

    def test_stdout(self):
        """With - the rows go to standard output as they come, and the summary to standard error."""
        Path("a.jsonl").write_bytes(lines())
        done = run("scan", "a.jsonl", "--select", "hollow", "--out", "-", "--workers", "1")

        assert 0 == done.exit_code
        assert ["m0", "m1", "m2", "m3", "m4"] == [json.loads(line)["id"] for line in done.stdout.splitlines()]
        assert "5 rows of 1 file" in done.stderr

    def test_quiet(self):
        """Quiet is quiet but for errors; the report is written all the same."""
        Path("a.jsonl").write_bytes(lines() + b"nonsense\n")
        done = run("scan", "a.jsonl", "--select", "hollow", "--quiet", "--workers", "1", "--out", "o.parquet", "--report", "r.html")

        assert (1, "", "sorrykit: 1 row of 6 with an error\n") == (done.exit_code, done.stdout, done.stderr)
        assert "</html>" in Path("r.html").read_text(encoding="utf-8")
        assert 6 == pq.read_metadata("o.parquet").num_rows

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            ((), "Missing argument 'INPUTS...'"),
            (("a.jsonl", "--workers", "0"), "0 is not in the range x>=1"),
            (("a.jsonl", "--restart"), "--restart is about an output file"),
            (("a.jsonl", "--restart", "--out", "-"), "--restart is about an output file"),
            (("a.jsonl", "--out", "-", "--report", "-"), "the rows and the report cannot both go to standard output"),
            (("a.jsonl", "--report", "r.pdf"), "a report ends in .html or .txt"),
            (("a.jsonl", "--select", "holow"), "did you mean 'hollow'?"),
            (("a.jsonl", "--rubric", "sav"), "did you mean 'save'?"),
            (("a.jsonl", "--text-column", "body"), "a.jsonl: there is no field 'body'; there are: 'id', 'team', 'text'"),
            (("a.jsonl", "--out", "o.csv"), "o.csv: scan writes .jsonl, .ndjson, .parquet"),
        ],
    )
    def test_wrong_use(self, arguments, error):
        """Wrong use ends with status 2 before anything is done, and says what to do."""
        Path("a.jsonl").write_bytes(lines())
        done = run("scan", *arguments)

        assert 2 == done.exit_code
        assert error in done.stderr
        assert ["a.jsonl"] == listed()

    def test_help(self):
        """Help names all options and the exit status."""
        done = run("scan", "--help")

        assert 0 == done.exit_code
        for part in ("--text-column", "--id-column", "--rubric", "--out", "--workers", "--restart", "--quiet", "--report", "Exit status"):
            assert part in done.stdout


def test_cores(monkeypatch):
    """As many processes as this one may use cores."""
    if hasattr(os, "sched_getaffinity"):
        assert len(os.sched_getaffinity(0)) == _scan.cores()
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)

    assert os.cpu_count() == _scan.cores()


def test_work_is_beside_the_output():
    """The folder's name is what inputs pass over."""
    assert ".sorrykit-work" == _work.WORK
