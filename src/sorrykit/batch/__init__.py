"""Many texts at once: rows, Arrow tables, files."""

from __future__ import annotations

from sorrykit.batch._arrow import analyze, analyze_batch, analyze_stream, schema
from sorrykit.batch._read import Columns
from sorrykit.batch._row import Judge, Row
from sorrykit.batch._scan import Progress, Summary, scan
from sorrykit.batch._tally import Tally


__all__ = ["Columns", "Judge", "Progress", "Row", "Summary", "Tally", "analyze", "analyze_batch", "analyze_stream", "scan", "schema"]
