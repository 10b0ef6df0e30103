"""A report as something to look at or to pass on.

Everything here works on the plain data of `to_dict` (of a report, a thread report, a tally), and on nothing else: what was
written to a file last year renders as well as what was analyzed just now. No rendering can be broken out of by the text it shows.
"""

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
