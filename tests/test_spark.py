"""A real Spark with two workers: the rows are those of a single process."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys

from collections import Counter
from pathlib import Path

import pytest

from sorrykit import Analyzer, Finding, Kit, batch, corpus, hookimpl, spark
from sorrykit.batch import Judge
from sorrykit.exceptions import MissingExtraError, RubricError, TableError


pa = pytest.importorskip("pyarrow", reason="tables need pyarrow: pip install 'sorrykit[arrow]'")
pyspark = pytest.importorskip("pyspark", reason="Spark is not installed: pip install --group spark")

# Spark itself is not yet quiet: about pandas 3, and it leaves sockets to the garbage collector.
pytestmark = [
    pytest.mark.once,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

RUBRICS = ("save", "three-sorrys")
HOUSE = {"officialese": {"phrases": [{"find": "kindly revert"}], "message": "Nobody talks like that."}}
PLUGIN = """
from sorrykit import Analyzer, Finding, hookimpl

@hookimpl
def sorrykit_analyzers(settings):
    word = settings.get("word", "cheers")
    return [Analyzer(name="closing", summary="S.", find=lambda a: [Finding(analyzer="closing")] if word in a.text else [])]
"""


def _java() -> str:
    """Why there is no Java to run Spark with; empty if there is."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(Path(home, "bin", "java") if home else "java")
    if not java:
        return "Spark needs Java 17 or later, and none was found in JAVA_HOME or PATH"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    number = told.partition('"')[2].partition(".")[0]
    return "" if number.isdecimal() and int(number) >= 17 else f"Spark needs Java 17 or later: {told.splitlines()[:1]}"


@pytest.fixture(name="session", scope="module")
def _session(tmp_path_factory):
    if why := _java():
        pytest.skip(why)
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("SPARK_LOCAL_HOSTNAME", "localhost")
        # A Spark of somebody else's on this machine is none of this test's.
        patch.delenv("SPARK_HOME", raising=False)
        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", value=False)
            .config("spark.ui.showConsoleProgress", value=False)
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.local.dir", str(folder / "local"))
            .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
            # A short life: compiling well costs more than it brings.
            .config("spark.driver.extraJavaOptions", f"-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dderby.system.home={folder}")
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


def rows(frame) -> list[dict]:
    """The rows of a Spark frame as plain data, by their id."""
    return sorted((row.asDict(recursive=True) for row in frame.collect()), key=lambda row: row["id"])


def alone(texts: list, **options) -> list[dict]:
    """The rows that one process makes of the texts."""
    return batch.analyze(pa.table({"id": pa.array(range(len(texts))), "body": pa.array(texts, pa.string())}), "body", **options).to_pylist()


def framed(session, texts: list):
    """The texts as a Spark frame in two partitions."""
    data = list(enumerate(texts))
    return session.createDataFrame(session.sparkContext.parallelize(data, 2), "id long, body string")


def test_equal(session, tmp_path):
    """Row for row the workers say what one process says; each makes the kit once, house phrases and all."""
    made = str(tmp_path)

    # Of a class within a function, as of one in a notebook, nothing can be imported: it is sent as it is.
    class Sent:
        @hookimpl
        def sorrykit_analyzers(self):
            with Path(made, str(os.getpid())).open("a") as file:
                file.write("made\n")
            return [Analyzer(name="sent", summary="S.", find=self.find)]

        def find(self, apology):
            if "boom" in apology.text:
                msg = "it broke"
                raise ValueError(msg)
            return [Finding(analyzer="sent")] if "parcel" in apology.text else []

    texts = [item.text for item in corpus.load().split("dev")][::6]
    texts += [None, "", "boom", "Kindly revert. 🙏 Where is my parcel?", "sorry\0 \ufeff\u202e"]
    kit = Kit(phrases=HOUSE, extra={"acme": Sent()}, learned=False)
    # More tasks than workers.
    frame = framed(session, texts).repartition(5)
    for file in tmp_path.iterdir():
        file.unlink()
    found = rows(spark.analyze(frame, "body", RUBRICS, kit=kit))

    by_worker = Counter({file.name: len(file.read_text().splitlines()) for file in tmp_path.iterdir()})
    assert str(os.getpid()) not in by_worker
    assert {1} == set(by_worker.values())
    assert alone(texts, rubrics=RUBRICS, kit=kit) == found
    assert {"officialese", "sent"} <= {finding["analyzer"] for finding in found[-2]["findings"]}
    assert "the analyzer 'sent' broke: ValueError: it broke" == found[-3]["error"]


