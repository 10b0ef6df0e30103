"""Find plugins, ask each alone, and leave out whatever breaks.

Built-ins enter by the same door. Entry point group: `sorrykit`; the entry point's name is the plugin's name, in
messages and as the title of its settings table.
"""

from __future__ import annotations

import difflib
import os
import warnings

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, Self

import attrs
import pluggy

from sorrykit import hookspecs
from sorrykit._core import Analyzer
from sorrykit.exceptions import ConfigurationError, DuplicateAnalyzerError, PluginError, PluginWarning
from sorrykit.phrases import Matcher, Phrasebook


if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


GROUP = "sorrykit"
DISABLE = "SORRYKIT_DISABLE_PLUGINS"
BUILTIN = "builtin"


State = Literal["loaded", "left out", "disabled"]


@attrs.frozen(kw_only=True)
class Plugin:
    """A plugin as it was found, and what it offers.

    `state` is "loaded", "left out" (it broke) or "disabled"; `why` says more of the last two.
    """

    name: str
    distribution: str = ""
    version: str = ""
    state: State = "loaded"
    why: str = ""
    analyzers: tuple[Analyzer, ...] = ()
    phrasebooks: tuple[Phrasebook, ...] = ()
    rubrics: tuple[Any, ...] = ()
    thread_analyzers: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return f"{self.name!r} ({self.distribution} {self.version})" if self.distribution else repr(self.name)


# Hook -> (field of `Plugin`, what each item of the offer must be).
_HOOKS: dict[str, tuple[str, type]] = {
    "sorrykit_analyzers": ("analyzers", Analyzer),
    "sorrykit_phrasebooks": ("phrasebooks", Phrasebook),
    "sorrykit_rubrics": ("rubrics", object),
    "sorrykit_thread_analyzers": ("thread_analyzers", object),
}


def collect(
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    discover: bool = True,
    extra: Mapping[str, object] | None = None,
) -> tuple[Plugin, ...]:
    """Everything that is offered: the built-ins first, then the others by name.

    *settings* maps plugin names to their tables. *extra* maps names to modules or objects with hooks, for plugins
    that are not installed. With *discover* off, installed plugins are not looked for.

    A plugin that breaks while it is imported, registered or asked is left out with one `PluginWarning` that names it;
    one that is named in the environment variable `SORRYKIT_DISABLE_PLUGINS` (names, with commas) is not even imported.

    Raises `DuplicateAnalyzerError` where two plugins offer an analyzer of one name, `PluginError` where two plugins
    have one name, and `ConfigurationError` for settings of a plugin that does not exist.
    """
    settings = settings or {}
    found = [_Found(Plugin(name=BUILTIN, distribution="sorrykit"), _builtin)]
    others = [_Found.of(entry) for entry in _entry_points()] if discover else []
    others += [_Found(Plugin(name=name), partial(_as_it_is, module)) for name, module in (extra or {}).items()]
    found += sorted(others, key=lambda each: each.plugin.name)
    _check_plugins([each.plugin for each in found], settings)
    disabled = {name.strip() for name in os.environ.get(DISABLE, "").split(",")}
    plugins = tuple(
        attrs.evolve(each.plugin, state="disabled", why=f"by {DISABLE}") if each.plugin.name in disabled else _load(each, settings)
        for each in found
    )
    _check_analyzers(plugins)
    return plugins


@attrs.frozen
class _Found:
    """A plugin that is there, but was not imported yet."""

    plugin: Plugin
    load: Callable[[], object]

    @classmethod
    def of(cls, entry: EntryPoint) -> Self:
        distribution, version = (entry.dist.name, entry.dist.version) if entry.dist else ("", "")
        return cls(Plugin(name=entry.name, distribution=distribution, version=version), entry.load)


def _as_it_is(module: object) -> object:
    return module


def _entry_points() -> list[EntryPoint]:
    from importlib.metadata import entry_points  # noqa: PLC0415 -- 20 ms that only a discovering kit needs

    return sorted(entry_points(group=GROUP))


def _builtin() -> ModuleType:
    from sorrykit import analyzers  # noqa: PLC0415 -- twenty modules and their phrasebooks, read when a kit is made

    return analyzers


