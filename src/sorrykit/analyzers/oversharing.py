"""Tells the customer what went on inside: shifts, trainees, handovers, queues, discipline.

## What it finds

Details of how the work is organized that explain nothing to somebody outside, and what was done to a member of staff:

- rosters and shifts: "she was on a day off", "it got lost at shift change", "our roster had a gap";
- newcomers: "our trainee", "it was his first week", "she is still in training";
- handovers and tools: "the handover note was lost", "it sat in the wrong queue", "our ticket system routed it to tier
  two";
- discipline: "he has been reprimanded", "she no longer works for us", "I've had a stern word with the driver".

## Why it matters

A complaint is answered to the customer, not to the house. Who was on shift and which queue a ticket sat in asks for
sympathy with your organization at the moment when the reader wants some from you. The source documents advise to tell
"as little as possible" about how the organization works, and not to explain how the job was handled internally; they
also hold that most customers get no thrill from hearing that somebody was rebuked: it turns an apology into an
execution, and makes the reader an accomplice.

## Say instead

- not "Our new trainee missed it at handover" but "We missed it."
- not "The ticket was stuck in the tier-two queue over a long weekend" but "We left your message for five days."
- not "The driver has been given a warning" but "This will not happen on your next delivery: it now needs a
  signature."

## Known limits

- What is internal depends on the reader. A colleague may well want to know which queue: "Your merge request sat in
  the release queue."
- Some failures are about staff, and then the detail is the answer, as in a regulated disclosure: "The nurse has been
  suspended while the board investigates."
- Details without a word for them go unseen: "Nadine covers Mondays."

## References

Homburg, C. and Fürst, A. (2005), How organizational complaint handling drives customer loyalty, Journal of Marketing
69. Tax, S. S., Brown, S. W. and Chandrashekaran, M. (1998), Customer evaluations of service complaint experiences,
Journal of Marketing 62.
"""

from __future__ import annotations

from sorrykit._core import Analyzer
from sorrykit.analyzers._make import make


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make(__name__, polarity="fault")
