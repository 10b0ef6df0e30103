"""One text in, one row out, and the judge that travels to other processes."""

from __future__ import annotations

import json
import pickle
import sys

from datetime import date
from pathlib import Path

import pytest

from sorrykit import Analyzer, Finding, Kit, hookimpl, rubrics, score
from sorrykit.batch import Judge, Row
from sorrykit.exceptions import ConfigurationError, RubricError
from sorrykit.kit import default_kit
from sorrykit.phrases import Phrasebook


TEXTS = (
    "I'm sorry you feel that way, but you should have read the terms.",
    "We are sorry that we charged you twice. It was our mistake, and the money is back on your card today.",
    "Your parcel is on its way.",
    "",
    "sorry \ud800 sorry\0",
)
HOUSE = {"officialese": {"phrases": [{"find": "kindly revert\nplease be advised"}], "message": "Nobody talks like that."}}
PLUGIN = """
from sorrykit import Analyzer, Finding, hookimpl

@hookimpl
def sorrykit_analyzers(settings):
    word = settings.get("word", "cheers")
    return [Analyzer(name="closing", summary="S.", find=lambda a: [Finding(analyzer="closing")] if word in a.text else [])]
"""


class Breaking:
    """A plugin whose analyzer breaks at one word."""

    @hookimpl
    def sorrykit_analyzers(self):
        return [Analyzer(name="fragile", summary="S.", find=self.find)]

    def find(self, apology):
        if "boom" in apology.text:
            msg = f"at {apology.text.find('boom')}"
            raise ValueError(msg)
        return [Finding(analyzer="fragile")]


@pytest.fixture(name="judge", scope="module")
def _judge():
    return Judge(rubrics=("save", "three-sorrys"))


@pytest.mark.parametrize("text", TEXTS, ids=["hollow", "good", "none", "empty", "hostile"])
def test_row(judge, text):
    """A row says what the report and its scores say."""
    report = judge.kit.analyze(text)
    row = judge.row(text)

    assert tuple(report.to_dict()["findings"]) == row.findings
    assert {
        name: {"total": score(report, name).total, "verdict": score(report, name).verdict} for name in ("save", "three-sorrys")
    } == row.scores
    assert (True, None) == (row.complete, row.error)


def test_null(judge):
    """A text that is None stays None in everything."""
    assert {"findings": None, "scores": None, "complete": None, "error": None} == judge.row(None).to_dict()


@pytest.mark.parametrize(
    ("text", "error"),
    [(3, "not a text but int"), (b"sorry", "not a text but bytes; decode it first"), (["sorry"], "not a text but list")],
)
def test_no_text(judge, text, error):
    """Anything but text is an error of its row."""
    assert Row(complete=False, error=error) == judge.row(text)


def test_broken_analyzer():
    """An analyzer that breaks costs its own findings and the scores, and the row names it."""
    row = Judge(Kit(extra={"acme": Breaking()}, discover=False), ["save"]).row(f"boom {TEXTS[1]}")

    assert "the analyzer 'fragile' broke: ValueError: at 0" == row.error
    assert row.complete is False
    assert {"apology", "remedy", "responsibility"} <= {finding["analyzer"] for finding in row.findings}
    assert {"save": None} == row.scores


def test_raising_kit():
    """With a kit that raises, the row has the error and nothing else, and the next one is judged."""
    judge = Judge(Kit(select=["fragile"], extra={"acme": Breaking()}, discover=False, on_error="raise"))

    assert Row(complete=False, error="the analyzer 'fragile' broke: ValueError: at 0") == judge.row("boom")
    assert 1 == len(judge.row("fine").findings)


def test_no_rubrics():
    """Without rubrics there are no scores, and the row is plain data."""
    row = Judge().row(TEXTS[0])

    assert {} == row.scores
    assert row.to_dict() == json.loads(json.dumps(row.to_dict()))


def test_rubrics(tmp_path):
    """Rubrics come by name, by path and as they are, each once."""
    file = tmp_path / "house.toml"
    file.write_text(
        'title = "House"\nsource = "us"\n[[criteria]]\nfind = "remedy"\nrole = "required"\nwhy = "So it is."\n', encoding="utf-8"
    )
    judge = Judge(rubrics=["save", str(file), file, rubrics.bundled("save"), rubrics.bundled("lewicki")])

    assert ["save", "house", "lewicki"] == [rubric.name for rubric in judge.rubrics]
    assert f"<Judge with {default_kit()!r}, rubrics: save, house, lewicki>" == repr(judge)
    file.with_name("save.toml").write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(RubricError, match="two different rubrics are called 'save'; rename one"):
        Judge(rubrics=["save", tmp_path / "save.toml"])


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["svae"], "there is no rubric 'svae'; did you mean 'save'"),
        (["zzz"], r"there is no rubric 'zzz'; there are: three-sorrys, .*, or a path.toml"),
        ("save", r"rubrics are a list of names, paths and rubrics, not one: rubrics=\['save'\]"),
        ([3], "a rubric is a name, a path or a Rubric, not 3"),
        (["nowhere.toml"], "nowhere.toml: cannot be read"),
    ],
)
def test_wrong_rubrics(names, message):
    """A rubric that does not exist is an error that says what there is."""
    with pytest.raises(RubricError, match=message):
        Judge(rubrics=names)


def test_no_kit():
    """Something else in the place of the kit is refused."""
    with pytest.raises(TypeError, match="kit is a Kit or None, not tuple"):
        Judge(("save",))


KITS = {
    "default": {},
    "chosen": {"select": (name for name in ("hollow", "remedy")), "ignore": ["remedy"], "on_error": "raise"},
    "house": {"phrases": HOUSE},
    "read": {"phrases": {"blame": Phrasebook("x"), "mine": HOUSE["officialese"]}},
    "plain": {"learned": False, "sentences": "punkt", "discover": False},
    "plugin": {"extra": {"acme": Breaking()}},
    "module": {"extra": {"acme": sys.modules[__name__]}},
}


