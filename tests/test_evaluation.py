"""Figures are what they are defined to be."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import sys

from pathlib import Path

import pytest

from hypothesis import given
from hypothesis import strategies as st

from sorrykit import Analyzer, Apology, Finding, Kit, Span, corpus, evaluation, hookimpl
from sorrykit.corpus import Corpus, Item, Label
from sorrykit.evaluation import tables
from sorrykit.exceptions import ConfigurationError, IncompleteReportError


DATA = Path(__file__).parent / "data"


def item(*labels, text="Sorry, we lost it, but it rained.", **fields):
    return Item(id=fields.pop("id", "a"), text=text, labels=labels, **fields)


APOLOGY, OFFENSE, EXCUSE = Label("apology", 0, 5), Label("offense", 7, 17), Label("excuse", 23, 32)


@pytest.fixture(name="sample", scope="module")
def _sample():
    gold = corpus.read(DATA / "score-gold.jsonl")
    found = {}
    for line in (DATA / "score-found.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["id"]] = [
            Label(one["analyzer"], one["start"], one["end"], one["kind"]) for one in row["findings"] if one["start"] is not None
        ]
    return gold, found


@pytest.fixture(name="figures", scope="module")
def _figures():
    """What another program, written to the same definitions, says of the sample."""
    return json.loads((DATA / "score-figures.json").read_text())


class TestScore:
    def test_figures(self, sample, figures):
        """A sample with made-up mistakes has the figures that an independent program gave."""
        scores = evaluation.score(*sample)

        for name in ("message_micro", "span_micro"):
            rates = getattr(scores, name)
            assert figures[name] == [rates.precision, rates.recall, rates.f1]
        assert (figures["message_macro"], figures["span_macro"]) == pytest.approx((scores.message_macro, scores.span_macro), abs=1e-12)
        assert figures["kinds"] == scores.kind
        for name, row in figures["labels"].items():
            rates = scores[name].span
            assert (row["precision"], row["recall"], row["f1"]) == (rates.precision, rates.recall, rates.f1)
            assert (row["gold"], row["messages"]) == (scores[name].spans, scores[name].messages)
        assert set(figures["labels"]) == {row.label for row in scores.labels}

    def test_intervals(self, sample, figures):
        """The bootstrap draws the same samples, and gives the same intervals each time."""
        intervals = evaluation.score(*sample).intervals

        assert figures["intervals"] == {name: [round(one.low, 3), round(one.high, 3)] for name, one in intervals.items()}
        assert intervals == evaluation.score(*sample).intervals

    def test_perfect(self, sample):
        """Gold scores 1 against itself."""
        gold, _ = sample
        scores = evaluation.score(gold, {one.id: one.labels for one in gold})

        assert 1 == scores.message_micro.f1 == scores.span_micro.f1 == scores.message_macro == scores.span_macro == scores.kind
        assert {(1.0, 1.0)} == {(one.low, one.high) for one in scores.intervals.values()}

    def test_nothing(self):
        """Nothing to find and nothing found divides by nothing."""
        scores = evaluation.score([], {})

        assert (0, 0.0, 0.0, None, {}) == (scores.messages, scores.message_micro.f1, scores.message_macro, scores.kind, scores.intervals)

    def test_no_bootstrap(self, sample):
        """Without resamplings there are no intervals."""
        scores = evaluation.score(*sample, boot=0)

        assert not scores.intervals
        assert scores["apology"].message_interval is None

    def test_other_labels(self):
        """Labels that do not count are passed over, and others may be named."""
        gold = [item(APOLOGY, Label("cold-close", 0, 5))]

        assert ["apology"] == [row.label for row in evaluation.score(gold, {"a": [Label("presumption", 0, 3)]}).labels]
        assert 1 == evaluation.score(gold, {"a": [Label("cold-close", 2, 9)]}, labels=("cold-close",)).span_micro.f1

    def test_unknown(self):
        """A label that is nowhere has no scores."""
        with pytest.raises(KeyError):
            evaluation.score([item(APOLOGY)], {})["blame"]

    @given(st.randoms(use_true_random=False))
    def test_order(self, sample, rng):
        """The order of messages and of labels changes nothing but the resamplings."""
        gold, found = list(sample[0]), {name: list(labels) for name, labels in sample[1].items()}
        rng.shuffle(gold)
        for labels in found.values():
            rng.shuffle(labels)

        assert evaluation.score(*sample, boot=0) == evaluation.score(gold, found, boot=0)

    def test_swapped(self, sample):
        """Gold and found changed over swap precision with recall."""
        gold, found = sample
        other = [item(*found.get(one.id, ()), id=one.id, text=one.text) for one in gold]
        there, back = evaluation.score(gold, found, boot=0), evaluation.score(other, {one.id: one.labels for one in gold}, boot=0)

        assert (there.span_micro.precision, there.span_micro.recall) == (back.span_micro.recall, back.span_micro.precision)

    def test_to_dict(self, sample):
        """Scores are plain data, rounded."""
        data = evaluation.score(*sample).to_dict()

        assert data == json.loads(json.dumps(data))
        assert 0.8627 == data["message_micro"]["f1"]


class TestFind:
    def test_find(self):
        """Findings with a place become labels; those about the whole text do not."""
        found = evaluation.find([item()], kit(Finding(analyzer="mine", span=Span(0, 5), kind="k"), Finding(analyzer="mine")))

        assert {"a": (Label("mine", 0, 5, "k"),)} == found

    def test_broken(self):
        """A figure is not made from part of the analyzers."""
        with pytest.raises(IncompleteReportError, match="'mine' broke on the item 'a'"):
            evaluation.find([item()], kit("no finding"))


def kit(*findings):
    class Plugin:
        @hookimpl
        def sorrykit_analyzers(self):
            return [Analyzer(name="mine", summary="Mine.", find=lambda _: findings, kinds=("k",))]

    return Kit(select=["mine"], discover=False, extra={"plugin": Plugin()})


class TestCases:
    def test_cases(self):
        """What is missed, wrong and of the wrong kind is listed; what is right is not."""
        fix, choice = Label("remedy", 0, 5, "fix"), Label("remedy", 2, 9, "choice")
        gold = [item(APOLOGY, id="a"), item(APOLOGY, id="b"), item(id="c"), item(fix, id="d"), item(fix, id="e")]
        found = {"a": [APOLOGY], "c": [APOLOGY], "d": [choice], "e": [choice, fix]}

        assert [("b", (APOLOGY,), ()), ("c", (), (APOLOGY,))] == [
            (case.item.id, case.missed, case.wrong) for case in evaluation.cases(gold, found, "apology")
        ]
        assert [("d", ((fix, choice),))] == [(case.item.id, case.kinds) for case in evaluation.cases(gold, found, "remedy")]

    def test_slices(self):
        """A slice counts its messages and those that are right as a whole; silence where silence is right is right."""
        gold = [item(APOLOGY, id="a", slice="s"), item(APOLOGY, id="b", slice="s"), item(id="c", slice="r"), item(APOLOGY, id="d")]
        quiet, half = evaluation.slices(gold, {"a": [APOLOGY]})

        assert ("r", 1, 1, 1.0) == (quiet.slice, quiet.messages, quiet.exact, quiet.message.f1)
        assert ("s", 2, 1, 0.5) == (half.slice, half.messages, half.exact, half.message.recall)
        assert 0.6667 == half.to_dict()["span"]["f1"]


class TestConfusion:
    def test_pairs(self):
        """A missed span is paired with what was wrongly found on its words, and with nothing otherwise."""
        wrong = Label("explanation", 20, 32)
        pairs = evaluation.confusion([item(APOLOGY, OFFENSE, EXCUSE)], {"a": [APOLOGY, wrong, Label("blame", 0, 4)]}).pairs

        assert {("apology", "apology"): 1, ("offense", "-"): 1, ("excuse", "explanation"): 1, ("-", "blame"): 1} == pairs

    def test_matrix(self):
        """NLTK's matrix counts the same."""
        confusion = evaluation.confusion([item(APOLOGY, EXCUSE)], {"a": [APOLOGY, Label("blame", 23, 30)]})

        assert 1 == confusion.matrix()["excuse", "blame"] == confusion.matrix()["apology", "apology"]
        assert [("excuse", "blame", 1)] == confusion.mistakes()
        assert {"expected": "excuse", "found": "blame", "count": 1} in confusion.to_dict()


