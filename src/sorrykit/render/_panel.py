"""The scores of a report for the page: total, verdict, and each criterion with its evidence and the sentence to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sorrykit.render._figures import VERDICTS
from sorrykit.render._marked import quoted
from sorrykit.render._markup import SIGNS, escaped


_STATES = {"met": "strength", "missed": "fault", "hit": "fault"}
_MOST = 3

Place = Callable[[Mapping[str, Any]], str | None]


def panel(scores: Iterable[Mapping[str, Any]], place: Place, level: int) -> str:
    """The panel with a card for each score; nothing if there is none. *place* knows the id of the mark of a piece of evidence."""
    cards = "".join(_card(score, place, level + 1) for score in scores)
    return f'<section class="scores"><h{level} class="over">Scores</h{level}>{cards}</section>' if cards else ""


def totals(scores: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The totals in a few words, each with the polarity of its verdict."""
    return [(VERDICTS[score["verdict"]], f"{score['rubric']} {score['total']}/100") for score in scores]


def _card(score: Mapping[str, Any], place: Place, level: int) -> str:
    polarity, total = VERDICTS[score["verdict"]], int(score["total"])
    points = "".join(_point(point, place) for point in score["criteria"] if point["state"] in _STATES)
    return (
        f'<section class="score card {polarity}"><header><h{level}>{escaped(score["title"])}</h{level}><p class="faint">{escaped(score["rubric"])}</p>'
        f'<p class="total"><b>{total}</b>/100 <span class="tag {polarity}">{SIGNS[polarity]} {score["verdict"]}</span></p></header>'
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="4"/>'
        f'<rect width="{total}" height="4"/></svg>'
        f'<ul class="points">{points}</ul>{_rest(score["criteria"])}</section>'
    )


def _point(point: Mapping[str, Any], place: Place) -> str:
    state = point["state"]
    polarity = _STATES[state]
    evidence, more = point["evidence"][:_MOST], len(point["evidence"]) - _MOST
    words = [_evidence(finding, place) for finding in evidence] + ([f'<span class="faint">and {more} more</span>'] if more > 0 else [])
    said = f'<p class="evidence">{", ".join(words)}</p>' if words else ""
    if polarity == "fault" and point["why"]:
        said += f'<p class="faint">{escaped(point["why"])}</p>'
    if point["say"]:
        said += f'<p class="say">{escaped(point["say"])}</p>'
    worth = f"{point['role']}, {point['weight']:g} point{'' if point['weight'] == 1 else 's'}"
    return (
        f'<li class="{polarity}"><p class="what"><b>{escaped(point["find"])}</b> <span class="faint">{escaped(worth)}</span> '
        f'<span class="tag">{SIGNS[polarity]} {state}</span></p>{said}</li>'
    )


def _evidence(finding: Mapping[str, Any], place: Place) -> str:
    turn = finding.get("turn")
    words = quoted(finding, place(finding)) if finding["quote"] is not None or turn is None else ""
    return " ".join(filter(None, ("" if turn is None else f"turn {turn}", words)))


def _rest(criteria: Iterable[Mapping[str, Any]]) -> str:
    """What neither earned nor cost anything, in a line each: it is part of the rubric, and no news."""
    there = list(criteria)
    names = {state: [escaped(point["find"]) for point in there if point["state"] == state] for state in ("clear", "neutral", "not judged")}
    lines = (("clear", "Free of"), ("neutral", "Makes no difference"), ("not judged", "Not judged without a thread"))
    return "".join(f'<p class="faint">{words}: {", ".join(names[state])}.</p>' for state, words in lines if names[state])