@hookimpl
def sorrykit_analyzers(settings):
    """This module is a plugin, too."""
    return [Analyzer(name="modular", summary="S.", find=lambda _: [Finding(analyzer="modular")])]


@pytest.mark.parametrize("options", KITS.values(), ids=KITS)
def test_pickled_kit(options):
    """A kit comes out of a pickle as it went in, and so does a judge with it."""
    judge = Judge(Kit(**options), ["save"])
    again = pickle.loads(pickle.dumps(judge))

    assert [analyzer.name for analyzer in judge.kit.analyzers] == [analyzer.name for analyzer in again.kit.analyzers]
    assert judge.kit.on_error == again.kit.on_error
    for text in (*TEXTS, "Please be advised."):
        assert judge.kit.analyze(text) == again.kit.analyze(text)
        assert judge.row(text) == again.row(text)
    assert judge.fingerprint == again.fingerprint


def test_pickled_contents():
    """House phrases and settings travel as contents: what happens to the caller's tables later does not matter."""
    tables = {"officialese": {"phrases": [{"find": "kindly revert"}]}}
    settings = {"builtin": {}}
    kit = Kit(phrases=tables, settings=settings, select=["officialese"])
    tables["officialese"]["phrases"][0]["find"] = "cheers"
    settings["nobody"] = {}

    assert 1 == len(pickle.loads(pickle.dumps(kit)).analyze("Kindly revert."))


FINGERPRINTS = {
    "default": Judge,
    "rubric": lambda: Judge(rubrics=["save"]),
    "other rubric": lambda: Judge(rubrics=["lewicki"]),
    "selected": lambda: Judge(Kit(select=["hollow"])),
    "raising": lambda: Judge(Kit(on_error="raise")),
    "unlearned": lambda: Judge(Kit(learned=False)),
    "punkt": lambda: Judge(Kit(sentences="punkt")),
    "function": lambda: Judge(Kit(sentences=str.split)),
    "house": lambda: Judge(Kit(phrases=HOUSE)),
    "other words": lambda: Judge(Kit(phrases={"officialese": {"phrases": [{"find": "kindly revert"}]}})),
    "extra": lambda: Judge(Kit(extra={"acme": Breaking()})),
    "extra of another name": lambda: Judge(Kit(extra={"acme2": Breaking()})),
    "settings": lambda: Judge(Kit(extra={"acme": Breaking()}, settings={"acme": {"a": {1, 2}, "b": date(2026, 1, 2)}})),
}


def test_fingerprint():
    """Whatever decides the rows changes the fingerprint."""
    assert len(FINGERPRINTS) == len({make().fingerprint for make in FINGERPRINTS.values()})


def test_fingerprint_order():
    """The order in which settings are written does not change the fingerprint, nor the file that phrases stand in."""
    kits = [Kit(extra={"acme": Breaking()}, settings={"acme": table}) for table in ({"a": 1, "b": 2}, {"b": 2, "a": 1})]

    assert 1 == len({Judge(kit).fingerprint for kit in kits})


def _elsewhere(site, judge: Judge, **environment: str):
    """Unpickle a judge in another process, which prints its fingerprint."""
    file = Path(site.work) / "judge.pickle"
    file.write_bytes(pickle.dumps(judge))
    code = "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')).fingerprint)"
    return site.run("-c", code, str(file), **environment)


def test_other_process(site):
    """Another process has the plugins that are installed, makes the same kit, and has the same fingerprint."""
    site.install("closing", PLUGIN)
    judge = Judge(Kit(settings={"closing": {"word": "bye"}}), ["save"])
    done = _elsewhere(site, judge, PYTHONHASHSEED="7")

    assert 1 == len([finding for finding in judge.row("bye").findings if finding["analyzer"] == "closing"])
    assert judge.fingerprint == done.stdout.strip(), done.stderr


def test_other_plugins(site):
    """A process with other plugins does not judge: it says what it lacks."""
    site.install("closing", PLUGIN)
    done = _elsewhere(site, Judge(Kit()), SORRYKIT_DISABLE_PLUGINS="closing")

    assert (
        "sorrykit.exceptions.ConfigurationError: the kit of this process is not the one it was sent: the plugin 'closing' is"
        " disabled (by SORRYKIT_DISABLE_PLUGINS) here, and sorrykit-closing 1.0 there; install the same everywhere"
    ) == done.stderr.strip().splitlines()[-1]


def test_plugin_with_settings(site):
    """So it does where the kit cannot even be made."""
    site.install("closing", PLUGIN)
    done = _elsewhere(site, Judge(Kit(select=["closing"])), SORRYKIT_DISABLE_PLUGINS="closing")

    assert "ConfigurationError: the kit cannot be made in this process: there is no analyzer 'closing'; " in done.stderr
    assert "'closing' (sorrykit-closing 1.0); install the same everywhere" == done.stderr.strip().rpartition(", ")[2]


def test_missing_plugin():
    """A plugin that is not installed there is named; one that is the same and offers something else cannot be."""
    remake, (make, chosen, fingerprint, plugins) = Judge().__reduce__()

    assert fingerprint == remake(make, chosen, fingerprint, plugins).fingerprint
    with pytest.raises(ConfigurationError, match="plugin 'airline' is not installed here, and sorrykit-airline 1 there;"):
        remake(make, chosen, "0", [*plugins, ("airline", "sorrykit-airline 1")])
    with pytest.raises(ConfigurationError, match="plugins of the same versions offer something else here; install the same everywhere"):
        remake(make, chosen, "0", plugins)
