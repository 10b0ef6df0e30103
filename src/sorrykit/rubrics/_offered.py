"""The rubrics there are: the bundled ones, those that a kit's plugins offer, and files."""

from __future__ import annotations

import difflib

from collections.abc import Iterable
from pathlib import Path

from sorrykit.exceptions import RubricError
from sorrykit.kit import Kit
from sorrykit.rubrics._rubric import BUNDLED, Rubric, bundled, load


def offered(kit: Kit) -> dict[str, Rubric]:
    """Name -> rubric: the bundled ones first, then those of plugins in their order.

    Raises `RubricError` for a plugin's rubric that cannot be read, and for two of one name.
    """
    found = {name: bundled(name) for name in BUNDLED}
    owners = dict.fromkeys(BUNDLED, "sorrykit")
    for plugin in kit.plugins:
        for offer in plugin.rubrics:
            if not isinstance(offer, (Rubric, Path, str)):
                msg = f"the plugin {plugin.name!r} offers {offer!r} as a rubric; it is a Rubric or the path of a rubric file"
                raise RubricError(msg)
            rubric = offer if isinstance(offer, Rubric) else load(offer)
            if rubric.name in found:
                msg = f"two rubrics are called {rubric.name!r}: that of {owners[rubric.name]!r} and that of the plugin {plugin.name!r}"
                raise RubricError(msg)
            found[rubric.name], owners[rubric.name] = rubric, plugin.name
    return found


def find(names: Iterable[str | Path | Rubric], kit: Kit) -> tuple[Rubric, ...]:
    """The rubrics of these names and paths: the bundled ones, those of the kit's plugins, files; a `Rubric` is taken as it is.

    Raises `RubricError` for an unknown name, with the names that there are, for a file that cannot be read, and for two
    different rubrics of one name.
    """
    if isinstance(names, (str, Path, Rubric)):
        msg = "rubrics are a list of names, paths and rubrics, not one: rubrics=['save']"
        raise RubricError(msg)
    found: dict[str, Rubric] = {}
    there: dict[str, Rubric] = {}
    for name in names:
        if isinstance(name, Rubric):
            rubric = name
        elif not isinstance(name, (str, Path)):
            msg = f"a rubric is a name, a path or a Rubric, not {name!r}"
            raise RubricError(msg)
        elif isinstance(name, Path) or name.endswith(".toml"):
            rubric = load(name)
        else:
            there = there or offered(kit)
            if name not in there:
                near = difflib.get_close_matches(name, there, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(there)}, or a path.toml"
                msg = f"there is no rubric {name!r}; {hint}"
                raise RubricError(msg)
            rubric = there[name]
        if found.setdefault(rubric.name, rubric) != rubric:
            msg = f"two different rubrics are called {rubric.name!r}; rename one"
            raise RubricError(msg)
    return tuple(found.values())
