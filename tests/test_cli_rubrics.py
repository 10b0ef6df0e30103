"""Judging from the command line: rubrics, comparisons, threads, and their benchmark."""

from __future__ import annotations

import json

from pathlib import Path

import pytest

from click.testing import CliRunner

from sorrykit import corpus, evaluation, render
from sorrykit.cli import main
from sorrykit.kit import Kit
from sorrykit.rubrics import BUNDLED


GOOD = "I'm so sorry that we lost your order. I can see why you are upset. I will send a new one today."
HOLLOW = "I'm sorry you feel that way."
OWN = 'title = "Ours"\nsource = "The house"\n[[criteria]]\nfind = "remedy"\nrole = "required"\nwhy = "It helps."\nsay = "Do something."\n'
TURNS = [
    {"speaker": "customer", "at": "2026-03-02T09:00:00Z", "text": "Nobody came. I took the morning off."},
    {"speaker": "agent", "at": "2026-03-02T09:20:00Z", "text": "I'm so sorry that we missed you. I will come at five."},
    {"speaker": "customer", "at": "2026-03-02T18:00:00Z", "text": "It works now, thank you."},
    {"speaker": "agent", "at": "2026-03-05T18:00:00Z", "text": "Once more, our sincere apologies for missing you. \x1b[31m"},
]


pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture
def thread(tmp_path):
    """A file with one thread."""
    file = tmp_path / "thread.jsonl"
    file.write_text(json.dumps({"id": "t-1", "turns": TURNS}))
    return str(file)


def run(*arguments, text=None):
    """Run a command within this process."""
    return CliRunner().invoke(main, list(arguments), input=text, prog_name="sorrykit")


class TestCheck:
    """`sorrykit check --rubric`"""

    def test_points(self):
        """The score stands below the report, with its points, where they come from, and what to say."""
        result = run("check", "--text", GOOD, "--rubric", "save", "--rubric", "three-sorrys")

        assert 0 == result.exit_code
        assert "save " in result.stdout
        assert "/100 fail  S.A.V.E." in result.stdout
        assert 'apology desired, 2 points, met: "I\'m so sorry that we lost your order"' in result.stdout
        assert "vindication required, 2 points, missed" in result.stdout
        assert "Say that this is not how you normally work." in result.stdout
        assert result.stdout.index("save ") < result.stdout.index("three-sorrys ")

    def test_json(self):
        """In JSON they are the report's scores."""
        (score,) = json.loads(run("check", "--text", GOOD, "--rubric", "lewicki", "--format", "json").stdout)["scores"]

        assert "lewicki" == score["rubric"]

    @pytest.mark.parametrize(("least", "status"), [("1", 0), ("100", 1)])
    def test_bar(self, least, status):
        """With a bar the score decides, and the faults do not."""
        assert status == run("check", "--text", GOOD, "--rubric", "save", "--fail-under", least).exit_code
        assert 0 == run("check", "--text", HOLLOW, "--rubric", "empathy-first", "--fail-under", "0").exit_code
        assert 1 == run("check", "--text", HOLLOW, "--rubric", "empathy-first").exit_code

    def test_selected(self):
        """What is shown may be a part; what is judged is the whole."""
        whole, part = (
            json.loads(run("check", "--text", GOOD, "--rubric", "save", "--format", "json", *select).stdout) for select in ((), ("--select", "apology"))
        )

        assert {"apology"} == {finding["analyzer"] for finding in part["findings"]}
        assert whole["scores"] == part["scores"]

    def test_bar_alone(self):
        """A bar without a rubric is wrong use."""
        result = run("check", "--text", GOOD, "--fail-under", "70")

        assert 2 == result.exit_code
        assert "say by which --rubric" in result.stderr

    def test_own(self, tmp_path):
        """A rubric of one's own is a path; a mistake in it is told with its file."""
        (tmp_path / "ours.toml").write_text(OWN)
        assert "ours 0/100 fail  Ours" in run("check", "--text", HOLLOW, "--rubric", "ours.toml").stdout

        (tmp_path / "ours.toml").write_text(OWN.replace("required", "wanted"))
        result = run("check", "--text", HOLLOW, "--rubric", "ours.toml")
        assert 2 == result.exit_code
        assert "ours.toml: criteria[1]: role is one of" in result.stderr

    def test_misspelt(self):
        """A misspelt name gets the near one."""
        result = run("check", "--text", GOOD, "--rubric", "savee")

        assert 2 == result.exit_code
        assert "there is no rubric 'savee'; did you mean 'save'?" in result.stderr

    def test_page(self, tmp_path):
        """`--format html` is one page for all texts, with the scores; what could not be read is said on stderr as ever."""
        (tmp_path / "a.txt").write_text(HOLLOW + " <script>\u00e9")
        result = run("check", "a.txt", "no.txt", "-", "--rubric", "save", "--format", "html", text=GOOD)

        assert 2 == result.exit_code
        assert "no.txt: cannot be read" in result.stderr
        assert result.stdout.startswith("<!DOCTYPE html>")
        assert result.stdout.isascii()
        assert 1 == result.stdout.count("</html>")
        assert "<title>2 texts, 1 with faults</title>" in result.stdout
        assert " &lt;script&gt;&#233;</div>" in result.stdout
        assert 2 == result.stdout.count("S.A.V.E.")


