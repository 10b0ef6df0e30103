"""A text with its findings marked for the page, and the notes beside it: one wording of both, and links between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sorrykit.render._markup import SIGNS, advice_of, escape, escaped, name_of, quote_of, strongest
from sorrykit.render._pieces import POLARITIES, polarity_of
from sorrykit.render._runs import MOST, Run, numbers, runs


class Marked(NamedTuple):
    """The marked text as HTML, and for each finding in it, by its number in the list, the id of the mark where it begins."""

    html: str
    places: Mapping[int, str]


def marked(text: str, findings: Sequence[Mapping[str, Any]], prefix: str) -> Marked:
    """Mark the findings. Ids begin with *prefix* and are made of nothing that was found.

    A mark in which something begins is a stop of the Tab key; one in which something only goes on is reached by pointing at it,
    for all that it could say was said before.
    """
    shown, parts = numbers(findings), []
    places: dict[int, str] = {}
    for count, run in enumerate(runs(text, findings), 1):
        if not run.polarities:
            parts.append(escape(run.text))
            continue
        name = f"{prefix}-m{count}"
        places |= dict.fromkeys(run.begins, name)
        parts.append(_mark(run, findings, shown, name))
    return Marked(f'<div class="text" dir="auto">{"".join(parts)}</div>', places)


def _mark(run: Run, findings: Sequence[Mapping[str, Any]], shown: Mapping[int, int], name: str) -> str:
    classes = " ".join([f"is-{strongest(run.polarities)}", *(f"has-{p}" for p in POLARITIES if p in run.polarities)])
    ends = [str(shown[number]) for number in run.ends]
    # Written by the style, so that the text is the text, for whoever copies it and for whoever reads it aloud.
    label = f' data-n="{",".join(ends[:MOST])}{",..." if len(ends) > MOST else ""}"' if ends else ""
    tips = "".join(_tip(findings[number], shown[number]) for number in run.near)
    if run.others:
        tips += f'<span class="others">and {run.others} more, beside the text</span>'
    stop = f'tabindex="{0 if run.begins else -1}" aria-describedby="{name}-tip"'
    return f'<mark id="{name}" class="{classes}"{label} {stop}>{escape(run.text)}<span class="tip" role="tooltip" id="{name}-tip" dir="ltr">{tips}</span></mark>'


def _tip(finding: Mapping[str, Any], number: int) -> str:
    polarity = polarity_of(finding)
    said = _said(finding, "span")
    return f'<span class="{polarity}"><b>{SIGNS[polarity]} {number} {escaped(name_of(finding))}</b>{said}</span>'


def notes(findings: Sequence[Mapping[str, Any]], places: Mapping[int, str]) -> str:
    """All findings as a list, each with a link to its place; those about the whole text come last, as in the list."""
    shown = numbers(findings)
    items = "".join(_note(finding, shown.get(index), places.get(index)) for index, finding in enumerate(findings))
    return f'<ol class="notes">{items}</ol>' if items else ""


def _note(finding: Mapping[str, Any], number: int | None, place: str | None) -> str:
    polarity = polarity_of(finding)
    link = f'<a class="n" href="#{place}" aria-label="finding {number} in the text">{number}</a> ' if place else ""
    return (
        f'<li class="{polarity}"><p class="what">{link}<b>{escaped(name_of(finding))}</b> <span class="tag">{SIGNS[polarity]} {polarity}</span></p>'
        f"<p>{quoted(finding)}</p>{_said(finding, 'p')}</li>"
    )


def _said(finding: Mapping[str, Any], element: str) -> str:
    """Why it matters, and what to say instead."""
    lines = ((finding["message"], ""), (advice_of(finding), ' class="say"'))
    return "".join(f"<{element}{kind}>{escaped(line)}</{element}>" for line, kind in lines if line)


def quoted(finding: Mapping[str, Any], place: str | None = None) -> str:
    """The words of a finding, perhaps as a link to their place."""
    if finding["quote"] is None:
        return '<span class="faint">the whole text</span>'
    words = f'<q dir="auto">{escaped(quote_of(finding))}</q>'
    return f'<a href="#{place}">{words}</a>' if place else words


def tags(counted: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Words with the sign and the color of their polarity."""
    for polarity, words in counted:
        yield f'<span class="tag {polarity}">{SIGNS[polarity]} {escaped(words)}</span>'
