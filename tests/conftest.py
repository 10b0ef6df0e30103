"""Hypothesis profiles, and plugins that are really installed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile

from pathlib import Path

import attrs
import hypothesis
import pytest


ROOT = Path(__file__).parent.parent

hypothesis.settings.register_profile("dev", deadline=None, max_examples=50)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=200, derandomize=True, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(name="alone")
def _alone(tmp_path, monkeypatch):
    """An empty folder, and an environment that asks for nothing."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "SORRYKIT_DISABLE_PLUGINS"):
        monkeypatch.delenv(name, raising=False)


@attrs.frozen
class Site:
    """A folder on the path into which distributions are installed: built as wheels and unpacked, as pip does it."""

    path: Path
    work: Path
    modules: list[str] = attrs.field(factory=list)

    def install(self, name: str, code: str, *, entry: str | None = None, version: str = "1.0") -> str:
        """Install the distribution `sorrykit-NAME` with one module and the entry point NAME; the module's name."""
        module = f"sorrykit_{name}".replace("-", "_")
        project = self.work / f"{name}-{len(self.modules)}"
        project.mkdir(parents=True)
        (project / f"{module}.py").write_text(code, encoding="utf-8")
        (project / "pyproject.toml").write_text(
            f'[project]\nname = "sorrykit-{name}"\nversion = "{version}"\n'
            f'[project.entry-points.sorrykit]\n{entry or name} = "{module}"\n'
            f'[tool.hatch.build.targets.wheel]\nonly-include = ["{module}.py"]\n'
            '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n',
            encoding="utf-8",
        )
        self.install_project(project)
        self.modules.append(module)
        return module

    def install_project(self, project: Path) -> None:
        """Install a project from its folder."""
        from hatchling import build

        before = Path.cwd()
        os.chdir(project)
        try:
            wheel = build.build_wheel(str(self.work))
        finally:
            os.chdir(before)
        with zipfile.ZipFile(self.work / wheel) as archive:
            archive.extractall(self.path)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a new Python in which everything that was installed can be imported."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("SORRYKIT_", "COV_"))}
        path = os.pathsep.join([str(self.path), *filter(None, [inherited.get("PYTHONPATH")])])
        return subprocess.run(
            [sys.executable, *arguments],
            env={**inherited, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            cwd=self.work,
        )


@pytest.fixture(name="site")
def _site(tmp_path, monkeypatch):
    site = Site(tmp_path / "site", tmp_path / "work")
    site.path.mkdir()
    site.work.mkdir()
    monkeypatch.syspath_prepend(site.path)
    monkeypatch.delenv("SORRYKIT_DISABLE_PLUGINS", raising=False)
    yield site
    for module in site.modules:
        sys.modules.pop(module, None)
