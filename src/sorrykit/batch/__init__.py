"""Many texts at once: rows, Arrow tables, files."""

from __future__ import annotations

from sorrykit.batch._arrow import analyze, analyze_batch, analyze_stream, schema
from sorrykit.batch._row import Judge, Row


__all__ = ["Judge", "Row", "analyze", "analyze_batch", "analyze_stream", "schema"]
