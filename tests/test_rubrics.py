"""Rubrics as data, and the laws that every score keeps."""

from __future__ import annotations

import json
import tomllib

from importlib import resources

import jsonschema
import pytest

from hypothesis import given
from hypothesis import strategies as st

import sorrykit

from sorrykit import Apology, Failure, Finding, Report, Span, analyzers, rubrics
from sorrykit.analyzers import BY_REQUEST, sorrykit_analyzers
from sorrykit.exceptions import IncompleteReportError, RubricError
from sorrykit.kit import Kit
from sorrykit.rubrics._rubric import KINDS, MESSAGE_METRICS, THREAD_FINDINGS, THREAD_METRICS


TEXT = "x" * 200
SCHEMA = json.loads(resources.files("sorrykit.rubrics").joinpath("rubric.schema.json").read_text(encoding="utf-8"))
names = st.sampled_from(analyzers.NAMES)


@st.composite
def findings(draw):
    """A finding of any analyzer and kind, somewhere in a text or about all of it."""
    name = draw(names)
    kind = draw(st.sampled_from([None, *KINDS.get(name, ())]))
    start = draw(st.integers(0, 150))
    span = draw(st.sampled_from([None, Span(start, start + 10)]))
    return Finding(analyzer=name, kind=kind, span=span, message="m", polarity="strength")


def report(*several: Finding) -> Report:
    """A report on a text of no words, with these findings."""
    return Report(Apology(TEXT), several)


def at(name: str, kind: str | None = None, start: int = 0) -> Finding:
    """A finding at some place."""
    return Finding(analyzer=name, kind=kind, span=Span(start, start + 5), message="m")


RUBRIC = """
title = "Test"
source = "nobody"
[read_as]
"hollow:feelings" = "empathy"
"regret" = "hollow:feelings"
[[criteria]]
find = "apology"
role = "required"
weight = 3
why = "because"
say = "Apologize."
[[criteria]]
find = "empathy|remedy:choice"
role = "desired"
weight = 1
why = "because"
say = "Feel."
[[criteria]]
find = "blame"
role = "forbidden"
weight = 2
why = "because"
say = "Do not blame."
[[criteria]]
find = "excuse"
role = "neutral"
why = "because"
"""


@pytest.fixture(name="rubric")
def _rubric():
    return rubrics.loads(RUBRIC, "test")


@pytest.mark.parametrize(
    ("several", "total", "verdict"),
    [
        ((), 0, "fail"),
        ((at("apology"),), 75, "pass"),
        ((at("apology"), at("empathy")), 100, "pass"),
        ((at("apology"), at("remedy", "choice")), 100, "pass"),
        ((at("apology"), at("remedy", "fix")), 75, "pass"),
        ((at("apology"), at("hollow", "feelings")), 100, "pass"),
        ((at("apology"), at("hollow", "generic")), 75, "pass"),
        ((at("apology"), at("blame")), 25, "mixed"),
        ((at("blame"),), 0, "fail"),
        ((at("apology"), at("excuse")), 75, "pass"),
        # `regret` is read as hollow:feelings, and that reading is not read again.
        ((at("apology"), at("regret")), 75, "pass"),
    ],
)
def test_totals(rubric, several, total, verdict):
    """The total is the share of what could be earned, less what was spoiled; a missed requirement fails."""
    score = rubrics.score(report(*several), rubric)

    assert (total, verdict) == (score.total, score.verdict)


def test_points_name_their_evidence_and_what_to_say(rubric):
    """Each criterion comes with its state, the findings it stands on, in order, and a sentence for the writer."""
    late, early = at("blame", "customer", 50), at("blame", "colleague", 5)
    score = rubrics.score(report(late, early, at("excuse")), rubric)

    assert [("apology", "missed", "Apologize."), ("empathy|remedy:choice", "missed", "Feel."), ("blame", "hit", "Do not blame."), ("excuse", "neutral", "")] == [
        (point.criterion.name, point.state, point.say) for point in score.points
    ]
    assert (early, late) == score.points[2].evidence
    assert "x" * 5 == score.to_dict()["criteria"][2]["evidence"][0]["quote"]


def test_no_score_of_a_part():
    """An incomplete report gets no score, and the error names who broke."""
    broken = Report(Apology("Sorry."), (), (Failure("blame", "ValueError: no"),))
    with pytest.raises(IncompleteReportError, match="no score from a part of the analyzers: blame broke"):
        rubrics.score(broken, "save")


@given(st.sampled_from(rubrics.BUNDLED), st.lists(findings(), max_size=8), st.randoms())
def test_order_does_not_matter(name, several, random):
    """A score does not depend on the order of the findings."""
    mixed = list(several)
    random.shuffle(mixed)

    assert rubrics.score(report(*several), name).total == rubrics.score(report(*mixed), name).total