def test_schema(session):
    """The columns and their types are those of the documentation, behind the frame's own."""
    frame = session.createDataFrame([], "id long, body string, at timestamp")
    finding = "struct<analyzer:string,kind:string,polarity:string,start:int,end:int,quote:string,message:string,advice:string>"
    result = spark.analyze(frame, text="body", rubrics=("save",))

    assert [
        *frame.dtypes,
        ("findings", f"array<{finding}>"),
        ("scores", "struct<save:struct<total:double,verdict:string>>"),
        ("complete", "boolean"),
        ("error", "string"),
    ] == result.dtypes
    assert spark.schema(["save"]).fields == result.schema.fields[3:]


def test_empty(session):
    """An empty frame gives an empty frame."""
    assert [] == rows(spark.analyze(session.createDataFrame([], "id long, body string"), "body"))


def test_skewed(session):
    """It does not matter that all rows, a null among them, lie in one of many partitions."""
    texts = ["I'm sorry you feel that way.", None] * 20
    frame = framed(session, texts).coalesce(1)
    skewed = session.createDataFrame(session.sparkContext.parallelize([], 3), frame.schema).union(frame)

    assert 4 == skewed.rdd.getNumPartitions()
    assert alone(texts, rubrics=["save"]) == rows(spark.analyze(skewed, "body", ["save"]))


def test_plugin_sent(session, site):
    """A plugin that is not installed on the workers is sent as a zip; without it they do not judge."""
    site.install("closing", PLUGIN)
    texts = ["cheers", "bye"]
    kit = Kit(settings={"closing": {"word": "bye"}}, select=["closing", "hollow"])

    with pytest.raises(Exception, match=r"cannot be made in this process: .* 'closing' \(sorrykit-closing 1.0\); install the same everywhere"):
        rows(spark.analyze(framed(session, texts), "body", kit=kit))
    archive = shutil.copy(next(Path(site.work).glob("*.whl")), Path(site.work) / "sorrykit-closing.zip")
    session.sparkContext.addPyFile(str(archive))
    found = rows(spark.analyze(framed(session, texts), "body", kit=kit))

    assert alone(texts, kit=kit) == found
    assert [0, 1] == [len(row["findings"]) for row in found]


@pytest.mark.parametrize(
    ("columns", "options", "error", "message"),
    [
        ("id long, txt string", {}, TableError, "there is no column 'body'; there are: 'id', 'txt'"),
        ("body long, txt string", {}, TableError, "the column 'body' holds no text but bigint; columns with text: 'txt'"),
        ("body string, Complete long", {}, TableError, "there is a column 'Complete' already"),
        ("body string", {"rubrics": ["svae"]}, RubricError, "no rubric 'svae'"),
        ("body string", {"rubrics": "save"}, RubricError, "rubrics are a list"),
    ],
    ids=["missing", "no text", "clash", "rubric", "one rubric"],
)
def test_wrong(session, columns, options, error, message):
    """What is wrong is told before anything runs."""
    with pytest.raises(error, match=message):
        spark.analyze(session.createDataFrame([], columns), "body", **options)


@pytest.mark.parametrize("frame", [pa.table({"text": ["a"]}), [], None], ids=["arrow", "list", "None"])
def test_no_frame(frame):
    """Anything but a Spark frame is refused."""
    with pytest.raises(TypeError, match=r"df is a Spark frame, not .*; other tables go to sorrykit.batch.analyze"):
        spark.analyze(frame)


def test_without_pyspark(monkeypatch):
    """Without pyspark the error says how to get it."""
    monkeypatch.setitem(sys.modules, "pyspark", None)

    with pytest.raises(MissingExtraError, match=r"Spark needs pyspark: pip install 'sorrykit\[spark\]'"):
        spark.schema()


def test_worker():
    """A worker makes batches of batches, with the judge that it was sent."""
    pickled = pickle.dumps(Judge(Kit(select=["hollow"], discover=False)))
    given = pa.record_batch({"text": ["I'm sorry you feel that way.", None]})
    found = [spark.analyzed([given, given], pickled, "text") for _ in range(2)]

    assert [[1, None]] * 4 == [[findings and len(findings) for findings in each["findings"].to_pylist()] for several in found for each in several]
    assert spark._judge(pickled) is spark._judge(pickled)
