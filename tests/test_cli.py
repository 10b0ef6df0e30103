"""The command line, as people meet it: what it prints, what it says of mistakes, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys

from importlib import metadata
from pathlib import Path

import jsonschema
import pytest

from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sorrykit import render
from sorrykit.cli import COMMANDS, main


HOLLOW = "I'm sorry you feel that way"
CLEAN = "The lamp is on the table."
ONLY = ("--select", "hollow")


pytestmark = pytest.mark.usefixtures("alone")


def run(*arguments, text=None):
    """Run a command within this process."""
    return CliRunner().invoke(main, list(arguments), input=text, prog_name="sorrykit")


def start(*arguments, **environment):
    """Start a command for real, in the environment as it is set here (libraries may have set more behind it)."""
    return subprocess.Popen(
        [sys.executable, "-m", "sorrykit", *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def on_terminal(*arguments, **environment):
    """What a command writes to a terminal, and its exit status."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "60", "PYTHONIOENCODING": "utf-8", **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "sorrykit", *arguments], stdout=theirs, stderr=theirs, stdin=theirs, env=env
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:
            break
        if not chunk:
            break
        written += chunk
    os.close(ours)
    return written.decode().replace("\r\n", "\n"), process.wait()


def lines(result):
    """The JSON Lines of an output."""
    return [json.loads(line) for line in result.stdout.splitlines()]


class TestMain:
    """`sorrykit`"""

    def test_help(self):
        """Help names every command with what it is for, in whole phrases."""
        result = run("--help")

        assert 0 == result.exit_code
        for command in COMMANDS:
            assert re.search(rf"^  {command} +\S.*\w\.?$", result.stdout, re.MULTILINE), command

    def test_version(self):
        """The version is that of the distribution."""
        assert f"sorrykit {metadata.version('sorrykit')}\n" == run("--version").stdout

    @pytest.mark.parametrize("command", [[], ["list"]], ids=["sorrykit", "list"])
    def test_misspelt(self, command):
        """A misspelt command gets the near one."""
        known = "check" if not command else "analyzers"
        result = run(*command, known[:-1])

        assert 2 == result.exit_code
        assert f"no such command {known[:-1]!r}; did you mean {known!r}?" in result.stderr

    def test_unlike_any(self):
        """A command that is like none gets the list."""
        assert f"no such command 'zzz'; there are: {', '.join(COMMANDS)}" in run("zzz").stderr

    def test_script(self):
        """The distribution installs the command of this name."""
        (script,) = metadata.distribution("sorrykit").entry_points.select(group="console_scripts")

        assert "sorrykit" == script.name
        assert main is script.load()

    def test_completion(self):
        """The shell completes commands and names of analyzers, behind a comma too."""
        for words, expected in (
            ("sorrykit che", "plain,check"),
            ("sorrykit explain but", "plain,but-clause"),
            ("sorrykit check --select hollow,but", "plain,hollow,but-clause"),
        ):
            env = {
                "_SORRYKIT_COMPLETE": "bash_complete",
                "COMP_WORDS": words,
                "COMP_CWORD": str(len(words.split()) - 1),
            }
            done = subprocess.run(
                [sys.executable, "-c", "from sorrykit.cli import main; main(prog_name='sorrykit')"],
                env={**os.environ, **env},
                capture_output=True,
                text=True,
                check=False,
            )
            assert expected in done.stdout.splitlines()


