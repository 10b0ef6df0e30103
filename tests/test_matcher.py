"""The matcher against a slow and obvious one, and the phrase language by example."""

from __future__ import annotations

import itertools

import pytest

from hypothesis import given
from hypothesis import strategies as st

from sorrykit.exceptions import PhraseError
from sorrykit.phrases import Matcher, _automaton, loads
from sorrykit.phrases._language import ALT, CLASS, GAP, GUARD, MARK, OPT, SEQ, WORD, parse
from sorrykit.phrases._matcher import _Place
from sorrykit.text import read


def found(book: str, text: str) -> list[str]:
    """The quotes that a book of phrases finds in a text."""
    hits = Matcher([loads(book, "book")]).find(read(text)).get("book", [])
    return [text[hit.start : hit.end] for hit in hits]


def phrases(*lines: str, **keys: str) -> str:
    """A phrasebook of one entry."""
    rest = "\n".join(f"{key} = '''{value}'''" for key, value in keys.items())
    return "[[phrases]]\nfind = '''\n" + "\n".join(lines) + f"\n'''\n{rest}"


@pytest.mark.parametrize(
    ("line", "text", "quotes"),
    [
        ("sorry", "SORRY, soooorry and sorrryyy", ["SORRY", "soooorry", "sorrryyy"]),
        ("i am sorry", "I'm sorry. I’m sorry. im sorry. I am sorry.", ["I'm sorry", "I’m sorry", "im sorry", "I am sorry"]),
        ("do not", "don't, dont, do not, Don’t", ["don't", "dont", "do not", "Don’t"]),
        ("can not", "can't cant cannot can not", ["can't", "cant", "cannot", "can not"]),
        ("we apologise", "We apologize. We apologise.", ["We apologize", "We apologise"]),
        ("we apologize", "We appologise! we apologise", ["We appologise", "we apologise"]),
        ("inconvenience", "inconvience INCONVENIENCE inconvenient", ["inconvience", "INCONVENIENCE"]),
        ("inconven*", "inconvenient inconvenience", ["inconvenient", "inconvenience"]),
        ("mix-up", "a mix-up, a mix up", ["mix-up", "mix up"]),
        ("sorry but", "Sorry, but no. sorry - but no", ["Sorry, but", "sorry - but"]),
        ("sorry, but", "Sorry but no. Sorry, but no", ["Sorry, but"]),
        ("(late|very slow)", "late and very slow", ["late", "very slow"]),
        ("so? sorry", "so sorry, sorry", ["so sorry", "sorry"]),
        ("(so much)? sorry", "so much sorry so sorry", ["so much sorry", "sorry"]),
        ("sorry ..2 delay", "sorry for the delay, sorry for the long delay", ["sorry for the delay"]),
        ("sorry ..3 delay", "Sorry. The delay is long.", []),
        ("sorry [for the delay]", "Sorry for the delay", ["for the delay"]),
        ("sorry !(to hear|but)", "sorry to hear it, sorry but no, sorry to say", ["sorry"]),
        ("^sorry", "Sorry for this, really sorry", ["Sorry"]),
        ("^sorry", "Hi Anna, sorry for this", ["sorry"]),
        ("^sorry", "Dear all\nsorry for this", ["sorry"]),
        ("thanks$", "thanks for that. Many thanks!", ["thanks"]),
        (r"really \?", "Really? Really.", ["Really?"]),
        ("sorry", "so\u200brry \u00adsorry", ["so\u200brry", "sorry"]),
        ("cafe\u0301 closed", "Caf\u00e9 closed", ["Caf\u00e9 closed"]),
        ("sorry", 'She wrote "I am sorry" to us.', []),
        ("sorry", "> sorry\nsorry", ["sorry"]),
        ("we had", "We'd lost it", ["We'd"]),
        ("{number} {any}", "20 pounds", ["20 pounds"]),
        ("{money} {number}", "$20", ["$20"]),
    ],
)  # fmt: skip
def test_language(line: str, text: str, quotes: list[str]) -> None:
    """Each device of the phrase language finds what the reference says, with offsets of the text as it was given."""
    assert quotes == found(phrases(line), text)


def test_guards() -> None:
    """A phrase is not found before or after what its entry forbids, also over a gap."""
    book = phrases("sorry", not_before="..1 hear", not_after="(not|never) ..1")

    assert found(book, "sorry to hear") == []
    assert found(book, "I am not very sorry") == []
    assert found(book, "not at all a sorry one") == ["sorry"]
    assert found(book, "I am sorry") == ["sorry"]


