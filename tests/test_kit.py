"""A kit: what is chosen, in which order it runs, what it takes and refuses."""

from __future__ import annotations

import pytest

from sorrykit import Analyzer, Apology, Finding, Kit, Span, hookimpl
from sorrykit.exceptions import ConfigurationError, PhraseError


class Plugin:
    """A plugin of these analyzers."""

    def __init__(self, *analyzers: Analyzer) -> None:
        self.analyzers = analyzers

    @hookimpl
    def sorrykit_analyzers(self):
        return self.analyzers


def marking(name: str, word: str, **options) -> Analyzer:
    """An analyzer that finds the first *word*."""

    def find(apology, _found=None):
        start = apology.text.find(word)
        return [Finding(analyzer=name, span=Span(start, start + len(word)))] if start >= 0 else []

    return Analyzer(name=name, summary="S.", find=find, **options)


def kit(*analyzers: Analyzer, **options) -> Kit:
    """A kit of these analyzers alone."""
    chosen = {"select": [analyzer.name for analyzer in analyzers], "discover": False, **options}
    return Kit(extra={"acme": Plugin(*analyzers)}, **chosen)


def test_position():
    """Findings come in order of position, those about the whole text last."""
    whole = Analyzer(name="whole", summary="S.", find=lambda _: [Finding(analyzer="whole")])
    report = kit(whole, marking("b", "beta"), marking("a", "alpha")).analyze("alpha beta")

    assert ["a", "b", "whole"] == [finding.analyzer for finding in report]


def test_polarity():
    """A finding that says nothing of it has its analyzer's polarity."""
    report = kit(marking("a", "alpha", polarity="strength")).analyze("alpha")

    assert "strength" == report.findings[0].polarity


def test_many():
    """Many texts are read lazily and in order."""
    texts = iter(["alpha", "beta", "alpha"])
    reports = kit(marking("a", "alpha")).analyze_many(texts)

    assert 1 == len(next(reports))
    assert "beta" == next(texts)
    assert [1] == [len(report) for report in reports]


def test_apology():
    """An apology is kept as it was given."""
    apology = Apology("alpha", source="mail 7")

    assert apology is kit(marking("a", "alpha")).analyze(apology).apology


@pytest.mark.parametrize("text", [None, 3, b"sorry", ["sorry"]], ids=["None", "number", "bytes", "list"])
def test_no_text(text):
    """Anything but text is refused."""
    with pytest.raises(TypeError, match="is text"):
        kit(marking("a", "alpha")).analyze(text)


def test_select_and_ignore():
    """Only what is selected and not ignored is reported, under `analyzers` too."""
    chosen = kit(marking("a", "alpha"), marking("b", "beta"), ignore=["b"])

    assert ["a"] == [analyzer.name for analyzer in chosen.analyzers]
    assert "<Kit of 1 analyzers>" == repr(chosen)


def test_by_request():
    """What is there by request is reported only where it is selected, though others may need it, and is known by its name."""
    asked, needing = marking("a", "alpha", by_request=True), marking("b", "beta", needs=("a",))
    plain, chosen = kit(asked, needing, select=None), kit(asked, needing, select=["a", "b"])

    assert "a" not in {analyzer.name for analyzer in plain.analyzers}
    assert {"a", "liability"} == {analyzer.name for analyzer in plain.by_request}
    assert ["b"] == [finding.analyzer for finding in plain.analyze("alpha beta") if finding.analyzer in "ab"]
    assert ["a", "b"] == [finding.analyzer for finding in chosen.analyze("alpha beta")]
    assert plain["a"] is asked
    assert "liability" == plain["liability"].name


@pytest.mark.parametrize("options", [{"select": ["holow"]}, {"ignore": ["holow"]}], ids=["select", "ignore"])
def test_unknown(options):
    """An unknown name is an error with a near one."""
    with pytest.raises(ConfigurationError, match="no analyzer 'holow'; did you mean 'hollow'"):
        Kit(discover=False, **options)


def test_unknown_without_near():
    """Where nothing is near, all names are listed."""
    with pytest.raises(ConfigurationError, match="there are: agentless, apology"):
        Kit(select=["zzz"], discover=False)


@pytest.mark.parametrize("options", [{"select": "hollow"}, {"ignore": "hollow"}], ids=["select", "ignore"])
def test_one_text(options):
    """One text is no list of names."""
    with pytest.raises(ConfigurationError, match="lists of names"):
        Kit(discover=False, **options)


def test_on_error():
    """What to do with a broken analyzer is one of two."""
    with pytest.raises(ConfigurationError, match="'record' or 'raise'"):
        Kit(discover=False, on_error="ignore")


def test_get():
    """An analyzer is had by its name, also one that is only needed; an unknown name is an error."""
    needing = marking("b", "beta", needs=("a",))
    chosen = kit(marking("a", "alpha"), needing, select=["b"])

    assert "a" == chosen["a"].name
    with pytest.raises(ConfigurationError, match="no analyzer 'c'"):
        _ = chosen["c"]


def test_phrase_error():
    """A house phrase that cannot be read is an error with its entry and column."""
    with pytest.raises(PhraseError, match=r"phrases.acme: phrases\[1\]: column 7"):
        Kit(select=["acme"], discover=False, phrases={"acme": {"phrases": [{"find": "sorry {nobody}"}]}})
