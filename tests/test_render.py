"""Reports as text and as HTML: readable without color, and never broken out of by the text they show."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import subprocess
import sys

from html.parser import HTMLParser

import pytest

from hypothesis import given
from hypothesis import strategies as st

from sorrykit import render
from sorrykit.render._pieces import pieces, steps


TEXT = "I'm sorry you feel that way, but you should have read the terms."
HOSTILE = (
    "</div></mark><script>alert(1)</script>\" onmouseover='x' & \x1b[31mred\x1b]0;title\x07 \x9b2J\r\b\0"
    "\u202egnp.exe \u2066x\u2069 \u2028 \ud800"
)
SGR = re.compile(r"\x1b\[[0-9;]*m")


def finding(text, start, end, *, polarity="fault", analyzer="hollow", kind=None, message="", advice=""):
    """One finding, as plain data."""
    quote = None if start is None else text[start:end]
    place = {"start": start, "end": end, "quote": quote}
    return {"analyzer": analyzer, "kind": kind, "polarity": polarity, **place, "message": message, "advice": advice}


def report(text, *findings, failures=(), source=None):
    """A report, as plain data."""
    return {
        "schema": "sorrykit/report/1",
        "text": text,
        "source": source,
        "complete": not failures,
        "findings": list(findings),
        "scores": [],
        "failures": list(failures),
    }


FEELINGS = finding(TEXT, 0, 27, kind="feelings", message="Is sorry for a feeling.", advice="Say what you did.")
BUT = finding(TEXT, 29, 63, analyzer="but-clause")
WHOLE = finding(TEXT, None, None, analyzer="apology-only", message="Nothing is done about it.")


@st.composite
def any_report(draw):
    """A report of any text with findings anywhere in it, overlapping as they like."""
    text = draw(
        st.text(st.characters(exclude_categories=()), max_size=30) | st.text("ab <&\"'\x1b\r\n\ud800", max_size=30)
    )
    findings = []
    for _ in range(draw(st.integers(0, 6))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        polarity = draw(st.sampled_from(["strength", "fault", "note"]))
        findings.append(
            finding(
                text, *((start, end) if start < end else (None, None)), polarity=polarity, message=text, advice=text
            )
        )
    return report(text, *findings, source=draw(st.none() | st.just(text)))


class Page(HTMLParser):
    """What a browser would see: the elements, well nested or not, and the text of the message."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.attributes, self.shown, self.titles = [], set(), set(), "", []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag != "meta":
            self.open.append((tag, dict(attrs)))
        self.tags.add(tag)
        self.attributes |= set(dict(attrs))
        self.titles += [dict(attrs)["title"]] if "title" in dict(attrs) else []

    def handle_endtag(self, tag):
        assert tag == self.open.pop()[0], "an element closes another one"

    def handle_data(self, data):
        classes = [attrs.get("class") for _, attrs in self.open]
        if {"sorrykit-text", "text"} & set(classes) and "span" not in [tag for tag, _ in self.open]:
            self.shown += data


class TestPieces:
    """How overlapping findings are cut."""

    def cut(self, *spans):
        """The text with brackets numbered as the spans are."""
        text, shown = "abcdefghij", ""
        for closed, opened, piece in steps(pieces([finding(text, *span) for span in spans], len(text))):
            shown += "".join(f"{n})" for n in closed) + "".join(f"({n}" for n in opened) + text[piece.start : piece.end]
        return shown

    @pytest.mark.parametrize(
        ("spans", "expected"),
        [
            ([], "abcdefghij"),
            ([(2, 4), (6, 8)], "ab(0cd0)ef(1gh1)ij"),
            ([(2, 4), (4, 6)], "ab(0cd0)(1ef1)ghij"),
            ([(1, 9), (3, 5)], "a(0bc(1de1)fghi0)j"),
            ([(3, 5), (3, 9)], "abc(1(0de0)fghi1)j"),
            ([(2, 6), (4, 8)], "ab(0cd(1ef1)0)(1gh1)ij"),
            ([(0, 10), (0, 10)], "(0(1abcdefghij1)0)"),
            ([(8, 99), (5, 5)], "abcdefgh(0ij0)"),
        ],
        ids=["none", "apart", "touching", "inside", "same-start", "crossing", "same", "beyond"],
    )
    def test_overlap(self, spans, expected):
        """Spans nest; where they cross, the later one is cut in two; what lies outside is clipped."""
        assert expected == self.cut(*spans)

    @given(any_report())
    def test_whole(self, data):
        """The pieces are the text, in order and without gaps."""
        cut = list(pieces(data["findings"], len(data["text"])))

        assert data["text"] == "".join(data["text"][piece.start : piece.end] for piece in cut)
        assert all(piece.start < piece.end for piece in cut)