def test_guard_shortens_the_match() -> None:
    """Where the longest match is forbidden a shorter one may stay."""
    assert found(phrases("sorry (for this)? !now"), "sorry for this now") == ["sorry"]
    assert found(phrases("sorry (for this)?", not_before="now"), "sorry for this now") == ["sorry"]


def test_extend() -> None:
    """A finding reaches as far as its entry says."""
    text = "Sorry for the wait today, Anna, but we are full. Bye."

    assert found(phrases("sorry", extend="clause"), text) == ["Sorry for the wait today"]
    assert found(phrases("sorry", extend="sentence"), text) == ["Sorry for the wait today, Anna, but we are full"]
    assert found(phrases(r"full \.", extend="sentence"), text) == ["full."]


def test_verb_classes() -> None:
    """A verb class is asked for by form, regular or not, with its particles."""
    book = "[verbs]\nfail = '''\nlose/lost\nbreak/broke/broken\nmess up\ndrop\n'''\n" + phrases("we {fail.ed}", "was {fail.en}", "{fail.ing} it")

    assert found(book, "We lost, we broke, we messed up, we dropped. It was broken. Losing it, dropping it.") == [
        "We lost", "we broke", "we messed up", "we dropped", "was broken", "Losing it", "dropping it",
    ]  # fmt: skip


def test_own_class_comes_before_the_shared_one() -> None:
    """A book may give a shared class another meaning for itself alone."""
    assert found("[words]\nwe = 'sie'\n" + phrases("{we} late"), "we late, sie late") == ["sie late"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{nobody} late", r"phrases\[1\]: column 1: unknown class \{nobody\}"),
        ("sorry .. late", r"phrases\[1\]: column 7: an unbounded gap; say how many words at most"),
        ("sorry ..99 late", r"column 7: a gap is 1 to 12 words"),
        ("sorry *", r"column 7: an unbounded word"),
        ("sorry (for this", r"column 7: '\(' is not closed"),
        ("sorry for] this", r"column 10: ']' closes nothing"),
        ("sorry (|for)", r"column 7: an empty choice"),
        ("late ^sorry", r"column 6: '\^' can never match here"),
        ("sorry$ late", r"column 6: '\$' can never match here"),
        ("sorry !late late", r"can never match: what must not stand here is what must"),
        ("sorry !(so?) late", r"column 7: this phrase can never match: the guard forbids everything"),
        ("so?", r"needs at least one word that must be there"),
        ("..2 sorry", r"a gap at the beginning"),
        ("sorry ..2", r"a gap at the end"),
        ("? sorry", r"column 1: '\?' must stand behind"),
        ("[a] b [c]", r"column 7: a second mark"),
    ],
)
def test_errors_name_file_entry_and_column(line: str, message: str) -> None:
    """Every mistake in a phrase is an error that says where it is."""
    with pytest.raises(PhraseError, match=rf"house\.toml: .*{message}"):
        Matcher([loads(phrases(line), "book", "house.toml")])


def test_errors_in_a_class_name_its_file() -> None:
    """A mistake in a word class of a book is found under the file of the book, whatever the book adds to."""
    book = loads('[words]\nwaiting = "late (today"\n[[phrases]]\nfind = "sorry {waiting}"', "hollow", "ours/desk.toml")
    with pytest.raises(PhraseError, match=r"^ours/desk\.toml: class 'waiting': column 6: '\(' is not closed"):
        Matcher([book])


@pytest.mark.parametrize("guard", ["!late now", "^late", "late$", "[late] now"])
@pytest.mark.parametrize("key", ["not_before", "not_after"])
def test_guards_are_plain(key: str, guard: str) -> None:
    """What looks around itself inside a guard would be passed over, and is an error instead."""
    with pytest.raises(PhraseError, match=r"house\.toml: phrases\[1\]: .*have no meaning in not_before and not_after"):
        Matcher([loads(phrases("sorry", **{key: guard}), "book", "house.toml")])


