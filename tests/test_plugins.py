"""Plugins, installed for real: built as wheels, unpacked on the path, found by their entry points."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import warnings

from pathlib import Path

import pytest

from sorrykit import Analyzer, Finding, Kit, Span, hookimpl, plugins
from sorrykit.exceptions import (
    AnalyzerError,
    ConfigurationError,
    DuplicateAnalyzerError,
    PluginError,
    PluginWarning,
)
from sorrykit.phrases import Phrasebook


ROOT = Path(__file__).parent.parent

COLD_CLOSE = """
from sorrykit import Analyzer, Finding, Span, hookimpl

def find(apology):
    start = apology.text.find("Best regards")
    if start >= 0:
        yield Finding(analyzer="cold-close", span=Span(start, start + 12), message="A stock closing after bad news.")

@hookimpl
def sorrykit_analyzers():
    return [Analyzer(name="cold-close", summary="Stock closings after bad news.", find=find, polarity="fault")]
"""

PHRASES = """
from sorrykit import hookimpl
from sorrykit.phrases import loads

@hookimpl
def sorrykit_phrasebooks():
    return [loads("{text}", "{name}")]
"""


def offering(name: str, *, needs: tuple[str, ...] = (), find: str = "lambda apology, found=None: ()") -> str:
    """The code of a plugin that offers one analyzer."""
    return (
        "from sorrykit import Analyzer, Finding, Span, hookimpl\n\n"
        "@hookimpl\n"
        "def sorrykit_analyzers():\n"
        f"    return [Analyzer(name={name!r}, summary='S.', needs={needs!r}, find={find})]\n"
    )


def one(found: tuple[plugins.Plugin, ...], name: str) -> plugins.Plugin:
    """The plugin of that name."""
    (plugin,) = (plugin for plugin in found if plugin.name == name)
    return plugin


class Plugin:
    """A plugin that is passed in, not installed."""

    def __init__(self, *analyzers: Analyzer) -> None:
        self.analyzers = analyzers

    @hookimpl
    def sorrykit_analyzers(self):
        return self.analyzers


def analyzer(name: str, find=lambda _, __=None: (), needs: tuple[str, ...] = ()) -> Analyzer:
    """An analyzer that finds what *find* says."""
    return Analyzer(name=name, summary="S.", find=find, needs=needs)


class TestInstalled:
    def test_found(self, site):
        """The ten lines of the documentation are a plugin, once they are installed."""
        site.install("cold-close", COLD_CLOSE)
        report = Kit(select=["cold-close"]).analyze("No refund. Best regards, Al")

        (finding,) = report["cold-close"]
        assert ("Best regards", "fault") == (report.quote(finding), finding.polarity)

    def test_known(self, site):
        """A plugin is listed with its distribution, its version and what it offers."""
        site.install("cold-close", COLD_CLOSE, version="2.3")
        plugin = one(plugins.collect(), "cold-close")

        assert ("sorrykit-cold-close", "2.3", "loaded", "") == (plugin.distribution, plugin.version, plugin.state, plugin.why)
        assert ["cold-close"] == [offered.name for offered in plugin.analyzers]

    def test_order(self, site):
        """The built-ins come first, then the others by name, whatever they were installed in."""
        for name in ("zebra", "acme", "midway"):
            site.install(name, offering(name))

        assert ["builtin", "acme", "midway", "zebra"] == [plugin.name for plugin in plugins.collect()]

    def test_not_looked_for(self, site):
        """A kit that does not discover has the built-ins alone."""
        site.install("cold-close", COLD_CLOSE)

        assert ["builtin"] == [plugin.name for plugin in Kit(select=["apology"], discover=False).plugins]

    def test_fewer_arguments(self, site):
        """A hook may leave its arguments out, or take them."""
        site.install("plain", offering("plain"))
        site.install("asking", offering("asking").replace("analyzers()", "analyzers(settings)"))

        assert {"plain", "asking"} <= {plugin.name for plugin in plugins.collect() if plugin.state == "loaded"}

    def test_generator(self, site):
        """A hook may yield what it offers."""
        site.install("lazy", offering("lazy").replace("return [", "yield from ["))

        assert ["lazy"] == [offered.name for offered in one(plugins.collect(), "lazy").analyzers]


class TestBroken:
    @pytest.mark.parametrize(
        ("code", "why"),
        [
            ("import nowhere_at_all", "was imported: ModuleNotFoundError"),
            ("raise RuntimeError('boom')", "was imported: RuntimeError: boom"),
            ("raise SystemExit(3)", "was imported: SystemExit: 3"),
            ("def (", "was imported: SyntaxError"),
            (offering("acme").replace("analyzers()", "analyzers(settings, mood)"), "was registered: PluginValidationError"),
            (offering("acme").replace("sorrykit_analyzers", "sorrykit_analyser"), "did you mean 'sorrykit_analyzers'?"),
            (offering("acme").replace("@hookimpl", ""), "it has no hook"),
            (offering("acme").replace("return [", "raise KeyError('x') or ["), "was asked for its analyzers: KeyError"),
            (offering("acme").replace("return [", "yield 1 / 0\n    return ["), "was asked for its analyzers: ZeroDivisionError"),
            (offering("acme").replace("return [", "return 7 or ["), "must return a list, not 7"),
            (offering("acme").replace("return [", "return 'acme' or ["), "must return a list, not 'acme'"),
            (offering("acme").replace("return [", "return ['acme'] or ["), "offers 'acme', which is no Analyzer"),
            (offering("acme").replace("return [", "return [Analyzer] or ["), "which is no Analyzer"),
            (offering("Not A Name"), "lower case with hyphens"),
            (offering("acme").replace("find=", "polarity='bad', find="), "was asked for its analyzers: ValueError"),
            (
                PHRASES.format(text="[[phrases]]\\nfind = '{{nobody}} here'", name="acme"),
                "had its phrases compiled: PhraseError",
            ),
        ],
        ids=[
            "missing module", "raises", "exits", "syntax", "unknown argument", "misspelt hook", "unmarked hook", "hook raises",
            "hook raises late", "no list", "a text", "a name", "a class", "bad name", "bad polarity", "bad phrase",
        ],
    )  # fmt: skip
    def test_left_out(self, site, code, why):
        """A plugin that breaks before it runs is left out with one warning that names it; the others go on."""
        site.install("acme", code)
        site.install("cold-close", COLD_CLOSE)
        with pytest.warns(PluginWarning, match="plugin 'acme' is left out") as caught:
            found = plugins.collect()

        assert 1 == len(caught)
        assert "left out" == one(found, "acme").state
        assert why in one(found, "acme").why
        assert "sorrykit-acme" == one(found, "acme").distribution
        assert "loaded" == one(found, "cold-close").state

    def test_interrupt(self, site):
        """Ctrl-C during an import is the user's, not the plugin's."""
        site.install("acme", "raise KeyboardInterrupt")
        with pytest.raises(KeyboardInterrupt):
            plugins.collect()

    def test_optional_hook(self, site):
        """A hook of a later sorrykit may be offered to this one, marked as optional."""
        later = "\n@hookimpl(optionalhook=True)\ndef sorrykit_later():\n    pass\n"
        site.install("acme", offering("acme") + later)

        assert "loaded" == one(plugins.collect(), "acme").state


class TestRunning:
    def test_recorded(self, site):
        """An analyzer that breaks while it runs costs its own findings, and the report says so."""
        site.install("acme", offering("acme", find="lambda apology: 1 / 0"))
        report = Kit(select=["acme", "apology"]).analyze("Sorry we lost your bag.")

        assert [("acme", "ZeroDivisionError: division by zero")] == [(f.analyzer, f.error) for f in report.failures]
        assert not report.complete
        assert report.findings

    def test_raised(self, site):
        """On request, the first analyzer that breaks ends the analysis and is named."""
        site.install("acme", offering("acme", find="lambda apology: 1 / 0"))
        with pytest.raises(AnalyzerError, match="'acme' broke: ZeroDivisionError") as caught:
            Kit(select=["acme"], on_error="raise").analyze("Sorry.")

        assert isinstance(caught.value.__cause__, ZeroDivisionError)

    @pytest.mark.parametrize(
        ("find", "error"),
        [
            (lambda _: ["sorry"], "TypeError: yielded 'sorry', which is no Finding"),
            (lambda _: None, "TypeError"),
            (lambda _: [Finding(analyzer="other")], "ValueError: yielded a finding in the name of 'other'"),
            (lambda _: [Finding(analyzer="acme", span=Span(3, 900))], "ValueError: yielded the span 3..900"),
        ],
        ids=["no finding", "nothing at all", "another's name", "outside the text"],
    )
    def test_nonsense(self, find, error):
        """An analyzer that yields nonsense has broken."""
        kit = Kit(select=["acme"], discover=False, extra={"acme": Plugin(analyzer("acme", find))})
        (failure,) = kit.analyze("Sorry.").failures

        assert failure.error.startswith(error)

    def test_dependents(self):
        """Who needs the findings of an analyzer that broke does not run on half of them, and is a failure too."""
        first = analyzer("first", lambda _: 1 / 0)
        second = analyzer("second", lambda *_: [Finding(analyzer="second")], needs=("first",))
        kit = Kit(select=["first", "second"], discover=False, extra={"acme": Plugin(second, first)})
        report = kit.analyze("Hello.")

        assert () == report["second"]
        assert ["first", "second"] == [failure.analyzer for failure in report.failures]
        assert "needs 'first', which broke" in report.failures[1].error


class TestNames:
    def test_two_plugins(self, site):
        """Two analyzers of one name are an error that names both plugins."""
        site.install("acme", offering("cold-close"))
        site.install("cold-close", COLD_CLOSE)
        with pytest.raises(DuplicateAnalyzerError) as caught:
            Kit()

        assert "'acme' (sorrykit-acme 1.0) and 'cold-close' (sorrykit-cold-close 1.0)" in str(caught.value)

    def test_builtin(self, site):
        """Nobody replaces a built-in unnoticed."""
        site.install("acme", offering("hollow"))
        with pytest.raises(DuplicateAnalyzerError, match=r"'hollow' is offered by both 'builtin'.*'acme'"):
            Kit()

    def test_twice(self):
        """A plugin may not offer a name twice."""
        with pytest.raises(DuplicateAnalyzerError, match="'x' is offered by 'acme' twice"):
            plugins.collect(discover=False, extra={"acme": Plugin(analyzer("x"), analyzer("x"))})

    def test_entry_points(self, site):
        """Two plugins of one name are an error that names both distributions."""
        site.install("acme", offering("one"))
        site.install("bcme", offering("two"), entry="acme")
        with pytest.raises(PluginError, match="two plugins are called 'acme': sorrykit-acme and sorrykit-bcme"):
            plugins.collect()

    def test_passed_in(self, site):
        """A plugin that is passed in does not take the name of an installed one."""
        site.install("acme", offering("one"))
        with pytest.raises(PluginError, match="sorrykit-acme and one that was passed in"):
            plugins.collect(extra={"acme": Plugin()})


class TestDisabled:
    def test_not_imported(self, site):
        """A disabled plugin is not even imported, and is listed as disabled."""
        site.install("acme", "raise SystemExit('imported!')")
        code = (
            "import json, sorrykit.plugins as p;"
            "print(json.dumps([(x.name, x.state, x.why) for x in p.collect()]))"
        )
        done = site.run("-W", "error", "-c", code, SORRYKIT_DISABLE_PLUGINS="other, acme")

        assert "" == done.stderr
        assert ["acme", "disabled", "by SORRYKIT_DISABLE_PLUGINS"] in json.loads(done.stdout)

    def test_clash(self, site, monkeypatch):
        """Disabling one of two that clash lets the other in."""
        site.install("acme", offering("cold-close"))
        site.install("cold-close", COLD_CLOSE)
        monkeypatch.setenv("SORRYKIT_DISABLE_PLUGINS", "acme")

        assert Kit(select=["cold-close"])["cold-close"].summary == "Stock closings after bad news."

    def test_passed_in(self, monkeypatch):
        """Plugins that are passed in can be disabled too."""
        monkeypatch.setenv("SORRYKIT_DISABLE_PLUGINS", "acme")

        assert "disabled" == one(plugins.collect(discover=False, extra={"acme": Plugin()}), "acme").state


SETTLED = """
from sorrykit import Analyzer, Finding, hookimpl

