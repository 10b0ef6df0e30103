"""The report on many texts, as a page and for the terminal: it says what was counted, and of the texts no more than was asked for."""

from __future__ import annotations

import re

from html.parser import HTMLParser

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from sorrykit.batch import Row
from sorrykit.batch._tally import Tally
from sorrykit.render import _figures as figures
from sorrykit.render import tally_html_page, tally_text


VOID = {"meta"}
OWN = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "section", "h1", "h2", "h3", "p", "ul", "li", "b", "i", "span", "small", "bdi", "div",
    "figure", "figcaption", "table", "thead", "tbody", "tr", "th", "td", "svg", "rect", "line", "text", "g", "polygon", "polyline", "circle", "details", "summary",
    "dl", "dt", "dd",
}  # fmt: skip
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp; \x1b[31m\u202e \ud800 </style></svg>"


class Page(HTMLParser):
    """A page read strictly: what is opened is closed, in order, and nothing is there but what the page is made of."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.attributes, self.words = [], [], [], []
        self.feed(page)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag, attrs):
        assert tag in OWN
        self.words.append(" " if tag == "span" else "")
        self.tags.append(tag)
        self.attributes.extend(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        assert tag in OWN
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_endtag(self, tag):
        if tag not in {"b", "bdi", "i"}:
            self.words.append(" ")
        assert tag == self.open.pop()

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self):
        """What there is to read."""
        return " ".join("".join(self.words).split())


def finding(analyzer, polarity="fault", quote="words", kind=None):
    """A finding as a row has it."""
    return {"analyzer": analyzer, "kind": kind, "polarity": polarity, "start": 0, "end": 5, "quote": quote, "message": "", "advice": ""}


def row(*findings, **totals):
    """A row in which all went well."""
    return Row(findings, {name: {"total": float(total), "verdict": "pass" if total > 50 else "fail"} for name, total in totals.items()}, True, None)


def month(*, examples=True):
    """A month of two teams and a small one."""
    tally = Tally({"hollow": "fault", "remedy": "strength", "denial": "fault", "apology": "strength", "regret": "strength"}, examples=examples)
    for number in range(300):
        findings = [finding("remedy", "strength")] if number % 3 else [finding("hollow", quote=f"Sorry for the trouble with order {number}", kind="generic")]
        team = "east" if number % 2 else "west"
        tally.add(row(*findings, save=20 if number % 3 == 0 else 90), id=f"t{number}", at=f"2026-03-{1 + number // 10:02}", group=team)
    for number in range(4):
        tally.add(row(finding("hollow", quote="Sorry, Mr. Zweig")), id="z", at="soon", group="Lisbon" if number else None)
    tally.add(Row(None, None, None, None), id=9)
    tally.add(Row.broken("not a text"), id=9)
    return tally.to_dict()


COLUMNS = {"time": "sent", "group": "team"}


class TestPage:
    def test_says(self):
        """It says how many texts there were, what was in them, when and of whom, and what is missing from the figures."""
        text = Page(tally_html_page(month(), **COLUMNS)).text

        for words in [
            "304 texts, 104 with faults", "1 Mar 2026 to 30 Mar 2026", "34% say sorry in some way", "67 of 100 by save, on average",
            "1 of 306 rows had no text", "1 of 306 rows could not be read", "4 of 306 rows had no date in the column sent", "1 of 306 rows had nothing in the column team",
            "Over time, by day", "By team", "fewer than 30 texts", "“sorry for the trouble with order …” 100", "Scores by save",
        ]:  # fmt: skip
            assert words in text

    def test_bare(self):
        """Without columns, nothing is said over time and by group; without rubrics, nothing of scores."""
        tally = Tally({"hollow": "fault"})
        tally.add(row(), id=1)
        text = Page(tally_html_page(tally.to_dict())).text

        assert "1 text, 0 with faults" in text
        assert not re.search("Over time|By |Scores|column", text)

    @pytest.mark.parametrize("shown", [tally_html_page, tally_text])
    @pytest.mark.parametrize(("analyzers", "told"), [(["hollow"], False), (["hollow", "apology", "regret"], True)])
    def test_sorry(self, shown, analyzers, told):
        """How many say sorry is told only where all ran that would have seen it."""
        tally = Tally(dict.fromkeys(analyzers, "fault"))
        tally.add(row(finding("hollow")), id=1)

        assert told == ("say sorry in some way" in shown(tally.to_dict()).split("How to read")[0])

    @pytest.mark.parametrize("rows", [[], [Row(None, None, None, None)] * 3])
    def test_nothing(self, rows):
        """Where no text was read the page says so."""
        tally = Tally({"hollow": "fault"})
        for item in rows:
            tally.add(item, id=1)

        assert "nothing to show" in Page(tally_html_page(tally.to_dict(), **COLUMNS)).text
        assert "0 texts, 0 with faults" in tally_text(tally.to_dict(), **COLUMNS)

    def test_nothing_in_the_columns(self):
        """A column in which nothing can be read is no error; it is said."""
        tally = Tally({"hollow": "fault"})
        tally.add(row(save=50), id=1, at="soon", group="")
        data = tally.to_dict()
        text = Page(tally_html_page(data, **COLUMNS)).text

        assert "No text has a date in the column sent." in text
        assert "No text has anything in the column team." in text
        assert "1 of 1 rows had no date in the column sent" in tally_text(data, **COLUMNS)
        assert "no text has anything in that column" in tally_text(data, **COLUMNS)

    def test_loads_nothing(self):
        """Nothing is loaded, nothing runs, and nothing has a style that the policy would refuse."""
        page = tally_html_page(month(), **COLUMNS, examples=True)
        read = Page(page)

        assert "default-src 'none'; style-src 'sha256-" in page
        assert page.isascii()
        assert set() == {name for name, _ in read.attributes if name.startswith("on") or name in {"style", "src", "href", "action", "srcset"}}

    def test_alternatives(self):
        """Every picture has words in its place, or is said to be mere decoration beside a figure."""
        page = tally_html_page(month(), **COLUMNS)
        pictures = re.findall(r'<(?:svg|div class="plot)[^>]*>', page)

        assert all('aria-hidden="true"' in each or 'role="img" aria-label="' in each or "viewBox" in each for each in pictures)
        assert 'aria-label="hollow by day: first 40% (1 Mar 2026), last' in page
        assert page.count("<details") == page.count('tabindex="0"') == 5

    def test_same(self):
        """The same counts give the same page, to the byte."""
        assert tally_html_page(month(), **COLUMNS) == tally_html_page(month(), **COLUMNS)


class TestPrivate:
    """Nothing of the texts is shown but what several of them share, unless it was asked for."""

    @pytest.mark.parametrize("shown", [tally_html_page, tally_text])
    def test_quotes(self, shown):
        """Quotes and ids are shown only with examples, even if the tally has them."""
        assert not re.search(r"order 2\d\d|Order 2\d\d|>t\d|\bt\d+\b", shown(month(), **COLUMNS))
        assert re.search(r"Sorry for the trouble with order \d", shown(month(), **COLUMNS, examples=True))
        assert re.search(r"\bt\d+\b", shown(month(), **COLUMNS, examples=True))
        assert not re.search(r"order \d|\bt\d+\b", shown(month(examples=False), **COLUMNS, examples=True))

    @pytest.mark.parametrize("shown", [tally_html_page, tally_text])
    @pytest.mark.parametrize(("times", "there"), [(2, False), (3, True)])
    def test_rare(self, shown, times, there):
        """A phrase of fewer than three texts may name somebody, and is not shown, examples or not."""
        tally = Tally({"hollow": "fault"}, examples=True)
        for number in range(times):
            tally.add(row(finding("hollow", quote="Sorry, Mr. Zweig")), id=number)

        assert there == ("sorry mr zweig" in shown(tally.to_dict(), examples=True))

    @pytest.mark.parametrize("shown", [tally_html_page, tally_text])
    def test_groups(self, shown):
        """Names of groups are shown only if their column is named."""
        assert "Lisbon" in shown(month(), group="team")
        assert "Lisbon" not in shown(month(), time="sent")


class TestHostile:
    """Whatever is in the data, it stands on the page as text, and does nothing to a terminal."""

    def tally(self, words):
        """A tally with these words wherever words can be."""
        tally = Tally(examples=True)
        for _ in range(3):
            tally.add(row(finding("hollow", quote=f"sorry {words}", kind=words), **{words: 40}), id=words, at="2026-01-01", group=words)
        return tally.to_dict()

    def test_page(self):
        """Elements in the data are text of the page."""
        read = Page(tally_html_page(self.tally(HOSTILE), time=HOSTILE, group=HOSTILE, examples=True))

        assert "<script>alert(1)</script><img src=x onerror=alert(1)>&amp; \\x1b[31m\\u202e" in read.text

    @settings(max_examples=60)
    @given(st.text(min_size=1, max_size=30))
    def test_any(self, words):
        """That holds for all words."""
        data = self.tally(words)
        Page(tally_html_page(data, time=words, group=words, examples=True))
        shown = tally_text(data, time=words, group=words, examples=True)

        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]", shown)

    @pytest.mark.parametrize("width", [40, 80])
    def test_width(self, width):
        """No line is longer than the terminal is wide."""
        tally = Tally({"hollow": "fault", "repeated-apology": "fault"})
        for number in range(200):
            tally.add(row(finding("hollow", quote="Sorry for the inconvenience this may have caused"), save=50), id=1, at=1_760_000_000 + number * 90_000, group="研究" * 30)

        assert max(map(figures_width, tally_text(tally.to_dict(), **COLUMNS, width=width).splitlines())) <= width


def figures_width(line):
    """The columns that a line takes."""
    from rich.cells import cell_len

    return cell_len(line)


class TestText:
    def test_tables(self):
        """The same as tables: labels with their shares, scores, groups and phrases."""
        text = tally_text(month(), **COLUMNS)

        for words in [
            "304 texts, 104 with faults\n", "✗ hollow  ████████████    34%  29% to 40%", "  1 Mar 2026      10           40%     40%  62.0",
            "✓ pass 67% (200)", "• Lisbon      3  100% (44% to 100%)    100%", '     100  "sorry for the trouble with order …"',
        ]:  # fmt: skip
            assert words in re.sub(r" {2,}(?=  [▁-█]{20})", "", text)

    def test_ascii(self):
        """In ASCII if that is all there is, but for what comes from the data."""
        assert tally_text(month(), **COLUMNS, ascii_only=True).isascii()

    def test_color(self):
        """There are escapes only where color was asked for."""
        assert "\x1b[" in tally_text(month(), color=True, width=80)
        assert "\x1b" not in tally_text(month(), width=80)


class TestFigures:
    @given(st.integers(1, 10**7).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
    def test_share(self, counted):
        """A share lies in its interval, and the interval between 0 and 1."""
        share = figures.share(*counted)

        assert 0 <= share.low <= share.value <= share.high <= 1
        assert share.low < share.high

    def test_wilson(self):
        """The interval is that of the literature: 10 of 50 (Brown, Cai and DasGupta 2001 give the formula)."""
        share = figures.share(10, 50)

        assert (0.1124, 0.3304) == (round(share.low, 4), round(share.high, 4))

    def test_mean(self):
        """A mean has its interval; that of one text is all there is."""
        part = {"scores": {"save": {"rows": 4, "sum": 200.0, "squares": 13_000.0}, "one": {"rows": 1, "sum": 50.0, "squares": 2500.0}}}

        assert (50.0, 19.0) == (figures.mean(part, "save").value, round(figures.mean(part, "save").low, 1))
        assert (0.0, 100.0) == figures.mean(part, "one")[2:]
        assert figures.mean(part, "lewicki") is None

    @pytest.mark.parametrize(
        ("days", "unit", "names"),
        [
            (["2026-03-01", "2026-03-31"], "day", 31),
            (["2026-03-01", "2026-04-30"], "week", 10),
            (["2025-03-01", "2026-04-30"], "month", 14),
            (["1999-03-01", "2026-04-30"], "year", 28),
            (["2026-03-01"], "day", 1),
        ],
    )
    def test_periods(self, days, unit, names):
        """Days, weeks, months or years, as the range asks for, those without texts among them, and none is lost."""
        tally = Tally()
        for day in days:
            tally.add(row(), id=1, at=day)
        found, periods = figures.periods(tally.to_dict())

        assert (unit, names) == (found, len(periods))
        assert len(days) == sum(period.part["rows"] for period in periods if period.part)

    @given(st.lists(st.dates(figures.date(1970, 1, 2), figures.date(2099, 12, 31)), min_size=1, max_size=5))
    def test_all_periods(self, days):
        """Every day is in the period that is named after it, and they come in order."""
        tally = Tally()
        for day in days:
            tally.add(row(), id=1, at=day)
        _, periods = figures.periods(tally.to_dict())
        names = [period.name for period in periods]

        assert sorted(names) == names
        assert len(days) == sum(period.part["rows"] for period in periods if period.part)
        assert periods[0].part
        assert periods[-1].part
        assert len(set(names)) == len(names)

    @pytest.mark.parametrize(("name", "said", "short"), [("2026-03-09", "9 Mar 2026", "9 Mar"), ("2026-12", "Dec 2026", "Dec 2026"), ("2026", "2026", "2026")])
    def test_names(self, name, said, short):
        """Periods have names that people say, in every locale."""
        period = figures.Period(name, None)

        assert (said, short) == (period.said, period.short)

    def test_groups(self):
        """The most faults first, small groups behind the large ones, and beyond 30 the rest together."""
        tally = Tally()
        for group, texts, faults in [("calm", 40, 2), ("busy", 40, 30), ("tiny", 2, 2), *((f"g{n}", 31, 0) for n in range(40))]:
            for number in range(texts):
                tally.add(row(*([finding("hollow")] if number < faults else [])), id=1, group=group)
        groups = figures.groups(tally.to_dict())

        assert ["busy", "calm"] == [group.name for group in groups[:2]]
        assert (31, "all other groups", True) == (len(groups), groups[-1].name, groups[-1].rest)
        assert 40 * 31 + 82 == sum(group.part["rows"] for group in groups)

    @pytest.mark.parametrize(("value", "words"), [(0, "0%"), (0.0004, "<0.1%"), (0.0123, "1.2%"), (0.0996, "10%"), (0.5, "50%"), (1, "100%")])
    def test_percent(self, value, words):
        """As many digits as mean something."""
        assert words == figures.percent(value)
