"""Contact afterwards, promised or made.

## What it finds

"I'll call you on Monday", "someone will be in touch", "next update at 8 pm", and contact as it is made: "did the new
one arrive?". Also in the passive, and also by somebody on the writer's behalf.

## Why it matters

Follow-up shows that the case is not closed by a mail. It belongs to the attentiveness that Davidow (2003) names
beside redress and apology among the answers to complaints, and to the procedure that customers judge (Tax, Brown and
Chandrashekaran 1998). A promised date that passes in silence is a second failure.

## Say instead

Nothing: it is a strength. Name the person and the time.

## Known limits

Who is followed up with is read from the next words: "I'll follow up with the depot" is no contact with the reader and
is left out, "I'll follow up" alone too. An offer to be reached ("so we can call you") belongs to `listening`.

## References

- Davidow, M. (2003). Organizational responses to customer complaints: What works and what doesn't. Journal of Service
  Research.
- Tax, S. S., Brown, S. W. and Chandrashekaran, M. (1998). Customer evaluations of service complaint experiences.
  Journal of Marketing.
"""

from __future__ import annotations

from sorrykit._core import Analyzer
from sorrykit.analyzers._make import make


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="strength")
