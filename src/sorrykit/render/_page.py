"""A page of HTML for one report or for several: one file that loads nothing and runs nothing.

Tooltips are opened by pointing and by focus, in the style alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sorrykit.render._document import document
from sorrykit.render._marked import marked, notes, tags
from sorrykit.render._markup import SIGNS, broke, counts, escaped
from sorrykit.render._panel import panel, totals


class Part(NamedTuple):
    """One of the things that a page shows: its heading, the figures beside it with their polarity, and the HTML below."""

    heading: str
    figures: Sequence[tuple[str, str]]
    body: str

    @property
    def tags(self) -> str:
        """The figures as HTML."""
        return f'<p class="tags">{"".join(tags(self.figures)) or "<span>nothing found</span>"}</p>'


def html_page(reports: Iterable[Mapping[str, Any]], *, title: str = "") -> str:
    """Return a whole page that shows reports (the plain data of `Report.to_dict`), each with its scores.

    The page is one file, in ASCII: it loads nothing and runs no script, and whatever comes from the reports is escaped. Without a
    *title* it is called after the source of the report, or after how many there are.
    """
    all_of_them = list(reports)
    level = 2 if len(all_of_them) == 1 else 3
    parts = [_part(report, f"r{number}", level) for number, report in enumerate(all_of_them, 1)]
    faulty = sum(any(finding["polarity"] == "fault" for finding in report["findings"]) for report in all_of_them)
    return page(parts, title or f"{len(parts)} text{'s' if len(parts) != 1 else ''}, {faulty} with faults", own=bool(title), prefix="r")


def _part(report: Mapping[str, Any], prefix: str, level: int) -> Part:
    findings = report["findings"]
    text = marked(report["text"], findings, prefix)
    listed = notes(findings, text.places) or '<p class="faint">Nothing was found.</p>'
    ids = {_key(finding): text.places[index] for index, finding in enumerate(findings) if index in text.places}
    scores = panel(report["scores"], lambda finding: ids.get(_key(finding)), level)
    body = (
        f'<div class="sheet"><div class="card paper">{text.html}</div>'
        f'<section class="beside"><h{level} class="over">What was found</h{level}>{failures_of(report["failures"])}{listed}</section>{scores}</div>'
    )
    return Part(report.get("source") or "Untitled text", [*counts(findings), *totals(report["scores"])], body)


def _key(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    return finding["analyzer"], finding["kind"], finding["start"], finding["end"]


def failures_of(failures: Sequence[Mapping[str, Any]]) -> str:
    """What is missing because an analyzer broke."""
    lines = "".join(f"<li>\u26a0 {escaped(broke(failure))}</li>" for failure in failures)
    return f'<ul class="failures">{lines}</ul>' if lines else ""


def page(parts: Sequence[Part], title: str, *, own: bool, prefix: str) -> str:
    """The whole page: one part under its own heading, or several under the title, with a list of them."""
    if len(parts) == 1:
        (part,) = parts
        name = title if own else part.heading
        head = f"<h1>{escaped(name)}</h1>{part.tags}"
        main = f'<article id="{prefix}1">{part.body}</article>'
    else:
        name = title
        links = "".join(f'<li><a href="#{prefix}{n}">{escaped(part.heading)}</a>{part.tags}</li>' for n, part in enumerate(parts, 1))
        head = f'<h1>{escaped(name)}</h1><nav aria-label="On this page"><ol>{links}</ol></nav>'
        main = "".join(
            f'<article id="{prefix}{n}"><header><h2>{escaped(part.heading)}</h2>{part.tags}</header>{part.body}</article>'
            for n, part in enumerate(parts, 1)
        )
    return document(name, f'<header class="top">{head}{_LEGEND}</header>\n<main>{main}</main>', "page.css")


_LEGEND = (
    '<p class="legend"><span class="faint">In the text:</span> '
    + " ".join(f'<span class="swatch is-{p} has-{p}">{sign} {p}</span>' for p, sign in SIGNS.items())
    + ' <span class="faint">Point at a mark, or press Tab, to read what it does.</span></p>'
)
