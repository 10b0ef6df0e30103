"""What a customer says when something went wrong, went wrong again, or was answered badly.

## What it finds

Read in customer turns alone. Kinds: `failure` (nobody came), `trouble` (a word of trouble and no more), `again` (it still has
not arrived), `protest` (could one of you at least say sorry?),
`withdrawal` (I thought I was fine with it), `refusal` (cancel everything).

## Why it matters

A complaint that no apology answers is the mistake that "5 Steps to Saying You're Sorry" is written against. One that follows
a promise says that the recovery failed too: a double deviation, which costs more trust than the first failure.

## Known limits

- Complaints are told as stories, and a story needs none of these words: "My daughter is called Klara."
- `trouble` takes single words for signs; a question about a fault is read as one.
"""

from __future__ import annotations

from sorrykit._core import Analyzer
from sorrykit.analyzers._make import make
from sorrykit.threads._strongest import strongest


# In the order in which they win over one another where they overlap.
KINDS = ("refusal", "withdrawal", "again", "failure", "protest", "trouble")


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="note", kinds=KINDS, find=strongest(KINDS))
