"""The JSON Schema that ships with the package, and the reports: each holds the other."""

from __future__ import annotations

import json

import jsonschema
import pytest

from hypothesis import given
from hypothesis import strategies as st

from sorrykit import Analyzer, Finding, Kit, Span, hookimpl, render


class Odd:
    """A plugin whose analyzers find every letter e, judge the whole, and break at a NUL."""

    @staticmethod
    def letters(apology):
        for at, letter in enumerate(apology.text):
            if letter == "e":
                yield Finding(analyzer="letters", span=Span(at, at + 1), kind="e", message=apology.text, advice="\0")

    @staticmethod
    def judge(apology):
        if "\0" in apology.text:
            raise ValueError(apology.text)
        yield Finding(analyzer="judge")

    @hookimpl
    def sorrykit_analyzers(self):
        return [
            Analyzer(name="letters", summary="Letters.", find=self.letters, polarity="fault", kinds=("e",)),
            Analyzer(name="judge", summary="Judges.", find=self.judge),
        ]


KIT = Kit(discover=False, extra={"odd": Odd()}, select=["letters", "judge"])
VALIDATOR = jsonschema.Draft202012Validator(render.schema())


def test_schema():
    """The schema is one."""
    jsonschema.Draft202012Validator.check_schema(render.schema())


@given(st.text(st.characters(exclude_categories=()), max_size=30) | st.text("e\0\ud800 \x1b", max_size=10))
def test_reports(text):
    """Every report follows the schema, as a dict and as JSON in ASCII."""
    report = KIT.analyze(text)
    data = json.loads(render.json_text(report.to_dict()).encode("ascii"))

    assert report.to_dict() == data
    VALIDATOR.validate(data)


def test_builtin():
    """A report of the built-in analyzers follows it too."""
    VALIDATOR.validate(Kit(discover=False).analyze("I'm sorry you feel that way. We refunded you today.").to_dict())


@pytest.mark.parametrize("id_", ["a1", 7, None, {"part": 1}])
def test_id(id_):
    """In JSON Lines, the input's own id stands first, whatever it is."""
    line = render.json_text(KIT.analyze("e").to_dict(), indent=None, id=id_)

    assert "id" == next(iter(json.loads(line)))
    assert id_ == json.loads(line)["id"]
    assert "\n" not in line
    VALIDATOR.validate(json.loads(line))


def test_same_keys():
    """The schema names exactly the keys that a report and a finding have, in their order."""
    report = KIT.analyze("\0e").to_dict()
    schema = render.schema()

    assert list(report) == [key for key in schema["properties"] if key != "id"] == schema["required"]
    assert list(report["findings"][0]) == list(schema["$defs"]["finding"]["properties"])
    assert list(report["failures"][0]) == list(schema["properties"]["failures"]["items"]["properties"])


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "sorrykit/report/2"},
        {"text": None},
        {"more": 1},
        {"complete": False},
        {"failures": [{"analyzer": "x", "error": "E"}]},
        {"findings": [{"analyzer": "x"}]},
    ],
)
def test_refused(change):
    """What is no report is refused."""
    assert not VALIDATOR.is_valid({**KIT.analyze("e").to_dict(), **change})


@pytest.mark.parametrize(
    "change", [{"start": None}, {"quote": None}, {"polarity": "bad"}, {"analyzer": "Big"}, {"start": -1}]
)
def test_finding_refused(change):
    """A finding has a whole place or none."""
    report = KIT.analyze("e").to_dict()
    report["findings"][0].update(change)

    assert not VALIDATOR.is_valid(report)
