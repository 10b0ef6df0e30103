"""A thread for the terminal, as a timeline: who spoke when, what each turn did, and where it went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sorrykit.render import _text, _told
from sorrykit.render._markup import broke
from sorrykit.render._text import Line, Signs
from sorrykit.render._visible import visible


if TYPE_CHECKING:
    from rich.console import RenderableType


def thread_text(report: Mapping[str, Any], *, width: int | None = None, color: bool = False, ascii_only: bool = False) -> str:
    """Return a thread report (the plain data of `ThreadReport.to_dict`) as a timeline, as `text` does for a message."""
    return _text.printed(_lines(report, _text.signs(ascii_only=ascii_only)), width=width, color=color)


def thread_renderable(report: Mapping[str, Any], *, ascii_only: bool = False) -> RenderableType:
    """Return the timeline as something that a rich console prints, in its width and colors."""
    return _text.wrapped(_lines(report, _text.signs(ascii_only=ascii_only)))


def _lines(report: Mapping[str, Any], signs: Signs) -> Iterator[Line]:
    turns = report["turns"]
    yield Line(0, [(visible(report["id"] or "thread"), "source"), (f"  {_told.headline(report)}", "")])
    yield Line(0, [])
    deep = len(str(len(turns) - 1)) + 2 + max(len(_told.clock(turns, number)) for number in range(len(turns))) + 2 + len("customer") + 2
    for number, turn in enumerate(turns):
        lead = f"{number:>{len(str(len(turns) - 1))}}  {_told.clock(turns, number)}"
        speaker = turn["speaker"]
        padded = [(lead.ljust(deep - len("customer") - 2), "faint"), (speaker.ljust(10), "name" if speaker == "agent" else "")]
        yield Line(deep, [(" ".join(visible(turn["text"]).split()) or "(no text)", "")], padded)
        yield from (_deed(deed, deep, signs) for deed in _told.deeds(report, number))
        for finding in report["findings"]:
            if finding["turn"] == number:
                yield from _fault(finding, deep, signs)
        yield from (_deed(deed, deep, signs) for deed in _told.promises_due(report, number))
    for finding in report["findings"]:
        if finding["turn"] is None:
            yield Line(0, [])
            yield from _fault(finding, 2, signs)
    yield Line(0, [])
    yield from (Line(2, [(line, "faint")]) for line in _told.summary(report))
    for failure in [*report["failures"], *(failure for turn in turns for failure in turn["failures"])]:
        yield Line(4, [(visible(broke(failure)), "fault")], [(f"  {signs.fault} ", "fault")])
    yield from _text.score_lines(report["scores"], signs)


def _deed(deed: _told.Deed, deep: int, signs: Signs) -> Line:
    sign = {"fault": signs.fault, "strength": signs.strength, "note": signs.note}[deed.polarity]
    return Line(deep + 2, [(visible(deed.words), deed.polarity)], [(" " * deep + sign + " ", deed.polarity)])


def _fault(finding: Mapping[str, Any], deep: int, signs: Signs) -> Iterator[Line]:
    yield Line(deep + 2, [(visible(finding["analyzer"]), "name"), (f"  {visible(finding['message'])}", "")], [(" " * deep + signs.fault + " ", "fault")])
    if finding["advice"]:
        arrow = len(signs.arrow) + 1
        yield Line(deep + 2 + arrow, [(visible(finding["advice"]), "")], [(" " * (deep + 2) + signs.arrow + " ", "faint")])
