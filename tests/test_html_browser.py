"""The pages in a real browser: Debian's chromium, driven by its chromedriver. Without them these tests are skipped.

What is looked at is what a reader has: what is shown, what is reached by the keys, what stands on the screen.
"""

from __future__ import annotations

import json
import os
import shutil

from itertools import pairwise

import pytest

import sorrykit

from sorrykit import render, rubrics
from sorrykit.batch import Row, Tally
from sorrykit.corpus import threads
from sorrykit.threads import Thread, Turn


pytestmark = pytest.mark.once

WIDTHS = (1280, 360)
HOSTILE = (
    "We're sorry</div></mark></article><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    "\"><svg onload=window.ran=1> ' onmouseover='window.ran=1' autofocus onfocus=window.ran=1 tabindex=1 & &amp; &lt;b&gt; "
    "</style><style>* { display: none }</style></title><base href=//evil.example/><link rel=stylesheet href=//evil.example/a.css>"
    "<meta http-equiv=refresh content='0;url=//evil.example/'><iframe src=//evil.example/></iframe>javascript:window.ran=1 --> ]]> <!-- "
    "\u202egnp.exe\u202c \u2066isolated\u2069 \0 \x1b[31m \x9b \r\b \ud800 \udfff \u2028 \u05e9\u05dc\u05d5\u05dd \U0001f469\u200d\U0001f4bb "
    "url(//evil.example/) " + "sorry" * 60
)
# What stands on the screen, composed of its elements' colors: text against the nearest background behind it.
CONTRASTS = """
const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
const read = c => c.match(/[\\d.]+/g).map(Number);
const behind = e => { for (; e; e = e.parentElement) { const c = read(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
const found = [];
for (const tip of document.querySelectorAll('.tip')) tip.style.display = 'block';
for (const e of document.querySelectorAll('body *')) {
  if (e.closest('svg') || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
  for (const pseudo of [null, '::before', '::after']) {
    const a = light(read(getComputedStyle(e, pseudo).color).slice(0, 3)), b = light(behind(e));
    found.push([(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.className + ' ' + (pseudo || '') + ' ' + e.textContent.slice(0, 40)]);
  }
}
for (const tip of document.querySelectorAll('.tip')) tip.removeAttribute('style');
return found;
"""
# The tooltip that is open, its box, and whether it is what one sees in the middle of it.
TIP = """
const tips = [...document.querySelectorAll('.tip')].filter(tip => tip.checkVisibility());
return tips.map(tip => { const r = tip.getBoundingClientRect(), x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
  return {id: tip.id, box: [r.left, r.top, r.right, r.bottom], screen: [document.documentElement.clientWidth, innerHeight], seen: tip.contains(document.elementFromPoint(x, y)), text: tip.textContent}; });
"""
TEXT = "const text = e => [...e.childNodes].map(n => n.nodeType === 3 ? n.data : n.className === 'tip' ? '' : text(n)).join(''); return text(arguments[0])"