class TestAgreement:
    def test_perfect(self):
        """Two readers who say the same agree fully."""
        rows = [item(id=str(n), coders={"writer": labels, "reader": labels}) for n, labels in enumerate([[APOLOGY], [EXCUSE], []])]
        agreement = evaluation.agreement(Corpus(rows))

        assert (1.0, 1.0, {1.0}) == (agreement.alpha, agreement.scores.span_micro.f1, {row.kappa for row in agreement.labels})

    def test_published(self):
        """Kappa of one act against the rest follows by hand from the running example of Artstein and Poesio (2008)."""
        # Two coders, 100 utterances, three acts: how often coder A said the one and coder B the other.
        table = {("a", "a"): 46, ("a", "b"): 6, ("b", "b"): 32, ("c", "b"): 0, ("c", "c"): 10, ("b", "c"): 6}
        names = {"a": "apology", "b": "offense", "c": "excuse"}
        rows = []
        for (one, other), count in table.items():
            for _ in range(count):
                coders = {"writer": [Label(names[one], 0, 5)], "reader": [Label(names[other], 0, 5)]}
                rows.append(item(id=str(len(rows)), coders=coders))
        agreement = evaluation.agreement(Corpus(rows))
        seen, chance = 0.94, 0.52 * 0.46 + 0.48 * 0.54

        assert (seen - chance) / (1 - chance) == pytest.approx(next(row.kappa for row in agreement.labels if row.label == "apology"))

    def test_never_and_always(self):
        """Where a label always occurs there is no kappa, for chance explains everything."""
        agreement = evaluation.agreement(Corpus([item(coders={"writer": [APOLOGY], "reader": [APOLOGY]})]))

        assert [None] == [row.kappa for row in agreement.labels]

    def test_nobody(self):
        """Without two readings there is no agreement."""
        with pytest.raises(ValueError, match="read by both 'writer' and 'reader'"):
            evaluation.agreement(Corpus([item()]))

    def test_bundled(self):
        """The figures of the datasheet."""
        agreement = evaluation.agreement(corpus.load())
        scores = agreement.scores

        assert (712, "0.976", "0.973", "0.957", "0.978") == (
            agreement.items, *(f"{value:.3f}" for value in (scores.message_micro.f1, scores.message_macro, scores.span_micro.f1, scores.kind)),
        )  # fmt: skip
        for figure in ("0.976", "0.973", "0.957", "0.978"):
            assert figure in corpus.readme()
        assert 0.9 < agreement.alpha < 1
        assert 20 == len(agreement.to_dict()["labels"])


