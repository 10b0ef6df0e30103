"""Find plugins, ask each alone, and leave out whatever breaks.

Built-ins enter by the same door. Entry point group: `sorrykit`; the entry point's name is the plugin's name, in
messages and as the title of its settings table.
"""

from __future__ import annotations

import difflib
import os
import warnings

from collections.abc import Callable, Iterable, Iterator, Mapping
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
    found = [_Found(name=BUILTIN, load=_builtin, distribution="sorrykit")]
    others = [_Found.of(entry) for entry in _entry_points()] if discover else []
    others += [_Found(name=name, load=lambda module=module: module) for name, module in (extra or {}).items()]
    found += sorted(others, key=lambda plugin: plugin.name)
    _check_plugins(found, settings)
    disabled = {name.strip() for name in os.environ.get(DISABLE, "").split(",")}
    plugins = tuple(plugin.disabled() if plugin.name in disabled else _load(plugin, settings) for plugin in found)
    _check_analyzers(plugins)
    return plugins


@attrs.frozen(kw_only=True)
class _Found:
    """A plugin that is there, but was not imported yet."""

    name: str
    load: Callable[[], object]
    distribution: str = ""
    version: str = ""

    @classmethod
    def of(cls, entry: EntryPoint) -> Self:
        known = {"distribution": entry.dist.name, "version": entry.dist.version} if entry.dist else {}
        return cls(name=entry.name, load=entry.load, **known)

    @property
    def known(self) -> dict[str, str]:
        return {"name": self.name, "distribution": self.distribution, "version": self.version}

    def disabled(self) -> Plugin:
        return Plugin(**self.known, state="disabled", why=f"by {DISABLE}")

    def left_out(self, when: str, error: BaseException) -> Plugin:
        why = f"it broke while it {when}: {type(error).__name__}: {error}"
        warnings.warn(f"plugin {self.name!r} is left out, {why}", PluginWarning, stacklevel=2)
        return Plugin(**self.known, state="left out", why=why)


def _entry_points() -> list[EntryPoint]:
    from importlib.metadata import entry_points  # noqa: PLC0415 -- 20 ms that only a discovering kit needs

    return sorted(entry_points(group=GROUP))


def _builtin() -> ModuleType:
    from sorrykit import analyzers  # noqa: PLC0415 -- twenty modules and their phrasebooks, read when a kit is made

    return analyzers


def _load(plugin: _Found, settings: Mapping[str, Mapping[str, Any]]) -> Plugin:
    """Import, register and ask one plugin, with a manager of its own: nobody else's failure is its own."""
    when = "was imported"
    offers: dict[str, tuple[Any, ...]] = {}
    try:
        module = plugin.load()
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
    except (Exception, SystemExit) as error:  # noqa: BLE001 -- a plugin may raise anything
        return plugin.left_out(when, error)
    return Plugin(**plugin.known, **offers)


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


def _check_plugins(found: Iterable[_Found], settings: Mapping[str, Mapping[str, Any]]) -> None:
    """One plugin a name, and one table a plugin."""
    names: dict[str, _Found] = {}
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
