"""What an agent does, or promises, in the few words that a running conversation needs.

## What it finds

Read in agent turns of a thread, beside the analyzers for messages. Kinds: `done` ("Replacements shipped."), `promise` ("Shall
I bring them on Saturday?"), `sorry` ("I'm so sorry."). By themselves such lines may mean anything; after a complaint they are
the remedy, and the apology.

## Why it matters

The ledger of good acts, and the promises made and kept, would otherwise count only remedies told in whole sentences.

## Known limits

- It does not see whether the deed is the one that was asked for.
"""

from __future__ import annotations

from sorrykit._core import Analyzer
from sorrykit.analyzers._make import make


KINDS = ("done", "promise", "sorry")


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength", kinds=KINDS)
