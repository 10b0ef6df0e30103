"""The model beside the phrases: plain data, trained on the bundled texts, modest where it does not know."""

from __future__ import annotations

import json

import pytest

from hypothesis import given
from hypothesis import strategies as st

from sorrykit import corpus, learned
from sorrykit._run import LEARNED
from sorrykit.evaluation import training
from sorrykit.kit import Kit
from sorrykit.learned import Guess, Model, Opinion
from sorrykit.learned._features import around, said, words_in
from sorrykit.text import read


PLAIN = {
    "format": "sorrykit/model/2",
    "outputs": ["remedy", "remedy:fix", "remedy:vague", "apology"],
    "bias": [-2.0, 0.0, 0.0, -9.0],
    "thresholds": {"remedy": [0.5, 0.2]},
    "weights": {"keys": [0, 150, 1, 50], "{house}": [0, 100], "looking": [0, 300, 2, 90], "<before offense>": [0, 100], "<sign remedy:fix:None>": [0, 80]},
    "classes": {"neighbor": ["{house}"], "landlord": ["{house}"]},
}  # fmt: skip


@pytest.fixture(name="model")
def _model():
    return Model.from_dict(PLAIN)


def guesses(model, text, found=None, seen=()):
    """What a model guesses of a text, as (label, kind, quote)."""
    return [(guess.label, guess.kind, text[guess.start : guess.end]) for guess in model.read(read(text), found or {}, seen).guesses]


def test_guesses_by_hand(model):
    """A sentence whose weights reach the threshold is guessed, with its kind, its place and its probability; others are not."""
    text = "Good morning. The new keys are with your neighbor. Bye!"
    (guess,) = model.read(read(text), {}).guesses

    assert ("remedy", "fix", "The new keys are with your neighbor") == (guess.label, guess.kind, text[guess.start : guess.end])
    # 1.5 + 1.0 - 2.0 = 0.5, and its logistic function
    assert 0.6225 == pytest.approx(guess.probability, abs=1e-4)


def test_kind_of_the_highest_sum(model):
    """Of the kinds the one with the highest sum is guessed."""
    assert [("remedy", "vague", "We are looking")] == guesses(model, "We are looking.")


def test_words_of_a_class_weigh_alike(model):
    """A word that no training text held weighs as its class does."""
    assert guesses(model, "The keys are with the landlord.")
    assert not guesses(model, "The keys are with the lawyer.")


def test_what_was_found_around_weighs(model):
    """What phrases found in the sentence before, and single phrases in the sentence itself, change what is thought of it."""
    text = "We lost them. The keys are back."
    offense = {"offense": [(0, 12)]}

    assert [] == guesses(model, text)
    assert [("remedy", "fix", "The keys are back")] == guesses(model, text, offense)
    assert [("remedy", "fix", "The keys are back")] == guesses(model, text, seen=[("remedy:fix:None", 14)])


def test_doubts(model):
    """What a phrase has found is doubted where the sentence is too unlike the act, and only there; it is never guessed again."""
    text = "Hello. The keys are with your neighbor. The sky is blue."
    found = {"remedy": [(7, 39), (40, 55)], "apology": [(0, 5)]}
    opinion = model.read(read(text), found)

    assert frozenset({("remedy", (40, 55))}) == opinion.doubted
    assert () == opinion.guesses


def test_a_place_over_several_sentences(model):
    """What reaches over several sentences is doubted only where each of them is unlike it."""
    text = "The sky is blue. The keys are with your neighbor."

    assert frozenset() == model.read(read(text), {"remedy": [(0, len(text))]}).doubted


def test_labels_without_a_threshold_are_never_guessed(model):
    """An output without a threshold serves nothing but its kinds."""
    assert {"remedy"} == {label for label, *_ in guesses(model, "Sorry. The keys. The neighbor. Looking.")}
    assert ("remedy",) == model.labels


def test_somebody_elses_voice(model):
    """Quoted words are not guessed at."""
    assert [] == guesses(model, "You wrote:\n> We are looking.\nGood.")


def test_register():
    """Where a register is given, of texts that are not of it nothing is thought."""
    model = Model.from_dict({**PLAIN, "register": {"bias": -1.0, "at_least": 0.5, "weights": {"dear": 300}}})

    assert Opinion() == model.read(read("We are looking. Blue sky."), {"remedy": [(16, 24)]})
    assert [("remedy", "vague", "Dear Ann, we are looking")] == guesses(model, "Dear Ann, we are looking.")


def test_weights_are_read_when_they_are_needed():
    """Where nothing is a letter, the large part of a model is never read; where one is, it is read once."""
    asked = []

    def load():
        asked.append(True)
        return PLAIN

    small = {key: value for key, value in PLAIN.items() if key not in {"weights", "classes"}}
    model = Model.from_dict({**small, "register": {"bias": -1.0, "at_least": 0.5, "weights": {"dear": 300}}}, load)
    model.read(read("We are looking."), {})

    assert [] == asked
    for _ in range(2):
        assert [("remedy", "vague", "Dear Ann, we are looking")] == guesses(model, "Dear Ann, we are looking.")
    assert [True] == asked


def test_sums_far_from_nothing(model):
    """Sums above and below nothing do not disturb one another: each output is its bias and its weights, in hundredths."""
    total = model._start + model._total(["keys", "looking", "nowhere"])

    assert (-200 + 150 + 300, 50, 90, -900) == model._sums(total)


