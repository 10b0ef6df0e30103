"""Configuration from a file: `sorrykit.toml`, or the table `[tool.sorrykit]` of a `pyproject.toml`.

The library never looks for a file by itself: who wants one loads it and makes a kit of it.

    kit = configuration.load("sorrykit.toml").kit()

The command line looks for one with `find`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from sorrykit.exceptions import ConfigurationError


if TYPE_CHECKING:
    from sorrykit.kit import Kit
    from sorrykit.phrases import Phrasebook


OWN = "sorrykit.toml"
SHARED = "pyproject.toml"


@attrs.frozen(kw_only=True)
class Configuration:
    """What a configuration file says. Without a file, everything is left as it is by default."""

    select: tuple[str, ...] | None = None
    """Names of the analyzers to report; all if None."""
    ignore: tuple[str, ...] = ()
    """Names of analyzers not to report."""
    learned: bool = True
    """Is the model asked beside the phrases?"""
    phrases: Mapping[str, Phrasebook] = attrs.field(factory=dict)
    """House phrases, by the name of the analyzer they belong to."""
    plugins: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    """Settings of plugins, by the name of the plugin."""
    source: str | None = None
    """The file all this is from."""

    def kit(self, *, select: Iterable[str] | None = None, ignore: Iterable[str] = (), **options: Any) -> Kit:
        """Make a kit of it.

        *select* stands in for the file's own, *ignore* is added to it; *options* go to `Kit` as they are.

        Raises what `Kit` raises; where the file may be to blame, the message begins with its name.
        """
        from sorrykit.kit import Kit  # noqa: PLC0415 -- reading a file needs no kit

        try:
            return Kit(
                select=self.select if select is None else select,
                ignore=[*self.ignore, *ignore],
                phrases=self.phrases,
                settings=self.plugins,
                **{"learned": self.learned, **options},
            )
        except ConfigurationError as error:
            if self.source is None or not self._names_in(str(error)):
                raise
            raise ConfigurationError(f"{self.source}: {error}") from error

    def _names_in(self, message: str) -> bool:
        """Is one of the names that this file gave what the message is about?"""
        return any(f" {name!r}" in message for name in (*(self.select or ()), *self.ignore, *self.plugins))


def load(path: Path | str) -> Configuration:
    """Read a configuration file: the table `[tool.sorrykit]` of a `pyproject.toml`, the whole of any other file.

    Raises `ConfigurationError`, with the file's name, for a file that cannot be read, for an unknown key and for a value
    of the wrong type; `PhraseError` for house phrases that are no phrasebook.
    """
    file = Path(path)
    table = _tables(file)
    if file.name == SHARED:
        found = _own_table(table, str(file))
        if found is None:
            raise ConfigurationError(f"{file}: there is no table [tool.sorrykit]")
        return _read(found, str(file), "tool.sorrykit.")
    return _read(table, str(file), "")


def find(start: Path | str) -> Path | None:
    """Return the configuration file that holds for the directory *start*, or None.

    That is the first one on the way from *start* up to the root: in each directory a `sorrykit.toml` before a
    `pyproject.toml`, and a `pyproject.toml` only if it has a table `[tool.sorrykit]`.

    Raises `ConfigurationError` for a `pyproject.toml` on the way that cannot be read.
    """
    here = Path(start).absolute()
    for directory in (here, *here.parents):
        own, shared = directory / OWN, directory / SHARED
        if own.is_file():
            return own
        if shared.is_file() and _own_table(_tables(shared), str(shared)) is not None:
            return shared
    return None


def _tables(file: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 -- most of the time there is no file

    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(f"{file}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file}: is not UTF-8: {error.reason} at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file}: is not TOML: {error}") from error


def _own_table(table: Mapping[str, Any], where: str) -> Mapping[str, Any] | None:
    tool = table.get("tool", {})
    found = tool.get("sorrykit") if isinstance(tool, Mapping) else None
    if found is not None and not isinstance(found, Mapping):
        raise ConfigurationError(f"{where}: tool.sorrykit is a table, as in [tool.sorrykit], not {_shown(found)}")
    return found


def _read(table: Mapping[str, Any], where: str, prefix: str) -> Configuration:
    for key in table:
        if key not in _READERS:
            import difflib  # noqa: PLC0415 -- only a mistake needs it

            near = difflib.get_close_matches(key, _READERS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(_READERS)}"
            raise ConfigurationError(f"{where}: unknown key {prefix + key!r}; {hint}")
    values = {key: read(table[key], where, prefix + key) for key, read in _READERS.items() if key in table}
    return Configuration(**values, source=where)


def _names(value: object, where: str, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ConfigurationError(f'{where}: {key} is a list of names, as in ["hollow", "blame"], not {_shown(value)}')
    return tuple(value)


def _yes_or_no(value: object, where: str, key: str) -> bool:
    if not isinstance(value, bool):
        raise ConfigurationError(f"{where}: {key} is true or false, not {_shown(value)}")
    return value


def _phrases(value: object, where: str, key: str) -> dict[str, Phrasebook]:
    from sorrykit.phrases._book import from_dict  # noqa: PLC0415 -- most files have no phrases

    return {
        name: from_dict(_phrasebook(book, where, f"{key}.{name}"), name, f"{where}: {key}.{name}")
        for name, book in _tables_of(value, where, key, "hollow").items()
    }


def _phrasebook(value: object, where: str, key: str) -> Mapping[str, object]:
    """A phrasebook's tables; a bare list stands for a phrasebook of nothing but these phrases."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return {"phrases": [{"find": value}]}
    raise ConfigurationError(f"{where}: {key} is a list of phrases, or a table as in a phrasebook, not {_shown(value)}")


def _plugins(value: object, where: str, key: str) -> dict[str, Mapping[str, Any]]:
    tables = _tables_of(value, where, key, "acme")
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            raise ConfigurationError(f"{where}: {key}.{name} is a table, as in [{key}.{name}], not {_shown(table)}")
    return dict(tables)


def _tables_of(value: object, where: str, key: str, example: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"{where}: {key} is a table, as in [{key}.{example}], not {_shown(value)}")
    return value


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


# Every key there is, and what reads it; each is a field of `Configuration`.
_READERS: dict[str, Callable[[object, str, str], Any]] = {
    "select": _names,
    "ignore": _names,
    "learned": _yes_or_no,
    "phrases": _phrases,
    "plugins": _plugins,
}
