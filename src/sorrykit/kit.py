"""A kit: a chosen, configured, ready-to-run set of analyzers."""

from __future__ import annotations

import difflib
import sys

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache, cached_property, partial
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import Any, Literal, Self, cast

import attrs

from sorrykit import plugins
from sorrykit._core import Analyzer, Apology, Example, Polarity, Report
from sorrykit._run import HOUSE, Plan, Run
from sorrykit.analyzers import LABELS
from sorrykit.exceptions import ConfigurationError
from sorrykit.phrases import Hit, Matcher, Phrasebook
from sorrykit.phrases._book import from_dict
from sorrykit.phrases._parsed import uncollected
from sorrykit.text import Splitter


class Kit:
    """A set of analyzers, ready to run.

    Args:
        select: Names of the analyzers to report; all but those `by_request` if left out. What they need runs too, unreported.
        ignore: Names of analyzers not to report.
        settings: Tables for plugins, by plugin name; those of the built-ins are called "builtin".
        phrases: House phrases: analyzer name -> a `Phrasebook`, or tables as in a phrasebook file.
        on_error: What a breaking analyzer does: "record" it in the report's failures, or "raise" `AnalyzerError`.
        sentences: How texts are cut into sentences: by sorrykit, by NLTK's "punkt" (untrained, paragraph by paragraph; slower), or
            by a function from a text to (start, end) pairs, such as the `span_tokenize` of a trained NLTK tokenizer.
        learned: Ask the model of `sorrykit.learned` about letters, beside the phrases.
        discover: Look for installed plugins.
        extra: Plugins that are not installed: name -> module or object with hooks.

    `options` are the arguments it was made of, the phrases read into phrasebooks. A kit is pickled as these: in another process
    it is made anew, with the plugins that are installed there.

    Raises `ConfigurationError` for an unknown name, `PhraseError` for a phrase that cannot be read,
    `DuplicateAnalyzerError` for two analyzers of one name.
    """

    @uncollected()
    def __init__(
        self,
        *,
        select: Iterable[str] | None = None,
        ignore: Iterable[str] = (),
        settings: Mapping[str, Mapping[str, Any]] | None = None,
        phrases: Mapping[str, Phrasebook | Mapping[str, Any]] | None = None,
        on_error: Literal["record", "raise"] = "record",
        sentences: Literal["sorrykit", "punkt"] | Splitter = "sorrykit",
        learned: bool = True,
        discover: bool = True,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        if on_error not in {"record", "raise"}:
            msg = f"on_error is 'record' or 'raise', not {on_error!r}"
            raise ConfigurationError(msg)
        for names in (select, ignore):
            if isinstance(names, str):
                msg = "select and ignore are lists of names, not one text"
                raise ConfigurationError(msg)
        given = {name: _book(name, book) for name, book in (phrases or {}).items()}
        self.on_error = on_error
        self._sentences = _splitter(sentences)
        self.plugins = plugins.collect(settings, discover=discover, extra=extra)
        # Copies: what the caller does to his own tables later is not what this kit was made of.
        self.options: Mapping[str, Any] = MappingProxyType(
            {
                "select": None if select is None else tuple(select),
                "ignore": tuple(ignore),
                "settings": deepcopy(dict(settings or {})),
                "phrases": given,
                "on_error": on_error,
                "sentences": sentences,
                "learned": learned,
                "discover": discover,
                "extra": dict(extra or {}),
            }
        )
        books = [book for plugin in self.plugins for book in plugin.phrasebooks]
        books += given.values()
        offered = {analyzer.name: analyzer for plugin in self.plugins for analyzer in plugin.analyzers}
        house: list[Phrasebook] = []
        for book in books:
            if book.name in offered:
                house.append(book)
            else:
                offered[book.name] = _analyzer_of(book)
        chosen = _choose(offered, self.options["select"], self.options["ignore"])
        self._order = _ordered(offered, chosen, self.plugins)
        # The model knows the built-in labels; whoever takes one of their names for something else is not second-guessed. It looks
        # at all of them together, so what it says of one does not hang on which others were chosen.
        known = [analyzer.name for analyzer in self.plugins[0].analyzers if analyzer.name in LABELS] if learned else []
        if not {analyzer.name for analyzer in self._order}.isdisjoint(known):
            self._order = _ordered(offered, [*chosen, *known], self.plugins)
        asked = frozenset(known).intersection(analyzer.name for analyzer in self._order)
        self.analyzers: tuple[Analyzer, ...] = tuple(analyzer for analyzer in self._order if analyzer.name in chosen)
        # What could be selected, and is not reported unless it is.
        self.by_request: tuple[Analyzer, ...] = tuple(a for a in offered.values() if a.by_request and a.name not in chosen)
        names = {analyzer.name for analyzer in self._order}
        own = [attrs.evolve(analyzer.phrases, name=analyzer.name) for analyzer in self._order if analyzer.phrases]
        houses: dict[str, dict[str, Phrasebook]] = {}
        for number, book in enumerate(house):
            if book.name in names:
                houses.setdefault(book.name, {})[f"{HOUSE}{number}:{book.name}"] = book
        self._matcher = Matcher([*own, *(attrs.evolve(book, name=key) for books in houses.values() for key, book in books.items())])
        self._plan = Plan(self._order, reported=frozenset(chosen), house=houses, learned=asked, on_error=on_error)

    def __repr__(self) -> str:
        return f"<Kit of {len(self.analyzers)} analyzers>"

    def __reduce__(self) -> tuple[Callable[[], Self], tuple[()]]:
        extra = {name: _portable(plugin) for name, plugin in self.options["extra"].items()}
        return partial(type(self), **{**self.options, "extra": extra}), ()

    def __getitem__(self, name: str) -> Analyzer:
        """The analyzer of that name: reported, only needed, or there by request."""
        there = (*self._order, *self.by_request)
        for analyzer in there:
            if analyzer.name == name:
                return analyzer
        raise ConfigurationError(_unknown(name, [analyzer.name for analyzer in there]))

    def analyze(self, apology: str | Apology) -> Report:
        """Read one apology.

        Raises `TypeError` for anything but text, and `AnalyzerError` where an analyzer breaks and `on_error` is "raise".
        """
        if not isinstance(apology, Apology):
            apology = Apology(apology)
        if self._sentences is not None and apology.sentences is None:
            apology = attrs.evolve(apology, sentences=self._sentences)
        return Run(apology, self.hits(apology), self._plan).report()

    def hits(self, apology: Apology) -> dict[str, list[Hit]]:
        """Where the phrases of all its analyzers are found, by the name of the analyzer; what `analyze` begins with."""
        return self._matcher.find(apology.reading)

    def forget(self) -> None:
        """Forget the sentences it has read; they are kept for speed alone, and take some 10 MB at most."""
        self._matcher.forget()

    @cached_property
    def word_classes(self) -> dict[str, tuple[str, ...]]:
        """The classes, in whatever phrasebook, of every single word that belongs to any."""
        return self._matcher.word_classes()

    def analyze_many(self, apologies: Iterable[str | Apology]) -> Iterator[Report]:
        """Read many apologies, lazily and in order."""
        return map(self.analyze, apologies)


@attrs.frozen
class _Imported:
    """A module on its way into another process, where it is imported by its name."""

    name: str

    def __reduce__(self) -> tuple[Callable[[str], ModuleType], tuple[str]]:
        return import_module, (self.name,)


def _portable(plugin: object) -> object:
    """A plugin that was passed in, as it is pickled; what cannot be imported by a name is left to the pickler."""
    if isinstance(plugin, ModuleType) and plugin.__name__ != "__main__" and sys.modules.get(plugin.__name__) is plugin:
        return _Imported(plugin.__name__)
    return plugin


def _splitter(sentences: str | Splitter) -> Splitter | None:
    """The function behind the option `sentences`; None for sorrykit's own."""
    if callable(sentences):
        return sentences
    if sentences not in {"sorrykit", "punkt"}:
        msg = f"sentences is 'sorrykit', 'punkt' or a function, not {sentences!r}"
        raise ConfigurationError(msg)
    if sentences == "sorrykit":
        return None
    from sorrykit.text import _punkt  # noqa: PLC0415 -- only for who asks

    return _punkt.split


def _book(name: str, book: Phrasebook | Mapping[str, Any]) -> Phrasebook:
    return attrs.evolve(book, name=name) if isinstance(book, Phrasebook) else from_dict(book, name, f"phrases.{name}")


def _analyzer_of(book: Phrasebook) -> Analyzer:
    """A phrasebook of a new name is an analyzer of its own."""
    return Analyzer(
        name=book.name,
        summary=book.summary or f"House phrases: {book.name}.",
        polarity=cast("Polarity", book.polarity),
        kinds=tuple(dict.fromkeys(phrase.kind for phrase in book.phrases if phrase.kind)),
        phrases=book,
        examples=Example.of(book),
    )


def _choose(offered: Mapping[str, Analyzer], select: Iterable[str] | None, ignore: Iterable[str]) -> list[str]:
    ignore = set(ignore)
    wanted = [name for name in offered if not offered[name].by_request] if select is None else list(dict.fromkeys(select))
    for name in [*wanted, *ignore]:
        if name not in offered:
            raise ConfigurationError(_unknown(name, offered))
    return [name for name in wanted if name not in ignore]


def _unknown(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=3)
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"there are: {', '.join(sorted(names))}"
    return f"there is no analyzer {name!r}; {hint}"


def _ordered(
    offered: Mapping[str, Analyzer], chosen: Iterable[str], asked: Iterable[plugins.Plugin] = ()
) -> tuple[Analyzer, ...]:
    """The chosen analyzers and all they need, each behind what it needs, otherwise as offered."""
    done: dict[str, Analyzer] = {}
    path: list[str] = []

    def visit(name: str, asking: str | None) -> None:
        if name in done:
            return
        if name not in offered:
            missing = [f"the plugin {plugin.name!r} is {plugin.state}: {plugin.why}" for plugin in asked if plugin.why]
            msg = f"the analyzer {asking!r} needs {name!r}, which nobody offers; {'; '.join([_unknown(name, offered), *missing])}"
            raise ConfigurationError(msg)
        if name in path:
            msg = f"analyzers need one another in a circle: {' -> '.join([*path[path.index(name):], name])}"
            raise ConfigurationError(msg)
        path.append(name)
        for need in offered[name].needs:
            visit(need, name)
        path.pop()
        done[name] = offered[name]

    for name in chosen:
        visit(name, None)
    return tuple(done.values())


@cache
def default_kit() -> Kit:
    """The kit behind `sorrykit.analyze`: every analyzer that is built in or installed."""
    return Kit()


def analyze(apology: str | Apology) -> Report:
    """Read one apology with the default kit.

    Raises `TypeError` for anything but text.
    """
    return default_kit().analyze(apology)
