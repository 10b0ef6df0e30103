"""The checks for plugin authors: they pass what is right, and say what is wrong."""

from __future__ import annotations

import builtins
import sys

import pytest

from sorrykit import Analyzer, Example, Finding, Kit, Span, hookimpl, testing
from sorrykit.exceptions import DuplicateAnalyzerError
from sorrykit.phrases import loads


def find(apology):
    """Every "um", from the first on."""
    start = apology.text.find("um")
    while start >= 0:
        yield Finding(analyzer="um", span=Span(start, start + 2))
        start = apology.text.find("um", start + 2)


EXAMPLES = (Example("um, sorry", ("um",)), Example("sorry"))


def analyzer(find=find, examples=EXAMPLES, **options) -> Analyzer:
    """An analyzer called "um"."""
    return Analyzer(name="um", summary="Ums.", find=find, examples=examples, **options)


class TestExamples:
    def test_right(self):
        """An analyzer that does what it says passes."""
        testing.check_examples(analyzer())

    def test_all_of_it(self):
        """Every text that goes wrong is shown, with what was wanted and what came."""
        examples = (Example("um um", ("um",)), Example("sorry", ("sorry",)), Example("sorry", (None,)), Example("a um"))
        with pytest.raises(AssertionError) as caught:
            testing.check_examples(analyzer(examples=examples))

        message = str(caught.value)
        assert message.startswith("'um': 4 of 4 examples go wrong")
        assert "text    'um um'\n  wanted  'um'\n  got     'um', 'um'" in message
        assert "wanted  the whole text\n  got     nothing" in message
        assert "text    'a um'\n  wanted  nothing\n  got     'um'" in message

    def test_kind(self):
        """A kind that is given must be the one that comes."""
        kinds = analyzer(lambda _: [Finding(analyzer="um", kind="short")], (Example("um", (None,), "long"), Example("x")))
        with pytest.raises(AssertionError, match=r"wanted  the whole text \(long\)\n  got     the whole text \(short\)"):
            testing.check_examples(kinds)

    @pytest.mark.parametrize(
        ("examples", "missing"),
        [((), "in which it finds something"), (EXAMPLES[:1], "to leave alone"), (EXAMPLES[1:], "in which it finds")],
        ids=["none", "only finds", "only leaves"],
    )
    def test_too_few(self, examples, missing):
        """Without a text of either sort nothing is shown, and that is an error."""
        with pytest.raises(AssertionError, match=missing):
            testing.check_examples(analyzer(examples=examples))

    def test_broken(self):
        """In a kit that records failures, a failure is what came."""

        class Plugin:
            @hookimpl
            def sorrykit_analyzers(self):
                return [analyzer(lambda _: 1 / 0)]

        kit = Kit(select=["um"], discover=False, extra={"um": Plugin()})
        with pytest.raises(AssertionError, match="got     ZeroDivisionError"):
            testing.check_examples(kit["um"], kit)

    def test_phrasebook(self):
        """A phrasebook is checked as what it adds."""
        book = "[[phrases]]\nfind = 'kindly revert'\nfinds = '[Kindly revert]!'\nleaves = '{}'"
        testing.check_examples(loads(book.format("Kindly wait."), "acme"))
        with pytest.raises(AssertionError, match="1 of 2 examples"):
            testing.check_examples(loads(book.format("Do kindly revert."), "acme"))

    def test_clash(self):
        """An analyzer with the name of a built-in one is an error, not a check of the built-in one."""
        with pytest.raises(DuplicateAnalyzerError, match="'hollow'"):
            testing.check_examples(Analyzer(name="hollow", summary="S.", find=find, examples=EXAMPLES))


def quadratic(apology):
    """Compare each word with each."""
    words = apology.text.split(" ")
    assert all(one == other or one != other for one in words for other in words)
    return []


def forgetful():
    """A find that finds less each time."""
    runs = []

    def find(apology):
        runs.append(apology)
        return [Finding(analyzer="um")] if len(runs) % 3 else []

    return find


class TestLaws:
    def test_right(self):
        """An analyzer that keeps the laws passes."""
        testing.check_laws(analyzer(), max_examples=20)

    @pytest.mark.parametrize(
        ("find", "message"),
        [
            (lambda apology: [Finding(analyzer="um", span=Span(0, len(apology.text) + 1))], "yielded the span"),
            (lambda apology: [Finding(analyzer="um", span=Span(0, 1))] if apology.text[:1].isspace() else [], "holds nothing"),
            (lambda _: [Finding(analyzer="um", kind="long")], "the kind 'long' is not declared"),
            (lambda apology: [apology.text.encode()][1:], "surrogates not allowed"),
            (forgetful(), "two runs differ"),
            (quadratic, "is not linear"),
        ],
        ids=["outside", "blank", "kind", "surrogates", "forgetful", "quadratic"],
    )
    def test_wrong(self, find, message):
        """Each law that is broken is named."""
        with pytest.raises(Exception, match=message):
            testing.check_laws(analyzer(find), max_examples=500)

    def test_trace_is_kept(self):
        """Counting steps leaves a debugger or a coverage measurement as it was."""
        before = sys.gettrace()
        testing.check_laws(analyzer(), max_examples=1)

        assert before is sys.gettrace()

    def test_without_hypothesis(self, monkeypatch):
        """Without Hypothesis the error says what to install."""
        real = builtins.__import__

        def without(name, *args):
            if name == "hypothesis":
                raise ModuleNotFoundError(name)
            return real(name, *args)

        monkeypatch.setattr(builtins, "__import__", without)
        with pytest.raises(ImportError, match="pip install hypothesis"):
            testing.check_laws(analyzer())
