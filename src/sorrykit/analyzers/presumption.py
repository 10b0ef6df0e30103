"""Settles the matter before the reader has been heard: all is known, all is decided.

## What it finds

Words that say everything is known, nothing need be told, or all is decided: "we already have all the facts", "there
is no need to explain", "the outcome is", "this matter is closed". They count only in a message that takes in no
account of its reader: where it asks for one, or refers to what the reader said, wrote or reported, a decision is only
the next step, and nothing is found.

## Why it matters

The second of the five steps to saying sorry in the source documents is to gather facts and then to *ask* the customer
for their experience; its warning is not to call and say that you have all the facts and what you will do. Justice
research says why: people accept an outcome more readily if they had a voice in how it came about (Thibaut and
Walker), and voice before the decision is worth more than voice after it (Lind, Kanfer and Earley).

## Say instead

- "We have all the facts." -> "I have the driver's log. What did you see?"
- "We have decided to ___." -> "I suggest that we ___. Would that put it right for you?"
- "This matter is closed." -> "I will close this only when you say it is settled."

## Known limits

- One message is read by itself. If the reader's account came in an earlier message that this one does not mention,
  "We have decided to replace the boiler" is found though it is fair.
- Good news is found like bad news: "The outcome is that you get all your money back" decides without asking, too.
- A decision that names neither the reader nor a claim is let alone: "We have decided to move the bus stop."

## References

- Thibaut, J. and Walker, L. (1975). Procedural Justice: A Psychological Analysis.
- Lind, E. A., Kanfer, R. and Earley, P. C. (1990). Voice, control, and procedural justice. Journal of Personality and
  Social Psychology 59.
"""

from __future__ import annotations

from collections.abc import Iterable

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._make import make
from sorrykit.phrases import Hit


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault", needs=("listening",), find=find)


def find(_: Apology, found: Found) -> Iterable[Hit | Finding]:
    """Verdicts and claims to know it all, where the message neither asks for the reader's account nor refers to it."""
    if found["listening"] or any(hit.cue == "heard" for hit in found.hits):
        return ()
    return found.hits