seen = []

@hookimpl
def sorrykit_analyzers(settings):
    seen.append(dict(settings))
    settings["changed"] = True
    return []
"""


class TestSettings:
    def test_own_table(self, site):
        """A plugin gets its own table and nobody else's."""
        module = site.install("acme", SETTLED)
        site.install("other", offering("other"))
        plugins.collect({"acme": {"level": 3}, "other": {"x": 1}})

        assert [{"level": 3}] == sys.modules[module].seen

    def test_empty(self, site):
        """Without settings the table is empty, never None."""
        module = site.install("acme", SETTLED)
        plugins.collect()

        assert [{}] == sys.modules[module].seen

    def test_own_copy(self, site):
        """What a plugin does to its table changes nothing outside."""
        site.install("acme", SETTLED)
        settings = {"acme": {"level": 3}}
        plugins.collect(settings)

        assert {"acme": {"level": 3}} == settings

    def test_refused(self, site):
        """A setting that the plugin refuses leaves it out, in its own words."""
        site.install("acme", SETTLED.replace("seen.append(dict(settings))", "raise ValueError('level is 1 to 5')"))
        with pytest.warns(PluginWarning, match=r"'acme' is left out.*ValueError: level is 1 to 5"):
            plugins.collect({"acme": {"level": 30}})

    def test_misspelt(self, site):
        """Settings for a plugin that is not there are an error that suggests the right one."""
        site.install("acme", SETTLED)
        with pytest.raises(ConfigurationError, match="a plugin 'amce', but no such plugin; did you mean 'acme'"):
            Kit(settings={"amce": {"level": 3}})

    @pytest.mark.parametrize("table", [None, 3, "level", ["level"]])
    def test_no_table(self, site, table):
        """Settings that are no table are an error."""
        site.install("acme", SETTLED)
        with pytest.raises(ConfigurationError, match="settings of the plugin 'acme' are a table"):
            Kit(settings={"acme": table})