def test_another_format():
    """Data of another format is an error that names it."""
    with pytest.raises(ValueError, match="no model of the format 'sorrykit/model/2' but 'other'"):
        Model.from_dict({**PLAIN, "format": "other"})


def test_features():
    """A sentence is its words and their classes, neighbors, words with one between, its place, and what was found around."""
    words = words_in("I\u2019m sorry, we lost 20 bags!")

    assert ["i", "am", "sorry", "we", "lost", "<n>", "bags", "!"] == words
    assert {"sorry", "am sorry", "<s> i", "! </s>", "am _ we", "{loss}"} <= said(words, {"lost": ["{loss}"]}).keys()
    assert {"<sentence 1>", "<sentence -0>", "<here nothing>", "<before apology>", "<text apology>", "<sign x>"} == {
        feature for feature in list(around([{"apology"}, set()], [set(), {"<sign x>"}]))[1] if feature != "<sentences 2>"
    }


@given(st.text())
def test_any_text_can_be_guessed_at(text):
    """Whatever the text, guesses lie in it, are not empty, and are the same each time."""
    model = learned.default_model()
    first, again = model.read(read(text), {}), model.read(read(text), {})

    assert first == again
    assert all(0 <= guess.start < guess.end <= len(text) and 0 < guess.probability < 1 for guess in first.guesses)


def test_it_was_trained_on_what_is_bundled():
    """The model that is there was trained on the texts and labels that are there; `benchmarks/train_model.py` mends it."""
    model = learned.default_model()
    letters, everyday = training.bundled_items()

    assert training.digest([*letters, *everyday]) == model.about["hash"]


def test_nothing_is_learned_from_what_is_reported_on():
    """No text of the dev and test splits is among those that are learned from, nor nearly one."""

    def grams(text):
        words = text.lower().split()
        return {tuple(words[at : at + 8]) for at in range(len(words) - 7)}

    letters, everyday = training.bundled_items()
    held = {item.id: grams(item.text) for split in ("dev", "test") for item in corpus.load().split(split)}
    wanted = set().union(*held.values())
    seen = {gram for item in [*letters, *everyday] for gram in grams(item.text) & wanted}
    near = [name for name, own in held.items() if len(own & seen) > len(own) / 5]

    assert [] == near
    assert {"train", "practice"} == {item.split for item in letters}


def test_training_learns():
    """A model trained on a few sentences knows them again; the same texts give the same model."""
    pytest.importorskip("sklearn", reason="training needs the extra `bench`")
    items = [
        corpus.Item(id=f"a{n}", text=f"The {thing} is with your neighbor. The sky is blue.", labels=[corpus.Label("remedy", 0, 30, "fix")])
        for n, thing in enumerate(["key", "box", "bag", "cup", "hat", "pen", "map", "rug", "bed", "jar"] * 2)
    ]
    data = training.train(items)
    model = Model.from_dict(data)

    assert [("remedy", "fix")] == [(guess.label, guess.kind) for guess in model.read(read("The tea is with your neighbor. The sky is blue."), {}).guesses]
    assert json.dumps(data) == json.dumps(training.train(items))


def letters():
    """Some texts of the register that the model knows."""
    return [item.text for item in corpus.practice() if item.slice == "letter"][:80]


def test_kits_with_and_without():
    """A kit with the model guesses in some letters, and says so each time; one without never does."""
    texts = letters()
    with_, without = (
        [finding for text in texts for finding in kit.analyze(text)]
        for kit in (Kit(discover=False), Kit(learned=False, discover=False))
    )
    guessed = [finding for finding in with_ if finding.message.endswith(LEARNED)]

    assert guessed
    assert all(finding.span for finding in guessed)
    assert not any(finding.message.endswith(LEARNED) for finding in without)


def test_what_is_found_does_not_hang_on_the_choice():
    """The model looks at all labels together, whichever are reported: what is found of one is the same in every kit."""
    whole = Kit(discover=False)
    for name in ("remedy", "offense", "no-apology"):
        alone = Kit(select=[name], discover=False)
        for text in letters()[:20]:
            assert whole.analyze(text)[name] == alone.analyze(text)[name]


def test_the_house_is_not_doubted():
    """A phrase of the house is found wherever it stands, and changes nothing about other labels."""
    house = Kit(discover=False, phrases={"remedy": {"phrases": [{"kind": "fix", "find": "the {any} sky"}]}})
    kit = Kit(discover=False)
    for text in letters()[:20]:
        report, plain = house.analyze(f"{text} So much for the blue sky."), kit.analyze(f"{text} So much for the blue sky.")

        assert "the blue sky" in [report.quote(finding) for finding in report["remedy"]]
        assert plain["offense"] == report["offense"]


def test_a_guess_does_not_repeat_a_phrase():
    """Where a phrase has found the label, the model's guess at the same words is dropped."""
    kit = Kit(discover=False)
    for text in letters():
        report = kit.analyze(text)
        for finding in report:
            if finding.message.endswith(LEARNED):
                others = [other for other in report[finding.analyzer] if other is not finding and other.span]
                assert not any(other.span.start < finding.span.end and finding.span.start < other.span.end for other in others)


def test_guess_is_a_value():
    """A guess is a plain tuple."""
    assert ("remedy", None, 0, 3, 0.7) == Guess("remedy", None, 0, 3, 0.7)
