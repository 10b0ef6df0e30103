"""A docstring under an attribute is prose: "What it is: this or that" names no type before the colon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sphinx.ext.napoleon.docstring import GoogleDocstring


def setup(_: Any) -> Mapping[str, Any]:
    """Take the first line of such a docstring as it is."""
    GoogleDocstring._consume_inline_attribute = lambda self: ("", list(self._dedent(self._consume_to_end())))  # noqa: SLF001
    return {"parallel_read_safe": True}