class TestNeeds:
    def test_order(self):
        """An analyzer runs after what it needs, and gets those findings and no others."""
        seen = []

        def second(_, found):
            seen.append(dict(found))
            return [Finding(analyzer="second", message=found["first"][0].message)]

        first = analyzer("first", lambda _: [Finding(analyzer="first", message="from the first")])
        extra = {"a": Plugin(analyzer("second", second, needs=("first",))), "b": Plugin(first, analyzer("third"))}
        report = Kit(select=["second", "first", "third"], discover=False, extra=extra).analyze("Hello.")

        assert ["first"] == list(seen[0])
        assert "from the first" == report["second"][0].message

    def test_without_findings(self):
        """An analyzer without phrases is asked even where what it needs found nothing."""
        needing = analyzer("needing", lambda _, found: [Finding(analyzer="needing")] if not found["remedy"] else (), ("remedy",))
        kit = Kit(select=["needing"], discover=False, extra={"a": Plugin(needing)})

        assert 1 == len(kit.analyze("The cat sat on the mat.")["needing"])

    def test_unreported(self):
        """What is only needed runs, and is not reported."""
        extra = {"a": Plugin(analyzer("first", lambda _: [Finding(analyzer="first")]))}
        extra["b"] = Plugin(analyzer("second", lambda _, found: [Finding(analyzer="second")] * len(found["first"]), ("first",)))
        report = Kit(select=["second"], discover=False, extra=extra).analyze("Hello.")

        assert ["second"] == [finding.analyzer for finding in report]

    def test_circle(self):
        """Analyzers that need one another in a circle are an error that names its members in order."""
        ring = Plugin(analyzer("a", needs=("b",)), analyzer("b", needs=("c",)), analyzer("c", needs=("a",)))
        with pytest.raises(ConfigurationError, match="in a circle: a -> b -> c -> a"):
            Kit(discover=False, extra={"ring": ring})

    def test_itself(self):
        """An analyzer that needs itself is a circle."""
        with pytest.raises(ConfigurationError, match="in a circle: a -> a"):
            Kit(discover=False, extra={"ring": Plugin(analyzer("a", needs=("a",)))})

    def test_missing(self):
        """A need that nobody offers is an error that names who asks, and what is near."""
        with pytest.raises(ConfigurationError, match=r"'acme' needs 'holow', which nobody offers.*did you mean 'hollow'"):
            Kit(discover=False, extra={"acme": Plugin(analyzer("acme", needs=("holow",)))})

    def test_missing_plugin(self, site):
        """If the one who offered it was left out, the error says that too."""
        site.install("acme", offering("acme", needs=("base-class",)))
        site.install("base", "raise RuntimeError('boom')")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PluginWarning)
            with pytest.raises(ConfigurationError, match=r"plugin 'base' is left out: it broke while .*boom"):
                Kit()


