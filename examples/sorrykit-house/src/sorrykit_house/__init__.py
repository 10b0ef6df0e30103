"""The house style of a shop, as phrasebooks."""

from collections.abc import Iterable
from pathlib import Path

from sorrykit import hookimpl
from sorrykit.phrases import Phrasebook, load


HERE = Path(__file__).parent


@hookimpl
def sorrykit_phrasebooks() -> Iterable[Phrasebook]:
    return [load(HERE / "hollow.toml"), load(HERE / "officialese.toml")]