class Browser:
    """A browser with one page open, and what a test asks of it."""

    def __init__(self, driver, folder):
        self.driver, self.folder, self.shown = driver, folder, None

    def open(self, page, **look):
        """Load a page, to do something with it."""
        self.look(**look)
        self.driver.get_log("performance")
        file = self.folder / "page.html"
        file.write_text(page, encoding="ascii")
        self.driver.get(file.as_uri())
        self.shown = None
        return self

    def show(self, page, **look):
        """Show a page, only to look at it: it is not loaded again if it is there, and as it was."""
        if self.shown is not page:
            self.open(page)
            self.shown = page
        return self.look(**look)

    def look(self, *, width=1280, scheme="light", media="screen"):
        """Look at the page at a width, in a scheme of colors, on a screen or on paper."""
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 740, "deviceScaleFactor": 1, "mobile": False})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        return self

    def ask(self, script, *arguments):
        """Run a script and return what it returns; a page that refuses scripts does not refuse the driver's."""
        return self.driver.execute_script(script, *arguments)

    def all(self, selector):
        """The elements of a selector."""
        return self.driver.find_elements("css selector", selector)

    def texts(self):
        """The texts as they stand on the page, without tooltips."""
        return [self.ask(TEXT, element) for element in self.all(".text")]

    def press(self, key):
        """Press a key."""
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(key).perform()

    def point_at(self, element):
        """Move the mouse away from where it was, and into the first line of an element."""
        self.move(0, 0)
        x, y = self.ask("const r = arguments[0].getClientRects()[0]; return [(r.left + r.right) / 2, (r.top + r.bottom) / 2]", element)
        self.move(x, y)

    def move(self, x, y):
        """Move the mouse."""
        self.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})

    def requests(self):
        """The addresses that were asked for since the page was opened."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]

    def overflow(self):
        """By how many pixels the page is wider than the screen."""
        return self.ask("return document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture(name="browser", scope="module")
def _browser(tmp_path_factory):
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip(f"there is no {'chromedriver' if chromium else 'chromium'}; on Debian: apt-get install chromium chromium-driver")
    # Nothing is looked for on the network, and no driver is fetched.
    os.environ["SE_OFFLINE"] = "true"
    os.environ["SE_AVOID_STATS"] = "true"
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "force-device-scale-factor=1", f"user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    with webdriver.Chrome(options=options, service=Service(driver)) as chrome:
        yield Browser(chrome, tmp_path_factory.mktemp("pages"))


def finding(text, start, end, *, polarity="fault", analyzer="hollow", kind=None, message="", advice=""):
    """One finding, as plain data."""
    quote = None if start is None else text[start:end]
    return {"analyzer": analyzer, "kind": kind, "polarity": polarity, "start": start, "end": end, "quote": quote, "message": message, "advice": advice}


def report(text, *findings, failures=(), source=None, scores=()):
    """A report, as plain data."""
    return {"text": text, "source": source, "complete": not failures, "findings": list(findings), "scores": list(scores), "failures": list(failures)}


def hostile_report():
    """A report with the hostile text wherever a text can stand."""
    evil = {"analyzer": HOSTILE, "kind": HOSTILE, "message": HOSTILE, "advice": HOSTILE}
    findings = [finding(HOSTILE, start, start + 300, polarity=("fault", "strength", "note")[start // 200 % 3], **evil) for start in range(0, len(HOSTILE) - 300, 200)]
    point = {"find": HOSTILE, "role": HOSTILE, "weight": 1, "why": HOSTILE, "source": HOSTILE, "say": HOSTILE, "evidence": findings[:1]}
    criteria = [{**point, "state": state} for state in ("met", "missed", "hit", "clear", "neutral", "not judged")]
    score = {"rubric": HOSTILE, "title": HOSTILE, "total": 50, "verdict": "mixed", "criteria": criteria}
    whole = finding(HOSTILE, None, None, **evil)
    return report(HOSTILE, *findings, whole, failures=[{"analyzer": HOSTILE, "error": HOSTILE}], source=HOSTILE, scores=[score])


def hostile_thread():
    """A thread with the hostile text wherever a text can stand."""
    one = hostile_report()
    turns = [{"speaker": who, "at": "2026-01-02T03:04:05+00:00", "text": HOSTILE, "findings": one["findings"], "failures": one["failures"]} for who in ("customer", "agent")]
    wrong = [{**finding(HOSTILE, None, None, analyzer=HOSTILE, message=HOSTILE, advice=HOSTILE), "turn": turn} for turn in (1, None)]
    return {
        **thread_report(0),
        "id": HOSTILE,
        "turns": turns,
        "findings": wrong,
        "failures": one["failures"],
        "scores": one["scores"],
        "ledger": [{"turn": 1, "act": "bad", "run": 0, "milestone": None}],
        "promises": [{"turn": 1, "quote": HOSTILE, "state": "broken", "by": 1}],
    }


def thread_report(number):
    """The report of a thread of the corpus, with scores."""
    item = threads()[number]
    read = sorrykit.analyze_thread(Thread([Turn(turn["speaker"], turn["text"], turn["at"]) for turn in item.turns], id=item.id))
    return {**read.to_dict(), "scores": [rubrics.score(read, "one-apology").to_dict()]}


def bad_report():
    """The report of a bad message, with scores."""
    text = (
        "Dear customer,\n\nI'm sorry you feel that way about your stay, but our staff followed the correct procedure. You should have read the terms.\n"
        "I do understand how annoying it is, and I have refunded the night. We apologize for any inconvenience this may have caused."
    )
    read = sorrykit.analyze(text)
    return {**read.to_dict(), "scores": [rubrics.score(read, name).to_dict() for name in ("three-sorrys", "save")]}


def crowded_report():
    """Five thousand findings, most of them over one another."""
    text = "We are so sorry. " * 150
    polarities = ("fault", "strength", "note")
    return report(text, *(finding(text, n // 5, n // 5 + 1500, polarity=polarities[n % 3], kind=f"k{n}", message="Why.", advice="What.") for n in range(5000)))


PAGES = {
    "report": lambda: render.html_page([bad_report()]),
    "reports": lambda: render.html_page([bad_report(), report("Hello."), report("")]),
    "thread": lambda: render.thread_html_page([thread_report(0)]),
    "threads": lambda: render.thread_html_page([thread_report(4), thread_report(10)]),
    "hostile": lambda: render.html_page([hostile_report()]),
    "hostile-thread": lambda: render.thread_html_page([hostile_thread()]),
    "none": lambda: render.html_page([]),
}


@pytest.fixture(name="page", scope="module", params=PAGES)
def _page(request):
    return PAGES[request.param]()


class TestHostile:
    """A text that wants out."""

    @pytest.mark.parametrize("name", ["hostile", "hostile-thread"])
    def test_inert(self, browser, name):
        """No script runs, nothing is asked for, nothing is hidden, and nobody is sent away."""
        browser.open(PAGES[name]())
        for mark in browser.all("mark")[:3]:
            browser.point_at(mark)
            browser.ask("arguments[0].focus()", mark)

        assert browser.ask("return window.ran === undefined")
        assert [(browser.folder / "page.html").as_uri()] == browser.requests()
        assert 0 == len(browser.all("script, img, iframe, base, link, form, input, object, main style, main svg [onload]"))
        assert 1 == browser.ask("return document.querySelectorAll('style').length")
        assert browser.ask("return getComputedStyle(document.body).display") == "block"

    @pytest.mark.parametrize("name", ["hostile", "hostile-thread"])
    def test_attributes(self, browser, name):
        """The elements have the attributes that they were given, and no others."""
        browser.open(PAGES[name]())
        names = browser.ask("return [...new Set([...document.querySelectorAll('body *')].flatMap(e => e.getAttributeNames()))]")
        own = "class id href dir tabindex role aria-describedby aria-label aria-hidden data-n datetime viewBox preserveAspectRatio width height"

        assert set() == set(names) - set(own.split())

    def test_text(self, browser):
        """The text on the page is the text, character for character; what could do harm is an escape that one can see."""
        assert [render.visible(HOSTILE)] == browser.open(PAGES["hostile"]()).texts()

    def test_policy(self, browser):
        """Even what got into the page as an element could not run, load or dress itself."""
        browser.open(PAGES["report"]())
        browser.ask("""
            window.refused = [];
            addEventListener('securitypolicyviolation', event => refused.push(event.effectiveDirective));
            document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.example/x.png"><b id="styled" style="position: fixed" onclick="window.ran = 1">x</b>');
            document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}));
            document.getElementById('styled').click();
        """)
        refused = browser.driver.execute_async_script("setTimeout(() => arguments[0](refused), 100)")

        assert browser.ask("return window.ran === undefined && getComputedStyle(document.getElementById('styled')).position === 'static'")
        assert {"img-src", "script-src-elem", "script-src-attr", "style-src-attr"} == set(refused)

    def test_crowd(self, browser):
        """Of five thousand findings over one another all are listed, each with a link to its place, and the text is whole."""
        data = crowded_report()
        browser.open(render.html_page([data]), width=360)

        assert [data["text"]] == browser.texts()
        assert 5000 == browser.ask("return document.querySelectorAll('.notes > li').length")
        assert browser.ask("return [...document.querySelectorAll('a.n')].every(a => document.querySelector(a.hash).tabIndex === 0)")
        assert 0 == browser.overflow()
        browser.ask("document.querySelector('#r1-m800').focus()")
        (tip,) = browser.ask(TIP)
        assert "k3999" in tip["text"]
        assert "and 3997 more, beside the text" in tip["text"]


class TestKeys:
    """What is reached by the keyboard."""

    @pytest.mark.parametrize("width", WIDTHS)
    def test_every_finding(self, browser, width):
        """Tab goes through the marks in their order; each opens its tooltip on the screen, and together they say every finding."""
        data = bad_report()
        browser.open(render.html_page([data]), width=width)
        marks = browser.ask("return [...document.querySelectorAll('mark[tabindex=\"0\"]')].map(mark => mark.id)")
        reached, said = [], ""
        for _ in range(3 * len(marks)):
            browser.press("\ue004")
            focused = browser.ask("return document.activeElement.closest('mark')?.id")
            if focused is None:
                break
            if focused in reached:
                continue  # a tooltip that is longer than the screen can be scrolled
            reached.append(focused)
            (tip,) = browser.ask(TIP)
            left, top, right, bottom = tip["box"]
            assert left >= 0
            assert top >= 0
            assert right <= tip["screen"][0]
            assert bottom <= tip["screen"][1]
            assert tip["seen"]
            said += tip["text"]

        assert marks == reached
        placed = [found for found in data["findings"] if found["start"] is not None]
        assert len(placed) > 5
        assert [] == [found for found in placed if found["message"] not in said or found["advice"] not in said]

    def test_link(self, browser):
        """A number in the list leads to its mark, and opens its tooltip."""
        browser.open(PAGES["report"]())
        link = browser.all("a.n")[2]
        browser.ask("arguments[0].focus()", link)
        browser.press("\ue007")

        assert link.get_attribute("href").endswith("#" + browser.ask("return document.activeElement.id"))
        assert 1 == len(browser.ask(TIP))

    def test_described(self, browser, page):
        """Ids are unique, and what an element is described by, or leads to, is there."""
        browser.show(page)

        assert browser.ask("const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.length === new Set(ids).size")
        assert browser.ask("return [...document.querySelectorAll('[aria-describedby]')].every(e => document.getElementById(e.getAttribute('aria-describedby')).role === 'tooltip')")
        assert browser.ask("return [...document.querySelectorAll('a')].every(a => document.querySelector(a.hash))")

    def test_headings(self, browser, page):
        """One heading of the first level, and none below it leaves a level out."""
        levels = browser.show(page).ask("return [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")

        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


class TestPointing:
    """What is reached by the mouse."""

    @pytest.mark.parametrize("width", WIDTHS)
    def test_tooltip(self, browser, width):
        """Pointing at any mark opens its tooltip within the screen, and the pointer can go into it."""
        browser.open(PAGES["report"](), width=width)
        for mark in browser.all("mark"):
            # At the foot of the screen, where there is least room.
            browser.ask("arguments[0].scrollIntoView({block: 'end'})", mark)
            browser.point_at(mark)
            (tip,) = browser.ask(TIP)
            left, top, right, bottom = tip["box"]
            assert 0 <= left < right <= tip["screen"][0]
            assert 0 <= top < bottom <= tip["screen"][1]
            assert mark.get_attribute("id") + "-tip" == tip["id"]
            if width > 1000:
                browser.move((left + right) / 2, (top + bottom) / 2)
                assert [tip["id"]] == [still["id"] for still in browser.ask(TIP)]


class TestLook:
    """What is seen, on every screen and on paper."""

    @pytest.mark.parametrize("width", WIDTHS)
    def test_width(self, browser, page, width):
        """Nothing is wider than the screen."""
        assert 0 == browser.show(page, width=width).overflow()

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_contrast(self, browser, page, scheme):
        """All text stands out from what is behind it, as WCAG 2.2 AA asks, in both schemes."""
        browser.show(page, scheme=scheme)
        lightness = browser.ask("return getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).reduce((a, b) => +a + +b)")

        assert (scheme == "dark") == (lightness < 300)
        assert [] == [words for contrast, words in browser.ask(CONTRASTS) if contrast < 4.5]

    def test_not_color_alone(self, browser):
        """Each polarity has a line of its own kind under the text, and its word in the list."""
        browser.open(PAGES["report"]())
        lines = browser.ask("""
            return [...document.querySelectorAll('.swatch')].map(e => { const s = getComputedStyle(e); return `${s.textDecorationStyle} ${s.borderBottomStyle}`; });
        """)

        assert ["wavy none", "solid solid", "solid dotted"] == lines
        assert browser.ask("return [...document.querySelectorAll('.notes > li')].every(li => li.innerText.includes(li.className))")

    def test_print(self, browser, page):
        """On paper nothing is hidden but the tooltips, whose words stand in the list; and dark becomes light."""
        browser.show(page, media="print", scheme="dark")
        hidden = browser.ask("return [...document.querySelectorAll('body *')].filter(e => !e.closest('.tip') && !e.checkVisibility({visibilityProperty: true, opacityProperty: true})).map(e => e.outerHTML.slice(0, 80))")

        assert [] == hidden
        assert 0 == len(browser.ask(TIP))
        assert browser.ask("return getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"

    def test_print_says_all(self, browser):
        """What the tooltips say, and what the scores say, is on paper."""
        data = bad_report()
        shown = browser.open(render.html_page([data]), media="print").ask("return document.body.innerText.replace(/\\s+/g, ' ')")
        said = [found[key] for found in data["findings"] for key in ("message", "advice")]
        said += [point["say"] for score in data["scores"] for point in score["criteria"]]

        assert [] == [words for words in said if words not in shown]


class TestThread:
    """The timeline."""

    def test_turns(self, browser):
        """Each turn says who spoke and when, shows its text, and what went wrong in it."""
        data = thread_report(0)
        browser.open(render.thread_html_page([data]))
        turns = browser.all(".turn")

        assert [turn["text"] for turn in data["turns"]] == browser.texts()
        assert [f"{number} {turn['speaker']}" for number, turn in enumerate(data["turns"])] == [turn.find_element("css selector", "h3").text for turn in turns]
        assert ["2026-10-05 08:30", "+2 h\n2026-10-05 10:30"] == [turn.find_element("css selector", ".when").text for turn in turns[:2]]
        assert data["findings"]
        for found in data["findings"]:
            assert found["analyzer"] in turns[found["turn"]].text
            assert found["advice"] in turns[found["turn"]].text

    def test_glance(self, browser):
        """The strip at the top has a cell for each turn, says what it did, and leads there."""
        data = thread_report(0)
        browser.open(render.thread_html_page([data]))
        cells = browser.all(".strip a")
        labels = [cell.accessible_name for cell in cells]

        assert len(data["turns"]) == len(cells)
        assert "turn 6, agent, over-apologizing, reopened-wound" == labels[6]
        assert browser.all(".strip .went-wrong")
        cells[6].click()
        assert browser.ask("return document.querySelector(':target').id") == "t1-6"


@pytest.fixture(name="many", scope="module")
def _many():
    """Seven weeks of two teams, and three texts that want out."""
    tally = Tally({"hollow": "fault", "remedy": "strength", "repeated-apology": "fault"}, examples=True)
    for number in range(200):
        words = HOSTILE if number < 3 else "Sorry for the inconvenience"
        item = {"analyzer": "hollow", "kind": words, "polarity": "fault", "start": 0, "end": 5, "quote": f"sorry {words}", "message": "", "advice": ""}
        row = Row((item,) if number % 2 else (), {words: {"total": number / 2, "verdict": "mixed"}}, complete=True)
        tally.add(row, id=words, at=f"2026-{1 + number % 2:02}-{1 + number % 28:02}", group=words if number % 3 else "east")
    return render.tally_html_page(tally.to_dict(), time=HOSTILE, group=HOSTILE, examples=True)


class TestTally:
    """The page about many texts."""

    def opened(self, browser, page, **options):
        """The page with everything folded out."""
        browser.open(page, **options)
        browser.ask("document.querySelectorAll('details').forEach(each => each.open = true)")
        return browser

    @pytest.mark.parametrize("width", WIDTHS)
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_look(self, browser, many, width, scheme):
        """Nothing is wider than the screen, and all text stands out from what is behind it, with all tables folded out."""
        self.opened(browser, many, width=width, scheme=scheme)

        assert 0 == browser.overflow()
        assert [] == [words for contrast, words in browser.ask(CONTRASTS) if contrast < 4.5]

    def test_inert(self, browser, many):
        """No script runs, nothing is asked for, and the policy refuses nothing that the page needs."""
        browser.driver.get_log("browser")
        self.opened(browser, many)

        assert browser.ask("return window.ran === undefined")
        assert [(browser.folder / "page.html").as_uri()] == browser.requests()
        assert 0 == len(browser.all("script, img, iframe, base, link, form, input, object, main style"))
        assert [] == browser.driver.get_log("browser")

    def test_plots(self, browser, many):
        """What is drawn stays within its plot, and what is written on an axis keeps its size however wide the plot is."""
        for width in WIDTHS:
            self.opened(browser, many, width=width)
            outside = browser.ask("""
                return [...document.querySelectorAll('main rect, main circle, main polyline, main polygon')].filter(e => {
                  const r = e.getBoundingClientRect(), s = e.closest('.plot, td, figure, li').getBoundingClientRect();
                  return r.left < s.left - 4 || r.right > s.right + 4 || r.top < s.top - 4 || r.bottom > s.bottom + 4; }).map(e => e.outerHTML.slice(0, 99));
            """)

            assert [] == outside
            assert ["12px"] == browser.ask("return [...new Set([...document.querySelectorAll('main svg text')].map(e => getComputedStyle(e).fontSize))]")

    def test_keys(self, browser, many):
        """Tables are folded out, and moved to and fro, by the keys."""
        browser.open(many)
        browser.press("\ue004")
        browser.press("\ue007")

        assert browser.ask("return document.activeElement.tagName === 'SUMMARY' && document.activeElement.parentElement.open")
        browser.press("\ue004")
        assert browser.ask("return document.activeElement.className === 'scroll' && document.activeElement.ariaLabel.length > 0")
