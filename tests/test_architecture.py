"""The house has floors: a module imports from those before it, and never from those after it."""

from __future__ import annotations

import ast

from pathlib import Path

import pytest

import sorrykit

from sorrykit.analyzers import NAMES


HOUSE = Path(sorrykit.__file__).parent
FLOORS = (
    "exceptions", "text", "learned", "phrases", "render", "_core", "hookspecs", "analyzers", "plugins", "_run", "kit", "configuration",
    "rubrics", "threads", "corpus", "evaluation", "batch", "spark", "testing", "cli",
)  # fmt: skip
MODULES = sorted(path.relative_to(HOUSE).as_posix() for path in HOUSE.rglob("*.py") if path.parent != HOUSE or path.stem != "__init__")
SHUNNED = {"utils", "util", "helpers", "base", "common", "misc", "manager", "engine", "types"}


def floor(module: str) -> str:
    """The floor on which a module of the package lives."""
    return module.split("/", 1)[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The floors of this package that a file imports from; "" for the package itself."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert 0 == node.level, f"{path}: siblings are imported by their full names"
            is_root = node.module == "sorrykit"
            names = [f"sorrykit.{alias.name}" for alias in node.names] if is_root else [node.module or ""]
        else:
            continue
        for name in names:
            package, _, rest = name.partition(".")
            if package == "sorrykit":
                first = rest.split(".")[0]
                found.add(first if first in FLOORS else "")
    return found


def test_floors():
    """Every module stands on a floor."""
    assert set() == {floor(module) for module in MODULES} - set(FLOORS) - {"__main__"}


@pytest.mark.parametrize("module", MODULES)
def test_imports(module):
    """A module imports from its own floor and those below, and not from the package's face."""
    if floor(module) == "__main__":
        pytest.skip("the door to the top floor")
    own = FLOORS.index(floor(module))
    allowed = {*FLOORS[: own + 1], *([""] if FLOORS[own] == "cli" else [])}

    assert set() == imports(HOUSE / module) - allowed


@pytest.mark.parametrize("module", MODULES)
def test_names(module):
    """No module is named after nothing."""
    assert set() == {part.strip("_") for part in module.removesuffix(".py").split("/")} & SHUNNED


@pytest.mark.parametrize("suffix", [".py", ".toml"])
def test_analyzers(suffix):
    """An analyzer's name is its module's and its phrasebook's."""
    files = {path.stem for path in (HOUSE / "analyzers").glob(f"*{suffix}") if not path.stem.startswith("_")}

    assert {name.replace("-", "_") for name in NAMES} == files
