"""Counts over many rows: the same in any order, in bounded memory, to JSON and back."""

from __future__ import annotations

import json

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from hypothesis import given
from hypothesis import strategies as st

from sorrykit.batch import _tally
from sorrykit.batch._days import day_of
from sorrykit.batch._frequent import Frequent
from sorrykit.batch._row import Row
from sorrykit.batch._tally import Tally, phrase_of


def finding(analyzer, *, kind=None, polarity="fault", quote="words"):
    """A finding as a row has it."""
    return {"analyzer": analyzer, "kind": kind, "polarity": polarity, "start": 0, "end": 5, "quote": quote, "message": "", "advice": ""}


def row(*findings, **totals):
    """A row in which all went well."""
    scores = {name: {"total": float(total), "verdict": "pass" if total >= 50 else "fail"} for name, total in totals.items()}
    return Row(findings, scores, True, None)


def tallied(rows, **options):
    """All of (row, id, at, group), counted."""
    tally = Tally(**options)
    for item, name, at, group in rows:
        tally.add(item, id=name, at=at, group=group)
    return tally


def merged(*tallies):
    """The tallies merged into a new one."""
    whole = Tally(examples=True)
    for tally in tallies:
        whole.merge(tally)
    return whole


findings = st.builds(
    finding,
    st.sampled_from(["apology", "remedy", "hollow", "blame"]),
    kind=st.sampled_from([None, "generic", "feelings"]),
    polarity=st.sampled_from(["fault", "strength", "note", None]),
    quote=st.one_of(st.none(), st.sampled_from(["Sorry you feel that way", "sorry you feel THAT way!", "sorry for the trouble", "\ud800 \x1b[0m"])),
)
scores = st.dictionaries(
    st.sampled_from(["save", "lewicki"]),
    st.one_of(st.none(), st.builds(lambda total: {"total": float(total), "verdict": "pass" if total > 50 else "fail"}, st.integers(0, 100))),
)
rows = st.one_of(
    st.just(Row(None, None, None, None)),
    st.just(Row(None, None, None, "not a text")),
    st.builds(Row, st.lists(findings, max_size=4).map(tuple), st.one_of(st.none(), scores), st.booleans(), st.none()),
)
times = st.one_of(st.none(), st.dates(date(1960, 1, 1), date(2110, 1, 1)).map(date.isoformat), st.just("yesterday"), st.floats(), st.integers(0, 2**34))
items = st.lists(st.tuples(rows, st.integers(0, 99), times, st.one_of(st.none(), st.sampled_from(["east", "west", " ", "north"]), st.text(max_size=2))), max_size=12)