def _load(found: _Found, settings: Mapping[str, Mapping[str, Any]]) -> Plugin:
    """Import, register and ask one plugin, with a manager of its own: nobody else's failure is its own."""
    plugin, when = found.plugin, "was imported"
    offers: dict[str, Any] = {}
    try:
        module = found.load()
        when = "was registered"
        manager = pluggy.PluginManager("sorrykit")
        manager.add_hookspecs(hookspecs)
        manager.register(module, plugin.name)
        _check_hooks(manager, module)
        for hook, (field, kind) in _HOOKS.items():
            when = f"was asked for its {field.replace('_', ' ')}"
            # A table of its own, that it may keep and change.
            answers = getattr(manager.hook, hook)(settings=dict(settings.get(plugin.name, {})))
            offers[field] = tuple(_offer(answers, kind, hook))
        if plugin.name != BUILTIN:
            when = "had its phrases compiled"
            books = [analyzer.phrases for analyzer in offers["analyzers"] if analyzer.phrases]
            Matcher([*books, *offers["phrasebooks"]])
    except (Exception, SystemExit) as error:
        if plugin.name == BUILTIN:
            raise  # a kit without the built-ins would find every text clean
        why = f"it broke while it {when}: {type(error).__name__}: {error}"
        warnings.warn(f"plugin {plugin.name!r} is left out, {why}", PluginWarning, stacklevel=2)
        return attrs.evolve(plugin, state="left out", why=why)
    return attrs.evolve(plugin, **offers)


def _check_hooks(manager: pluggy.PluginManager, module: object) -> None:
    """Every hook it implements must be one that is called."""
    callers = manager.get_hookcallers(module) or ()
    for caller in callers:
        if not caller.has_spec() and not all(hook.optionalhook for hook in caller.get_hookimpls()):
            near = difflib.get_close_matches(caller.name, _HOOKS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(_HOOKS)}"
            msg = f"there is no hook {caller.name!r}; {hint}"
            raise PluginError(msg)
    if not callers:
        msg = f"it has no hook; one of {', '.join(_HOOKS)} must be there, marked with @hookimpl"
        raise PluginError(msg)


def _offer(answers: Iterable[Any], kind: type, hook: str) -> Iterator[Any]:
    for answer in answers:
        if isinstance(answer, (str, bytes)) or not isinstance(answer, Iterable):
            msg = f"{hook} must return a list, not {answer!r}"
            raise TypeError(msg)
        for item in answer:
            if not isinstance(item, kind):
                msg = f"{hook} offers {item!r}, which is no {kind.__name__}"
                raise TypeError(msg)
            yield item


def _check_plugins(found: Iterable[Plugin], settings: Mapping[str, Mapping[str, Any]]) -> None:
    """One plugin a name, and one table a plugin."""
    names: dict[str, Plugin] = {}
    for plugin in found:
        if plugin.name in names:
            one, other = (p.distribution or "one that was passed in" for p in (names[plugin.name], plugin))
            msg = f"two plugins are called {plugin.name!r}: {one} and {other}; uninstall or rename one"
            raise PluginError(msg)
        names[plugin.name] = plugin
    for name, table in settings.items():
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}"
            msg = f"there are settings for a plugin {name!r}, but no such plugin; {hint}"
            raise ConfigurationError(msg)
        if not isinstance(table, Mapping):
            msg = f"the settings of the plugin {name!r} are a table, not {table!r}"
            raise ConfigurationError(msg)


def _check_analyzers(plugins: Iterable[Plugin]) -> None:
    """One analyzer a name."""
    owners: dict[str, Plugin] = {}
    for plugin in plugins:
        for analyzer in plugin.analyzers:
            if analyzer.name in owners:
                owner = owners[analyzer.name]
                both = f"both {owner} and {plugin}" if owner is not plugin else f"{plugin} twice"
                msg = f"the analyzer {analyzer.name!r} is offered by {both}; rename one, or disable a plugin with {DISABLE}"
                raise DuplicateAnalyzerError(msg)
            owners[analyzer.name] = plugin
