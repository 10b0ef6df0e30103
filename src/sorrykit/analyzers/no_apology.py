"""Owns a failure or repairs it, and never says sorry.

## What it finds

A whole message with a `responsibility`, or with a `remedy` for a failure that it names (`offense` or `agentless`), in
which no word of apology stands: no sorry, no apology, no regret, no "forgive us". The finding is about the whole text
and has no span.

## Why it matters

A repair without a sorry settles the account and leaves the person out. Every model of the apology since Olshtain and
Cohen (1983) has the plain words at its center, and the books that rank public apologies count their absence first
(Ingall and McCarthy 2023). To the reader, "we've refunded you" alone says that the money was the only thing at stake.

## Say instead

Put it in front: "We billed you twice, and we're sorry. The second charge is on its way back."

## Known limits

- Any "sorry" in the message counts, whatever its sense: "Sorry, which card was it? We charged it twice and sent it
  back."
- Some notices need no apology, such as a correction that one colleague sends to another.

## References

Olshtain, E., and Cohen, A. (1983), Apology: A speech act set. Ingall, M., and McCarthy, S. (2023), Sorry, Sorry,
Sorry.
"""

from __future__ import annotations

from sorrykit._core import Analyzer, Apology, Found
from sorrykit.analyzers._make import make_verdict


_NEEDS = ("responsibility", "remedy", "offense", "agentless", "apology", "hollow", "regret")


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    return make_verdict(__name__, polarity="fault", needs=_NEEDS, holds=_holds)


def _holds(_: Apology, found: Found) -> bool:
    """Is a failure owned or repaired, without a word of apology?"""
    failed = found["responsibility"] or (found["remedy"] and (found["offense"] or found["agentless"]))
    return bool(failed) and not (found.hits or found["apology"] or found["hollow"] or found["regret"])