class TestTally:
    def test_counts(self):
        """It counts rows by what became of them, and what was found in them by row and by finding."""
        tally = tallied(
            (item, number, None, None)
            for number, item in enumerate([
                row(finding("hollow", kind="generic"), finding("hollow", kind="feelings"), finding("remedy", polarity="strength"), save=40),
                row(finding("remedy", polarity="strength"), save=80),
                row(save=100),
                Row((), {"save": None}, False, "blame broke"),
                Row(None, None, None, "not a text"),
                Row(None, None, None, None),
            ])
        )  # fmt: skip
        data = tally.to_dict()

        assert (6, 1, 1, 1) == (data["rows"], data["null"], data["failed"], data["incomplete"])
        assert {
            "rows": 4,
            "faulty": 1,
            "apologetic": 1,
            "labels": {"hollow": 1, "remedy": 2},
            "scores": {"save": {"rows": 3, "sum": 220.0, "squares": 18000.0}},
        } == data["analyzed"]
        assert {"polarities": {"fault": 2}, "kinds": {"feelings": 1, "generic": 1}} == data["analyzers"]["hollow"]
        assert {"fail": 1, "pass": 2} == data["rubrics"]["save"]["verdicts"]
        assert {8: 1, 16: 1, 19: 1} == {place: count for place, count in enumerate(data["rubrics"]["save"]["bins"]) if count}

    def test_analyzers(self):
        """An analyzer that found nothing is there with its polarity."""
        assert {"denial": {"polarities": {"fault": 0}, "kinds": {}}} == Tally({"denial": "fault"}).to_dict()["analyzers"]

    @pytest.mark.parametrize(
        ("at", "unit", "name"),
        [(["2026-03-09T23:59:59-08:00"], "day", "2026-03-09"), ([(date(2024, 1, 1) + timedelta(n)).isoformat() for n in range(401)], "month", "2024-01")],
    )
    def test_time(self, at, unit, name):
        """Days are counted, and months where the days are too many."""
        time = tallied((row(), 1, day, None) for day in at).to_dict()["time"]

        assert unit == time["unit"]
        assert len(at) == sum(part["rows"] for part in time["parts"].values())
        assert name in time["parts"]

    def test_years(self):
        """Where even the months are too many, years are counted."""
        time = tallied((row(), 1, f"{year}-{month:02}-01", None) for year in range(1980, 2020) for month in range(1, 13)).to_dict()["time"]

        assert ("year", 40, 12) == (time["unit"], len(time["parts"]), time["parts"]["1980"]["rows"])

    def test_undated(self):
        """A row without a day that can be read is counted as undated, and is no error."""
        time = tallied((row(), 1, at, None) for at in ["2026-03-09", "soon", None, "", 7, float("nan"), [], "2026-13-01", "1066-10-14"]).to_dict()["time"]

        assert (8, 1) == (time["undated"], len(time["parts"]))

    def test_groups(self):
        """Rows are counted by group; a blank is no name, and white space in names says nothing."""
        groups = tallied((row(), 1, None, group) for group in ["east", " east\n", "a  b", None, "  ", 7, "x" * 99]).to_dict()["groups"]

        assert {"east": 2, "a b": 1, "7": 1, "x" * 79 + "…": 1} == {name: part["rows"] for name, part in groups["named"].items()}
        assert (2, None) == (groups["nameless"], groups["other"])

    def test_many_groups(self):
        """Beyond a number of groups the smallest are counted together."""
        groups = tallied((row(), 1, None, f"team {n}") for n in [*range(300), 0, 1, 299]).to_dict()["groups"]

        assert 200 == len(groups["named"])
        assert 303 == sum(part["rows"] for part in groups["named"].values()) + groups["other"]["rows"]
        assert 2 == groups["named"]["team 0"]["rows"]
        assert "team 299" not in groups["named"]

    def test_ends(self):
        """The worst and the best rows are kept, by id and total alone, those of one total in order of their ids."""
        totals = [50, 10, 10, 90, 90, *[40] * 20]
        data = tallied([(row(save=total), f"r{n:02}", None, None) for n, total in enumerate(totals)], examples=True).to_dict()["rubrics"]["save"]

        assert [("r01", 10.0), ("r02", 10.0), ("r05", 40.0)] == [(end["id"], end["total"]) for end in data["worst"]][:3]
        assert [("r03", 90.0), ("r04", 90.0), ("r00", 50.0)] == [(end["id"], end["total"]) for end in data["best"]][:3]
        assert (10, 10) == (len(data["worst"]), len(data["best"]))

    def test_private(self):
        """Without examples asked for, no id and no quote is in the tally."""
        held = json.dumps(tallied([(row(finding("hollow", quote="Sorry, Mr. Zweig, for 4711"), save=1), "ticket-8", None, None)]).to_dict())

        assert "ticket" not in held
        assert "4711" not in held
        assert "Zweig" not in held

    def test_phrases(self):
        """A phrase is counted once a row, with a few different quotes where they were asked for."""
        feelings = [finding("hollow", quote=quote) for quote in ("Sorry you feel that way", "sorry you  feel that way!", "Sorry for #1")]
        data = tallied([(row(*feelings), 1, None, None), (row(feelings[1]), 2, None, None)], examples=True).to_dict()["hollow"]

        assert {"sorry you feel that way": 2, "sorry for #": 1} == data["counts"]
        assert {"Sorry you feel that way", "sorry you  feel that way!"} == {quote["quote"] for quote in data["quotes"]["sorry you feel that way"]}

    @given(items, st.randoms(use_true_random=False), st.integers(0, 12), st.integers(0, 12))
    def test_order(self, some, random, first, second):
        """Whatever the order of the rows and however they are parted and merged, the counts are the same."""
        whole = tallied(some, examples=True).to_dict()
        first, second = sorted((first, second))
        a, b, c = (tallied(part, examples=True) for part in (some[:first], some[first:second], some[second:]))
        shuffled = list(some)
        random.shuffle(shuffled)

        assert whole == tallied(shuffled, examples=True).to_dict()
        assert whole == merged(merged(a, b), c).to_dict() == merged(a, merged(b, c)).to_dict() == merged(c, a, b).to_dict()

    @given(items, items, st.booleans())
    def test_resume(self, before, after, examples):
        """Written to JSON and read back, it goes on counting as if nothing had happened."""
        tally = tallied(before, examples=examples)
        resumed = Tally.from_dict(json.loads(json.dumps(tally.to_dict(), allow_nan=False)))

        assert tally.to_dict() == resumed.to_dict()
        for item, name, at, group in after:
            tally.add(item, id=name, at=at, group=group)
            resumed.add(item, id=name, at=at, group=group)
        assert tally.to_dict() == resumed.to_dict()

    def test_bounded(self):
        """Rows that all differ do not make it grow: what it holds is bounded by constants."""
        tally = Tally(examples=True)
        words = ["".join(chr(97 + n // 26**place % 26) for place in range(4)) for n in range(12_000)]
        sizes = []
        for number, word in enumerate(words):
            day = date(1970, 1, 2) + timedelta(number * 3)
            tally.add(row(finding("hollow", quote=f"sorry for {word}"), save=number % 101), id=word, at=day, group=word)
            if number in {5_999, 11_999}:
                sizes.append(len(json.dumps(tally.to_dict())))

        assert sizes[1] < 1.2 * sizes[0]
        assert len(tally.phrases.counts) <= 2000
        assert len(tally._quotes) <= 2 * 2000

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({}, "not a tally of the schema 'sorrykit/tally/1' but None"),
            ({"schema": "sorrykit/tally/1"}, "the key 'examples' is missing"),
            ({**Tally().to_dict(), "time": 3}, "not a tally of the schema 'sorrykit/tally/1'"),
        ],
    )
    def test_other_data(self, data, message):
        """Anything else than a tally is refused."""
        with pytest.raises(ValueError, match=message):
            Tally.from_dict(data)


@given(st.lists(st.lists(st.sampled_from("abcdefghijklmnop"), max_size=60), min_size=1, max_size=4), st.integers(1, 5))
def test_frequent(parts, capacity):
    """Counts are never too high and too low by no more than the error, which has its bound; also where parts are merged."""
    whole = Frequent(capacity)
    for part in parts:
        one = Frequent(capacity)
        for key in part:
            one.add(key)
        whole.merge(one)
    true = Counter(key for part in parts for key in part)

    assert whole.error * (capacity + 1) <= whole.total == true.total()
    assert len(whole.counts) <= 2 * capacity
    for key, count in true.items():
        assert count - whole.error <= whole.counts.get(key, 0) <= count
    assert set(whole.counts) <= set(true)


@pytest.mark.parametrize(
    ("quote", "phrase"),
    [
        ("I\u2019m sorry you feel that way.", "i'm sorry you feel that way"),
        ("We apologize for any inconvenience this may have caused", "we apologize for any inconvenience this …"),
        ("sorry about order 12-B", "sorry about order #"),
        ("Sorry, jo@example.org", "sorry #"),
        ("sorry (https://example.org/a)", "sorry #"),
        ("...", ""),
    ],
)
def test_phrase_of(quote, phrase):
    """A phrase is the first words in lower case, without numbers and addresses."""
    assert phrase == phrase_of(quote)


@given(st.text(max_size=400))
def test_any_phrase(text):
    """Of any text the phrase is short, of one line and without a digit or an address."""
    phrase = phrase_of(text)

    assert len(phrase.split()) <= _tally.PHRASE_WORDS + 1
    assert not any(char.isdecimal() or char in "@\n\r\x1b<>&" for char in phrase)


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-09", " 2026-03-09 ", "2026-03-09T10:00:00Z", "2026-03-09 23:10:00.123+02:00", "20260309", "20260309T101112Z", 20260309,
        1773050000, 1773050000.5, 1773050000123, "1773050000", "1773050000123", date(2026, 3, 9), datetime(2026, 3, 9, 12, 0, tzinfo=UTC),
        datetime(2026, 3, 9, 23, 30, tzinfo=timezone(timedelta(hours=-8))),
    ],
    ids=repr,
)  # fmt: skip
def test_day(value):
    """All the ways to say a day."""
    assert date(2026, 3, 9) == day_of(value)


@pytest.mark.parametrize(
    "value",
    [
        None, "", "soon", "03/09/2026", "2026-02-30", "2026-03-09x", "1969-12-31", "2100-01-01", date(1900, 1, 1), 7, 2026, -1773050000, True, "x" * 10_000,
        float("inf"), float("nan"), 1e300, 1e40, 2**2000, 5_000_000_000, b"2026-03-09", [2026, 3, 9],
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_no_day(value):
    """What names no day, or one that nobody means."""
    assert day_of(value) is None
