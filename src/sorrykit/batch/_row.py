"""One text in, one row out: whatever is wrong with a row becomes that row's error."""

from __future__ import annotations

import hashlib
import json

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from sorrykit import rubrics as judging
from sorrykit.exceptions import ConfigurationError, SorrykitError
from sorrykit.kit import Kit, default_kit
from sorrykit.phrases import Phrasebook
from sorrykit.rubrics import Rubric


@attrs.frozen
class Row:
    """What is said of one text of many.

    `findings` are plain data, as in `Report.to_dict`; `scores` map the name of a rubric to its total (0 to 100) and verdict, or
    to None where an analyzer broke and no score may be given. `complete` says whether every analyzer ran to its end; `error`
    why it did not, or why the row has no findings at all. All four are None for a text that is None.
    """

    findings: tuple[Mapping[str, Any], ...] | None = None
    scores: Mapping[str, Mapping[str, Any] | None] | None = None
    complete: bool | None = None
    error: str | None = None

    @classmethod
    def broken(cls, error: str) -> Row:
        """A row of which nothing can be said but why."""
        return cls(complete=False, error=error)

    def to_dict(self) -> dict[str, Any]:
        """The row as plain data."""
        return {
            "findings": None if self.findings is None else [dict(finding) for finding in self.findings],
            "scores": None if self.scores is None else dict(self.scores),
            "complete": self.complete,
            "error": self.error,
        }


_NULL = Row()


class Judge:
    """A kit and rubrics, ready for many texts.

    It can be pickled, and is made anew in the process that unpickles it. That one must have the same sorrykit and the same
    plugins: otherwise rows would depend on where they were judged, so unpickling raises `ConfigurationError` that says what
    differs.

    Args:
        kit: The analyzers to run; the default kit if left out.
        rubrics: Names of bundled rubrics or of the plugins' own, paths of TOML files, or `Rubric` values.

    Raises `RubricError` for a rubric that does not exist or cannot be read, and for two different ones of one name.
    """

    def __init__(self, kit: Kit | None = None, rubrics: Sequence[str | Path | Rubric] = ()) -> None:
        if kit is not None and not isinstance(kit, Kit):
            msg = f"kit is a Kit or None, not {type(kit).__name__}"
            raise TypeError(msg)
        self.kit = kit or default_kit()
        self.rubrics = judging.find(rubrics, self.kit)

    def __repr__(self) -> str:
        return f"<Judge with {self.kit!r}, rubrics: {', '.join(rubric.name for rubric in self.rubrics) or 'none'}>"

    def __reduce__(self) -> tuple[Any, ...]:
        make, _ = self.kit.__reduce__()
        return _judge_again, (make, self.rubrics, self.fingerprint, _plugins(self.kit))

    @cached_property
    def fingerprint(self) -> str:
        """A digest of what decides the rows: the versions of sorrykit and of the plugins, analyzers, phrases, settings, rubrics.

        It is the same in every process and for every run. The code of a plugin is not looked into: a plugin that finds
        something else needs another version.
        """
        kit, books = self.kit, (book for plugin in self.kit.plugins for book in plugin.phrasebooks)
        facts = {
            "plugins": _plugins(kit),
            "offered": [
                (a.name, a.polarity, a.kinds, a.needs, a.phrases) for plugin in kit.plugins for a in plugin.analyzers
            ],
            "reported": [analyzer.name for analyzer in kit.analyzers],
            "phrasebooks": [*books, *kit.options["phrases"].values()],
            **{name: kit.options[name] for name in ("settings", "sentences", "learned", "on_error")},
            "rubrics": self.rubrics,
        }
        return hashlib.sha256(json.dumps(_plain(facts)).encode()).hexdigest()

    def row(self, text: object) -> Row:
        """Judge one text; None gives a row of None, and nothing that is wrong with one text is raised."""
        if text is None:
            return _NULL
        if not isinstance(text, str):
            hint = "; decode it first" if isinstance(text, (bytes, bytearray)) else ""
            return Row.broken(f"not a text but {type(text).__name__}{hint}")
        try:
            report = self.kit.analyze(text)
            findings = tuple(finding.to_dict(text) for finding in report.findings)
            if not report.complete:
                error = "; ".join(f"the analyzer {failure.analyzer!r} broke: {failure.error}" for failure in report.failures)
                return Row(findings, {rubric.name: None for rubric in self.rubrics}, complete=False, error=error)
            scores = {rubric.name: judging.score(report, rubric) for rubric in self.rubrics}
        except Exception as error:  # noqa: BLE001 -- plugins may raise anything
            # An `AnalyzerError` (of a kit that raises) says already who broke and how.
            return Row.broken(str(error) or type(error).__name__)
        return Row(
            findings,
            {name: {"total": float(score.total), "verdict": score.verdict} for name, score in scores.items()},
            complete=True,
        )


def _judge_again(make: Callable[[], Kit], rubrics: Sequence[Rubric], fingerprint: str, plugins: Sequence[tuple[str, str]]) -> Judge:
    try:
        kit = make()
    except SorrykitError as error:
        there = ", ".join(f"{name!r} ({what})" for name, what in plugins)
        msg = f"the kit cannot be made in this process: {error}; its plugins were {there}; install the same everywhere"
        raise ConfigurationError(msg) from error
    judge = Judge(kit, rubrics)
    if judge.fingerprint != fingerprint:
        msg = f"the kit of this process is not the one it was sent: {_difference(plugins, kit)}"
        raise ConfigurationError(msg)
    return judge


def _plugins(kit: Kit) -> list[tuple[str, str]]:
    """The plugins that take part, each with what was installed; of the built-ins sorrykit itself."""
    from importlib.metadata import version  # noqa: PLC0415 -- 20 ms that only a fingerprint needs

    return [
        (plugin.name, f"{plugin.distribution} {plugin.version or version(plugin.distribution)}" if plugin.distribution else "passed in")
        for plugin in kit.plugins
        if plugin.state == "loaded"
    ]


def _difference(plugins: Sequence[tuple[str, str]], kit: Kit) -> str:
    """What a kit has and has not, compared with the plugins of another."""
    there, here = dict(plugins), dict(_plugins(kit))
    why = {plugin.name: f"{plugin.state} ({plugin.why})" for plugin in kit.plugins if plugin.why}
    told = [
        f"the plugin {name!r} is {here.get(name) or why.get(name, 'not installed')} here, and {there.get(name, 'not installed')} there"
        for name in dict.fromkeys([*there, *here])
        if there.get(name) != here.get(name)
    ]
    return f"{'; '.join(told) or 'plugins of the same versions offer something else here'}; install the same everywhere"


def _plain(value: Any) -> Any:
    """A value as JSON can write it, the same in every process: nothing of where an object lies or in which order a set is."""
    if isinstance(value, Phrasebook) and value.shipped:
        return value.shipped
    if attrs.has(type(value)):
        # `where` is for error messages: a phrase is the same wherever it stands.
        return [type(value).__name__, *(_plain(getattr(value, each.name)) for each in attrs.fields(type(value)) if each.name != "where")]
    if isinstance(value, Mapping):
        return sorted(([_plain(key), _plain(item)] for key, item in value.items()), key=json.dumps)
    if isinstance(value, (list, tuple, Iterator)):
        return [_plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(json.dumps(_plain(item)) for item in value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    # Dates and times of a TOML file; of functions and the like the name.
    return value.isoformat() if hasattr(value, "isoformat") else getattr(value, "__qualname__", type(value).__qualname__)