def test_classes_in_a_circle_are_an_error() -> None:
    """Classes that name one another in a circle are named."""
    with pytest.raises(PhraseError, match="one -> two -> one name one another in a circle"):
        Matcher([loads("[words]\none = '{two}'\ntwo = '{one}'\n" + phrases("{one}"), "book")])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("find = ", "not TOML"),
        ("frases = 1", "unknown key 'frases'"),
        ("[[phrases]]\nfind = 'a'\nextent = 'clause'", r"phrases\[1\]: unknown key 'extent'"),
        ("[[phrases]]\nkind = 'a'", "an entry needs 'find'"),
        ("[[phrases]]\nfind = 1", "find is text, one phrase a line"),
        ("[[phrases]]\nfind = 'a'\nextend = 'page'", "extend is one of phrase, clause, sentence"),
        ("words = 1", "words is a table"),
        ("[words]\nnumber = 'one'", "a class cannot have the name 'number'"),
        ("phrases = 1", r"each under \[\[phrases\]\]"),
    ],
)
def test_errors_of_a_book(text: str, message: str) -> None:
    """Every mistake in the shape of a phrasebook is an error that names the file."""
    with pytest.raises(PhraseError, match=rf"house\.toml: .*{message}"):
        loads(text, "book", "house.toml")


# -- the slow and obvious matcher

WORDS = ("a", "b", "c", "d")
_words = st.sampled_from(WORDS)
_item = st.recursive(
    _words | st.sampled_from(["{ab}", "{cd}", "{ef}", r"\."]),
    lambda inner: st.one_of(
        st.lists(st.lists(inner, min_size=1, max_size=2).map(" ".join), min_size=1, max_size=3).map(lambda choices: f"({'|'.join(choices)})"),
        inner.map(lambda item: f"({item})?"),
        inner.map(lambda item: f"!({item})"),
        st.tuples(inner, st.integers(1, 3), inner).map(lambda parts: f"({parts[0]} ..{parts[1]} {parts[2]})"),
    ),
    max_leaves=6,
)


def _is_possible(line: str) -> bool:
    try:
        parse(line, groups={})
    except PhraseError:
        return False
    return True


_line = st.tuples(_words, st.lists(_item, max_size=4)).map(lambda parts: " ".join([parts[0], *parts[1]])).filter(_is_possible)
_text = st.lists(st.sampled_from([*WORDS, ",", "."]), max_size=14).map(" ".join)
# Members that are words, that begin with one, and that begin in every other way.
MEMBERS = {
    "ab": ("a", "b"),
    "cd": ("c", "d", "c d"),
    "ef": ("(a b)? c", "{ab} d", "!b {cd} a", "(a|b c|{cd} b) a", "(a ..2 d)? b", "!(a|d) ({ab}|c) ({ab} c)?"),
}
CLASSES = "[words]\n" + "".join(f"{name} = {list(members)}\n" for name, members in MEMBERS.items())


def slow_ends(node: tuple, tokens: list[str], at: int) -> set[int]:
    """Every place where a piece of a phrase may end that begins at *at*, by trying everything."""
    kind = node[0]
    if kind == WORD:
        while at < len(tokens) and tokens[at] == "," != node[1]:
            at += 1
        return {at + 1} if at < len(tokens) and tokens[at] == node[1] else set()
    if kind == CLASS:
        return set().union(*(slow_ends(parse(member).tree, tokens, at) for member in MEMBERS[node[1]]))
    if kind == SEQ:
        ends = {at}
        for item in node[1]:
            ends = set().union(*(slow_ends(item, tokens, end) for end in ends))
        return ends
    if kind == ALT:
        return set().union(*(slow_ends(choice, tokens, at) for choice in node[1]))
    if kind == OPT:
        return {at} | slow_ends(node[1], tokens, at)
    if kind == GAP:
        ends = {at}
        for _ in range(node[1]):
            while at < len(tokens) and tokens[at] == ",":
                at += 1
            if at == len(tokens) or tokens[at] == ".":
                break
            at += 1
            ends.add(at)
        return ends
    if kind == GUARD:
        return set() if slow_ends(node[1], tokens, at) else {at}
    assert kind == MARK
    return slow_ends(node[1], tokens, at)


def slow_find(line: str, text: str) -> list[str]:
    """Of all matches the first and longest, without overlap."""
    tokens, quotes, at = text.split(), [], 0
    tree = parse(line).tree
    starts = list(itertools.accumulate((len(token) + 1 for token in tokens), initial=0))
    while at < len(tokens):
        ends = slow_ends(tree, tokens, at) if tokens[at] != "," else set()
        if ends:
            end = max(ends)
            quotes.append(text[starts[at] : starts[end] - 1])
            at = end
        else:
            at += 1
    return quotes


@given(_line, _text)
def test_the_automaton_finds_what_trying_everything_finds(line: str, text: str) -> None:
    """The matcher equals a slow and obvious one on any phrase and any text."""
    assert slow_find(line, text) == found(CLASSES + phrases(line), text)


