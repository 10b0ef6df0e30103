"""What an agent says to be rid of a complaint, in words that without one may be innocent.

## What it finds

Read in agent turns of a thread in which somebody complained, beside the analyzers for messages; kinds are called after the labels
that they come down to: `excuse` ("Our technicians were very busy."), `blame` ("It must be your printer."), `denial` ("Our records
show that he rang."), `minimizing` ("Nobody else has reported this."). Where the turn owns the failure or apologizes for it, nothing
is found: whoever does so may tell what the records show.

## Why it matters

By itself "Our technicians were very busy" tells the news. After a complaint it is the answer, and the customer hears that
nobody will be sorry.

## Known limits

- It does not see whether the excuse is true, nor whether the customer is in fact to blame.
- A turn that owns another failure than the one complained of is let off.
"""

from __future__ import annotations

from sorrykit._core import Analyzer
from sorrykit.analyzers._make import make
from sorrykit.threads._strongest import strongest


# In the order in which they win over one another where they overlap.
KINDS = ("blame", "denial", "minimizing", "excuse")


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault", kinds=KINDS, find=strongest(KINDS))
