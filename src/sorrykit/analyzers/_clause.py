"""Where a clause begins: most acts are known by their verb, and are quoted with their subject."""

from __future__ import annotations

import re


# What joins two clauses; behind the last of them stands the subject of the clause.
_JOINT = re.compile(
    r"[,;:()\n–—]\s*|\s[-–—]+\s|\b(?:and|but|because|while|then)\s"
    r"|\b(?=(?:before|until|if|unless|when|whenever|once|whether|so (?:that |as )?\w+ (?:can|could|may)|in order)\s)|\bso\s(?!(?:that |as )?\w+ (?:can|could|may|will)\b)",
    re.IGNORECASE,
)


def beginning(text: str, first: int, start: int) -> int:
    """Where the clause begins in which *start* stands, *first* being the beginning of the sentence."""
    for joint in _JOINT.finditer(text, first, start):
        first = joint.end()
    return first
