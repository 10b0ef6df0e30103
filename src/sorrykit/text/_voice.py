"""Whose words are they: what in a text is quoted, reported, forwarded or signed."""

from __future__ import annotations

import re

from collections.abc import Iterator

from sorrykit.text._late import late


# From here on the text is somebody else's, or no running text at all.
_FORWARDED = late(
    r"^(?:-{2,} ?(?:original|forwarded) message ?-{2,}|begin forwarded message:|from: .+\n(?:sent|date|to): |on .{4,80}(?:wrote|schrieb):[ \t]*$|_{10,}\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNATURE = late(r"^(?:-- ?$|sent from my )", re.IGNORECASE | re.MULTILINE)
_QUOTED_LINE = late(r"^[ \t]*>.*$", re.MULTILINE)
_CODE = late(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
# A quotation of several words, opened after a space and closed before one. Typographic quotes know their sides.
_SPEECH = late(
    r"""(?<![\w"])"(?=\S)[^"\n]{2,2000}?(?<=\S)"(?!\w)|\u201c[^\u201c\u201d\n]{2,2000}\u201d|\u00ab[^\u00ab\u00bb\n]{2,2000}\u00bb"""
    r"""|(?<![\w'])'(?=\w)[^'\n]*(?:\w'\w[^'\n]*)*(?<=[\w.,!?])'(?!\w)|\u2018(?=\w)[^\u2018\n]{2,500}?\u2019(?!\w)"""
)
# What can open a quotation; an apostrophe inside a word cannot.
_MARK = late(r"[\"\u201c\u00ab\u2018]|(?<!\w)'")


def foreign(text: str) -> Iterator[tuple[int, int]]:
    """The stretches that are not the author's own voice, in order and without overlap."""
    limit = len(text)
    # Most texts are one line without a quotation mark, and need no search.
    lines = "\n" in text
    if not lines and "`" not in text and ">" not in text and _MARK.search(text) is None:
        return
    for pattern in (_FORWARDED, _SIGNATURE) if lines else ():
        match = pattern.search(text)
        # A text that begins with its headers is a forwarded message on its own, and is read whole.
        if match and text[: match.start()].strip():
            limit = min(limit, match.start())
    spans = [match.span() for match in _QUOTED_LINE.finditer(text, 0, limit)] if ">" in text else []
    if "`" in text:
        spans += [match.span() for match in _CODE.finditer(text, 0, limit)]
    spans += [span for span in (match.span() for match in _SPEECH.finditer(text, 0, limit)) if not _is_whole(text, span)]
    if limit < len(text):
        spans.append((limit, len(text)))
    end = 0
    for first, last in sorted(spans):
        if last > end:
            yield max(first, end), last
            end = last


def _is_whole(text: str, span: tuple[int, int]) -> bool:
    """A text that stands in quotation marks as a whole is a message somebody pasted, and is read."""
    return not text[: span[0]].strip() and not text[span[1] :].strip()
