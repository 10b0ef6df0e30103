"""All rubrics that a kit's plugins offer, beside the bundled ones."""

from __future__ import annotations

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
