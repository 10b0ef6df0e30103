"""What a customer says when the matter is settled for them: it works, no worries, let's leave it, thank you.

## What it finds

Read in customer turns alone. Kinds: `works` (it is here, it is fixed), `forgiven` (no worries, it's ok), `closed` (that is
all I wanted), and `thanks`, the weakest: many people say thank you long before they are content.

## Why it matters

Whether a second apology is care or a wound reopened hangs on whether the first was accepted; only the customer can say so.

## Known limits

- Politeness is not contentment; a turn that also complains or asks is not taken as settled, whatever thanks it holds.
- Irony is read as it stands: "Great, thanks."
"""

from __future__ import annotations

from sorrykit._core import Analyzer
from sorrykit.analyzers._make import make
from sorrykit.threads._strongest import strongest


# In the order in which they win over one another where they overlap.
KINDS = ("closed", "forgiven", "works", "thanks")


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", kinds=KINDS, find=strongest(KINDS))
