"""Find plugins, ask each alone, and leave out whatever breaks.

Built-ins enter by the same door. Entry point group: `sorrykit`; the entry point's name is the plugin's name, in
messages and as the title of its settings table.
"""

from __future__ import annotations

import os
import warnings

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any

import attrs
import pluggy

from sorrykit import hookspecs
from sorrykit._core import Analyzer
from sorrykit.exceptions import DuplicateAnalyzerError, PluginWarning
from sorrykit.phrases import Phrasebook


if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


GROUP = "sorrykit"
DISABLE = "SORRYKIT_DISABLE_PLUGINS"
BUILTIN = "builtin"


@attrs.frozen(kw_only=True)
class Plugin:
    """A plugin as it was found and what it offers; `state` is loaded, left out or disabled, `why` says more."""

    name: str
    distribution: str = ""
    version: str = ""
    state: str = "loaded"
    why: str = ""
    analyzers: tuple[Analyzer, ...] = ()
    phrasebooks: tuple[Phrasebook, ...] = ()
    rubrics: tuple[Any, ...] = ()
    thread_analyzers: tuple[Any, ...] = ()


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

    A plugin that breaks while it is imported, registered or asked is left out with one `PluginWarning` that names it.
    Raises `DuplicateAnalyzerError` where two plugins offer an analyzer of one name.
    """
    settings = settings or {}
    disabled = {name.strip() for name in os.environ.get(DISABLE, "").split(",") if name.strip()}
    plugins = [_register(BUILTIN, _builtin(), settings, distribution="sorrykit")]
    others: list[Plugin] = []
    for entry in _entry_points() if discover else ():
        known = {"distribution": entry.dist.name if entry.dist else "", "version": entry.dist.version if entry.dist else ""}
        if entry.name in disabled:
            others.append(Plugin(name=entry.name, state="disabled", why=f"by {DISABLE}", **known))
            continue
        try:
            module = entry.load()
        except BaseException as error:  # noqa: BLE001 -- a plugin may raise anything while it is imported
            if isinstance(error, KeyboardInterrupt):
                raise
            others.append(_leave_out(entry.name, "is imported", error, **known))
            continue
        others.append(_register(entry.name, module, settings, **known))
    others += [_register(name, module, settings) for name, module in (extra or {}).items() if name not in disabled]
    plugins += sorted(others, key=lambda plugin: plugin.name)
    _check_names(plugins)
    return tuple(plugins)


def _entry_points() -> list[EntryPoint]:
    from importlib.metadata import entry_points  # noqa: PLC0415 -- 20 ms that only a discovering kit needs

    return sorted(entry_points(group=GROUP))


def _builtin() -> ModuleType:
    from sorrykit import analyzers  # noqa: PLC0415 -- twenty modules and their phrasebooks, read when a kit is made

    return analyzers


def _register(name: str, module: object, settings: Mapping[str, Mapping[str, Any]], **known: str) -> Plugin:
    """Register one plugin with a manager of its own and ask it: nobody else's failure is its own."""
    manager = pluggy.PluginManager("sorrykit")
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(module, name)
        manager.check_pending()
    except Exception as error:  # noqa: BLE001 -- pluggy and the plugin may raise anything
        return _leave_out(name, "is registered", error, **known)
    offers: dict[str, tuple[Any, ...]] = {}
    for hook, (field, kind) in _HOOKS.items():
        try:
            offers[field] = tuple(_offer(getattr(manager.hook, hook)(settings=settings.get(name, {})), kind, hook))
        except Exception as error:  # noqa: BLE001 -- plugins may raise anything
            return _leave_out(name, f"is asked for {field.replace('_', ' ')}", error, **known)
    return Plugin(name=name, **known, **offers)


def _offer(answers: Iterable[Any], kind: type, hook: str) -> Iterable[Any]:
    for answer in answers:
        if isinstance(answer, (str, bytes, kind)) and kind is not object:
            msg = f"{hook} must return a list, not {type(answer).__name__}"
            raise TypeError(msg)
        for item in answer:
            if not isinstance(item, kind):
                msg = f"{hook} offers {item!r}, which is no {kind.__name__}"
                raise TypeError(msg)
            yield item


def _leave_out(name: str, when: str, error: BaseException, **known: str) -> Plugin:
    why = f"{type(error).__name__}: {error}"
    warnings.warn(f"plugin {name!r} is left out, it broke while it {when}: {why}", PluginWarning, stacklevel=2)
    return Plugin(name=name, state="left out", why=f"broke while it {when}: {why}", **known)


def _check_names(plugins: Iterable[Plugin]) -> None:
    owners: dict[str, str] = {}
    for plugin in plugins:
        for analyzer in plugin.analyzers:
            if analyzer.name in owners:
                msg = f"{analyzer.name!r} is offered by both {owners[analyzer.name]!r} and {plugin.name!r}; disable one with {DISABLE}"
                raise DuplicateAnalyzerError(msg)
            owners[analyzer.name] = plugin.name