class TestRubrics:
    """`sorrykit list rubrics` and `sorrykit explain`"""

    def test_list(self):
        """All rubrics, with their unit and a line about each."""
        assert BUNDLED == tuple(line.split()[0] for line in run("list", "rubrics").stdout.splitlines())
        assert list(BUNDLED) == [row["name"] for row in json.loads(run("list", "rubrics", "--format", "json").stdout)]

    def test_explain(self):
        """A rubric with every criterion, its reason and its source."""
        text = run("explain", "empathy-first").stdout

        assert text.startswith("# empathy-first: ")
        assert "It reads `hollow:feelings` as `empathy`." in text
        assert 'Source: "Let us fix that for you"' in text
        assert "required" == json.loads(run("explain", "save", "--format", "json").stdout)["criteria"][0]["role"]


class TestCompare:
    """`sorrykit compare`"""

    def test_text(self):
        """All rubrics, the best score first, and what they disagree about."""
        result = run("compare", "--text", HOLLOW + " We'll fix it today.")
        names = [line.split()[0] for line in result.stdout.split("\n\n")[0].splitlines()]
        totals = [int(line.split()[1]) for line in result.stdout.split("\n\n")[0].splitlines()]

        assert 0 == result.exit_code
        assert set(BUNDLED) == set(names)
        assert sorted(totals, reverse=True) == totals
        assert "hollow:feelings; forbidden by three-sorrys, five-steps; read as empathy by empathy-first" in result.stdout

    def test_file(self, tmp_path):
        """A file, chosen rubrics, as JSON."""
        (tmp_path / "draft.txt").write_text(GOOD)
        data = json.loads(run("compare", "draft.txt", "--rubric", "save", "--rubric", "liability-aware", "--format", "json").stdout)

        assert ["save", "liability-aware"] == [score["rubric"] for score in data["scores"]]
        assert "apology" in {dispute["label"] for dispute in data["disputes"]}

    def test_wrong(self, tmp_path):
        """Nothing, both, many texts or none that can be read."""
        assert 2 == run("compare").exit_code
        assert 2 == run("compare", "a.txt", "--text", "b").exit_code
        assert "takes one text" in run("compare", "a.jsonl").stderr
        assert "cannot be read" in run("compare", "a.txt").stderr


