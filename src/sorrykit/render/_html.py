"""A report as a fragment of HTML, for notebooks and pages: no script, no style sheet, nothing loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sorrykit.render._pieces import pieces, polarity_of, steps
from sorrykit.render._visible import visible, visible_part


# Half transparent over any background, with the page's own color of text: readable on light and on dark.
_COLORS = {"fault": "220,38,38", "strength": "22,163,74", "note": "37,99,235"}
# The line under a finding says its polarity to those who do not see the color.
_UNDERLINES = {"fault": "solid", "strength": "double", "note": "dotted"}
_SIGNS = {"fault": "\u2717", "strength": "\u2713", "note": "\u2022"}
_PLURALS = {"fault": "faults", "strength": "strengths", "note": "notes"}
_LABEL = "font-size:.7em;font-weight:600;opacity:.8;margin-left:.3em;user-select:none;white-space:nowrap"


def html_fragment(report: Mapping[str, Any]) -> str:
    """Return the text of a report with its findings marked, each with a tooltip, and a list of them that folds out.

    Everything from the report is escaped; the fragment stands in any page, light or dark.
    """
    findings = report["findings"]
    marked = "".join(_marked(report["text"], findings))
    source = f'<div style="font-weight:600">{_escaped(report["source"])}</div>' if report.get("source") else ""
    return (
        '<div class="sorrykit" style="max-width:60em;line-height:1.9">'
        f"{source}"
        '<div class="sorrykit-text" dir="auto" style="white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate">'
        f"{marked}</div>{_list(report)}</div>"
    )


def _escaped(text: str) -> str:
    return _escape(visible(text))


def _escape(text: str) -> str:
    from html import escape  # noqa: PLC0415 -- it brings all names of characters with it, which nothing else here needs

    return escape(text, quote=True)


def _name(finding: Mapping[str, Any]) -> str:
    return f"{finding['analyzer']}: {finding['kind']}" if finding["kind"] else str(finding["analyzer"])


def _marked(text: str, findings: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for closed, opened, piece in steps(pieces(findings, len(text))):
        for index in closed:
            # A span that was cut in two has its label where it really ends.
            ends = index not in piece.within
            yield f"{_label(findings[index]) if ends else ''}</mark>"
        yield from (_opened(findings[index]) for index in opened)
        yield _escape(visible_part(text, piece.start, piece.end))


def _opened(finding: Mapping[str, Any]) -> str:
    polarity = polarity_of(finding)
    color = _COLORS[polarity]
    style = (
        f"background:rgba({color},.16);color:inherit;border-bottom:3px {_UNDERLINES[polarity]} rgb({color});"
        "border-radius:3px;padding:.1em .15em;box-decoration-break:clone;-webkit-box-decoration-break:clone"
    )
    return f'<mark class="sorrykit-{polarity}" style="{style}" title="{_tooltip(finding)}">'


def _tooltip(finding: Mapping[str, Any]) -> str:
    lines = [_name(finding), finding["message"]]
    if finding["advice"]:
        lines.append(_advice(finding))
    return _escaped("\n".join(filter(None, lines))).replace("\n", "&#10;")


def _advice(finding: Mapping[str, Any]) -> str:
    return f"Instead: {finding['advice']}" if finding["polarity"] == "fault" else str(finding["advice"])


def _label(finding: Mapping[str, Any]) -> str:
    return f'<span style="{_LABEL}">{_SIGNS[polarity_of(finding)]}&nbsp;{_escaped(_name(finding))}</span>'


def _list(report: Mapping[str, Any]) -> str:
    findings, failures = report["findings"], report["failures"]
    items = "".join(map(_item, findings))
    items += "".join(
        f"<li>\u26a0 <b>{_escaped(failure['analyzer'])}</b> broke, so its findings are missing: {_escaped(failure['error'])}</li>"
        for failure in failures
    )
    counts = {polarity: sum(polarity_of(finding) == polarity for finding in findings) for polarity in _COLORS}
    summary = ", ".join(f"{n} {polarity if n == 1 else _PLURALS[polarity]}" for polarity, n in counts.items() if n)
    summary = (summary or "nothing found") + ("" if report["complete"] else "; incomplete")
    if not items:
        return f'<div style="opacity:.75">{summary}</div>'
    # What concerns the whole text has no place in it, so it must not wait behind a click.
    opened = " open" if failures or any(finding["start"] is None for finding in findings) else ""
    return (
        f'<details{opened}><summary style="cursor:pointer;opacity:.75">{summary}</summary>'
        f'<ul style="list-style:none;margin:.3em 0;padding-left:.5em;line-height:1.5">{items}</ul></details>'
    )


def _item(finding: Mapping[str, Any]) -> str:
    polarity = polarity_of(finding)
    # White space inside the quote would break the line in the list.
    words = "the whole text" if finding["quote"] is None else f"\u201c{' '.join(finding['quote'].split())}\u201d"
    said = "".join(
        f"<div>{_escaped(line)}</div>"
        for line in (finding["message"], _advice(finding) if finding["advice"] else "")
        if line
    )
    return (
        f'<li style="margin:.4em 0;border-left:3px {_UNDERLINES[polarity]} rgb({_COLORS[polarity]});padding-left:.6em">'
        f"{_SIGNS[polarity]} <b>{_escaped(_name(finding))}</b> <i>{_escaped(words)}</i>{said}</li>"
    )
