"""Gates: what there is, is documented, and the documentation names nothing else."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import sys

from pathlib import Path

import pytest

import sorrykit

from sorrykit import Analyzer, Example, exceptions, hookspecs, plugins, rubrics, testing
from sorrykit.analyzers import NAMES
from sorrykit.phrases import _book, loads
from sorrykit.phrases._language import SHAPES


ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def read(name: str) -> str:
    """A page of the documentation."""
    return (DOCS / name).read_text(encoding="utf-8")


def load(path: Path):
    """A module that is no part of a package, and finds those beside it."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(path.parent)
        spec.loader.exec_module(module)
    return module


@pytest.fixture(name="rule_pages", scope="module")
def _rule_pages():
    return load(DOCS / "_ext" / "rule_pages.py")


def test_hooks():
    """Each hook is a heading with its signature, in the order of the code, and no other is."""
    hooks = [
        f"{name}({', '.join(inspect.signature(function).parameters)})"
        for name, function in vars(hookspecs).items()
        if name.startswith("sorrykit_")
    ]

    assert hooks == re.findall(r"^## (sorrykit_.*)$", read("reference/hooks.md"), re.MULTILINE)


def test_hooks_are_called():
    """Each hook that is specified is one that is asked."""
    assert set(plugins._HOOKS) == {name for name in vars(hookspecs) if name.startswith("sorrykit_")}


def public() -> list[str]:
    """Every public class and function, in full."""
    names = [f"sorrykit.{name}" for name in sorrykit.__all__]
    names += [f"sorrykit.testing.{name}" for name in vars(testing) if name.startswith("check_")]
    for folder in sorted(path.parent for path in Path(sorrykit.__file__).parent.glob("[a-z]*/__init__.py")):
        package = folder.name
        if package in {"analyzers", "cli"}:
            continue
        module = importlib.import_module(f"sorrykit.{package}")
        for name in getattr(module, "__all__", ()):
            value = getattr(module, name)
            if name not in sorrykit.__all__ and (inspect.isclass(value) or inspect.isroutine(value)):
                names.append(f"sorrykit.{package}.{name}")
    return names


@pytest.mark.parametrize("name", public())
def test_api(name):
    """Each public name is explained on a page of the reference."""
    pages = "".join(path.read_text(encoding="utf-8") for path in (DOCS / "reference").glob("*.md"))

    assert re.search(rf"^\.\. (?:auto|py:)\w+:: {re.escape(name)}$", pages, re.MULTILINE)


def test_api_exists():
    """Each name on the page is there."""
    pages = "".join(path.read_text(encoding="utf-8") for path in (DOCS / "reference").glob("*.md"))
    for name in re.findall(r"^\.\. auto(?:class|function|data):: ([\w.]+)$", pages, re.MULTILINE):
        module, _, attribute = name.rpartition(".")

        assert hasattr(importlib.import_module(module), attribute), name


def test_exceptions():
    """Each exception says in a sentence when it comes."""
    errors = [value for value in vars(exceptions).values() if inspect.isclass(value)]

    assert [] == [error.__name__ for error in errors if not (error.__doc__ or "").rstrip().endswith(".")]


@pytest.mark.parametrize("key", sorted(_book._KEYS | _book._TOP))
def test_phrasebook_keys(key):
    """Each key of a phrasebook is explained."""
    page = read("reference/phrases.md")

    assert re.search(rf"^\|[^|]*`\[*{key}(?:\.NAME)?\]*`", page, re.MULTILINE) or f"`{key}`" in page


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(shape):
    """Each class of shape is explained."""
    assert f"`{{{shape}}}`" in read("reference/phrases.md")


