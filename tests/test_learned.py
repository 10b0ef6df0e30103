"""The model beside the phrases: plain data, trained on the bundled texts, modest where it does not know."""

from __future__ import annotations

import json

import pytest

from hypothesis import given
from hypothesis import strategies as st

from sorrykit import corpus, learned
from sorrykit.evaluation import training
from sorrykit.kit import LEARNED, Kit
from sorrykit.learned import Guess, Model
from sorrykit.learned._features import features, sentences
from sorrykit.text import read


PLAIN = {
    "format": "sorrykit/model/1",
    "outputs": ["remedy", "remedy:fix", "remedy:vague", "apology"],
    "bias": [-2.0, 0.0, 0.0, -9.0],
    "thresholds": {"remedy": 0.5},
    "weights": {"keys": [0, 150, 1, 50], "neighbor": [0, 100], "looking": [0, 300, 2, 90]},
}


@pytest.fixture(name="model")
def _model():
    return Model.from_dict(PLAIN)


def test_guesses_by_hand(model):
    """A sentence whose weights reach the threshold is guessed, with its kind, its place and its probability; others are not."""
    text = "Good morning. The new keys are with your neighbor. Bye!"
    (guess,) = model.guesses(read(text))

    assert ("remedy", "fix", "The new keys are with your neighbor") == (guess.label, guess.kind, text[guess.start : guess.end])
    # 1.5 + 1.0 - 2.0 = 0.5, and its logistic function
    assert 0.6225 == pytest.approx(guess.probability, abs=1e-4)


def test_kind_of_the_highest_sum(model):
    """Of the kinds the one with the highest sum is guessed."""
    assert ["vague"] == [guess.kind for guess in model.guesses(read("We are looking."))]


def test_labels_without_a_threshold_are_never_guessed(model):
    """An output without a threshold serves nothing but its kinds."""
    assert {"remedy"} >= {guess.label for guess in model.guesses(read("Sorry. The keys. The neighbor. Looking."))}


def test_somebody_elses_voice(model):
    """Quoted words are not guessed at."""
    assert [] == list(model.guesses(read("You wrote:\n> We are looking.\nGood.")))


def test_register():
    """Where a register is given, texts that are not of it are not guessed at."""
    model = Model.from_dict({**PLAIN, "register": {"bias": -1.0, "at_least": 0.5, "weights": {"dear": 300}}})

    assert [] == list(model.guesses(read("We are looking.")))
    assert ["remedy"] == [guess.label for guess in model.guesses(read("Dear Ann, we are looking."))]


def test_another_format():
    """Data of another format is an error that names it."""
    with pytest.raises(ValueError, match="no model of the format 'sorrykit/model/1' but 'other'"):
        Model.from_dict({**PLAIN, "format": "other"})


def test_features():
    """A sentence is its words, neighbors, words with one between, and its place."""
    text = "Hi. I’m sorry, we lost 20 bags!"
    read_ = sentences(read(text))
    words = [word for word, _ in read_[1][2]]

    assert ["i", "am", "sorry", "we", "lost", "<n>", "bags", "!"] == words
    named = features(words, 1, 2)
    assert {"sorry", "am sorry", "<s> i", "! </s>", "am _ we", "<sentence 1>", "<sentence -0>"} <= set(named)
    assert len(named) == len(set(named))


@given(st.text())
def test_any_text_can_be_guessed_at(text):
    """Whatever the text, guesses lie in it, are not empty, and are the same each time."""
    model = learned.default_model()
    first, again = list(model.guesses(read(text))), list(model.guesses(read(text)))

    assert first == again
    assert all(0 <= guess.start < guess.end <= len(text) and 0 < guess.probability < 1 for guess in first)


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
    seen = set().union(*(grams(item.text) for item in [*letters, *everyday]))
    loaded = corpus.load()
    near = [item.id for split in ("dev", "test") for item in loaded.split(split) if len(grams(item.text) & seen) > len(grams(item.text)) / 5]

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

    assert [("remedy", "fix")] == [(guess.label, guess.kind) for guess in model.guesses(read("The tea is with your neighbor. The sky is blue."))]
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
