"""A page of HTML for threads: a timeline at a glance, beside it what the whole shows, and below it every finding in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sorrykit.render import _told
from sorrykit.render._marked import Marked, marked, notes
from sorrykit.render._markup import SIGNS, counts, escaped
from sorrykit.render._page import Part, failures_of, page
from sorrykit.render._panel import panel, totals


def thread_html_page(reports: Iterable[Mapping[str, Any]], *, title: str = "") -> str:
    """Return a whole page that shows threads (the plain data of `ThreadReport.to_dict`) as timelines, each with its scores.

    It is a page like that of `html_page`: one file that loads nothing and runs nothing. Without a *title* it is called after the id
    of the thread, or after how many there are.
    """
    all_of_them = list(reports)
    level = 2 if len(all_of_them) == 1 else 3
    parts = [_part(report, f"t{number}", level) for number, report in enumerate(all_of_them, 1)]
    wrong = sum(bool(report["findings"]) for report in all_of_them)
    return page(parts, title or f"{len(parts)} thread{'s' if len(parts) != 1 else ''}, {wrong} went wrong", own=bool(title), prefix="t")


def _part(report: Mapping[str, Any], prefix: str, level: int) -> Part:
    turns = report["turns"]
    texts = [marked(turn["text"], turn["findings"], f"{prefix}-{number}") for number, turn in enumerate(turns)]
    timeline = "".join(_turn(report, number, text, prefix, level) for number, text in enumerate(texts))
    failures = failures_of([*report["failures"], *(failure for turn in turns for failure in turn["failures"])])
    facts = "".join(f"<li>{escaped(line)}</li>" for line in _told.summary(report))
    ids: dict[tuple[Any, ...], str] = {
        (number, f["analyzer"], f["start"], f["end"]): text.places[index]
        for number, text in enumerate(texts)
        for index, f in enumerate(turns[number]["findings"])
        if index in text.places
    }
    scores = panel(report["scores"], lambda f: ids.get((f.get("turn"), f["analyzer"], f["start"], f["end"])), level)
    body = (
        f'<div class="thread"><p class="lead">{escaped(_told.headline(report))}</p>{_strip(report, prefix)}<div class="sheet">'
        f'<section><h{level} class="over">What was said</h{level}><ol class="timeline">{timeline}</ol></section>'
        f'<div class="beside">{_wrong(report, prefix, level)}<section><h{level} class="over">In figures</h{level}>{failures}'
        f'<ul class="facts">{facts}</ul></section>{scores}</div>'
        f"</div>{_details(report, texts, level)}</div>"
    )
    counted = counts(finding for turn in turns if turn["speaker"] == "agent" for finding in turn["findings"])
    wrong = [("fault", name) for name in dict.fromkeys(finding["analyzer"] for finding in report["findings"])]
    return Part(report["id"] or "Untitled thread", [*wrong, *counted, *totals(report["scores"])], body)


def _polarity(report: Mapping[str, Any], number: int) -> str:
    """What a turn is at a glance: of an agent's what the ledger says and the whole shows, of a customer's the word on the matter."""
    if any(finding["turn"] == number for finding in report["findings"]):
        return "fault"
    if report["turns"][number]["speaker"] == "agent":
        acts = {"good": "strength", "bad": "fault"}
        entered = {entry["turn"]: entry["act"] for entry in report["ledger"]}
        return acts.get(entered.get(number, "none"), "")
    return next((deed.polarity for deed in _told.deeds(report, number)), "")


def _strip(report: Mapping[str, Any], prefix: str) -> str:
    cells = []
    for number, turn in enumerate(report["turns"]):
        polarity = _polarity(report, number)
        wrong = [finding["analyzer"] for finding in report["findings"] if finding["turn"] == number]
        label = ", ".join([f"turn {number}", turn["speaker"], *(wrong or [deed.words for deed in _told.deeds(report, number)])])
        classes = " ".join(filter(None, (turn["speaker"], polarity, "went-wrong" if wrong else "")))
        sign = SIGNS.get(polarity, "&#183;")
        cells.append(f'<li><a href="#{prefix}-{number}" class="{escaped(classes)}" aria-label="{escaped(label)}">{number}<b>{sign}</b></a></li>')
    return f'<nav aria-label="The turns at a glance"><ol class="strip">{"".join(cells)}</ol></nav>'


def _turn(report: Mapping[str, Any], number: int, text: Marked, prefix: str, level: int) -> str:
    turn = report["turns"][number]
    deeds = [*_told.deeds(report, number), *_told.promises_due(report, number)]
    done = "".join(f'<li class="{deed.polarity}">{SIGNS[deed.polarity]} {escaped(deed.words)}</li>' for deed in deeds)
    wrong = "".join(_fault(finding) for finding in report["findings"] if finding["turn"] == number)
    return (
        f'<li id="{prefix}-{number}" class="turn {escaped(turn["speaker"])} {_polarity(report, number)}"><div class="when">{"".join(_when(report, number))}</div>'
        f'<div class="card"><h{level + 1}>{number} {escaped(turn["speaker"])}</h{level + 1}>{text.html}'
        f'{f"""<ul class="deeds">{done}</ul>""" if done else ""}{f"""<ul class="wrong">{wrong}</ul>""" if wrong else ""}</div></li>'
    )


def _when(report: Mapping[str, Any], number: int) -> Iterator[str]:
    at = report["turns"][number]["at"]
    if at is None:
        return
    clock = _told.clock(report["turns"], number)
    if clock.startswith("+"):
        yield f"<b>{escaped(clock)}</b>"
    yield f'<time datetime="{escaped(at)}">{datetime.fromisoformat(at):%Y-%m-%d %H:%M}</time>'


def _fault(finding: Mapping[str, Any], where: str = "") -> str:
    say = f'<p class="say">{escaped(finding["advice"])}</p>' if finding["advice"] else ""
    return f'<li class="fault"><p class="what"><b>{SIGNS["fault"]} {escaped(finding["analyzer"])}</b>{where}</p><p>{escaped(finding["message"])}</p>{say}</li>'


def _wrong(report: Mapping[str, Any], prefix: str, level: int) -> str:
    """Where it went wrong: what concerns the whole in full, of what stands at its turn the name and the way to it."""
    items = []
    for finding in report["findings"]:
        if finding["turn"] is None:
            items.append(_fault(finding))
        else:
            link = f'<a href="#{prefix}-{finding["turn"]}">turn {finding["turn"]}</a>'
            items.append(f'<li class="fault"><p class="what"><b>{SIGNS["fault"]} {escaped(finding["analyzer"])}</b> {link}</p></li>')
    return f'<section><h{level} class="over">Where it went wrong</h{level}><ul class="wrong">{"".join(items)}</ul></section>' if items else ""


def _details(report: Mapping[str, Any], texts: Iterable[Marked], level: int) -> str:
    sections = "".join(
        f"<section><h{level + 1}>Turn {number}, {escaped(turn['speaker'])}</h{level + 1}>{notes(turn['findings'], text.places)}</section>"
        for number, (turn, text) in enumerate(zip(report["turns"], texts, strict=True))
        if turn["findings"]
    )
    return f'<section class="details"><h{level} class="over">What was found, turn by turn</h{level}>{sections}</section>' if sections else ""