class TestThread:
    """`sorrykit thread`"""

    def test_timeline(self, thread):
        """Who spoke when, what each turn did, and where it went wrong; no control character gets through."""
        result = run("thread", thread)

        assert 1 == result.exit_code
        assert result.stdout.startswith("t-1  4 turns, settled in turn 2, reopened in turn 3\n")
        assert "0  2026-03-02 09:00  customer  Nobody came." in result.stdout
        assert "1  +20 min           agent     I'm so sorry" in result.stdout
        assert "reopened-wound" in result.stdout
        assert "the promise of turn 1 is kept" in result.stdout
        assert "\x1b" not in result.stdout

    def test_json(self, thread):
        """One thread as it is, several as a list, or one a line."""
        assert "sorrykit/thread/1" == json.loads(run("thread", thread, "--format", "json").stdout)["schema"]
        with Path(thread).open("a") as file:
            file.write("\n" + json.dumps({"id": "t-2", "turns": TURNS[:3]}))
        assert ["t-1", "t-2"] == [one["id"] for one in json.loads(run("thread", thread, "--format", "json").stdout)]
        assert 2 == len(run("thread", thread, "--format", "jsonl").stdout.splitlines())
        assert "t-2" == json.loads(run("thread", thread, "--id", "t-2", "--format", "json").stdout)["id"]

    def test_page(self, thread):
        """`--format html` is a page with the timeline, and what could harm a page or a terminal is visible in it."""
        result = run("thread", thread, "--format", "html", "--rubric", "one-apology")

        assert 1 == result.exit_code
        assert "<title>t-1</title>" in result.stdout
        assert 4 == result.stdout.count('class="turn ')
        assert "\\x1b[31m" in result.stdout
        assert "Say it once, then move on" in result.stdout

    def test_clean(self, tmp_path):
        """A thread in which nothing went wrong ends with 0."""
        (tmp_path / "a.json").write_text(json.dumps(TURNS[:3]))
        assert 0 == run("thread", "a.json").exit_code

    def test_score(self, thread):
        """Rubrics judge the thread; with a bar the score decides."""
        result = run("thread", thread, "--rubric", "one-apology", "--fail-under", "5")

        assert 0 == result.exit_code
        assert "reopened-wound forbidden, 4 points, hit: turn 3" in result.stdout
        assert 1 == run("thread", thread, "--rubric", "one-apology", "--fail-under", "90").exit_code

    def test_columns(self, tmp_path):
        """Columns and speakers under other names."""
        (tmp_path / "a.csv").write_text("who,body\nAnn,Nobody came.\nPriya,I'm so sorry that we missed you.\n")
        names = ("--column", "speaker=who", "--column", "text=body", "--speaker", "Ann=customer", "--speaker", "Priya=agent")

        assert "1    agent     I'm so sorry" in run("thread", "a.csv", *names).stdout
        assert "there is no column 'speaker' for the speaker; there are: 'who', 'body'; say" in run("thread", "a.csv").stderr
        assert "--speaker Ann=agent" in run("thread", "a.csv", *names[:4]).stderr
        assert "write it as speaker=author" in run("thread", "a.csv", "--column", "who").stderr

    def test_wrong(self, thread, tmp_path):
        """What cannot be read ends with 2 and a reason."""
        (tmp_path / "empty.jsonl").write_text("")
        for arguments, why in (
            (["none.csv"], "none.csv: cannot be read: No such file or directory"),
            (["-"], "a thread cannot be read from standard input; save it to a file first"),
            (["empty.jsonl"], "there is no thread in it"),
            ([thread, "--id", "t-9"], "there is no thread 't-9'; there are 1: t-1"),
            ([thread, "--fail-under", "5"], "say by which --rubric"),
        ):
            result = run("thread", *arguments)
            assert 2 == result.exit_code
            assert why in result.stderr

    def test_ascii(self):
        """Rendered with signs that every terminal has, in any width, with colors."""
        from sorrykit import Thread, analyze_thread

        data = analyze_thread(Thread(TURNS, id="t-1")).to_dict()

        assert render.thread_text(data, ascii_only=True).isascii()
        assert max(map(len, render.thread_text(data, width=60).splitlines())) <= 60
        assert "\x1b[" in render.thread_text(data, color=True)


class TestBench:
    """`sorrykit bench --threads`"""

    def test_dev(self):
        """Accuracy a field, and on the development part every miss."""
        data = json.loads(run("bench", "--threads", "--format", "json").stdout)

        assert evaluation._threads.FIELDS == tuple(row["field"] for row in data["fields"])
        assert 25 == data["threads"]
        assert all(row["accuracy"] >= 0.8 for row in data["fields"])
        assert "resolved_turn" in run("bench", "--threads", "--format", "markdown").stdout

    def test_unseen(self):
        """What is missed in the test part is counted and not shown."""
        assert json.loads(run("bench", "--threads", "--split", "test", "--format", "json").stdout)["misses"] is None

    def test_wrong(self):
        """It goes with no gold of one's own."""
        assert 2 == run("bench", "--threads", "--errors", "blame").exit_code
        assert "no threads in the split 'train'" in run("bench", "--threads", "--split", "train").stderr

    def test_field(self):
        """One field by name."""
        items = corpus.threads()[:1]

        assert 1 == evaluation.threads(items, Kit(discover=False))["apology_turns"].threads
        with pytest.raises(KeyError):
            evaluation.threads(items, Kit(discover=False))["apologies"]