class TestCheck:
    """`sorrykit check`"""

    def test_text(self):
        """A fault is marked, explained, and the exit status is 1."""
        result = run("check", *ONLY, "--text", HOLLOW)

        assert 1 == result.exit_code
        assert result.stdout.startswith(f"  [✗1 {HOLLOW}]\n\n  ✗1  hollow: feelings")
        assert result.stdout.endswith("\n  1 fault\n")
        assert "" == result.stderr

    def test_clean(self):
        """Without a fault the exit status is 0."""
        result = run("check", *ONLY, "--text", CLEAN)

        assert (0, f"  {CLEAN}\n\n  nothing found\n") == (result.exit_code, result.stdout)

    def test_empty(self):
        """An empty text is a text."""
        assert 0 == run("check", *ONLY, "--text", "").exit_code

    def test_stdin(self):
        """A dash is standard input."""
        result = run("check", *ONLY, "-", text=HOLLOW)

        assert 1 == result.exit_code
        assert result.stdout.startswith("<stdin>\n")

    def test_files(self, tmp_path):
        """Several files come in the order given, each under its name, with a count at the end."""
        (tmp_path / "b.txt").write_text(HOLLOW)
        (tmp_path / "a.txt").write_text(CLEAN)
        result = run("check", *ONLY, "b.txt", "a.txt")

        assert 1 == result.exit_code
        assert ["b.txt", "a.txt"] == re.findall(r"^\S+\.txt$", result.stdout, re.MULTILINE)
        assert result.stdout.endswith("\n2 texts, 1 with faults\n")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((), "nothing to analyze; give it files, - or --text"),
            (("a.txt", "--text", "x"), "files and --text exclude each other"),
            (("-", "-"), "standard input (-) can be read only once"),
            (("--format", "xml", "-"), "'xml' is not one of 'text', 'json', 'jsonl'"),
            (("--select", "holow", "-"), "there is no analyzer 'holow'; did you mean 'hollow'"),
            (("--select", " ,", "-"), "Invalid value for '--select': there is no name in ' ,'"),
            (("--ignore", "zzz", "-"), "there is no analyzer 'zzz'"),
            (("--config", "no.toml", "-"), "no.toml: cannot be read: No such file or directory"),
        ],
    )
    def test_wrong_use(self, arguments, message):
        """Wrong use ends with 2 and says what is wrong; nothing is analyzed."""
        result = run("check", *arguments)

        assert (2, "") == (result.exit_code, result.stdout)
        assert message in result.stderr

    def test_missing(self, tmp_path):
        """A file that cannot be read is said; the others are analyzed all the same, and the exit status is 2."""
        (tmp_path / "a.txt").write_text(CLEAN)
        (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
        result = run("check", *ONLY, "no.txt", "latin.txt", str(tmp_path), "a.txt")

        assert 2 == result.exit_code
        assert CLEAN in result.stdout
        assert [
            "sorrykit: no.txt: cannot be read: No such file or directory",
            "sorrykit: latin.txt: is not UTF-8: unexpected end of data at byte 3; convert it first, for example with iconv",
            f"sorrykit: {tmp_path}: cannot be read: Is a directory",
        ] == result.stderr.splitlines()

    def test_select(self):
        """Names may be repeated or stand behind commas."""
        for arguments in (
            ("--select", "hollow,blame"),
            ("--select", "hollow", "--select", "blame"),
            ("--select", "hollow, blame,"),
        ):
            assert 1 == run("check", *arguments, "--text", HOLLOW).exit_code
        assert 0 == run("check", "--select", "hollow,blame", "--ignore", "hollow", "--text", HOLLOW).exit_code

    def test_offsets(self, tmp_path):
        """Offsets are those of the file's text: line ends stay, a byte order mark does not count."""
        (tmp_path / "a.txt").write_bytes(f"\ufeffHello,\r\n\r\n{HOLLOW}.\r\n".encode())
        (finding,) = json.loads(run("check", *ONLY, "--format", "json", "a.txt").stdout)["findings"]

        assert (10, HOLLOW) == (finding["start"], finding["quote"])

    def test_json(self):
        """One text gives one report, as the schema has it."""
        report = json.loads(run("check", *ONLY, "--format", "json", "--text", HOLLOW).stdout)

        jsonschema.Draft202012Validator(render.schema()).validate(report)
        assert None is report["source"]
        assert [HOLLOW] == [finding["quote"] for finding in report["findings"]]

    @pytest.mark.parametrize("count", [0, 1, 2])
    def test_json_list(self, tmp_path, count):
        """A JSON Lines file gives a list, however many lines it has."""
        (tmp_path / "a.jsonl").write_text('{"id": 1, "text": "Hello"}\n' * count)

        assert [1] * count == [
            row["id"] for row in json.loads(run("check", *ONLY, "--format", "json", "a.jsonl").stdout)
        ]

    def test_config(self, tmp_path):
        """The nearest configuration upward holds, unless a file is named."""
        (tmp_path / "pyproject.toml").write_text('[tool.sorrykit]\nselect = ["hollow"]\nignore = ["hollow"]')
        (tmp_path / "other.toml").write_text('select = ["hollow"]')

        assert 0 == run("check", "--text", HOLLOW).exit_code
        assert 1 == run("check", "--config", "other.toml", "--text", HOLLOW).exit_code

    def test_config_mistake(self, tmp_path):
        """A mistake in a configuration names its file, on one line."""
        (tmp_path / "sorrykit.toml").write_text('selct = ["hollow"]')
        result = run("check", "--text", HOLLOW)

        assert 2 == result.exit_code
        assert f"sorrykit: {tmp_path / 'sorrykit.toml'}: unknown key 'selct'; did you mean 'select'?\n" == result.stderr

    def test_plugin(self, site, tmp_path):
        """A plugin that breaks is left out with one line; one that breaks on a text makes the exit status 2."""
        site.install("bad", "import no_such_module")
        site.install(
            "acme",
            "from sorrykit import Analyzer, hookimpl\n"
            "def find(apology):\n    raise ValueError('boo\\x1b[31m')\n    yield\n"
            "@hookimpl\n"
            "def sorrykit_analyzers():\n    return [Analyzer(name='acme', summary='S.', find=find)]\n",
        )
        done = site.run("-m", "sorrykit", "check", "--select", "hollow,acme", "--format", "json", "--text", CLEAN)

        assert 2 == done.returncode
        first, second = done.stderr.splitlines()
        assert first.startswith(
            "sorrykit: warning: plugin 'bad' is left out, it broke while it was imported: ModuleNotFoundError"
        )
        assert r"sorrykit: --text: the analyzer 'acme' broke: ValueError: boo\x1b[31m" == second
        assert not json.loads(done.stdout)["complete"]


class TestJsonLines:
    """`sorrykit check` on JSON Lines"""

    def test_in_order(self, tmp_path):
        """A line in is a line out, in order, with its own id, whatever that is."""
        ids = ["b", 1, None, {"part": [1]}, 2.5]
        (tmp_path / "a.jsonl").write_text("".join(json.dumps({"id": id_, "text": HOLLOW}) + "\n" for id_ in ids))
        result = run("check", *ONLY, "--format", "jsonl", "a.jsonl")

        assert ids == [line["id"] for line in lines(result)]
        assert [f"a.jsonl:{n}" for n in range(1, 6)] == [line["source"] for line in lines(result)]
        for line in lines(result):
            jsonschema.Draft202012Validator(render.schema()).validate(line)

    def test_no_id(self, tmp_path):
        """Without an id, it is null."""
        (tmp_path / "a.jsonl").write_text('{"text": "x"}')

        assert [None] == [line["id"] for line in lines(run("check", *ONLY, "--format", "jsonl", "a.jsonl"))]

    def test_field(self, tmp_path):
        """The text may stand in another field; standard input may be JSON Lines."""
        result = run(
            "check",
            *ONLY,
            "--format",
            "jsonl",
            "--as",
            "jsonl",
            "--field",
            "body",
            "-",
            text=json.dumps({"body": HOLLOW}),
        )

        assert [HOLLOW] == [line["text"] for line in lines(result)]

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            (b"no json", "is not JSON: Expecting value: line 1 column 1 (char 0)"),
            (b'{"text": NaN}', "is not JSON: NaN is no JSON number"),
            (b"[" * 100_000, "is not JSON: "),
            (b"[1]", "is not an object but a list"),
            (b"null", "is not an object but null"),
            (
                b'{"body": "x", "n": 1}',
                "there is no field 'text' but 'body', 'n'; name the one with the text with --field",
            ),
            (b"{}", "there is no field 'text' but no field at all"),
            (b'{"text": 3}', "the field 'text' is not text but a number"),
            (b'{"text": null}', "the field 'text' is not text but null"),
            (b'{"text": "\xff"}', "is not UTF-8: invalid start byte at byte 10"),
        ],
    )
    def test_broken(self, tmp_path, line, message):
        """A broken line is said with file and number; the others are analyzed, and the exit status is 2."""
        good = json.dumps({"id": "good", "text": HOLLOW}).encode()
        (tmp_path / "a.jsonl").write_bytes(b"\n".join([good, b"", line, good]))
        result = run("check", *ONLY, "--format", "jsonl", "a.jsonl")

        assert 2 == result.exit_code
        assert ["a.jsonl:1", "a.jsonl:4"] == [line["source"] for line in lines(result)]
        assert result.stderr.startswith(f"sorrykit: a.jsonl:3: {message}")
        assert 1 == len(result.stderr.splitlines())

    def test_hostile(self, tmp_path):
        """Lone surrogates, NUL and controls survive as they are, in ASCII."""
        text = f"\0 \ud800 \x1b[31m {HOLLOW} \u202e"
        (tmp_path / "a.jsonl").write_text(json.dumps({"text": text}))
        result = run("check", *ONLY, "--format", "jsonl", "a.jsonl")

        assert result.stdout.isascii()
        assert [text] == [line["text"] for line in lines(result)]
        assert [HOLLOW] == [finding["quote"] for finding in lines(result)[0]["findings"]]

    def test_hostile_text(self, tmp_path):
        """Printed as text, none of them reaches the terminal, on either stream."""
        (tmp_path / "a.jsonl").write_text(json.dumps({"text": "\0\ud800\x1b[31m"}) + "\n" + '{"\\u001b[31m": 1}')
        result = run("check", *ONLY, "a.jsonl")

        assert r"\x00\ud800\x1b[31m" in result.stdout
        assert not re.search("[\x00-\x09\x0b-\x1f]", result.stdout + result.stderr)

    def test_large_line(self, tmp_path):
        """A line of a megabyte is a line."""
        (tmp_path / "a.jsonl").write_text(json.dumps({"text": "x" * 1_000_000}) + "\n")

        assert [1_000_000] == [len(line["text"]) for line in lines(run("check", *ONLY, "--format", "jsonl", "a.jsonl"))]


