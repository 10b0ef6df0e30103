"""What a plugin may offer. Each hook is called once when a kit is made, never while a text is analyzed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pluggy


if TYPE_CHECKING:
    from sorrykit._core import Analyzer
    from sorrykit.phrases import Phrasebook

hookspec = pluggy.HookspecMarker("sorrykit")
hookimpl = pluggy.HookimplMarker("sorrykit")


@hookspec
def sorrykit_analyzers(settings: Mapping[str, Any]) -> Iterable[Analyzer]:
    """Return the analyzers that this plugin offers.

    *settings* is the plugin's own table of the configuration, empty if there is none; an implementation may leave it out.
    """
    raise NotImplementedError


@hookspec
def sorrykit_phrasebooks(settings: Mapping[str, Any]) -> Iterable[Phrasebook]:
    """Return phrasebooks: each adds phrases to the analyzer of its name, or becomes an analyzer where there is none."""
    raise NotImplementedError


@hookspec
def sorrykit_rubrics(settings: Mapping[str, Any]) -> Iterable[Any]:
    """Return rubrics: `Rubric` values, or paths of rubric files."""
    raise NotImplementedError


@hookspec
def sorrykit_thread_analyzers(settings: Mapping[str, Any]) -> Iterable[Any]:
    """Return thread analyzers: functions from a thread, with the report of each turn, to thread findings."""
    raise NotImplementedError