class TestBaselines:
    def test_word_lists(self):
        """The word lists find what they are published to find, and nothing else."""
        texts = {
            "Sorry!": (True, True), "My apologies.": (True, False), "We apologize.": (True, False), "I do apologize.": (True, True),
            "Please forgive me.": (False, True), "Woops.": (False, True), "My bad.": (False, False),
        }  # fmt: skip
        for text, expected in texts.items():
            gold = [item(Label("apology", 0, 2), text=text)]
            found = tuple(bool(evaluation.baseline(name, [], gold, support=1).scores.message_micro.f1) for name in ("keywords", "convokit"))

            assert expected == found, text

    @pytest.mark.parametrize("name", ["naive-bayes", "linear"])
    def test_learned(self, name):
        """The models learn a word that decides, and are not taught what never or always occurs."""
        if name == "linear":
            pytest.importorskip("sklearn")
        train = [item(*([APOLOGY] if n % 2 else [EXCUSE]), id=f"t{n}", text=("sorry about it" if n % 2 else "it rained all day")) for n in range(20)]
        gold = [item(APOLOGY, id="x", text="sorry about it all"), item(EXCUSE, id="y", text="it rained")]
        result = evaluation.baseline(name, train, gold, support=1)

        assert 1 == result.scores.message_micro.f1
        assert {"precision": 1, "recall": 1, "f1": 1} == result.to_dict()["apology"]

    def test_leak(self):
        """What is scored is not learned from."""
        with pytest.raises(ValueError, match="1 items are both learned from and scored, the first of them 'a'"):
            evaluation.baseline("linear", [item()], [item()])

    def test_without_scikit_learn(self, monkeypatch):
        """Without the extra, the baseline says so."""
        monkeypatch.setitem(sys.modules, "sklearn", None)
        monkeypatch.setitem(sys.modules, "sklearn.feature_extraction.text", None)
        result = evaluation.baseline("linear", [], [item()])

        assert result.scores is None
        assert "sorrykit[bench]" in result.why
        assert result.to_dict()["message_micro"] is None
        assert "sorrykit[bench]" in tables.baselines("x", evaluation.score([], {}), [result], None).markdown()