def test_rule_pages(rule_pages, tmp_path):
    """Each analyzer has a page, listed once; nothing else stays in the folder."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "gone.md").write_text("# gone\n", encoding="utf-8")

    assert list(NAMES) == rule_pages.write(folder)
    assert {f"{name}.md" for name in (*NAMES, "index", "word-classes")} == {path.name for path in folder.iterdir()}
    index = (folder / "index.md").read_text(encoding="utf-8")
    assert sorted(NAMES) == sorted(re.findall(r"^\| \[([\w-]+)\]", index, re.MULTILINE))


def test_rule_pages_keep_dates(rule_pages, tmp_path):
    """A page that would be the same is not written again."""
    rule_pages.write(tmp_path / "rules")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "rules").iterdir()}
    rule_pages.write(tmp_path / "rules")

    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "rules").iterdir()}


def test_rule_page(rule_pages):
    """A page has the facts, the texts for the writer, and the examples with the found parts marked and nothing else changed."""
    book = loads("message = 'It *hurts*.'\nadvice = 'Stop.'\n[[phrases]]\nfind = 'ouch'\nfinds = '[Ouch], <b>1_2</b>!'\nleaves = 'Fine.'", "acme")
    analyzer = Analyzer(
        name="acme", summary="Pain.", phrases=book, polarity="fault", needs=("remedy",), kinds=(), examples=Example.of(book),
        doc="Pain.\n\n## Why it matters\n\nIt hurts.\n\n## Known limits\n\nNone.",
    )  # fmt: skip

    page = rule_pages.page(analyzer)

    assert re.findall(r"^#+ (.*)$", page, re.MULTILINE) == ["acme", "Why it matters", "What it tells the writer", "Examples", "Known limits"]
    assert "*fault* · builds on [remedy](remedy.md)" in page
    assert r"It \*hurts\*\. Stop\." in page
    assert r"- [Ouch]{.found .fault}, \<b\>1\_2\</b\>\!" in page
    assert r"- Fine\." in page


def test_rubric_pages(tmp_path):
    """Each rubric has a page with all its criteria, and the matrix has its column; nothing else stays in the folder."""
    pages = load(DOCS / "_ext" / "rubric_pages.py")
    (tmp_path / "gone.md").write_text("# gone\n", encoding="utf-8")

    assert list(rubrics.BUNDLED) == pages.write(tmp_path)
    assert {f"{name}.md" for name in (*rubrics.BUNDLED, "index")} == {path.name for path in tmp_path.iterdir()}
    assert set(rubrics.BUNDLED) == set(pages.ABOUT)
    for name in rubrics.BUNDLED:
        page = (tmp_path / f"{name}.md").read_text(encoding="utf-8")
        assert len(rubrics.bundled(name).criteria) == len(re.findall(r"^\| (?!what|---)", page, re.MULTILINE))
    assert "**apology**" in (tmp_path / "index.md").read_text(encoding="utf-8")


def test_pairs():
    """The figures about pairs of messages in the documentation are those of today."""
    pairs = load(ROOT / "benchmarks" / "pairs.py")
    results = pairs.ordered(pairs.load())

    assert 50 == len(results)
    assert sum(map(pairs._all, results)) >= 48
    assert pairs.table(results) in read("explanation/rubrics.md"), "run: python benchmarks/pairs.py --write"


@pytest.mark.parametrize("page", sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if "_build" not in path.parts))
def test_links(page):
    """Links between pages lead somewhere. The pages of analyzers are made when the documentation is built."""
    file = DOCS / page
    for target in re.findall(r"\]\(([\w./-]+\.md)(?:#[\w-]+)?\)", file.read_text(encoding="utf-8")):
        found = (file.parent / target).resolve()

        assert found.is_file() or found.parent.name in {"rules", "rubrics"}, f"{page}: {target}"


def test_readme_links():
    """Links from the README lead somewhere."""
    for target in re.findall(r"\]\(([\w./-]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target


def test_commands():
    """The targets of make that are named in the documentation are there."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    named = {name for page in pages for name in re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)}

    assert set() == named - targets


def test_capture():
    """The picture in the README shows what the command prints today; `make readme-capture` makes it anew."""
    capture = load(DOCS / "capture.py")
    words = set(re.findall(r"\w+", re.sub(r"&#\d+;|&\w+;", " ", re.sub(r"<[^>]*>", " ", capture.PICTURE.read_text(encoding="utf-8")))))
    printed = set(re.findall(r"\w+", capture.printed(color=False)))

    assert set() == printed - words


def test_glossary():
    """The words of the house are in the glossary."""
    terms = set(re.findall(r"^([\w-][\w -]*)$", read("glossary.md"), re.MULTILINE))

    assert {"apology", "analyzer", "finding", "report", "rubric", "criterion", "score", "thread", "turn", "phrasebook", "kit", "span"} <= terms


def test_no_dead_options():
    """Command names in the documentation are those of the command line."""
    cli = importlib.import_module("sorrykit.cli")
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    named = {name for page in pages for name in re.findall(r"(?:`|^\$ )sorrykit ([a-z]+)\b", page.read_text(encoding="utf-8"), re.MULTILINE)}

    assert set() == named - set(cli.COMMANDS)


def test_python_floor():
    """The documentation names the oldest Python that is required."""
    required = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert required is not None
    assert f"Python {required.group(1)} or later" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"Python {required.group(1)} or later" in read("tutorial.md")
    assert sys.version_info >= tuple(map(int, required.group(1).split(".")))
