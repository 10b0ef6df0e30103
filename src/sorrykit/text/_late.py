"""Patterns that are compiled when they are first used.

There are many and most texts need few, and to compile all of them is a good part of the time in which the command line answers for
one message.
"""

from __future__ import annotations

import re

from typing import Any, cast


_USED = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class _Late:
    """A pattern that is not compiled yet; once it is, its methods stand here and are as fast as its own."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        # Only called for what is not there, and so before the first use.
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(self._pattern, self._flags)
        for method in _USED:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern to use like the result of `re.compile`, compiled at its first use.

    That use raises `re.error` for what is no pattern.
    """
    return cast("re.Pattern[str]", _Late(pattern, flags))
