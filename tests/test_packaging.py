"""What is shipped, and what an import costs."""

from __future__ import annotations

import contextlib
import importlib
import re
import subprocess
import sys
import tomllib

from importlib import metadata, resources
from pathlib import Path

import pytest

import sorrykit


ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_version():
    """There is one version."""
    assert metadata.version("sorrykit") == sorrykit.__version__ == PROJECT["version"]


def test_pythons():
    """The classifiers begin with the oldest Python that is required."""
    versions = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))

    assert PROJECT["requires-python"] == f">={versions[0]}"


def test_public_names():
    """The public names are sorted, all there, and `import *` gives them."""
    namespace: dict[str, object] = {}
    exec("from sorrykit import *", namespace)

    assert sorted(sorrykit.__all__, key=str.casefold) == sorted(set(sorrykit.__all__), key=str.casefold)
    assert set(sorrykit.__all__) <= set(namespace)
    assert set(sorrykit.__all__) <= set(dir(sorrykit))


def test_unknown_name():
    """A name that is not there is an ordinary error."""
    with pytest.raises(AttributeError, match=r"sorrykit.*'analyse'"):
        _ = sorrykit.analyse


@pytest.mark.parametrize("file", ["py.typed", "phrases/classes.toml", "analyzers/hollow.toml", "render/report.schema.json", "render/page.css"])
def test_files(file):
    """Typing marker, phrases and schemas are in the package."""
    assert resources.files("sorrykit").joinpath(file).is_file()


def test_console_script():
    """The command is called `sorrykit`, and what it points to is there."""
    (script,) = metadata.entry_points(group="console_scripts", name="sorrykit")

    assert callable(script.load())


def test_import_is_cheap():
    """Importing the package imports nothing that is heavy, reads no entry points and says nothing."""
    code = (
        "import sys, sorrykit;"
        "heavy = {'nltk', 'rich', 'click', 'pyarrow', 'pandas', 'numpy', 'hypothesis', 'importlib.metadata', 'sorrykit.kit',"
        " 'sorrykit.analyzers', 'sorrykit.cli'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)

    assert ("[]\n", "") == (done.stdout, done.stderr)


@pytest.mark.parametrize("extra", ["arrow", "spark", "bench", "docs"])
def test_extras(extra):
    """The extras that the documentation names are there."""
    assert PROJECT["optional-dependencies"][extra]


def test_modules_import():
    """Every module of the package can be imported, unless it needs an extra that says so."""
    house = Path(sorrykit.__file__).parent
    for path in sorted(house.rglob("*.py")):
        name = ".".join(("sorrykit", *path.relative_to(house).with_suffix("").parts)).removesuffix(".__init__")
        if name.endswith("__main__"):
            continue
        with contextlib.suppress(ModuleNotFoundError) if needs_extra(path) else contextlib.nullcontext():
            importlib.import_module(name)


def needs_extra(path: Path) -> bool:
    """Does a module import something at its top that only an extra installs?"""
    return re.search(r"^(?:import|from) (?:pyarrow|pyspark|matplotlib|hypothesis)", path.read_text(encoding="utf-8"), re.MULTILINE) is not None


def test_no_addresses():
    """No file of the project says from where packages are to be downloaded."""
    hosts = ("pypi" + ".org", "python" + "hosted", "index" + "-url", "find" + "-links")
    files = [path for path in ROOT.iterdir() if path.is_file() and path.name != "uv.lock"]
    files += [path for folder in ("docs", "examples", "src", "tests", "benchmarks", ".ci") for path in (ROOT / folder).rglob("*")]
    told = [
        (path.name, host)
        for path in files
        if path.suffix in {".py", ".toml", ".md", ".cfg", ".txt", ".lock", ""} and path.is_file() and "_build" not in path.parts
        for host in hosts
        if host in path.read_text(encoding="utf-8", errors="replace")
    ]

    assert [] == told
    assert not list(ROOT.glob("*.lock"))