def halves(text):
    return [(0, len(text) // 2), (len(text) // 2, len(text))]


class TestSentences:
    def test_boundaries(self):
        """Boundaries inside the texts are compared, and differences shown."""
        result = evaluation.boundaries(["One. Two. Three."], lambda text: [(0, 4), (5, len(text))])

        assert (2, 1, 1, 0.5, 1.0, 0.5) == (result.ours, result.theirs, result.both, result.rates.precision, result.rates.recall, result.equal)
        assert ("One. Two. |Three.",) == result.only_ours

    def test_punkt(self):
        """Punkt runs untrained, trained, and paragraph by paragraph."""
        text = "Dear all,\n\nOne thing. Another."

        assert [(0, 21), (22, 30)] == list(evaluation.punkt()(text))
        assert [(0, 9), (11, 21), (22, 30)] == list(evaluation.punkt([text], paragraphs=True)(text))

    def test_kit(self):
        """A kit may read sentences by Punkt or by a function, in what it analyzes and reports."""
        text = "We owe Dr. Hall an apology."
        seen = {name: Kit(select=["apology"], sentences=name, discover=False).analyze(text) for name in ("sorrykit", "punkt")}
        halved = Kit(select=["apology"], sentences=halves, discover=False).analyze(Apology(text))

        assert [(0, 27)] == seen["sorrykit"].apology.reading.sentences
        assert [(0, 10), (11, 27)] == seen["punkt"].apology.reading.sentences
        assert [(0, 13), (13, 27)] == halved.apology.reading.sentences
        assert Apology(text) == halved.apology
        with pytest.raises(ConfigurationError, match="'sorrykit', 'punkt' or a function, not 'spacy'"):
            Kit(sentences="spacy", discover=False)

    def test_floor(self):
        """On the corpus, sorrykit's boundaries are Punkt's in nineteen of twenty cases, paragraph by paragraph."""
        texts = [one.text for one in corpus.load()]
        result = evaluation.boundaries(texts, evaluation.punkt(texts, paragraphs=True))

        assert result.equal > 0.95
        assert result.to_dict()["f1"] > 0.975

    def test_nothing(self):
        """Where nobody sees a boundary, all are equal."""
        assert 1 == evaluation.boundaries(["One."], lambda _: [(0, 4)]).equal


class TestTables:
    def test_markdown(self, sample):
        """A table is Markdown with aligned figures, and its cells cannot break out of it."""
        gold, found = sample
        table = tables.scores(evaluation.score(gold, found))
        lines = table.markdown().splitlines()

        assert lines[0].startswith("| label | msgs | P |")
        assert lines[1].startswith("| --- | --: |")
        assert "a\\|b" in tables.Table(title="", columns=["x"], rows=[["a|b"]]).markdown()

    def test_no_intervals(self, sample):
        """A narrow table leaves the intervals out."""
        scores = evaluation.score(*sample)

        assert len(tables.scores(scores).columns) - 2 == len(tables.scores(scores, intervals=False).columns)

    def test_confusion(self):
        """The rarer mistakes are counted where they are not listed."""
        confusion = evaluation.confusion([item(APOLOGY, OFFENSE)], {})

        assert "1 rarer" in tables.confusion(confusion, most=1).note
        assert "```text" in tables.confusion(confusion).markdown()
        assert "" == tables.confusion(evaluation.confusion([], {})).picture


class TestPlot:
    def test_plot(self, sample, tmp_path):
        """The picture is drawn in the format of the file's name."""
        pytest.importorskip("matplotlib")
        scores = evaluation.score(*sample)
        evaluation.plot(scores, tmp_path / "f.svg", ceiling=scores, title="A title")
        evaluation.plot(evaluation.score(*sample, boot=0), tmp_path / "f.png")

        assert (tmp_path / "f.png").read_bytes().startswith(b"\x89PNG")
        assert "<svg" in (tmp_path / "f.svg").read_text()

    def test_other_format(self, sample, tmp_path):
        """A format that cannot be drawn is an error."""
        pytest.importorskip("matplotlib")
        with pytest.raises(ValueError, match="not supported"):
            evaluation.plot(evaluation.score(*sample, boot=0), tmp_path / "f.xyz")


GENERATED_END = "<!-- generated: end -->\n"


@pytest.fixture(name="accuracy", scope="module")
def _accuracy():
    folder = DATA.parent.parent / "benchmarks"
    spec = importlib.util.spec_from_file_location("accuracy", folder / "accuracy.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        spec.loader.exec_module(module)
    return module


class TestPage:
    def test_fresh(self, accuracy):
        """The documentation's figures are those of today; `python benchmarks/accuracy.py --write` makes them so."""
        part, scores, ceiling = accuracy.generated(learn=False)
        readme = accuracy.README.read_text(encoding="utf-8").partition(accuracy.BEGIN)[2].partition(GENERATED_END)[0]
        assert figures(accuracy.in_short(scores, ceiling)) == pytest.approx(figures(readme), abs=0.0101)
        page = accuracy.PAGE.read_text(encoding="utf-8")
        written = page.partition(accuracy.BEGIN)[2].partition(GENERATED_END)[0]
        # What a model learns may differ in the last place from one release of its library to the next, and is not of our making.
        lines = [line for line in written.splitlines() if not line.startswith(("| naive Bayes", "| logistic"))]

        assert words(part) == words("\n".join(lines))
        assert figures(part) == pytest.approx(figures("\n".join(lines)), abs=0.0101)

    def test_placed(self, accuracy):
        """The generated part is replaced as a whole, and nothing else; without its markers the page is left alone."""
        page = accuracy.placed(f"before\n{accuracy.BEGIN}old\n{GENERATED_END}after\n", "new\n", accuracy.BEGIN)

        assert page == accuracy.placed(page, "new\n", accuracy.BEGIN) == f"before\n{accuracy.BEGIN}\nnew\n\n{GENERATED_END}after\n"
        with pytest.raises(SystemExit, match="has lost one of its markers"):
            accuracy.placed("before", "new", accuracy.BEGIN)

    def test_plain(self, accuracy):
        """A quote cannot break out of Markdown."""
        assert r"\*a\* \| \<b\>" == accuracy.plain("*a*\n| <b>")


NUMBER = re.compile(r"\d+(?:\.\d+)?")


def words(text):
    return NUMBER.sub("0", text).split()


def figures(text):
    return [float(number) for number in NUMBER.findall(text)]


def test_seed():
    """The global random numbers are left alone."""
    random.seed(3)
    expected = random.random()
    random.seed(3)
    evaluation.score([item(APOLOGY)], {}, boot=5)

    assert expected == random.random()
