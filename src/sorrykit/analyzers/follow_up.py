"""Contact afterwards, promised or made.

## What it finds

"I'll call you on Monday", "someone will be in touch", "next update at 8 pm", and contact as it is made: "did the new one arrive?". Also in the
passive, and also by somebody on the writer's behalf.

## Why it matters

Follow-up shows that the case is not closed by a mail: in experiments on complaint handling it raises satisfaction beside speed and redress
(Conlon and Murray 1996; Davidow 2003). A promised date that passes in silence is a second failure.

## Say instead

Nothing: it is a strength. Name the person and the time.

## Known limits

Who is followed up with is read from the next words: "I'll follow up with the depot" is no contact with the reader and is left out, "I'll follow
up" alone too. An offer to be reached ("so we can call you") belongs to `listening`.

## References

- Conlon, D. E. and Murray, N. M. (1996). Customer perceptions of corporate responses to product complaints. Academy of Management Journal.
- Davidow, M. (2003). Organizational responses to customer complaints: What works and what doesn't. Journal of Service Research.
"""

from __future__ import annotations

from sorrykit._core import Analyzer
from sorrykit.analyzers._make import make


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength")
