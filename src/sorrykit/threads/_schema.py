"""The JSON Schema of a thread report."""

from __future__ import annotations

from importlib import resources
from typing import Any


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a thread report, from the file `thread.schema.json` beside this module."""
    import json  # noqa: PLC0415 -- who only analyzes needs none

    text = resources.files(__package__).joinpath("thread.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