@given(st.sampled_from(rubrics.BUNDLED), st.lists(findings(), max_size=8), st.data())
def test_a_wanted_finding_never_lowers_a_score(name, several, data):
    """One more finding that the rubric wants, and forbids under no other selector, never lowers the total."""
    rubric = rubrics.bundled(name)
    wanted = [c for c in rubric.criteria if c.role in {"required", "desired"} and c.find and not c.needs_thread]
    label, kind = data.draw(st.sampled_from([selector for c in wanted for selector in c.selectors]))
    kind = kind or data.draw(st.sampled_from([None, *KINDS.get(label, ())]))
    forbidden = [selector for c in rubric.criteria if c.role == "forbidden" for selector in c.selectors]
    if (label, None) in forbidden or (label, kind) in forbidden or label in rubric.read_as or f"{label}:{kind}" in rubric.read_as:
        return
    before, after = (rubrics.judge(all_, {}, rubric).total for all_ in (several, [*several, at(label, kind)]))

    assert after >= before


@given(st.sampled_from(rubrics.BUNDLED), st.lists(findings(), max_size=8), st.data())
def test_a_forbidden_finding_never_raises_a_score(name, several, data):
    """One more finding that the rubric forbids never raises the total."""
    rubric = rubrics.bundled(name)
    forbidden = [selector for c in rubric.criteria if c.role == "forbidden" for selector in c.selectors]
    if not forbidden:
        return
    label, kind = data.draw(st.sampled_from(forbidden))
    before, after = (rubrics.judge(all_, {}, rubric).total for all_ in (several, [*several, at(label, kind)]))

    assert after <= before


@given(st.sampled_from(rubrics.BUNDLED), st.lists(findings(), max_size=12))
def test_totals_lie_between_0_and_100(name, several):
    """A total is a whole number from 0 to 100, and a score that fails says what was missed."""
    score = rubrics.score(report(*several), name)

    assert 0 <= score.total <= 100
    assert (score.verdict == "fail") == any(p.state == "missed" and p.criterion.role == "required" for p in score.points)


@pytest.mark.parametrize("name", rubrics.BUNDLED)
def test_bundled_rubrics(name):
    """Each bundled rubric keeps the schema, says why and where from at each point, and what to write where a point is lost."""
    text = resources.files("sorrykit.rubrics").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    jsonschema.validate(tomllib.loads(text), SCHEMA)
    rubric = rubrics.bundled(name)

    assert rubric.summary
    for criterion in rubric.criteria:
        assert criterion.why
        assert criterion.source
        assert bool(criterion.say) == (criterion.role != "neutral")


def test_schema_and_code_name_the_same():
    """The schema and the reader know the same metrics, and the kinds are those of the analyzers."""
    kinds = {analyzer.name: analyzer.kinds for analyzer in Kit(discover=False).analyzers if analyzer.kinds}

    assert {*MESSAGE_METRICS, *THREAD_METRICS} == set(SCHEMA["$defs"]["criterion"]["properties"]["metric"]["enum"])
    assert dict(KINDS) == {name: several for name, several in kinds.items() if name in KINDS}
    assert set(KINDS) == set(kinds)
    assert not set(THREAD_FINDINGS) & set(analyzers.NAMES)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Test"', "", "a rubric needs 'title', a text"),
        ('source = "nobody"', "", "a rubric needs 'source', a text"),
        ('title = "Test"', "title = ", "not TOML"),
        ('title = "Test"', 'title = "Test"\ncriterion = 1', "unknown key 'criterion'; did you mean 'criteria'"),
        ('title = "Test"', 'title = "Test"\nunit = "page"', "unit is message or thread, not 'page'"),
        ('find = "apology"', 'find = "apologie"', r"criteria\[1\]: unknown label 'apologie'; did you mean 'apology'"),
        ('find = "apology"', 'find = "remedy:gift"', r"criteria\[1\]: 'remedy' has no kind 'gift'; its kinds: fix, compensation, choice, vague"),
        ('find = "apology"', 'find = "apology:kind"', r"'apology' has no kind 'kind'; its kinds: none"),
        ('find = "apology"', 'find = "Apology!"', r"criteria\[1\]: 'Apology!' is no selector"),
        ('find = "apology"', "", r"criteria\[1\]: a criterion has either 'find' or 'metric'"),
        ('find = "apology"', 'metric = "apologys"\nat_most = 1', r"unknown metric 'apologys'; there are: first-apology"),
        ('find = "apology"', 'metric = "apologies"', "a metric needs at_least or at_most"),
        ('find = "apology"', 'find = "apology"\nat_most = 1', "at_least and at_most belong to a metric"),
        ('find = "apology"', 'find = "apology"\nwieght = 1', "unknown key 'wieght'; did you mean 'weight'"),
        ('role = "required"', 'role = "must"', "role is one of required, desired, forbidden, neutral, not 'must'"),
        ("weight = 3", "weight = -1", "weight is a number, 0 or more, not -1"),
        ("weight = 3", 'weight = "three"', "weight is a number, 0 or more, not 'three'"),
        ('why = "because"\nsay = "Apologize."', 'say = "Apologize."', "a criterion needs 'why'"),
        ('"regret" = "hollow:feelings"', '"regrets" = "apology"', "read_as: unknown label 'regrets'"),
    ],
)
def test_mistakes_are_named(old, new, message):
    """Every mistake in a rubric file is an error that names the file, the criterion and the mend."""
    assert old in RUBRIC
    with pytest.raises(RubricError, match=f"mine.toml: .*{message}"):
        rubrics.loads(RUBRIC.replace(old, new, 1), "mine", "mine.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('title = "a"\nsource = "b"', r"a rubric needs at least one \[\[criteria\]\]"),
        ('title = "a"\nsource = "b"\nread_as = 1\n', "read_as is a table"),
        ('title = "a"\nsource = "b"\ncriteria = [1]', r"criteria\[1\]: a criterion is a table"),
        ('title = "a"\nsource = "b"\n[[criteria]]\nfind = "blame"\nrole = "forbidden"\nwhy = "c"', "no criterion is required or desired"),
    ],
)
def test_rubrics_without_a_point(text, message):
    """A file from which nothing could be scored is an error."""
    with pytest.raises(RubricError, match=message):
        rubrics.loads(text, "mine", "mine.toml")


