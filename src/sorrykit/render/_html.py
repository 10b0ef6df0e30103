"""A report as a fragment of HTML, for notebooks: no script, no style sheet, nothing loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sorrykit.render._markup import SIGNS, advice_of, broke, counts, escape, escaped, name_of, quote_of, strongest
from sorrykit.render._pieces import polarity_of
from sorrykit.render._runs import Run, runs


# Half transparent over any background, with the page's own color of text: readable on light and on dark.
_COLORS = {"fault": "220,38,38", "strength": "22,163,74", "note": "37,99,235"}
# The line under a finding says its polarity to those who do not see the color.
_UNDERLINES = {"fault": "solid", "strength": "double", "note": "dotted"}
_LABEL = "font-size:.7em;font-weight:600;opacity:.8;margin-left:.3em;user-select:none;white-space:nowrap"


def html_fragment(report: Mapping[str, Any]) -> str:
    """Return the text of a report with its findings marked, each with a tooltip, and a list of them that folds out.

    It is for a notebook, and for a page that has a style of its own; `html_page` is a whole page.
    Everything from the report is escaped; the fragment stands in any page, light or dark.
    """
    source = f'<div style="font-weight:600">{escaped(report["source"])}</div>' if report.get("source") else ""
    marked = "".join(_run(run, report["findings"]) for run in runs(report["text"], report["findings"]))
    return (
        '<div class="sorrykit" style="max-width:60em;line-height:1.9">'
        f"{source}"
        '<div class="sorrykit-text" dir="auto" style="white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate">'
        f"{marked}</div>{_list(report)}</div>"
    )


def _run(run: Run, findings: Any) -> str:
    if not run.polarities:
        return escape(run.text)
    polarity = strongest(run.polarities)
    color = _COLORS[polarity]
    style = (
        f"background:rgba({color},.16);color:inherit;border-bottom:3px {_UNDERLINES[polarity]} rgb({color});"
        "border-radius:3px;padding:.1em .15em;box-decoration-break:clone;-webkit-box-decoration-break:clone"
    )
    tips = [_tip(findings[number]) for number in run.near] + ([f"and {run.others} more"] if run.others else [])
    title = escaped("\n\n".join(tips)).replace("\n", "&#10;")
    # A finding has its label where it ends, however many runs it goes through.
    labels = "".join(_label(findings[number]) for number in run.ends if number in run.near)
    return f'<mark class="sorrykit-{polarity}" style="{style}" title="{title}">{escape(run.text)}{labels}</mark>'


def _tip(finding: Mapping[str, Any]) -> str:
    return "\n".join(filter(None, (name_of(finding), finding["message"], advice_of(finding))))


def _label(finding: Mapping[str, Any]) -> str:
    return f'<span style="{_LABEL}">{SIGNS[polarity_of(finding)]}&nbsp;{escaped(name_of(finding))}</span>'


def _list(report: Mapping[str, Any]) -> str:
    findings, failures = report["findings"], report["failures"]
    items = "".join(map(_item, findings)) + "".join(f"<li>\u26a0 {escaped(broke(failure))}</li>" for failure in failures)
    summary = ", ".join(words for _, words in counts(findings))
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
    words = "the whole text" if finding["quote"] is None else f"\u201c{quote_of(finding)}\u201d"
    said = "".join(f"<div>{escaped(line)}</div>" for line in (finding["message"], advice_of(finding)) if line)
    return (
        f'<li style="margin:.4em 0;border-left:3px {_UNDERLINES[polarity]} rgb({_COLORS[polarity]});padding-left:.6em">'
        f"{SIGNS[polarity]} <b>{escaped(name_of(finding))}</b> <i>{escaped(words)}</i>{said}</li>"
    )
