"""An analyzer as plain data, for `list` and `explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from sorrykit import Analyzer


def summary(analyzer: Analyzer, plugin: str) -> dict[str, Any]:
    """One row of `list analyzers`."""
    return {
        "name": analyzer.name,
        "polarity": analyzer.polarity,
        "summary": analyzer.summary,
        "kinds": list(analyzer.kinds),
        "needs": list(analyzer.needs),
        "plugin": plugin,
        "by_request": analyzer.by_request,
    }


def whole(analyzer: Analyzer, plugin: str) -> dict[str, Any]:
    """All that is to be said about an analyzer."""
    book = analyzer.phrases
    messages, advice = (book.messages, book.advice) if book else ({}, {})
    texts = [
        {
            "kind": kind,
            "message": messages.get(kind) or messages.get(None, ""),
            "advice": advice.get(kind) or advice.get(None, ""),
        }
        for kind in (analyzer.kinds or (None,))
    ]
    return {
        **summary(analyzer, plugin),
        "says": [text for text in texts if text["message"] or text["advice"]],
        "doc": analyzer.doc,
        "finds": [
            {"kind": example.kind, "text": example.text, "quotes": list(example.finds)}
            for example in analyzer.examples
            if example.finds
        ],
        "leaves": [example.text for example in analyzer.examples if not example.finds],
    }


def of_thread(name: str) -> dict[str, Any]:
    """All that is to be said about what only a whole thread shows."""
    from sorrykit.threads import ABOUT  # noqa: PLC0415 -- messages need none

    about = ABOUT[name]
    return {
        "name": name,
        "polarity": "fault",
        "summary": about.summary,
        "kinds": [],
        "needs": [],
        "plugin": "threads",
        "by_request": False,
        "says": [{"kind": None, "message": about.message, "advice": about.advice}],
        "doc": f"{about.summary}\n\nFound in whole threads alone; `sorrykit thread` shows it.",
        "finds": [],
        "leaves": [],
    }


def marked(text: str, quotes: list[str | None]) -> list[tuple[str, bool]]:
    """An example cut into runs: (text, is it what is found)."""
    runs, at = [], 0
    for quote in quotes:
        start = text.find(quote, at) if quote else -1
        if quote and start >= 0:
            runs += [(text[at:start], False), (quote, True)]
            at = start + len(quote)
    return [run for run in [*runs, (text[at:], False)] if run[0]]