def test_unknown_names_and_paths(tmp_path):
    """A name that is not bundled and a file that is not there are errors that help on."""
    with pytest.raises(RubricError, match="there is no rubric 'sav'; did you mean 'save'"):
        rubrics.score(report(), "sav")
    with pytest.raises(RubricError, match=r"there is no rubric 'zzz'; there are: three-sorrys, .*a rubric of your own is a path"):
        rubrics.score(report(), "zzz")
    with pytest.raises(RubricError, match=r"none\.toml: cannot be read: No such file"):
        rubrics.score(report(), tmp_path / "none.toml")


def test_a_path_is_a_rubric(tmp_path):
    """A user's own rubric is a path."""
    path = tmp_path / "our_own.toml"
    path.write_text(RUBRIC, encoding="utf-8")

    assert "our-own" == rubrics.score(report(at("apology")), str(path)).rubric


def test_by_request(tmp_path):
    """A rubric may ask for what is reported by request alone, of a default report and of a thread's."""
    path = tmp_path / "counsel.toml"
    criterion = '[[criteria]]\nfind = "liability"\nrole = "required"\nweight = 2\nwhy = "Counsel asks."\n'
    path.write_text(RUBRIC.partition("[[criteria]]")[0] + criterion, encoding="utf-8")
    text = "I'm sorry that we broke your gate."
    found = sorrykit.analyze(text)
    (point,) = sorrykit.score(found, path).points
    (of_thread,) = sorrykit.analyze_thread([sorrykit.Turn("customer", "My gate is broken."), sorrykit.Turn("agent", text)]).score(path).points

    assert not found["liability"]
    assert "met" == point.state
    assert list(Kit(select=["liability"], discover=False).analyze(text)) == list(point.evidence)
    assert [1, 1] == [finding.turn for finding in of_thread.evidence]
    assert {*BY_REQUEST} == {analyzer.name for analyzer in sorrykit_analyzers() if analyzer.by_request}


def test_compare_takes_a_report():
    """What is no report is refused as by `score`."""
    with pytest.raises(TypeError, match=r"^what is judged is a report, not str; analyze it first"):
        rubrics.compare("I'm sorry.")


def test_compare_says_who_disagrees():
    """Rubrics side by side say which of them wants what another forbids, and who reads it as something else."""
    comparison = rubrics.compare(report(at("apology"), at("hollow", "feelings", 20)))
    disputes = {dispute.label: dispute for dispute in comparison.disputes}

    assert set(rubrics.BUNDLED) == {score.rubric for score in comparison.scores}
    assert ("liability-aware",) == disputes["apology"].forbidden_by
    assert "save" in disputes["apology"].wanted_by
    assert ("empathy-first", "empathy") in disputes["hollow:feelings"].read_as
    assert "three-sorrys" in disputes["hollow:feelings"].forbidden_by
    assert "forbidden by liability-aware" in str(disputes["apology"])
    assert "save" == comparison["save"].rubric
    with pytest.raises(KeyError):
        comparison["nobody"]


def test_thread_criteria_wait_for_a_thread():
    """What only a thread can show is not judged in a message, and not counted against it."""
    score = rubrics.score(report(at("apology")), "one-apology")

    assert {"not judged"} == {p.state for p in score.points if p.criterion.needs_thread}
    assert {"thread-apologies", "longest-positive-run"} <= {p.criterion.metric for p in score.points if p.state == "not judged"}


def test_metrics_of_a_message():
    """The numbers of a message: where the first apology stands, how many there are, how strong."""
    kit = Kit(discover=False)
    values = rubrics.metrics(kit.analyze("Hello Ann. Obviously we lost your bag. We are so sorry. I apologize."))

    assert {"apologies": 2, "intensity": 1, "obviously": 1, "first-apology": 3} == values
    assert "first-apology" not in rubrics.metrics(kit.analyze("Your bag is here."))
