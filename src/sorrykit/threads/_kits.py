"""The analyzers that read turns: those of threads, behind the same door as anybody's."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sorrykit._core import Analyzer
from sorrykit.hookspecs import hookimpl
from sorrykit.kit import Kit
from sorrykit.threads import acceptance, complaint, deed


class _Readers:
    """A plugin of the kits below alone: no message is a customer's turn unless somebody says so."""

    @hookimpl
    def sorrykit_analyzers(self) -> Iterable[Analyzer]:
        return readers()


@cache
def readers() -> tuple[Analyzer, ...]:
    """The analyzers of turns: `acceptance` and `complaint` for the customer's, `deed` for the agent's."""
    return (acceptance.analyzer(), complaint.analyzer(), deed.analyzer())


@cache
def of_customer() -> Kit:
    """The kit that reads customer turns."""
    return Kit(select=("acceptance", "complaint"), discover=False, extra={"threads": _Readers()})


@cache
def of_agent() -> Kit:
    """The kit that reads deeds in agent turns."""
    return Kit(select=("deed",), discover=False, extra={"threads": _Readers()})
