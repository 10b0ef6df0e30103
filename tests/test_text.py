"""How a text is read: tokens, sentences, voices. Offsets are always the caller's."""

from __future__ import annotations

import pytest

from hypothesis import given
from hypothesis import strategies as st

from sorrykit.text import _tokens as tokens
from sorrykit.text import read, tokenize
from sorrykit.text._reading import Reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Ito's bag", ["Mr", "Ito's", "bag"]),
        ("3.50 p.m. today", ["3.50", "p", "m", "today"]),
        ("in the U.S. office", ["in", "the", "U", "S", "office"]),
        ("late...very late!?", ["late", "...", "very", "late", "!?"]),
        ("Sorry.We know", ["Sorry", ".", "We", "know"]),
        ("see www.example.com/a?b or me@example.org", ["see", "www.example.com/a?b", "or", "me@example.org"]),
        ("@anna_1 sorry", ["@anna_1", "sorry"]),
        ("a mix-up - yes", ["a", "mix", "up", "-", "yes"]),
        ("$20, 20kg at 11:58", ["$", "20", ",", "20kg", "at", "11:58"]),
        ("I’m 😞😞 so so\u200brry…", ["I’m", "😞😞", "so", "so\u200brry", "…"]),
        ("one\n\n two", ["one", "\n\n ", "two"]),
        ("ok :) fine", ["ok", ":)", "fine"]),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    """Tokens are what a reader of support mail would call words and marks."""
    assert expected == tokenize(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_the_fast_patterns_give_the_same_tokens(text: str) -> None:
    """The pattern for plain ASCII is a faster way to the same tokens."""
    assert tokens._ANY_LINKED.findall(text) == tokens._ASCII_LINKED.findall(text)
    if not ("@" in text or "://" in text or "www." in text):
        assert tokens._ANY_LINKED.findall(text) == tokenize(text)


@given(st.text())
def test_spans_are_where_the_tokens_stand(text: str) -> None:
    """Each span, cut out of the text, is its token; spans are in order."""
    reading = Reading(text)

    assert [text[start:end] for start, end in reading.spans] == reading.tokens
    assert reading.spans == sorted(reading.spans)


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("I’m", ("i", "am")), ("don't", ("do", "not")), ("can't", ("can", "not")), ("won't", ("will", "not")), ("cannot", ("can", "not")),
        ("shouldn't", ("should", "not")), ("you'd", ("you", "'d")), ("it's", ("it", "'s")), ("Anna's", ("anna", "'s")), ("o'clock", ("o'clock",)),
        ("WEVE", ("we", "have")), ("SORRY", ("sorry",)), ("ｓｏｒｒｙ", ("sorry",)), ("_sorry_", ("sorry",)), ("couldn't've", ("could", "not", "have")),
    ],
)  # fmt: skip
def test_words_of_a_token(token: str, words: tuple[str, ...]) -> None:
    """A contraction is two words, with or without its apostrophe, typographic or not."""
    assert words == tokens.split(tokens.fold(token))


@pytest.mark.parametrize(
    ("one", "other"),
    [("apologise", "apologize"), ("apologising", "apologizing"), ("colour", "color"), ("cancelled", "canceled"), ("appologise", "apologize"),
     ("offence", "offense"), ("inconvience", "inconvenience"), ("analysed", "analyzed"), ("cheque", "check")],
)  # fmt: skip
def test_spellings_meet(one: str, other: str) -> None:
    """British and American spellings and common slips have one key."""
    assert tokens.key(one) == tokens.key(other)


