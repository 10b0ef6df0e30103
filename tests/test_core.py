"""The values: what they hold, what they refuse, and how they go to plain data and back."""

from __future__ import annotations

import json
import pickle

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from sorrykit import Analyzer, Apology, Example, Failure, Finding, Report, Span


TEXT = "I'm sorry you feel that way."
HOLLOW = Finding(analyzer="hollow", kind="feelings", span=Span(0, 27), message="M", advice="A", polarity="fault")
WHOLE = Finding(analyzer="apology-only", message="Nothing is done.", polarity="fault")

# Everything a str can hold: NUL, controls and lone surrogates too.
any_text = st.text(st.characters(exclude_categories=()), max_size=40)


@st.composite
def reports(draw):
    """Reports of any text, with findings anywhere in it."""
    text = draw(any_text)
    spans = st.none()
    if text:
        spans |= st.lists(st.integers(0, len(text)), min_size=2, max_size=2, unique=True).map(
            lambda ends: Span(*sorted(ends))
        )
    findings = st.builds(
        Finding,
        analyzer=st.sampled_from(["hollow", "but-clause", "acme"]),
        span=spans,
        kind=st.none() | st.sampled_from(["feelings", "generic"]),
        message=any_text,
        advice=any_text,
        polarity=st.sampled_from(["strength", "fault", "note"]),
    )
    failures = st.builds(Failure, st.sampled_from(["acme", "other"]), any_text)
    apology = Apology(text, source=draw(st.none() | any_text))
    return Report(apology, draw(st.lists(findings, max_size=6)), draw(st.lists(failures, max_size=2)))


class TestSpan:
    """`Span`"""

    @pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 3)])
    def test_order(self, start, end):
        """A span begins in the text and ends behind its beginning."""
        with pytest.raises(ValueError, match=rf"^a span is 0 <= start < end, not {start}\.\.{end}$"):
            Span(start, end)

    @pytest.mark.parametrize(("start", "end"), [(0.0, 2), ("0", "2"), (None, 2), (False, True)])
    def test_types(self, start, end):
        """Only whole numbers are offsets."""
        with pytest.raises(TypeError, match=r"^a span is made of two int, not of "):
            Span(start, end)

    def test_value(self):
        """Spans are equal by value, hashable, in order of position, frozen, and say where they are."""
        assert {Span(0, 2)} == {Span(0, 2), Span(0, 2)}
        assert [Span(0, 1), Span(0, 2), Span(1, 2)] == sorted([Span(1, 2), Span(0, 2), Span(0, 1)])
        assert "3..7" == str(Span(3, 7))
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            Span(0, 2).end = 3


class TestFinding:
    """`Finding`"""

    def test_span(self):
        """A pair of numbers is no span, and the message shows it."""
        with pytest.raises(TypeError, match=r"^a finding's span is a Span or None, not \(0, 5\)$"):
            Finding(analyzer="x", span=(0, 5))

    def test_polarity(self):
        """There are three polarities."""
        with pytest.raises(ValueError, match=r"^a finding's polarity is one of strength, fault, note, not 'bad'$"):
            Finding(analyzer="x", polarity="bad")

    def test_hash(self):
        """Findings can be counted and put into sets."""
        assert {HOLLOW} == {HOLLOW, attrs.evolve(HOLLOW)}

    def test_to_dict(self):
        """A finding quotes the text; one about all of it has no place in it."""
        assert {
            "analyzer": "hollow",
            "kind": "feelings",
            "polarity": "fault",
            "start": 0,
            "end": 27,
            "quote": "I'm sorry you feel that way",
            "message": "M",
            "advice": "A",
        } == HOLLOW.to_dict(TEXT)
        assert (None, None, None) == tuple(WHOLE.to_dict(TEXT)[key] for key in ("start", "end", "quote"))


class TestApology:
    """`Apology`"""

    @pytest.mark.parametrize("text", [None, 3, ["sorry"]])
    def test_not_text(self, text):
        """Anything but text is refused."""
        with pytest.raises(TypeError, match=rf"^an apology is text \(str\), not {type(text).__name__}$"):
            Apology(text)

    def test_bytes(self):
        """Bytes are refused with a hint: no encoding is guessed."""
        with pytest.raises(TypeError, match=r"not bytes; decode it first, for example text\.decode\('utf-8'\)$"):
            Apology(b"sorry")

    def test_value(self):
        """Apologies are equal by value and hashable; only the text must be known."""
        assert 1 == len({Apology("sorry", source="a"), Apology("sorry", source="a")})
        assert (None, None, None) == (Apology("").source, Apology("").speaker, Apology("").at)


class TestExample:
    """`Example`"""

    def test_marked(self):
        """Brackets mark what must be found."""
        assert Example("Well, I'm sorry.", ("I'm sorry",), "plain") == Example.marked("Well, [I'm sorry].", "plain")

    def test_one_text(self):
        """One quote that is not in a list is a mistake, not a list of letters."""
        with pytest.raises(TypeError, match=r"^a list of quotes is wanted, not the one text 'sorry'$"):
            Example("sorry", "sorry")