class TestMail:
    """`sorrykit check` on mail"""

    def check(self, tmp_path, mail):
        """The report of one mail."""
        (tmp_path / "m.eml").write_bytes(mail)
        return run("check", *ONLY, "--format", "json", "m.eml")

    def test_plain(self, tmp_path):
        """The plain text part is read, decoded; headers, HTML and attachments are not."""
        mail = (
            f"From: a@example.com\nSubject: {HOLLOW}\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n"
            "--x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
            f"Caf=C3=A9: {HOLLOW[:10]}=\n{HOLLOW[10:]}.\n"
            f"--x\nContent-Type: text/html\n\n<p>{HOLLOW}</p>\n--x--\n"
        )
        report = json.loads(self.check(tmp_path, mail.encode()).stdout)

        assert f"Caf\u00e9: {HOLLOW}." == report["text"].rstrip()
        assert [(6, HOLLOW)] == [(finding["start"], finding["quote"]) for finding in report["findings"]]

    @pytest.mark.parametrize(
        ("charset", "body", "text"),
        [
            ("", "Caf\u00e9".encode(), "Caf\u00e9"),
            ("; charset=us-ascii", "Caf\u00e9".encode(), "Caf\u00e9"),
            ("; charset=iso-8859-1", b"I\x92m sorry, caf\xe9", "I\u2019m sorry, caf\u00e9"),
            ("; charset=utf-16", "Caf\u00e9".encode("utf-16"), "Caf\u00e9"),
        ],
    )
    def test_charset(self, tmp_path, charset, body, text):
        """Character sets are read as mail programs mean them."""
        mail = f"Content-Type: text/plain{charset}\nContent-Transfer-Encoding: 8bit\n\n".encode() + body

        assert text == json.loads(self.check(tmp_path, mail).stdout)["text"]

    @pytest.mark.parametrize(
        ("mail", "message"),
        [
            (b"Content-Type: text/html\n\n<p>x</p>", "has no plain text part; save the text of the mail as .txt"),
            (
                b"Content-Type: text/plain; charset=klingon\n\nx",
                "the plain text part cannot be decoded: unknown encoding: klingon",
            ),
            (
                b"Content-Type: text/plain; charset=utf-8\n\n\xff",
                "the plain text part cannot be decoded: 'utf-8' codec",
            ),
        ],
    )
    def test_unreadable(self, tmp_path, mail, message):
        """What cannot be read is said; nothing is guessed."""
        result = self.check(tmp_path, mail)

        assert (2, "") == (result.exit_code, result.stdout)
        assert result.stderr.startswith(f"sorrykit: m.eml: {message}")


