"""What makes the start quick changes nothing: what is kept of phrasebooks between processes, and patterns that are compiled late."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys

from pathlib import Path

import attrs
import pytest

import sorrykit

from sorrykit import Kit, render
from sorrykit.analyzers import BY_REQUEST, NAMES, named
from sorrykit.phrases import Phrasebook, load
from sorrykit.phrases._parsed import uncollected
from sorrykit.text._late import late


TEXT = "I'm sorry you feel that way, but mistakes were made. We will refund you today."
# What a process says of its kit: the books, what is found, and how much of the TOML it has read.
SAY = f"""
import tomllib
read, loads = [], tomllib.loads
tomllib.loads = lambda text: read.append(len(text)) or loads(text)
import sorrykit
kit = sorrykit.Kit(discover=False)
print(hash(repr([analyzer.phrases for analyzer in kit.analyzers])), kit.analyze({TEXT!r}).to_json())
print(len(read))
"""


def said(folder: Path | str) -> tuple[str, int]:
    """The same, and how many TOML files the process has read, with *folder* for what is kept."""
    done = subprocess.run(
        [sys.executable, "-c", SAY], capture_output=True, text=True, check=True, env={**os.environ, "SORRYKIT_CACHE": str(folder), "PYTHONHASHSEED": "0"}
    )
    told, read = done.stdout.splitlines()
    return told, int(read)


def test_what_is_kept_is_what_was_read(tmp_path):
    without, files = said("off")
    assert files > len(NAMES)
    assert not list(tmp_path.iterdir())

    assert said(tmp_path) == (without, files)
    (kept,) = tmp_path.iterdir()
    # Those by request are in no kit yet.
    assert said(tmp_path) == (without, len(BY_REQUEST))
    assert [kept] == list(tmp_path.iterdir())


def test_what_cannot_be_read_is_made_anew(tmp_path):
    fresh, files = said(tmp_path)
    (kept,) = tmp_path.iterdir()
    for content in (b"", b"no marshal", b"\xe9\x01\x00\x00\x00", b"{0", kept.read_bytes()[:1000]):
        kept.write_bytes(content)
        assert said(tmp_path) == (fresh, files)
        assert kept.stat().st_size > 1000


def test_a_folder_that_cannot_be_written_to(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert said(tmp_path / "file" / "folder")[0] == said("off")[0]


@pytest.mark.parametrize("name", NAMES)
def test_books_are_those_of_their_files(name):
    """Whatever is kept on this machine."""
    book = named(name).phrases
    assert book
    file = Path(sorrykit.__file__).parent / "analyzers" / f"{name.replace('-', '_')}.toml"
    read = load(file)
    assert len(book.shipped) == 64
    assert [phrase.where.partition(": ")[2] for phrase in book.phrases] == [phrase.where.partition(": ")[2] for phrase in read.phrases]
    assert nowhere(book) == nowhere(read)


def nowhere(book: Phrasebook) -> Phrasebook:
    """The book without its file and digest."""
    return attrs.evolve(book, shipped="", where="", phrases=tuple(attrs.evolve(phrase, where="") for phrase in book.phrases))


@pytest.mark.usefixtures("alone")
def test_answering_imports_no_more_than_it_needs():
    code = f"import sys; from sorrykit.cli import main; main(['check', '--text', {TEXT!r}], standalone_mode=False); print(*sys.modules)"
    # The environment is given, since readline, which pytest imports, sets a width behind the back of `os.environ`.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ})
    loaded = set(done.stdout.splitlines()[-1].split())
    assert {"sorrykit.kit", "sorrykit.render._text"} <= loaded
    spared = {"nltk", "rich", "sorrykit.render._page", "sorrykit.rubrics", "sorrykit.threads", "sorrykit.batch"}
    assert set() == loaded & spared


def test_renderings_are_there_when_they_are_asked_for():
    assert render.__all__ == sorted(render._LATER)
    for name in render.__all__:
        assert getattr(render, name).__name__ == name
        assert name in dir(render)
    with pytest.raises(AttributeError, match=r"module 'sorrykit\.render' has no attribute 'pdf'"):
        _ = render.pdf


def test_late_patterns_are_patterns():
    pattern = late(r"(so+)rry", re.IGNORECASE)
    compiled = re.compile(r"(so+)rry", re.IGNORECASE)
    assert pattern.pattern == compiled.pattern
    assert pattern.flags == compiled.flags
    for method in ("search", "match", "fullmatch", "findall"):
        for text in ("Sooorry", "so sorry, SORRY", ""):
            one, other = getattr(pattern, method)(text), getattr(compiled, method)(text)
            assert (one and getattr(one, "regs", one)) == (other and getattr(other, "regs", other))
    assert pattern.sub(r"\1", "Sorry") == "So"
    with pytest.raises(re.error, match="unterminated"):
        late("(so").search("sorry")


def test_collecting_goes_on_after_a_kit_was_made():
    assert gc.isenabled()
    Kit(discover=False)
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
        Kit(discover=False)
        assert not gc.isenabled()
    assert gc.isenabled()
