"""All built-in analyzers: examples, documentation, texts for the writer, laws."""

from __future__ import annotations

import re

import pytest

from sorrykit import Kit, testing
from sorrykit.analyzers import LABELS, NAMES, sorrykit_analyzers


ANALYZERS = {analyzer.name: analyzer for analyzer in sorrykit_analyzers()}

# The kinds of the labels, as the corpus has them.
KINDS = {
    "empathy": ("sympathy", "understanding"),
    "responsibility": ("explicit", "implicit"),
    "remedy": ("fix", "compensation", "choice", "vague"),
    "appreciation": ("personal", "formula"),
    "hollow": ("feelings", "generic"),
    "blame": ("customer", "colleague", "third-party"),
}
FAULTS = {"hollow", "conditional", "but-clause", "excuse", "blame", "minimizing", "denial", "agentless"}
HEADINGS = ("What it finds", "Why it matters", "Known limits")


@pytest.fixture(name="kit", scope="module")
def _kit():
    return Kit(select=NAMES, discover=False, learned=False, on_error="raise")


def test_names():
    """Every module is offered once, under its own name, in the order of the guide."""
    assert list(NAMES) == list(ANALYZERS)
    assert 20 == len(LABELS)


@pytest.mark.parametrize("name", NAMES)
def test_examples(kit, name):
    """It finds what its examples say, and nothing else in them."""
    testing.check_examples(kit[name], kit)


@pytest.mark.parametrize("name", LABELS)
def test_enough_examples(name):
    """A label has at least 12 texts to find and 12 to leave alone, all different."""
    examples = ANALYZERS[name].examples
    texts = [re.sub(r"\W+", " ", example.text).strip().lower() for example in examples]
    finds = sum(bool(example.finds) for example in examples)

    assert finds >= 12
    assert len(examples) - finds >= 12
    assert len(texts) == len(set(texts)), sorted(text for text in set(texts) if texts.count(text) > 1)


@pytest.mark.parametrize("name", LABELS)
def test_kinds(name):
    """Its kinds are those of the guide, and each has an example."""
    analyzer = ANALYZERS[name]

    assert set(KINDS.get(name, ())) == set(analyzer.kinds)
    assert set(analyzer.kinds) <= {example.kind for example in analyzer.examples if example.finds}


@pytest.mark.parametrize("name", LABELS)
def test_polarity(name):
    """Eight labels are faults, and the others are none."""
    assert (name in FAULTS) == (ANALYZERS[name].polarity == "fault")


@pytest.mark.parametrize("name", NAMES)
def test_texts(name):
    """Each kind tells the writer what the words do, and what to do about it."""
    analyzer = ANALYZERS[name]
    book = analyzer.phrases
    assert book is not None
    for kind in analyzer.kinds or (None,):
        for texts, what in ((book.messages, "message"), (book.advice, "advice")):
            text = texts.get(kind) or texts.get(None, "")
            assert len(text) > 10, f"{name}: no {what} for the kind {kind}"
            assert text[0].isupper(), f"{name}: the {what} for the kind {kind} does not begin like a sentence"
            assert text.rstrip("'\"\u2019\u201d)")[-1] in ".?!", f"{name}: the {what} for the kind {kind} is no sentence"


@pytest.mark.parametrize("name", NAMES)
def test_documentation(name):
    """Its docstring has a one-line summary and the headings that readers look for, each with a text."""
    analyzer = ANALYZERS[name]
    summary, _, rest = analyzer.doc.partition("\n")
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", rest, re.MULTILINE | re.DOTALL))
    wanted = [*HEADINGS, *(["Say instead"] if analyzer.polarity == "fault" else [])]

    assert summary.endswith(".")
    assert len(summary) <= 90
    assert [] == [heading for heading in wanted if not sections.get(heading, "").strip()]


@pytest.mark.parametrize("name", NAMES)
def test_laws(name):
    """It keeps the laws, on texts that nobody would write."""
    kit = Kit(select=[name], discover=False, learned=False, on_error="raise")
    testing.check_laws(kit[name], kit)