@pytest.mark.parametrize("word", ["your", "four", "hour", "tour", "promise", "size", "wise", "called", "fully"])
def test_rules_of_spelling_keep_words_apart(word: str) -> None:
    """A rule for one spelling does not turn other words into different ones."""
    assert tokens.key(word) not in {"yor", "for", "hor", "tor", "caled", "fuly"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sorry. We know! Really? Yes.", ["Sorry.", "We know!", "Really?", "Yes."]),
        ("Mr. Ito paid 3.50 pounds. Dr. Lee did not.", ["Mr. Ito paid 3.50 pounds.", "Dr. Lee did not."]),
        ("It came at 5 p.m. on Monday. Late.", ["It came at 5 p.m. on Monday.", "Late."]),
        ("Order no. 44 is lost. The answer is no. Sorry.", ["Order no. 44 is lost.", "The answer is no.", "Sorry."]),
        ('He said "No." Then he left.', ['He said "No."', "Then he left."]),
        ("Dear Anna\n\nSorry for that\n\nBest", ["Dear Anna", "Sorry for that", "Best"]),
        ("We can:\n- refund you\n- replace it", ["We can:", "- refund you", "- replace it"]),
        ("So sorry 😞 We will call. see www.a.com. Bye", ["So sorry 😞", "We will call.", "see www.a.com.", "Bye"]),
        ("Sorry...we are late... Really.", ["Sorry...we are late...", "Really."]),
        ("Sorry.We know.", ["Sorry.", "We know."]),
        ("   ", []),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    """Sentences end where a reader would say they end."""
    assert expected == [text[start:end] for start, end in read(text).sentences]


@given(st.text())
def test_sentences_lie_in_the_text(text: str) -> None:
    """Sentences are in order, do not overlap, hold all that is not white space, and begin and end with something."""
    reading = Reading(text)
    end, rest = 0, ""
    for first, last in reading.sentences:
        assert end <= first < last <= len(text)
        assert text[first:last] == text[first:last].strip()
        rest += text[end:first]
        end = last
    assert not (rest + text[end:]).strip()


@given(st.text(), st.integers(0, 40))
def test_every_offset_has_a_sentence(text: str, offset: int) -> None:
    """Any offset can be asked for its sentence."""
    start, end = Reading(text).sentence(offset)

    assert 0 <= start <= end <= len(text)


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ('You wrote "I am so sorry" to us.', ['"I am so sorry"']),
        ("You wrote “I am so sorry” to us.", ["“I am so sorry”"]),
        ("You said 'it is late' and we're sorry it's so.", ["'it is late'"]),
        ("We don't mind, it's the customers' choice.", []),
        ("> You are late\nSorry", ["> You are late"]),
        ("Sorry.\n\nOn Monday Anna wrote:\nI am angry", ["On Monday Anna wrote:\nI am angry"]),
        ("Sorry.\n\n-----Original Message-----\nI am angry", ["-----Original Message-----\nI am angry"]),
        ("Sorry.\n\nFrom: Anna\nSent: today\nI am angry", ["From: Anna\nSent: today\nI am angry"]),
        ("Sorry.\n-- \nBen, Acme", ["-- \nBen, Acme"]),
        ("Sorry.\n\nSent from my phone", ["Sent from my phone"]),
        ('"We are sorry for the delay."', []),
        ("Type `sorry --all` please", ["`sorry --all`"]),
        ('An inch is 2" or so, sorry', []),
    ],
)
def test_foreign_voice(text: str, foreign: list[str]) -> None:
    """Quotations, quoted lines, forwarded mail, signatures and code are somebody else's words."""
    assert foreign == [text[start:end] for start, end in read(text).foreign]


@given(st.text(st.sampled_from("\"'“”‘’«»>` \nab.")))
def test_foreign_stretches_lie_in_the_text(text: str) -> None:
    """Foreign stretches are in order, not empty, and do not overlap."""
    end = 0
    for first, last in Reading(text).foreign:
        assert end <= first < last <= len(text)
        end = last


@given(st.lists(st.sampled_from(["a ", '"b c" ', "\n> d\n", "e. ", "`f g` "]), max_size=12).map("".join), st.integers(0, 40), st.integers(1, 12))
def test_own_voice(text: str, start: int, length: int) -> None:
    """A stretch is somebody else's where one foreign stretch holds all of it."""
    reading = read(text)
    assert reading.is_own_voice(start, start + length) == (not any(first <= start and start + length <= last for first, last in reading.foreign))