class TestMarkdown:
    """`sorrykit check` on Markdown"""

    def starts(self, tmp_path, text, *, names="hollow"):
        """Where findings start, in lines from 1, and what was said on stderr."""
        (tmp_path / "a.md").write_text(text, encoding="utf-8")
        result = run("check", "--select", names, "--format", "json", "a.md")
        report = json.loads(result.stdout)
        assert text == report["text"]
        for finding in report["findings"]:
            assert text[finding["start"] : finding["end"]] == finding["quote"]
        return [text.count("\n", 0, finding["start"]) + 1 for finding in report["findings"]], result.stderr

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (f"{HOLLOW}.\n\n```\n{HOLLOW}.\n```\n{HOLLOW}.\n", [1, 6]),
            (f"~~~text\n{HOLLOW}.\n```\n{HOLLOW}.\n~~~\n{HOLLOW}.\n", [6]),
            (f"````\n```\n{HOLLOW}.\n```\n{HOLLOW}.\n````\n{HOLLOW}.", [7]),
            (f"- item\n\n  ```\n  {HOLLOW}.\n  ```\n\n{HOLLOW}.", [7]),
            (f"```\n{HOLLOW}.\n", []),
            (f"---\ntitle: {HOLLOW}.\n---\n{HOLLOW}.", [4]),
            (f"---\n\n{HOLLOW}.\n\n---\n", [3]),
            (f"<!-- {HOLLOW}. -->\n{HOLLOW}.", [2]),
            (f"<!-- never closed\n{HOLLOW}.", [2]),
        ],
        ids=["fence", "tildes", "longer", "in-list", "open", "front-matter", "rule", "comment", "open-comment"],
    )
    def test_prose(self, tmp_path, text, expected):
        """Fenced code, front matter and comments are not read; offsets are those of the file all the same."""
        assert (expected, "") == self.starts(tmp_path, text)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (f"<!-- sorrykit: ignore hollow -->\n{HOLLOW}.\n{HOLLOW}.\n\n{HOLLOW}.", [5]),
            (f"<!-- sorrykit: ignore hollow -->\n\n\n{HOLLOW}.\n\n{HOLLOW}.", [6]),
            (f"{HOLLOW}. <!-- sorrykit: ignore hollow -->\n{HOLLOW}.", [2]),
            (f"<!-- sorrykit: ignore hollow --> {HOLLOW}.\n{HOLLOW}.", [2]),
            (f"<!-- sorrykit: ignore blame -->\n<!-- sorrykit: ignore hollow -->\n\n{HOLLOW}.\n\n{HOLLOW}.", [6]),
            (f"<!-- sorrykit: ignore blame, hollow -->\n{HOLLOW}.", []),
            (f"<!-- sorrykit: ignore\n     hollow -->\n{HOLLOW}.", []),
            (f"<!-- sorrykit: ignore -->\n{HOLLOW}.", []),
            (f"<!-- sorrykit: ignore blame -->\n{HOLLOW}.", [2]),
            (f"{HOLLOW}.\n\n<!-- sorrykit: ignore-file hollow -->\n\n{HOLLOW}.", []),
            (f"```\n<!-- sorrykit: ignore-file -->\n```\n{HOLLOW}.", [4]),
            (f"Write `<!-- sorrykit: ignore hollow -->` above it.\n{HOLLOW}.", [2]),
            (f"{HOLLOW}.\n\n<!-- sorrykit: ignore hollow -->\n", [1]),
        ],
    )
    def test_silence(self, tmp_path, text, expected):
        """A comment silences the block below it, or the line it stands in; ignore-file the file."""
        assert (expected, "") == self.starts(tmp_path, text)

    def test_whole_text(self, tmp_path):
        """A finding about the whole text is silenced for the file only."""
        (tmp_path / "sorrykit.toml").write_text("")
        text = "We're so sorry that we lost your parcel."
        found = {}
        for order in ("ignore", "ignore-file"):
            (tmp_path / "a.md").write_text(f"<!-- sorrykit: {order} -->\n{text}")
            found[order] = json.loads(run("check", "--format", "json", "a.md").stdout)["findings"]

        assert [] == found["ignore-file"]
        assert all(finding["start"] is None for finding in found["ignore"])

    @pytest.mark.parametrize(
        ("comment", "message"),
        [
            ("ignore holow", "sorrykit: a.md: a comment ignores an analyzer 'holow', but there is none\n"),
            ("ignroe hollow", "sorrykit: a.md:2: a comment may say 'ignore' or 'ignore-file', not 'ignroe'\n"),
        ],
    )
    def test_mistake(self, tmp_path, comment, message):
        """A comment that silences nothing is a mistake, and is said."""
        assert ([3], message) == self.starts(tmp_path, f"\n<!-- sorrykit: {comment} -->\n{HOLLOW}.")

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the empty folder is not used here
    @given(
        st.lists(
            st.sampled_from(
                [*"`~-<!> \n\r\u2028x:", "```", "~~~", "---\n", "<!--", "-->", "<!-- sorrykit: ignore x -->"]
            ),
            max_size=30,
        )
    )
    def test_any(self, parts):
        """Whatever the text, what is read of it has its length and its lines, and only blanks in place of letters."""
        from sorrykit.cli._markdown import Page

        text = "".join(parts)
        page = Page.of(text)

        assert len(text) == len(page.prose)
        assert all(after in {before, " "} for before, after in zip(text, page.prose, strict=True))
        assert [at for at, letter in enumerate(text) if letter == "\n"] == [
            at for at, letter in enumerate(page.prose) if letter == "\n"
        ]
        assert all(0 <= silence.start <= silence.end <= len(text) for silence in page.silences)

    def test_many_comments(self, tmp_path):
        """Thousands of comments are read in no time: their blocks are not searched again and again."""
        from sorrykit.cli._markdown import Page

        for text in (
            "<!-- sorrykit: ignore x -->" * 20_000,
            "<!-- sorrykit: ignore x -->\n" * 20_000,
            "<!--" * 200_000,
        ):
            assert len(text) == len(Page.of(text).prose)