class TestPhrasebooks:
    def test_adds(self, site):
        """A phrasebook adds phrases to the analyzer of its name, with its own words about them."""
        site.install(
            "acme",
            PHRASES.format(text="message = 'We say this daily.'\\n[[phrases]]\\nkind = 'generic'\\nfind = 'oopsie daisy'", name="hollow"),
        )
        (finding,) = Kit(select=["hollow"]).analyze("Oopsie daisy!")["hollow"]

        assert ("generic", "We say this daily.") == (finding.kind, finding.message)

    def test_two_houses(self):
        """Two houses may add to one analyzer; each finding has the words of its own house."""

        class House:
            @hookimpl
            def sorrykit_phrasebooks(self):
                return [book("hollow", "alpha beta", "first"), book("hollow", "gamma delta", "second")]

        kit = Kit(select=["hollow"], discover=False, extra={"house": House()})
        report = kit.analyze("Alpha beta. Gamma delta.")

        assert ["first", "second"] == [finding.message for finding in report]

    def test_overlap(self):
        """Where a house says the same of the same words, its own words stand."""
        tables = {"message": "Ours.", "phrases": [{"kind": "feelings", "find": "sorry you feel that way"}]}
        report = Kit(select=["hollow"], discover=False, phrases={"hollow": tables}).analyze("I am sorry you feel that way.")

        assert ["Ours."] == [finding.message for finding in report]

    def test_passed_in_object(self):
        """A phrasebook may be given as such; its key is the name that counts."""
        kit = Kit(select=["acme"], discover=False, phrases={"acme": book("other", "alpha beta", "Ours.")})

        assert ["acme"] == [finding.analyzer for finding in kit.analyze("alpha beta")]


def book(name: str, find: str, message: str) -> Phrasebook:
    """A phrasebook of one phrase."""
    from sorrykit.phrases import loads

    return loads(f"message = '{message}'\n[[phrases]]\nfind = '{find}'", name)


class TestExamples:
    """The plugins in `examples`, as a stranger would install them."""

    @pytest.mark.parametrize("name", ["sorrykit-airline", "sorrykit-house"])
    def test_pip(self, tmp_path, site, name):
        """Pip installs it, sorrykit lists it, and its own tests pass."""
        project = tmp_path / name
        shutil.copytree(ROOT / "examples" / name, project, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        done = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation",
             "--disable-pip-version-check", "--target", site.path, project],
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert (0, "") == (done.returncode, done.stderr)

        entry = name.removeprefix("sorrykit-")
        code = f"import sorrykit.plugins as p; print([(x.distribution, x.state) for x in p.collect() if x.name == {entry!r}])"
        assert f"[('{name}', 'loaded')]\n" == site.run("-W", "error", "-c", code).stdout

        tests = site.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(project / "pyproject.toml"), str(project / "tests"))
        assert 0 == tests.returncode, tests.stdout + tests.stderr
