"""`sorrykit bench` prints what was measured, in every form, and says what it cannot do."""

from __future__ import annotations

import json
import sys

from functools import cache

import pytest

from click.testing import CliRunner

from sorrykit import Kit, corpus, evaluation
from sorrykit.cli import _measured, main
from sorrykit.cli import bench as module
from sorrykit.evaluation import _baselines


ROWS = [
    {"id": "a", "text": "Sorry you feel that way.", "labels": [{"label": "hollow", "kind": "feelings", "quote": "Sorry you feel that way"}]},
    {"id": "b", "text": "The train was blue.", "split": "dev", "labels": [{"label": "hollow", "kind": "generic", "quote": "The train"}]},
    {"id": "c", "text": "We apologize for any inconvenience.", "labels": []},
]


@pytest.fixture(name="gold")
def _gold(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


@pytest.fixture(name="kits", scope="module")
def _kits():
    """A kit of one kind is made once; it costs more than all else here."""
    return cache(lambda select=None, *, discover=True: Kit(select=select, discover=discover))


@pytest.fixture(name="bench")
def _bench(monkeypatch, kits):
    """Run the command; what it printed, on stdout, or on stderr where it failed."""
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(_baselines, "_VOCABULARY", 20)
    monkeypatch.setattr(_measured, "Kit", lambda select=None, **options: kits(tuple(select) if select else None, **options))

    def bench(*args, status=0):
        result = CliRunner().invoke(main, ["bench", *map(str, args)], catch_exceptions=False)
        assert status == result.exit_code, result.output
        return result.stderr if status else result.stdout

    return bench


def test_default(bench):
    """By default the built-in analyzers are scored on the dev split of the bundled corpus."""
    out = bench()

    assert f"sorrykit corpus {corpus.VERSION}, dev: 140 messages, sha256 {corpus.load().sha256[:12]}" in out
    for label in corpus.LABELS:
        assert f"\n{label} " in out
    assert "\nmicro" in out
    assert "Coders: " in out


def test_narrow(bench, monkeypatch):
    """A narrow terminal shows every figure, without the intervals."""
    monkeypatch.setenv("COLUMNS", "80")
    out = bench()

    assert "95 %" not in out
    assert "…" not in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(("split", "count"), [("train", 356), ("test", 216), ("all", 712)])
def test_split(split, count):
    """Other splits may be scored."""
    assert count == len(_measured.corpus(None, split, None))


def test_json(bench):
    """The JSON is documented data with every section."""
    data = json.loads(bench("--format", "json", "--full", "--boot", 10))

    assert "sorrykit/bench/1" == data["schema"]
    assert {"name": f"sorrykit corpus {corpus.VERSION}, dev", "sha256": corpus.load().sha256, "messages": 140} == data["corpus"]
    assert ["keywords", "convokit", "naive-bayes", "linear"] == [row["name"] for row in data["baselines"]]
    assert 0.9 < data["agreement"]["alpha"] < 1
    assert {"expected", "found", "count"} == set(data["confusion"][0])
    assert data["slices"][0]["messages"]
    assert data["sentences"]["trained, by paragraph"]["equal"] > 0.95


def test_sections(bench, monkeypatch):
    """Each section is a table, and the confusion a picture as well."""
    monkeypatch.setattr("sorrykit.evaluation.BASELINES", {"keywords": evaluation.BASELINES["keywords"]})
    text, markdown = bench("--full"), bench("--full", "--format", "markdown")

    for title in ("Per label", "Beside simpler means", "Agreement of writer", "What stands where", "The adversarial", "Sentence boundaries"):
        assert f"\n{title}" in text
        assert f"\n## {title}" in markdown
    assert "(row = reference; col = test)" in text
    assert "```text\n" in markdown


def test_gold(bench, gold):
    """Labeled messages of one's own are scored whole, or one split of them."""
    whole, dev = (json.loads(bench("--gold", gold, "--format", "json", *more)) for more in ((), ("--split", "dev")))

    assert (3, 1) == (whole["scores"]["messages"], dev["scores"]["messages"])
    assert whole["ceiling"] is None
    hollow = whole["scores"]["labels"][0]
    assert ("hollow", 0.5, 0.5) == (hollow["label"], hollow["message"]["precision"], hollow["message"]["recall"])


def test_gold_sections(bench, gold):
    """Without coders and slices there are no tables of them; the models still learn from the bundled train split."""
    out = bench("--gold", gold, "--full")

    assert "Agreement of" not in out
    assert "The adversarial part" not in out
    assert "naive Bayes" in out


def test_errors(bench, gold):
    """The error list shows each message and what is missed, wrong or of the wrong kind, readably."""
    out = bench("--gold", gold, "--errors", "hollow")

    assert "\nb  \n  The train was blue.\n  missed  The train  (generic)\n" in out
    assert "  wrong   We apologize for any inconvenience" in out
    assert "Sorry you feel" not in out
    assert "hollow: 1 missed, 1 wrong and 0 of the wrong kind, in 2 of 3 messages" in out


def test_errors_kind(bench, tmp_path):
    """A span of the wrong kind is told with both kinds."""
    path = tmp_path / "gold.jsonl"
    row = dict(ROWS[0], labels=[dict(ROWS[0]["labels"][0], kind="generic")])
    path.write_text(json.dumps(row))

    assert "kind    Sorry you feel that way  (generic) was found as feelings" in bench("--gold", path, "--errors", "hollow")


def test_errors_forms(bench, gold):
    """The error list may be had as JSON and as Markdown."""
    data = json.loads(bench("--gold", gold, "--errors", "hollow", "--format", "json"))
    markdown = bench("--gold", gold, "--errors", "hollow", "--format", "markdown")

    assert [("b", ["The train  (generic)"], []), ("c", [], 1)] == [
        (row["id"], row["missed"], len(row["wrong"]) if row["wrong"] else []) for row in data["errors"]
    ]
    assert "## b\n\n> The train was blue.\n\n- missed: The train  (generic)\n" in markdown


def test_errors_are_safe(bench, tmp_path):
    """Nothing in a text reaches the terminal as a control character."""
    path = tmp_path / "gold.jsonl"
    row = {"id": "\x1b[2J", "text": "\x1b[31mred [bold]x[/bold]", "labels": [{"label": "blame", "quote": "\x1b[31mred"}]}
    path.write_text(json.dumps(row))
    out = bench("--gold", path, "--errors", "blame")

    assert "\x1b" not in out
    assert "\\x1b[31mred [bold]x[/bold]" in out


def test_analyzer(bench):
    """One analyzer is scored on its own label alone."""
    data = json.loads(bench("--plugin", "hollow", "--format", "json"))

    assert ("hollow", ["hollow"]) == (data["benchmarked"], [row["label"] for row in data["scores"]["labels"]])
    assert ["hollow"] == [row["label"] for row in data["ceiling"]["labels"]]


PLUGIN = """
from sorrykit import Analyzer, Finding, Span, hookimpl

def find(apology):
    start = apology.text.find("feel that way")
    if start >= 0:
        yield Finding(analyzer="felt", span=Span(start, start + 13))

@hookimpl
def sorrykit_analyzers():
    return [Analyzer(name="felt", summary="Felt.", find=find, polarity="fault")]
"""


def test_plugin(bench, gold, monkeypatch):
    """A plugin is scored on labels of its own, or as another label."""
    from importlib import metadata

    namespace: dict[str, object] = {}
    exec(compile(PLUGIN, "plugin", "exec"), namespace)
    entry = type("Entry", (), {"name": "feeling", "dist": None, "load": lambda _: type("M", (), namespace)})()
    monkeypatch.setattr(metadata, "entry_points", lambda **_: [entry])
    monkeypatch.setattr(_measured, "Kit", Kit)
    gold.write_text(gold.read_text() + json.dumps({"id": "d", "text": "x", "labels": [{"label": "felt", "quote": "x"}]}))
    own = json.loads(bench("--gold", gold, "--plugin", "feeling", "--format", "json"))
    other = json.loads(bench("--gold", gold, "--plugin", "feeling", "--as", "hollow", "--format", "json"))

    assert ["felt"] == [row["label"] for row in own["scores"]["labels"]]
    assert 1.0 == other["scores"]["span_micro"]["precision"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--plugin", "holow"], "did you mean 'hollow'"),
        (["--plugin", "apology-only"], "has no gold for apology-only; give --gold FILE, or --as LABEL"),
        (["--plugin", "hollow", "--as", "holow"], "there is no label 'holow'"),
        (["--as", "hollow"], "--plugin NAME"),
        (["--errors", "holow"], "there is no label 'holow' here"),
        (["--gold", "/no/such/file"], "/no/such/file: No such file"),
        (["--split", "validation"], "validation"),
    ],
)
def test_wrong_use(bench, args, says):
    """Wrong use ends with status 2 and says what would be right."""
    assert says in bench(*args, status=2)


def test_malformed(bench, gold):
    """A malformed line is named."""
    gold.write_text(gold.read_text() + "{")

    assert "line 4: this is no JSON object" in bench("--gold", gold, status=2)


def test_empty(bench, gold):
    """A split in which nothing is cannot be scored."""
    assert "there is nothing to score in the split 'test'" in bench("--gold", gold, "--split", "test", status=2)


def test_plot(bench, gold, tmp_path):
    """The picture is drawn where it was asked for; an unknown format is wrong use."""
    pytest.importorskip("matplotlib")
    bench("--gold", gold, "--plot", tmp_path / "f.png")

    assert (tmp_path / "f.png").stat().st_size > 1000
    assert "not supported" in bench("--gold", gold, "--plot", tmp_path / "f.xyz", status=2)


def test_plot_without_matplotlib(bench, gold, tmp_path, monkeypatch):
    """Without the extra, the command says which one it is."""
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)

    assert "sorrykit[bench]" in bench("--gold", gold, "--plot", tmp_path / "f.png", status=2)


def test_progress(monkeypatch):
    """There is a bar on a terminal, and all items come through."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    assert [1, 2, 3] == list(module._progress([1, 2, 3], "reading"))
