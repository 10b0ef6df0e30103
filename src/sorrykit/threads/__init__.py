"""Messages in time: who said what when, what each turn did, and what only the whole shows."""

from sorrykit.threads._analysis import analyze_thread
from sorrykit.threads._findings import ABOUT
from sorrykit.threads._kits import READERS, readers
from sorrykit.threads._read import read
from sorrykit.threads._report import NEUTRAL, POSITIVE, LedgerEntry, Promise, ThreadReport, TurnFinding
from sorrykit.threads._schema import schema
from sorrykit.threads._thread import SPEAKERS, Thread, Turn


__all__ = [
    "ABOUT", "NEUTRAL", "POSITIVE", "READERS", "SPEAKERS", "LedgerEntry", "Promise", "Thread", "ThreadReport", "Turn", "TurnFinding", "analyze_thread", "read",
    "readers", "schema",
]  # fmt: skip
