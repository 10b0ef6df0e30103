"""Many texts at once: rows, Arrow tables, files."""

from __future__ import annotations

from sorrykit.batch._row import Judge, Row


__all__ = ["Judge", "Row"]
