"""Configuration files: where they are found, what they may say, and what is said of mistakes."""

from __future__ import annotations

import re

import pytest

from sorrykit import Analyzer, Finding, Kit, configuration, hookimpl
from sorrykit.configuration import Configuration
from sorrykit.exceptions import ConfigurationError, PhraseError


HOLLOW = "I'm sorry you feel that way."


@pytest.fixture(name="write")
def _write(tmp_path):
    def write(text, name="sorrykit.toml"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write


class Acme:
    """A plugin that says what its table holds."""

    @hookimpl
    def sorrykit_analyzers(self, settings):
        def find(apology):
            yield Finding(analyzer="acme", message=settings["word"])

        return [Analyzer(name="acme", summary="S.", find=find)]


class TestLoad:
    """`load`"""

    def test_own_file(self, write):
        """A sorrykit.toml is the table itself."""
        found = configuration.load(write('select = ["hollow", "blame"]\nignore = ["blame"]\n[plugins.acme]\nword = 3'))

        assert ("hollow", "blame") == found.select
        assert ("blame",) == found.ignore
        assert {"acme": {"word": 3}} == found.plugins

    def test_pyproject(self, write):
        """In a pyproject.toml it is [tool.sorrykit], and nothing else there matters."""
        file = write(
            '[project]\nname = "x"\n[tool.sorrykit]\nselect = ["hollow"]\n[tool.other]\nselect = 1', "pyproject.toml"
        )

        assert Configuration(select=("hollow",), source=str(file)) == configuration.load(file)

    def test_empty(self, write):
        """An empty file leaves everything as it is."""
        file = write("")

        assert Configuration(source=str(file)) == configuration.load(file)

    def test_byte_order_mark(self, write):
        """The mark that some editors write at the beginning is passed over."""
        assert ("hollow",) == configuration.load(write('\ufeffselect = ["hollow"]')).select

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('selct = ["x"]', "unknown key 'selct'; did you mean 'select'?"),
            ("learned = 1", "learned is true or false, not 1"),
            ("zzz = 1", "unknown key 'zzz'; there are: select, ignore, learned, phrases, plugins"),
            ('select = "hollow"', 'select is a list of names, as in ["hollow", "blame"], not \'hollow\''),
            ("ignore = [1]", 'ignore is a list of names, as in ["hollow", "blame"], not [1]'),
            ("phrases = 3", "phrases is a table, as in [phrases.hollow], not 3"),
            ("phrases.hollow = 3", "phrases.hollow is a list of phrases, or a table as in a phrasebook, not 3"),
            ("plugins = []", "plugins is a table, as in [plugins.acme], not []"),
            ("plugins.acme = true", "plugins.acme is a table, as in [plugins.acme], not True"),
        ],
    )
    def test_mistakes(self, write, text, message):
        """A mistake is said with the file, the key and a way out."""
        file = write(text)

        with pytest.raises(ConfigurationError) as caught:
            configuration.load(file)
        assert f"{file}: {message}" == str(caught.value)

    def test_mistake_in_pyproject(self, write):
        """In a pyproject.toml the key is named in full."""
        with pytest.raises(
            ConfigurationError, match=r"pyproject\.toml: unknown key 'tool\.sorrykit\.selct'; did you mean 'select'\?$"
        ):
            configuration.load(write("[tool.sorrykit]\nselct = 1", "pyproject.toml"))

    def test_long_value(self, write):
        """A long value is not shown whole."""
        with pytest.raises(ConfigurationError) as caught:
            configuration.load(write(f"select = '{'x' * 500}'"))
        assert len(str(caught.value)) < 300

    def test_no_table(self, write):
        """A pyproject.toml that is asked for and says nothing is a mistake."""
        with pytest.raises(ConfigurationError, match=r"pyproject\.toml: there is no table \[tool\.sorrykit\]$"):
            configuration.load(write("[tool.other]", "pyproject.toml"))

    def test_table_is_none(self, write):
        """The table must be one."""
        with pytest.raises(ConfigurationError, match=r"tool\.sorrykit is a table, as in \[tool\.sorrykit\], not 3$"):
            configuration.load(write("[tool]\nsorrykit = 3", "pyproject.toml"))

    def test_not_toml(self, write):
        """What is no TOML is said with line and column."""
        with pytest.raises(ConfigurationError, match=r"sorrykit\.toml: is not TOML: .*line 1, column 10"):
            configuration.load(write("select = !\n"))

    def test_not_utf8(self, write):
        """What is no UTF-8 is said with the byte."""
        file = write("")
        file.write_bytes(b"# caf\xe9\n")

        with pytest.raises(ConfigurationError, match=r"sorrykit\.toml: is not UTF-8: .* at byte 5$"):
            configuration.load(file)

    @pytest.mark.parametrize("name", ["no.toml", "."])
    def test_unreadable(self, tmp_path, name):
        """What is not there, or is a folder, is said."""
        with pytest.raises(ConfigurationError, match=r": cannot be read: (No such file or directory|Is a directory)$"):
            configuration.load(tmp_path / name)