class TestExplain:
    """`sorrykit explain`"""

    def test_text(self):
        """The documentation, what it says, and examples of both sides."""
        result = run("explain", "hollow")

        assert 0 == result.exit_code
        assert result.stdout.startswith("# hollow (fault)\n")
        for part in ("- feelings: ", "## Finds", "## Leaves alone"):
            assert part in result.stdout

    def test_all(self):
        """All examples are shown when asked for."""
        about = json.loads(run("explain", "hollow", "--format", "json").stdout)
        shown = run("explain", "hollow", "--all").stdout

        assert len(about["finds"]) == len(shown.partition("## Finds\n\n")[2].partition("\n\n")[0].splitlines())

    def test_unknown(self):
        """An unknown name gets the near one."""
        result = run("explain", "holow")

        assert (2, "") == (result.exit_code, result.stdout)
        assert result.stderr.startswith("sorrykit: there is no analyzer 'holow', and no rubric; did you mean 'hollow'")
        assert "did you mean 'save'?" in run("explain", "sav").stderr
        assert "sorrykit list analyzers" in run("explain", "zzzz").stderr

    @pytest.mark.parametrize(
        ("name", "title", "part"),
        [
            ("complaint", "# complaint (note)", "- failure: "),
            ("deed", "# deed (strength)", "## Finds"),
            ("brush-off", "# brush-off (fault)", "## Leaves alone"),
            ("reopened-wound", "# reopened-wound (fault)", "sorrykit thread"),
        ],
    )
    def test_of_threads(self, name, title, part):
        """What `thread` shows can be explained, too: of single turns, and of the whole."""
        shown = run("explain", name).stdout

        assert shown.startswith(f"{title}\n")
        assert part in shown
        assert name == json.loads(run("explain", name, "--format", "json").stdout)["name"]

    def test_house(self, tmp_path):
        """House phrases of a name of their own can be explained too."""
        (tmp_path / "sorrykit.toml").write_text('phrases.taboos = ["valued customer"]')

        assert run("explain", "taboos").stdout.startswith("# taboos (fault)\n")

    def test_terminal(self):
        """On a terminal the documentation is set, not shown as source."""
        shown, status = on_terminal("explain", "hollow")

        assert 0 == status
        assert "\x1b[1;31mhollow\x1b[0m" in shown
        assert "## " not in shown