class TestAnalyzer:
    """`Analyzer`"""

    @pytest.mark.parametrize(
        "name", ["", "But", "but_clause", "but clause", "-but", "but-", "3sorrys", "b\u00fct", None]
    )
    def test_name(self, name):
        """Names are lower case with hyphens: they stand in files, on the command line and in comments."""
        with pytest.raises(
            ValueError, match=r"^an analyzer's name is lower case with hyphens, as in 'but-clause', not "
        ):
            Analyzer(name=name, summary="S.", find=lambda _: ())

    def test_polarity(self):
        """There are three polarities, and the message names them."""
        with pytest.raises(ValueError, match=r"^an analyzer's polarity is one of strength, fault, note, not 'bad'$"):
            Analyzer(name="x", summary="S.", find=lambda _: (), polarity="bad")

    def test_nothing(self):
        """An analyzer that could never find anything is refused."""
        with pytest.raises(ValueError, match=r"^the analyzer 'x' has neither `find` nor `phrases`"):
            Analyzer(name="x", summary="S.")

    def test_one_kind(self):
        """One kind that is not in a list is a mistake, not a list of letters."""
        with pytest.raises(TypeError, match=r"^a list of names is wanted, not the one text 'feelings'$"):
            Analyzer(name="x", summary="S.", find=lambda _: (), kinds="feelings")


class TestReport:
    """`Report`"""

    def test_sequence(self):
        """A report is its findings, and is there even if it has none."""
        report = Report(Apology(TEXT), [HOLLOW, WHOLE])

        assert [HOLLOW, WHOLE] == list(report)
        assert 2 == len(report)
        assert Report(Apology(TEXT))

    def test_index(self):
        """An analyzer's name gives its findings, none if it found nothing."""
        report = Report(Apology(TEXT), [HOLLOW, WHOLE])

        assert (HOLLOW,) == report["hollow"]
        assert () == report["blame"]

    def test_quote(self):
        """A finding's quote is its span's, or the whole text."""
        report = Report(Apology(TEXT), [HOLLOW, WHOLE])

        assert "I'm sorry you feel that way" == report.quote(HOLLOW)
        assert TEXT == report.quote(WHOLE)

    def test_faults(self):
        """Faults are the findings that spoil the apology."""
        good = attrs.evolve(HOLLOW, analyzer="apology", polarity="strength")

        assert (HOLLOW,) == Report(Apology(TEXT), [good, HOLLOW]).faults

    def test_complete(self):
        """A report from which an analyzer's findings are missing says so."""
        assert Report(Apology(TEXT)).complete
        assert not Report(Apology(TEXT), failures=[Failure("x", "E: boo")]).complete

    def test_pickle(self):
        """Reports travel between processes."""
        report = Report(Apology(TEXT), [HOLLOW])

        assert report == pickle.loads(pickle.dumps(report))

    def test_html(self):
        """In a notebook it shows itself highlighted."""
        assert "<mark" in Report(Apology(TEXT), [HOLLOW])._repr_html_()

    @given(reports())
    def test_round_trip(self, report):
        """What goes to plain data or JSON comes back the same, whatever is in the text."""
        assert report == Report.from_dict(report.to_dict())
        assert report == Report.from_json(report.to_json())

    @given(reports())
    def test_ascii(self, report):
        """JSON is ASCII: lone surrogates and NUL survive any encoding."""
        assert report.to_dict() == json.loads(report.to_json().encode("ascii"))

    def test_other_schema(self):
        """Another schema is refused by its name."""
        with pytest.raises(ValueError, match=r"^this is not a report of the schema 'sorrykit/report/1' but 'acme/2'$"):
            Report.from_dict({"schema": "acme/2"})

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"text": None}, r"an apology is text \(str\), not NoneType"),
            ({"findings": None}, r"'NoneType' object is not iterable"),
            ({"findings": [{}]}, r"the key 'start' is missing"),
            ({"failures": [{"analyzer": "x"}]}, r"the key 'error' is missing"),
        ],
    )
    def test_broken(self, change, message):
        """A broken report is refused with what is wrong about it."""
        with pytest.raises(ValueError, match=rf"^this is not a report of the schema 'sorrykit/report/1': {message}"):
            Report.from_dict({**Report(Apology(TEXT), [HOLLOW]).to_dict(), **change})

    @pytest.mark.parametrize("change", [{"quote": "I am sorry"}, {"start": 100, "end": 101, "quote": ""}])
    def test_quote_elsewhere(self, change):
        """A quote that does not stand where it says is refused: the text was changed."""
        data = Report(Apology(TEXT), [HOLLOW]).to_dict()
        data["findings"][0].update(change)

        with pytest.raises(ValueError, match=r"^the quote '.*' does not stand at \d+\.\.\d+ of the text$"):
            Report.from_dict(data)

    def test_not_a_mapping(self):
        """A list is no report."""
        with pytest.raises(ValueError, match=r"^this is not a report"):
            Report.from_dict([])
