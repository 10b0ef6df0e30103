"""The report as an option of a command: where it goes, what keeps it from being written, and what it shows unasked."""

from __future__ import annotations

import re

from pathlib import Path

import click
import pytest

from click.testing import CliRunner

from sorrykit.batch import Judge, Tally
from sorrykit.cli import main
from sorrykit.cli._summary import report_options, write_report
from sorrykit.kit import Kit


ROWS = "id,team,sent,text\n" + "".join(f"ticket-{n},{'east' if n % 2 else 'west'},2026-03-{n + 1:02},Sorry for the inconvenience!\n" for n in range(4))


pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture(name="tally", scope="module")
def _tally():
    judge, tally = Judge(Kit(select=["hollow"], discover=False), ["save"]), Tally({"hollow": "fault"}, examples=True)
    for number in range(4):
        tally.add(judge.row("Sorry for the inconvenience!"), id=f"ticket-{number}", at=f"2026-03-0{number + 1}", group="east" if number % 2 else "west")
    return tally


@pytest.fixture(name="command")
def _command(tally):
    @click.command()
    @report_options
    def command(*, report, time, group, examples):
        write_report(tally, report or "-", time=time, group=group, examples=examples)

    def run(*arguments):
        return CliRunner().invoke(command, list(arguments), prog_name="count")

    return run


def test_page(command):
    """A report that ends in .html is a page; what was there before is replaced as a whole, and nothing is left beside it."""
    Path("out.html").write_text("old", encoding="utf-8")
    done = command("--report", "out.html", "--time-column", "sent", "--group-column", "team")
    page = Path("out.html").read_text(encoding="ascii")

    assert (0, "") == (done.exit_code, done.output)
    assert page.startswith("<!DOCTYPE html>")
    assert "Over time, by day" in page
    assert "By team" in page
    assert ["out.html"] == [path.name for path in Path().iterdir()]


def test_tables(command):
    """One that ends in .txt has the tables that are printed otherwise."""
    command("--report", "out.txt", "--group-column", "team")
    printed = command("--group-column", "team").output

    assert "4 texts, 4 with faults" in printed
    assert "By team" in printed
    assert printed == Path("out.txt").read_text(encoding="utf-8") == command("--group-column", "team", "--report", "-").output


@pytest.mark.parametrize("form", ["out.html", "out.txt"])
@pytest.mark.parametrize(("more", "shown"), [((), False), (("--show-examples",), True)])
def test_examples(command, form, more, shown):
    """Quotes and ids are in it only if they were asked for; the phrase that all share is."""
    command("--report", form, *more)
    content = Path(form).read_text(encoding="utf-8")

    assert "sorry for the inconvenience" in content
    assert shown == ("ticket-" in content) == ("Sorry for the inconvenience" in content)


@pytest.mark.parametrize(
    ("report", "message"),
    [
        ("out.pdf", "a report ends in .html or .txt, or is - for the terminal; 'out.pdf' does not"),
        ("out", "a report ends in .html or .txt, or is - for the terminal; 'out' does not"),
        ("none/out.html", "there is no folder 'none' to write 'out.html' into"),
        ("dir.html", "'dir.html' is a folder"),
    ],
)
def test_mistakes(command, report, message):
    """What would keep the report from being written is said before anything is done."""
    Path("dir.html").mkdir()
    done = command("--report", report)

    assert 2 == done.exit_code
    assert message in " ".join(done.output.split())


def test_scan():
    """`sorrykit scan` takes the columns, counts, and shows in the terminal and on the page no more than it may."""
    Path("march.csv").write_text(ROWS, encoding="utf-8")
    arguments = ("scan", "march.csv", "--select", "hollow", "--workers", "1", "--time-column", "sent", "--group-column", "team")
    page = CliRunner().invoke(main, [*arguments, "--report", "out.html"])
    tables = CliRunner().invoke(main, arguments)

    assert (0, 0) == (page.exit_code, tables.exit_code)
    assert "1 Mar 2026 to 4 Mar 2026" in tables.output
    assert re.search(r"east +2 +100%", tables.output)
    for content in (tables.output, Path("out.html").read_text(encoding="ascii")):
        assert "sorry for the inconvenience" in content
        assert "ticket-" not in content