class TestList:
    """`sorrykit list`"""

    def test_analyzers(self):
        """A line an analyzer: name, polarity, summary."""
        rows = run("list", "analyzers").stdout.splitlines()

        assert re.match(r"apology +strength +\S", rows[0])
        assert any(re.match(r"hollow +fault +\S", row) for row in rows)
        assert ["liability"] == [row.split()[0] for row in rows if row.endswith("(By request.)")]

    def test_analyzers_json(self):
        """The same as data."""
        rows = json.loads(run("list", "analyzers", "--format", "json").stdout)

        assert ["name", "polarity", "summary", "kinds", "needs", "plugin", "by_request"] == list(rows[0])
        assert "builtin" == {row["name"]: row for row in rows}["hollow"]["plugin"]

    def test_by_request(self):
        """What is there by request is found where it is selected, beside the scores too, and explained in any case."""
        text = ("--text", "I'm sorry that we broke your gate.", "--format", "json")

        def found(*options):
            return {finding["analyzer"] for finding in json.loads(run("check", *text, *options).stdout)["findings"]}

        assert "liability" not in found()
        assert {"liability"} == found("--select", "liability") == found("--select", "liability", "--rubric", "save")
        assert run("explain", "liability").stdout.startswith("# liability (note, by request)")

    def test_configured(self, tmp_path):
        """The list is what check uses, house phrases included."""
        (tmp_path / "sorrykit.toml").write_text('select = ["hollow", "taboos"]\nphrases.taboos = ["valued customer"]')

        assert ["hollow", "taboos"] == [
            row["name"] for row in json.loads(run("list", "analyzers", "--format", "json").stdout)
        ]

    def test_plugins(self, site):
        """Plugins with what they offer, and why one was left out or is disabled."""
        site.install("bad", "import no_such_module", version="2.1")
        site.install("off", "raise SystemExit(3)")
        done = site.run("-m", "sorrykit", "list", "plugins", SORRYKIT_DISABLE_PLUGINS="off")
        rows = [re.split(r" {2,}", row) for row in done.stdout.splitlines()]

        assert 0 == done.returncode
        assert ["builtin", "loaded"] == rows[0][:2]
        assert ["bad", "left out", "sorrykit-bad 2.1"] == rows[1][:3]
        assert "No module named 'no_such_module'" in rows[1][3]
        assert ["off", "disabled", "sorrykit-off 1.0", "by SORRYKIT_DISABLE_PLUGINS"] == rows[2]