class TestFind:
    """`find`"""

    def test_upward(self, write, tmp_path):
        """The nearest file upward holds; a pyproject.toml without the table is passed over."""
        outer = write("[tool.sorrykit]", "pyproject.toml")
        write("[tool.other]", "inner/pyproject.toml")
        (tmp_path / "inner/deep").mkdir()

        assert outer == configuration.find(tmp_path / "inner/deep")

    def test_own_first(self, write, tmp_path):
        """In one folder, sorrykit.toml holds."""
        write("[tool.sorrykit]", "pyproject.toml")
        own = write("")

        assert own == configuration.find(tmp_path)

    def test_none(self, tmp_path, monkeypatch):
        """Nothing found is no configuration."""
        monkeypatch.setattr(configuration, "OWN", "no-such-file.toml")
        monkeypatch.setattr(configuration, "SHARED", "no-such-project.toml")

        assert None is configuration.find(tmp_path)

    def test_broken(self, write, tmp_path):
        """A pyproject.toml on the way that cannot be read is an error, not passed over: it may be meant."""
        write("[tool.sorrykit", "pyproject.toml")

        with pytest.raises(ConfigurationError, match=r"pyproject\.toml: is not TOML"):
            configuration.find(tmp_path)


class TestKit:
    """`Configuration.kit`"""

    def test_select(self, write):
        """What the file selects is reported; an argument stands in for it."""
        found = configuration.load(write('select = ["hollow"]'))

        assert ["hollow"] == [analyzer.name for analyzer in found.kit(discover=False).analyzers]
        assert ["blame"] == [analyzer.name for analyzer in found.kit(discover=False, select=["blame"]).analyzers]

    def test_ignore(self, write):
        """What the file ignores and what an argument ignores are added."""
        found = configuration.load(write('select = ["hollow", "blame", "excuse"]\nignore = ["blame"]'))

        assert ["hollow"] == [analyzer.name for analyzer in found.kit(discover=False, ignore=["excuse"]).analyzers]

    def test_library_does_not_look(self, write, tmp_path, monkeypatch):
        """The library by itself reads no file."""
        write('select = ["nonsense"]')
        monkeypatch.chdir(tmp_path)

        assert ("hollow",) == tuple(analyzer.name for analyzer in Kit(discover=False, select=["hollow"]).analyzers)

    def test_house_phrases(self, write):
        """House phrases are found as those of the analyzer they belong to, with its texts or with their own."""
        file = write(
            '[phrases.hollow]\nmessage = "We do not say this here."\n[[phrases.hollow.phrases]]\n'
            'kind = "generic"\nfind = "we hear you loud and clear"\n'
        )
        (found,) = (
            configuration.load(file).kit(discover=False, select=["hollow"]).analyze("Well, we hear you loud and clear!")
        )

        assert ("hollow", "generic", "fault", "We do not say this here.") == (
            found.analyzer,
            found.kind,
            found.polarity,
            found.message,
        )

    def test_bare_list(self, write):
        """A bare list of phrases is enough, also for a name of its own."""
        found = configuration.load(write('[phrases]\nour-taboos = ["valued customer", "at your earliest convenience"]'))
        report = found.kit(discover=False, select=["our-taboos"]).analyze(
            "Dear valued customer, reply at your earliest convenience."
        )

        assert ["valued customer", "at your earliest convenience"] == [report.quote(finding) for finding in report]

    def test_phrase_error(self, write):
        """A phrase that cannot be read is said with file, entry and column."""
        file = write('[phrases]\nhollow = ["we .. sorry"]')

        with pytest.raises(PhraseError, match=rf"^{re.escape(str(file))}.*phrases\.hollow.*column 4: an unbounded gap"):
            configuration.load(file).kit(discover=False)

    def test_phrasebook_error(self, write):
        """A mistake in a phrasebook's keys is said with the file."""
        file = write("[phrases.hollow]\nwrods = 1")

        with pytest.raises(PhraseError, match=rf"^{re.escape(str(file))}: phrases\.hollow: unknown key 'wrods'"):
            configuration.load(file)

    def test_plugin_settings(self, write):
        """A plugin gets its own table."""
        found = configuration.load(write('select = ["acme"]\n[plugins.acme]\nword = "hi"'))
        (finding,) = found.kit(discover=False, extra={"acme": Acme()}).analyze("x")

        assert "hi" == finding.message

    def test_unknown_names(self, write):
        """An unknown name from the file is said with the file; one from the argument without."""
        file = write('select = ["holow"]')

        with pytest.raises(
            ConfigurationError, match=rf"^{re.escape(str(file))}: there is no analyzer 'holow'; did you mean 'hollow'"
        ):
            configuration.load(file).kit(discover=False)
        with pytest.raises(ConfigurationError, match=r"^there is no analyzer 'balme'; did you mean 'blame'"):
            configuration.load(file).kit(discover=False, select=["balme"])

    def test_unknown_plugin(self, write):
        """Settings for a plugin that is not there are said with the file."""
        file = write("[plugins.acne]")

        with pytest.raises(ConfigurationError, match=rf"^{re.escape(str(file))}: .*'acne'.*did you mean 'acme'"):
            configuration.load(file).kit(discover=False, extra={"acme": Acme()})
