"""A report as JSON, and the schema that JSON follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


_NOTHING = object()


def json_text(report: Mapping[str, Any], *, indent: int | None = 2, id: object = _NOTHING) -> str:  # noqa: A002 -- the name of the key
    """Return the report as JSON, in ASCII, so that lone surrogates and NUL survive every encoding.

    With `indent=None` it is one line. With *id*, an `id` is the first of its keys, as in JSON Lines.
    """
    import json  # noqa: PLC0415 -- text and HTML need none

    keyed = report if id is _NOTHING else {"id": id, **report}
    return json.dumps(keyed, indent=indent, ensure_ascii=True)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a report, from the file `report.schema.json` beside this module."""
    import json  # noqa: PLC0415 -- as above

    from importlib import resources  # noqa: PLC0415

    text = resources.files(__package__).joinpath("report.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