class TestText:
    """`render.text`"""

    def test_plain(self):
        """Marks with signs and numbers in the text, then what each finding says, then those about the whole."""
        assert (
            "[✗1 I'm sorry you feel that way], [✗2 but you should have read the terms].\n"
            "\n"
            '✗1  hollow: feelings "I\'m sorry you feel that way"\n'
            "    Is sorry for a feeling.\n"
            "    → Say what you did.\n"
            '✗2  but-clause "but you should have read the terms"\n'
            "✗   apology-only (the whole text)\n"
            "    Nothing is done about it.\n"
            "\n"
            "3 faults\n"
        ) == re.sub("^  ", "", render.text(report(TEXT, FEELINGS, BUT, WHOLE)), flags=re.MULTILINE)

    def test_polarity(self):
        """Each polarity has a sign of its own."""
        findings = [finding(TEXT, n, n + 1, polarity=p) for n, p in enumerate(("fault", "strength", "note"))]
        shown = render.text(report(TEXT, *findings))

        assert "[✗1 I][✓2 '][•3 m] sorry" in shown
        assert "1 fault, 1 strength, 1 note" in shown

    def test_other_polarity(self):
        """A polarity of a later version is shown as a note, in text and in HTML."""
        odd = finding(TEXT, 0, 3, polarity="hint")

        assert "[•1 I'm] sorry" in render.text(report(TEXT, odd))
        assert render.text(report(TEXT, odd), color=True)
        assert "1 note" in render.html_fragment(report(TEXT, odd))

    def test_ascii(self):
        """For an old terminal, the signs are ASCII."""
        assert render.text(report(TEXT, FEELINGS, WHOLE), ascii_only=True).isascii()

    def test_color(self):
        """Color repeats the marks and adds nothing to them."""
        data = report(TEXT, FEELINGS, BUT, WHOLE, source="a.txt")
        colored = render.text(data, color=True)

        assert "\x1b[1;31mI'm sorry" in colored
        assert render.text(data) == SGR.sub("", colored)

    @pytest.mark.parametrize("width", [20, 40, 80])
    def test_width(self, width):
        """No line is wider than asked, and none ends with blanks; wide characters count as two."""
        text = "すみません " * 30 + TEXT
        findings = [finding(text, 0, 50, message="A long word: " + "x" * 100, advice=TEXT, kind="feelings")]
        lines = render.text(report(text, *findings), width=width).splitlines()

        wide = [sum(2 if ord(letter) > 0x3000 else 1 for letter in line) for line in lines]
        assert max(wide) <= width
        assert lines == [line.rstrip() for line in lines]

    def test_hanging(self):
        """Further lines stand under the first one."""
        shown = render.text(report(TEXT, finding(TEXT, 0, 3, advice="One two three four five six.")), width=24)

        assert "      → One two three\n        four five six.\n" in shown

    def test_nothing(self):
        """No findings and no text are said in words."""
        assert "nothing found" in render.text(report(TEXT))
        assert "(no text)" in render.text(report(""))

    def test_failure(self):
        """A report from which findings are missing says whose, and that it is incomplete."""
        shown = render.text(report(TEXT, failures=[{"analyzer": "acme", "error": "ValueError: boo"}]))

        assert "acme broke, so its findings are missing: ValueError: boo" in shown
        assert "nothing found; incomplete" in shown

    def test_long_quote(self):
        """In the list a long quote loses its middle, not its ends, and stands on one line."""
        text = "We are sorry\n" + "and sorry " * 20 + "to all of you"
        (line,) = [
            line for line in render.text(report(text, finding(text, 0, len(text)))).splitlines() if "hollow" in line
        ]

        assert '"We are sorry and' in line
        assert 'to all of you"' in line
        assert len(line) < 100

    @pytest.mark.parametrize("color", [False, True])
    def test_hostile(self, color):
        """Nothing from the report reaches the terminal as a control character, wherever it stands."""
        bad = finding(HOSTILE, 3, 60, message=HOSTILE, advice=HOSTILE, kind=HOSTILE, analyzer=HOSTILE)
        failure = {"analyzer": HOSTILE, "error": HOSTILE}
        shown = SGR.sub("", render.text(report(HOSTILE, bad, failures=[failure], source=HOSTILE), color=color))

        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\ud800-\udfff]", shown)
        assert r"\x1b[31mred\x1b]0;title\x07 \x9b2J" in shown

    @given(any_report(), st.booleans())
    def test_any(self, data, color):
        """Whatever is in the report, the text can be written and obeys nobody."""
        shown = SGR.sub("", render.text(data, color=color))

        shown.encode("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)


class TestVisible:
    """`render.visible`"""

    @pytest.mark.parametrize(
        "text", ["", "caf\u00e9 \u05e9\u05dc\u05d5\u05dd\u200f", "\U0001f469\u200d\U0001f4bb", "a\tb\nc"]
    )
    def test_harmless(self, text):
        """Text of any script stays as it is: right-to-left, joined emoji, tabs, lines."""
        assert text == render.visible(text)

    def test_line_ends(self):
        """The line ends of other systems are line ends; a lone carriage return could overwrite the line."""
        assert "a\nb" == render.visible("a\r\nb")
        assert r"a\x0db" == render.visible("a\rb")

    def test_cut_line_end(self):
        """A finding that ends within a line end changes nothing about it."""
        text = "a\r\nb"

        assert "a\nb" == Page(render.html_fragment(report(text, finding(text, 0, 2)))).shown


class TestHtml:
    """`render.html_fragment`"""

    def test_marks(self):
        """A finding is a mark with a tooltip: what it is, why it matters, what to say instead."""
        page = Page(render.html_fragment(report(TEXT, FEELINGS)))

        assert ["hollow: feelings\nIs sorry for a feeling.\nInstead: Say what you did."] == page.titles
        assert TEXT == page.shown

    def test_whole(self):
        """A finding about the whole text has no mark, and its list is open."""
        page = render.html_fragment(report(TEXT, WHOLE))

        assert "<mark" not in page
        assert "<details open>" in page
        assert "Nothing is done about it." in page

    def test_cut(self):
        """Of spans that cross, the cut one has its label once, at its end."""
        one, other = finding(TEXT, 0, 20, analyzer="one"), finding(TEXT, 10, 30, analyzer="other")
        page = render.html_fragment(report(TEXT, one, other))
        text = page[: page.index("<details")]

        assert 3 == text.count("<mark")
        assert 1 == text.count("&nbsp;other</span>")

    def test_hostile(self):
        """Nothing from the report becomes an element or an attribute, wherever it stands."""
        bad = finding(HOSTILE, 3, 60, message=HOSTILE, advice=HOSTILE, kind=HOSTILE, analyzer=HOSTILE)
        failure = {"analyzer": HOSTILE, "error": HOSTILE}
        page = Page(render.html_fragment(report(HOSTILE, bad, failures=[failure], source=HOSTILE)))

        assert {"div", "mark", "span", "details", "summary", "ul", "li", "b", "i"} >= page.tags
        assert {"class", "style", "dir", "title", "open"} >= page.attributes

    @given(any_report())
    def test_any(self, data):
        """Whatever is in the report, elements nest, the text is whole, and the page can be written."""
        fragment = render.html_fragment(data)
        page = Page(fragment)

        fragment.encode("utf-8")
        assert [] == page.open
        assert render.visible(data["text"]) == page.shown

    def test_alone(self):
        """The fragment needs nothing: no script, no style sheet, nothing loaded."""
        page = render.html_fragment(report(TEXT, FEELINGS, BUT, WHOLE))

        assert not re.search(r"<script|<style|<link|src=|href=|url\(", page)


    def test_crowd(self):
        """Twice as many findings that cross make a fragment twice as long, and not four times."""
        text = "sorry " * 400
        few, many = (
            len(render.html_fragment(report(text, *(finding(text, n, n + count, message="Why.") for n in range(count))))) for count in (400, 800)
        )

        assert many < 2.5 * few


SCORE = {
    "rubric": "save",
    "title": "S.A.V.E.",
    "total": 40,
    "verdict": "fail",
    "criteria": [
        {"find": "empathy", "role": "required", "weight": 3, "state": "missed", "why": "It calms.", "source": "", "say": "Feel with them.", "evidence": []},
        {"find": "apology", "role": "desired", "weight": 1, "state": "met", "why": "Of course.", "source": "", "say": "", "evidence": [FEELINGS, WHOLE, BUT, BUT]},
        {"find": "hollow", "role": "forbidden", "weight": 2, "state": "hit", "why": "It hurts.", "source": "", "say": "Leave it.", "evidence": [FEELINGS]},
        {"find": "blame", "role": "forbidden", "weight": 2, "state": "clear", "why": "", "source": "", "say": "", "evidence": []},
        {"find": "reopened-wound", "role": "forbidden", "weight": 2, "state": "not judged", "why": "", "source": "", "say": "", "evidence": []},
    ],
}


def words(page):
    """What a page says, without its elements."""
    body = page[page.index("<body>") :]
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", body)).split())


class TestPage:
    """`render.html_page`"""

    def test_finding(self):
        """A finding is a mark, a tooltip, and a note with a link to the mark: what, where, why, what to say instead."""
        page = render.html_page([report(TEXT, FEELINGS, WHOLE)])

        assert '<mark id="r1-m1" class="is-fault has-fault" data-n="1" tabindex="0" aria-describedby="r1-m1-tip">I&#x27;m sorry you feel that way<span class="tip"' in page
        assert 2 == words(page).count("Is sorry for a feeling. Instead: Say what you did.")
        assert '<a class="n" href="#r1-m1"' in page
        assert "apology-only \u2717 fault the whole text Nothing is done about it." in words(page)

    def test_overlap(self):
        """Where findings overlap, the tooltip has all of them, and each that begins there can be reached by Tab."""
        one, other = finding(TEXT, 0, 20, message="One."), finding(TEXT, 10, 30, message="Other.", polarity="strength")
        page = render.html_page([report(TEXT, one, other)])
        tips = re.findall(r'<mark id="r1-m\d" class="([^"]*)".*?tabindex="(-?\d)".*?<span class="tip"(.*?)</mark>', page)

        assert ["is-fault has-fault", "is-fault has-fault has-strength", "is-strength has-strength"] == [classes for classes, _, _ in tips]
        assert ["0", "0", "-1"] == [stop for _, stop, _ in tips]
        assert [(True, False), (True, True), (False, True)] == [("One." in tip, "Other." in tip) for _, _, tip in tips]

    def test_many_over_one_word(self):
        """Eight are named in the tooltip; of more, the nearest three and how many there are besides."""
        eight, nine = (render.html_page([report("sorry", *(finding("sorry", 0, 5, kind=f"k{n}") for n in range(count)))]) for count in (8, 9))

        assert "more, beside the text" not in words(eight)
        assert "hollow: k8 and 6 more, beside the text" in words(nine)

    def test_scores(self):
        """Each criterion that counted is there with its state, its evidence and the sentence to say; the rest in a line."""
        data = report(TEXT, FEELINGS, BUT, WHOLE)
        said = words(render.html_page([{**data, "scores": [SCORE]}]))

        assert "S.A.V.E. save 40 /100 \u2717 fail" in said
        assert "empathy required, 3 points \u2717 missed It calms. Feel with them." in said
        assert "apology desired, 1 point \u2713 met I'm sorry you feel that way , the whole text , but you should have read the terms , and 1 more" in said
        assert "hollow forbidden, 2 points \u2717 hit I'm sorry you feel that way It hurts. Leave it." in said
        assert said.endswith("Free of: blame. Not judged without a thread: reopened-wound.")

    def test_several(self):
        """Several reports have a list in front, with what was found and the scores; the title says how many."""
        page = render.html_page([report(TEXT, FEELINGS, source="a.txt"), {**report(TEXT), "scores": [SCORE]}])

        assert "<title>2 texts, 1 with faults</title>" in page
        assert "a.txt \u2717 1 fault Untitled text \u2717 save 40/100 In the text:" in words(page)
        assert '<article id="r2">' in page

    def test_title(self):
        """The title is the one that was given, else the source of the only report, else how many there are."""
        one = report(TEXT, source="<a>.txt")

        assert "<title>&lt;a&gt;.txt</title>" in render.html_page([one])
        assert "<title>Q&amp;A</title>" in render.html_page([one], title="Q&A")
        assert "<title>0 texts, 0 with faults</title>" in render.html_page([])

    def test_failure(self):
        """A report from which findings are missing says whose."""
        page = render.html_page([report(TEXT, failures=[{"analyzer": "acme", "error": "ValueError: <boo>"}])])

        assert "acme broke, so its findings are missing: ValueError: <boo>" in words(page)

    def test_policy(self):
        """The page allows its own style, by its sum, and nothing else."""
        page = render.html_page([report(TEXT)])
        style = page[page.index("<style>") + 7 : page.index("</style>")]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

        assert f"content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\"" in page
        assert not re.search(r"<script|<link|src=|url\(|@import| style=", page)

    @given(any_report())
    def test_any(self, data):
        """Whatever is in the report, elements nest, the text is whole, and the page is ASCII."""
        whole = render.html_page([{**data, "scores": [SCORE]}], title=data["text"])
        page = Page(whole)

        assert whole.isascii()
        assert [] == page.open
        assert render.visible(data["text"]) == page.shown


def thread(*turns, **more):
    """A thread report, as plain data: turns of (speaker, text, at)."""
    return {
        "id": "t-1",
        "turns": [{"speaker": speaker, "text": text, "at": at, "findings": [], "failures": []} for speaker, text, at in turns],
        "findings": [], "resolved_turn": None, "complained": True, "reopened_turns": [], "missing_apology": False, "double_deviation": False,
        "apology_turns": [], "apologies_per_offense": [], "first_apology_turn": None, "elapsed": {}, "promises": [], "ledger": [],
        "longest_positive_run": 0, "scores": [], "failures": [],
        **more,
    }  # fmt: skip


class TestThreadPage:
    """`render.thread_html_page`"""

    def test_timeline(self):
        """Who spoke when, what each turn did, and where it went wrong."""
        wound = {**finding(TEXT, None, None, analyzer="reopened-wound", message="It was settled.", advice="Leave it."), "turn": 1}
        whole = {**finding(TEXT, None, None, analyzer="missing-apology", message="Never sorry."), "turn": None}
        data = thread(
            ("customer", "It broke.", "2026-01-01T09:00:00+00:00"), ("agent", TEXT, "2026-01-03T10:00:00+00:00"),
            findings=[wound, whole], ledger=[{"turn": 1, "act": "bad", "run": 0, "milestone": None}],
            promises=[{"turn": 0, "quote": "soon", "state": "broken", "by": 1}],
        )  # fmt: skip
        data["turns"][1]["findings"] = [FEELINGS]
        said = words(render.thread_html_page([data]))

        assert "2 turns, not settled 0 \u00b7 1 \u2717" in said
        assert "2026-01-01 09:00 0 customer It broke." in said
        assert "+2 d 1 h 2026-01-03 10:00 1 agent I'm sorry" in said
        assert "\u2717 hollow: feelings \u2717 the promise of turn 0 is broken \u2717 reopened-wound It was settled. Leave it." in said
        assert "Where it went wrong \u2717 reopened-wound turn 1 \u2717 missing-apology Never sorry." in said
        assert "Turn 1, agent 1 hollow: feelings" in said

    def test_evidence(self):
        """A piece of evidence leads to its mark in its turn."""
        data = thread(("agent", "Sorry?", None), ("agent", TEXT, None), scores=[{**SCORE, "criteria": [{**SCORE["criteria"][2], "evidence": [{**FEELINGS, "turn": 1}]}]}])
        data["turns"][1]["findings"] = [FEELINGS]

        assert 'turn 1 <a href="#t1-1-m1"><q' in render.thread_html_page([data])

    def test_several(self):
        """Several threads are articles, and the title says how many."""
        page = render.thread_html_page([thread(("customer", "Hi.", None)), thread(("agent", "Hi.", None), id=None)])

        assert "<title>2 threads, 0 went wrong</title>" in page
        assert "t-1 nothing found Untitled thread nothing found" in words(page)

    def test_failures(self):
        """Broken analyzers are named, those of a turn as well as those of the thread."""
        data = thread(("agent", "Hi.", None), failures=[{"analyzer": "one", "error": "A"}])
        data["turns"][0]["failures"] = [{"analyzer": "two", "error": "B"}]
        said = words(render.thread_html_page([data]))

        assert "one broke, so its findings are missing: A" in said
        assert "two broke, so its findings are missing: B" in said

    @given(any_report(), any_report())
    def test_any(self, one, other):
        """Whatever is said, elements nest, the texts are whole, and the page is ASCII."""
        data = thread(("customer", one["text"], None), ("agent", other["text"], None), id=one["text"], scores=[SCORE])
        for turn, each in zip(data["turns"], (one, other), strict=True):
            turn["findings"] = each["findings"]
        whole = render.thread_html_page([data])
        page = Page(whole)

        assert whole.isascii()
        assert [] == page.open
        assert render.visible(one["text"]) + render.visible(other["text"]) == page.shown


def test_alone():
    """Rendering knows nothing of the rest: not the values, not attrs."""
    code = (
        "import sys; sys.modules['sorrykit'] = type(sys)('sorrykit'); "
        "sys.modules['sorrykit'].__path__ = [sys.argv[1]]; "
        "from sorrykit import render; "
        "render.html_fragment({'text': 'x', 'findings': [], 'failures': [], 'complete': True}); "
        "print(sorted(m for m in sys.modules if m.startswith(('sorrykit.', 'attr', 'rich')) and 'sorrykit.render' not in m))"
    )
    folder = str(render.__file__).rpartition("render")[0]
    done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True)

    assert "[]\n" == done.stdout