class TestStreams:
    """How it writes, and how it ends"""

    def test_terminal(self):
        """On a terminal there are colors, in its width."""
        shown, status = on_terminal("check", *ONLY, "--text", f"{HOLLOW}, {CLEAN} " * 3)

        assert 1 == status
        assert "\x1b[1;31mI'm sorry" in shown
        assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in shown.splitlines()) <= 60

    @pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=lambda env: next(iter(env)))
    def test_no_color(self, environment):
        """Whoever wants no color gets no escape at all, and the same marks."""
        shown, _ = on_terminal("check", *ONLY, "--text", HOLLOW, **environment)

        assert "\x1b" not in shown
        assert f"[✗1 {HOLLOW}]" in shown

    def test_pipe(self):
        """A pipe gets whole lines, without color."""
        out, _ = start("check", *ONLY, "--text", f"{CLEAN} {HOLLOW}. " * 9).communicate()

        assert b"\x1b" not in out
        assert max(map(len, out.decode().splitlines())) > 200

    def test_forced_color(self):
        """FORCE_COLOR gives a pipe its colors."""
        out, _ = start("check", *ONLY, "--text", HOLLOW, FORCE_COLOR="1").communicate()

        assert b"\x1b[1;31m" in out

    def test_old_terminal(self):
        """An output that knows ASCII only gets ASCII signs, and escapes for the rest."""
        out, _ = start("check", *ONLY, "--text", f"caf\u00e9. {HOLLOW}", PYTHONIOENCODING="ascii").communicate()

        assert out.startswith(rb"  caf\xe9. [x1 I'm sorry you feel that way]")

    def test_closed_pipe(self, tmp_path):
        """Whoever has read enough and closes the pipe ends it without a word."""
        (tmp_path / "a.jsonl").write_text(json.dumps({"text": HOLLOW}) + "\n")
        with (tmp_path / "a.jsonl").open("a") as file:
            file.writelines(json.dumps({"text": CLEAN * 50}) + "\n" for _ in range(2000))
        process = start("check", *ONLY, "--format", "jsonl", "a.jsonl")
        first = process.stdout.readline()
        process.stdout.close()

        assert HOLLOW == json.loads(first)["text"].rstrip(".")
        assert b"" == process.stderr.read()
        assert 141 == process.wait()
        process.stdin.close()
        process.stderr.close()

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
    def test_disk_full(self):
        """An output that cannot be written is said on one line, and the exit status is 2."""
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "sorrykit", "check", *ONLY, "--text", HOLLOW],
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
            )

        assert (2, b"sorrykit: [Errno 28] No space left on device\n") == (done.returncode, done.stderr)

    def test_interrupted(self):
        """Ctrl-C ends it with 130 and without a word; what was finished is there."""
        process = start("check", *ONLY, "--format", "jsonl", "--as", "jsonl", "-", PYTHONUNBUFFERED="1")
        process.stdin.write(json.dumps({"id": 1, "text": HOLLOW}).encode() + b"\n" + b" " * 100_000)
        process.stdin.flush()
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()

        assert (130, b"", b"") == (process.returncode, out, err)
        assert 1 == json.loads(first)["id"]

    def test_problem_in_place(self, tmp_path):
        """On one terminal, a problem stands between the results it stood between."""
        (tmp_path / "a.jsonl").write_text('{"text": "first"}\nbroken\n{"text": "second"}\n')
        shown, status = on_terminal("check", *ONLY, "a.jsonl")

        assert 2 == status
        assert ["first", "a.jsonl:2", "second"] == re.findall(r"first|second|a\.jsonl:2", shown)


def test_cheap_import():
    """`import sorrykit` reads no data and imports nothing heavy; plain output needs no rich."""
    heavy = "nltk rich click pluggy json tomllib importlib.metadata importlib.resources sorrykit.kit sorrykit.phrases sorrykit.text"
    code = f"import sys, sorrykit; print([m for m in {heavy.split()} if m in sys.modules])"
    assert "[]\n" == subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    code = (
        "import sys\nfrom sorrykit.cli import main\n"
        "try:\n    main(['check', '--select', 'hollow', '--text', 'x'])\n"
        "finally:\n    print([m for m in ('nltk', 'rich', 'email.parser', 'sorrykit.evaluation') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert "[]" == done.stdout.splitlines()[-1]
