"""The code in the README and the documentation is run.

- Python, written plainly or as a session (`>>>`): run, a page at a time.
- A block whose first line is a comment with a file's name (`# sorrykit.toml`): written to that file, in a folder of the
  page's own.
- A `text` block with a caption: written to the file that the caption names.
- `console`: each line after `$` is run in that folder, and what it prints is compared. `pip install` installs without
  network into a folder that the commands after it see.
- TOML with phrases: read, compiled, and its examples are checked.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tomllib

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest

from sybil import Document, Example, Region, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser


ROOT = Path(__file__).parent
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_FILE = re.compile(r"# ([\w./-]+\.(?:py|toml|md|txt|jsonl|csv))\n")


def folder(example: Example) -> Path:
    """The folder of this page."""
    return example.namespace["here"]


def write_file(example: Example) -> None:
    """Write a block into the file that its first line names, if it does."""
    if match := _FILE.match(example.parsed):
        file = folder(example) / match.group(1)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(example.parsed, encoding="utf-8")


class PythonParser(PythonCodeBlockParser):
    """Python blocks, run or written to the file that they name."""

    def __call__(self, document: Document) -> Iterable[Region]:
        for region in super().__call__(document):
            if isinstance(region.parsed, str) and _FILE.match(region.parsed):
                region.evaluator = write_file
            yield region


class TomlParser(CodeBlockParser):
    """TOML blocks, written to the file that they name; those with phrases are read."""

    language = "toml"

    def evaluate(self, example: Example) -> str | None:
        data = tomllib.loads(example.parsed)
        write_file(example)
        house = data.get("tool", {}).get("sorrykit", data if "phrases" in data else {}).get("phrases", {})
        books = {"example": data} if isinstance(house, list) else house
        return _checked(books)


def _checked(books: dict) -> str | None:
    from sorrykit import testing
    from sorrykit.phrases import Matcher
    from sorrykit.phrases._book import from_dict

    for name, tables in books.items():
        given = {"phrases": [{"find": tables}]} if isinstance(tables, list) else tables
        book = from_dict(given, name, f"phrases.{name}")
        Matcher([book])
        if book.finds and book.leaves:
            try:
                testing.check_examples(book)
            except AssertionError as error:
                return str(error)
    return None


class TextParser(CodeBlockParser):
    """Texts with a caption, written to the file that it names."""

    language = "text"

    def evaluate(self, example: Example) -> None:
        name = (example.region.lexemes.get("options") or {}).get("caption")
        if name:
            (folder(example) / name).write_text(example.parsed, encoding="utf-8")


class ConsoleParser(CodeBlockParser):
    """Commands and what they print."""

    language = "console"

    def evaluate(self, example: Example) -> str | None:
        here = folder(example)
        site = here / ".site"
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("SORRYKIT_", "FORCE_COLOR"))},
            "PATH": path, "PYTHONPATH": os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH")])), "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "COLUMNS": "100",
        }  # fmt: skip
        for block in re.split(r"^\$ ", example.parsed, flags=re.MULTILINE)[1:]:
            command, _, wanted = block.partition("\n")
            if "pip install" in command:
                command = command.replace(
                    "pip install",
                    f"pip install --quiet --no-deps --no-index --no-build-isolation --disable-pip-version-check --target {site}",
                )
            done = subprocess.run(
                command, shell=True, cwd=here, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
            )
            got = done.stdout + done.stderr
            if done.returncode > 1 or (wanted.strip() and not doctest.OutputChecker().check_output(wanted, got, OPTIONS)):
                return f"$ {command}\nexit status {done.returncode}\n\nwanted:\n{wanted}\ngot:\n{got}"
        return None


def missing(*names: str) -> str:
    """Which of these, modules or programs, are not here: for pages about what not everybody has installed."""
    return ", ".join(name for name in names if not find_spec(name) and not shutil.which(name))


@pytest.fixture(name="here", scope="module")
def _here(tmp_path_factory):
    return tmp_path_factory.mktemp("page")


pytest_collect_file = Sybil(
    parsers=[PythonParser(doctest_optionflags=OPTIONS), TomlParser(), TextParser(), ConsoleParser(), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/how-to/*.md", "docs/reference/*.md", "docs/explanation/*.md"],
    fixtures=["here"],
    setup=lambda namespace: namespace.update(missing=missing),
    path=str(ROOT),
).pytest()
