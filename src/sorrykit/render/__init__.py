"""A report as something to look at or to pass on.

Everything here works on the plain data of `to_dict` (of a report, a thread report, a tally), and on nothing else: what was
written to a file last year renders as well as what was analyzed just now. No rendering can be broken out of by the text it shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from sorrykit.render._html import html_fragment
    from sorrykit.render._json import json_text, schema
    from sorrykit.render._page import html_page
    from sorrykit.render._tally_page import tally_html_page
    from sorrykit.render._tally_text import tally_renderable, tally_text
    from sorrykit.render._text import renderable, text
    from sorrykit.render._thread import thread_renderable, thread_text
    from sorrykit.render._thread_page import thread_html_page
    from sorrykit.render._visible import visible


__all__ = [
    "html_fragment",
    "html_page",
    "json_text",
    "renderable",
    "schema",
    "tally_html_page",
    "tally_renderable",
    "tally_text",
    "text",
    "thread_html_page",
    "thread_renderable",
    "thread_text",
    "visible",
]

# One renders in one form: the others are imported when they are asked for.
_LATER = {
    "html_fragment": "sorrykit.render._html",
    "html_page": "sorrykit.render._page",
    "json_text": "sorrykit.render._json",
    "renderable": "sorrykit.render._text",
    "schema": "sorrykit.render._json",
    "tally_html_page": "sorrykit.render._tally_page",
    "tally_renderable": "sorrykit.render._tally_text",
    "tally_text": "sorrykit.render._tally_text",
    "text": "sorrykit.render._text",
    "thread_html_page": "sorrykit.render._thread_page",
    "thread_renderable": "sorrykit.render._thread",
    "thread_text": "sorrykit.render._thread",
    "visible": "sorrykit.render._visible",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        msg = f"module 'sorrykit.render' has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module  # noqa: PLC0415 -- only needed here

    value = globals()[name] = getattr(import_module(_LATER[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
