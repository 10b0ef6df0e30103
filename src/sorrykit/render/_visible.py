"""Make visible what must not reach a terminal or a page as it is."""

from __future__ import annotations

import re


# Control characters (a terminal obeys them), the overrides of writing direction (they make a line read as another one),
# the separators that some programs take for new lines, and lone surrogates (no encoding can write them).
# Tab and line feed are text; right-to-left marks and joiners are how some scripts and emoji are written.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Return *text* with every character that could do harm written as an escape, such as `\x1b`.

    A carriage return before a line feed is only how some systems end a line, and is dropped.
    """
    return _UNSAFE.sub(_escape, text.replace("\r\n", "\n"))


def visible_part(text: str, start: int, end: int) -> str:
    """Return what `visible` shows of text[start:end], where the part may end within the end of a line."""
    return visible(text[start : end - 1 if text[end - 1 : end + 1] == "\r\n" else end])


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