@given(st.lists(_line, min_size=1, max_size=4), _text)
def test_states_of_many_places(lines: list[str], text: str) -> None:
    """Whether a state notes its moves or goes through them each time makes no difference."""
    book, most = loads(CLASSES + phrases(*lines), "book"), _automaton._MANY_PLACES
    gone_through = Matcher([book]).find(read(text))
    _automaton._MANY_PLACES = 0
    try:
        assert gone_through == Matcher([book]).find(read(text))
    finally:
        _automaton._MANY_PLACES = most


def test_the_words_of_a_group_are_one_class_without_a_name() -> None:
    """Found like any other words, with whatever else is in the group; and no class that anybody is told of."""
    book = loads(phrases("the (red|blue|green|dark red|pur*)? box", "!(red|blue|green) (box|crate|green) here"), "book")
    matcher = Matcher([book])
    text = "The red box, the dark red box, the box, the purple box. The white box. A crate here, green here."

    assert ["The red box", "the dark red box", "the box", "the purple box", "crate here"] == [
        text[hit.start : hit.end] for hit in matcher.find(read(text))["book"]
    ]
    assert not [name for names in matcher.word_classes().values() for name in names if "|" in name]


@given(st.lists(_line, min_size=1, max_size=6), _text)
def test_phrases_do_not_disturb_one_another(lines: list[str], text: str) -> None:
    """What a phrase finds in the company of others is what it finds alone."""
    books = [loads(CLASSES + phrases(line), f"book-{number}") for number, line in enumerate(lines)]
    together = Matcher(books).find(read(text))
    for book in books:
        assert Matcher([book]).find(read(text)).get(book.name, []) == together.get(book.name, [])


@given(st.lists(_line, min_size=1, max_size=4), st.lists(_text | st.lists(_text, min_size=2, max_size=3).map("\n".join), min_size=2, max_size=6))
def test_what_was_read_before_does_not_matter(lines: list[str], texts: list[str]) -> None:
    """A matcher that keeps the sentences it has read finds what one does that reads each text anew, and as a whole."""
    extents = zip(lines, itertools.cycle(("phrase", "clause", "sentence")), itertools.cycle((r"\. a", "b")), strict=False)
    entries = [phrases(line, extend=extend, not_before=before, not_after="c ..1") for line, extend, before in extents]
    book = loads(CLASSES + "\n".join([*entries, phrases("^a", "b$")]), "book")
    matcher = Matcher([book])
    for text in [*texts, *texts, " . ".join(texts)]:
        whole = Matcher([book])
        whole._symbols.ends = lambda symbols: [len(symbols)] if symbols else []  # type: ignore[method-assign]
        assert whole.find(read(text)) == matcher.find(read(text))


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"not_after": r"\. now"}, "not_after looks no further back than the beginning of the sentence"),
        ({"line": r"sorry !(\. now) late"}, "a guard looks no further than its sentence; a mark can only be its last"),
    ],
)
def test_guards_stay_in_their_sentence(keys: dict[str, str], message: str) -> None:
    """A guard that would look into another sentence is an error that says so."""
    with pytest.raises(PhraseError, match=message):
        Matcher([loads(phrases(keys.pop("line", "sorry"), **keys), "book")])


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    """Whatever the text, hits lie in it and are not empty."""
    matcher = Matcher([loads(phrases("{any} {any}", "{number}", "{link}", "sorry", "^{any}", "{any}$"), "book")])
    for hit in matcher.find(read(text)).get("book", []):
        assert 0 <= hit.start < hit.end <= len(text)


@pytest.mark.parametrize("unit", ["sorry ", "sorry but ", '"sorry ', "we can not ", "a, b, "])
def test_steps_are_linear_in_the_text(unit: str) -> None:
    """Twice the text takes twice the steps, whatever the text."""
    book = loads(phrases("sorry ..5 delay", "sorry sorry sorry sorry", "sorry but (we can not|sorry)", "a ..3 b ..3 c"), "book")
    counts = []
    for times in (400, 800):
        matcher = Matcher([book])
        steps = 0
        symbols = matcher._symbols.of(read(unit * times).tokens)
        state_type = type(matcher._first)

        def counted(state: object, symbol: str, state_type: type = state_type) -> object:
            nonlocal steps
            steps += 1
            return dict.__getitem__(state, symbol) if symbol in state else state_type.__missing__(state, symbol)  # type: ignore[operator]

        original = state_type.__dict__.get("__getitem__")
        state_type.__getitem__ = counted  # type: ignore[method-assign]
        try:
            matcher._scan(_Place(matcher, symbols))
        finally:
            if original is None:
                del state_type.__getitem__
        counts.append(steps)
    assert counts[1] <= 2 * counts[0] + 50
