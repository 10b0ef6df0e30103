"""The analyzers that read turns: those of threads, behind the same door as anybody's."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sorrykit._core import Analyzer
from sorrykit.hookspecs import hookimpl
from sorrykit.kit import Kit
from sorrykit.threads import acceptance, brush_off, complaint, deed


# The names of `readers`, without reading any of them.
READERS = ("acceptance", "complaint", "deed", "brush-off")


class _Readers:
    """A plugin of the kits below alone: no message is a customer's turn unless somebody says so."""

    @hookimpl
    def sorrykit_analyzers(self) -> Iterable[Analyzer]:
        return readers()


@cache
def readers() -> tuple[Analyzer, ...]:
    """The analyzers of turns: `acceptance` and `complaint` for the customer's, `deed` and `brush-off` for the agent's."""
    return (acceptance.analyzer(), complaint.analyzer(), deed.analyzer(), brush_off.analyzer())


@cache
def of_customer() -> Kit:
    """The kit that reads customer turns."""
    return Kit(select=("acceptance", "complaint"), discover=False, extra={"threads": _Readers()})


@cache
def of_agent(*, complained: bool) -> Kit:
    """The kit that reads deeds in agent turns, and if somebody has *complained*, what brushes the complaint off."""
    return Kit(select=("deed", "brush-off") if complained else ("deed",), discover=False, extra={"threads": _Readers()})
