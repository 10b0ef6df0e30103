"""A rubric: TOML in, criteria out, every mistake an error that says where it is."""

from __future__ import annotations

import difflib
import tomllib

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import attrs

from sorrykit import analyzers
from sorrykit.exceptions import RubricError
from sorrykit.text._late import late


Role = Literal["required", "desired", "forbidden", "neutral"]
ROLES = ("required", "desired", "forbidden", "neutral")
UNITS = ("message", "thread")
BUNDLED = ("three-sorrys", "five-steps", "empathy-first", "save", "one-apology", "liability-aware", "ccsarp", "lewicki", "sorrywatch")
KINDS: Mapping[str, tuple[str, ...]] = {
    "empathy": ("sympathy", "understanding"),
    "responsibility": ("explicit", "implicit"),
    "remedy": ("fix", "compensation", "choice", "vague"),
    "appreciation": ("personal", "formula"),
    "hollow": ("feelings", "generic"),
    "blame": ("customer", "colleague", "third-party"),
}
THREAD_FINDINGS = ("double-apology", "reopened-wound", "missing-apology", "double-deviation", "over-apologizing", "gloomy-follow-up")
MESSAGE_METRICS = ("first-apology", "apologies", "intensity", "obviously")
THREAD_METRICS = ("thread-apologies", "first-empathy-turn", "first-apology-turn", "longest-positive-run", "options-offered")
_KEYS = {"title", "source", "summary", "unit", "read_as", "criteria"}
_CRITERION = {"find", "metric", "at_least", "at_most", "role", "weight", "why", "source", "say"}
_SELECTOR = late(r"([a-z][a-z0-9-]*)(?::([a-z][a-z0-9-]*))?")


@attrs.frozen(kw_only=True)
class Criterion:
    """One point of a rubric: what must, should or must not be there, what it weighs, why, and what to say to the writer.

    Either `find` selects findings (`remedy`, `remedy:choice`, `apology|regret`), or `metric` names a number with bounds.
    """

    find: str = ""
    metric: str = ""
    at_least: float | None = None
    at_most: float | None = None
    role: Role
    weight: float
    why: str
    source: str = ""
    say: str = ""

    @property
    def name(self) -> str:
        """The criterion in a few characters, as in "remedy:choice" or "thread-apologies <= 1"."""
        bounds = [f">= {self.at_least:g}" if self.at_least is not None else "", f"<= {self.at_most:g}" if self.at_most is not None else ""]
        return self.find or " ".join([self.metric, *filter(None, bounds)])

    @property
    def selectors(self) -> tuple[tuple[str, str | None], ...]:
        """The findings it selects, as (analyzer, kind or None for any kind)."""
        return _selectors(self.find)

    @property
    def needs_thread(self) -> bool:
        """Can it be judged only in a thread?"""
        return self.metric in THREAD_METRICS or any(name in THREAD_FINDINGS for name, _ in self.selectors)


@attrs.frozen(kw_only=True)
class Rubric:
    """A published way to judge."""

    name: str
    title: str
    source: str
    unit: Literal["message", "thread"] = "message"
    summary: str = ""
    read_as: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    criteria: tuple[Criterion, ...] = ()

    def markdown(self) -> str:
        """The rubric as a page: what it asks, what it forbids, what each is worth, why, and what it tells the writer."""
        unit = "Judges a message." if self.unit == "message" else "Judges a thread; of a single message, what it can."
        lines = [f"# {self.name}: {self.title}", "", self.summary, "", f"{unit} Source: {self.source}."]
        for selector, other in self.read_as.items():
            lines += ["", f"It reads `{selector}` as `{other}`."]
        titles = {"required": "It requires", "desired": "It likes to see", "forbidden": "It forbids", "neutral": "It takes no offense at"}
        for role, title in titles.items():
            chosen = [criterion for criterion in self.criteria if criterion.role == role]
            if chosen:
                lines += ["", f"## {title}", ""]
                lines += [_markdown(criterion) for criterion in chosen]
        return "\n".join(lines) + "\n"


def _markdown(criterion: Criterion) -> str:
    points = f" ({criterion.weight:g} point{'' if criterion.weight == 1 else 's'})" if criterion.weight else ""
    source = f' Source: "{criterion.source}"' if criterion.source else ""
    say = f" Say: {criterion.say}" if criterion.say else ""
    return f"- `{criterion.name}`{points}: {criterion.why}{say}{source}"


def load(path: Path | str) -> Rubric:
    """Read a rubric file.

    Raises `RubricError` that names the file and the criterion.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        msg = f"{file}: cannot be read: {error.strerror}"
        raise RubricError(msg) from error
    return loads(text, file.stem.replace("_", "-"), str(file))


def loads(text: str, name: str, where: str = "", *, known: Iterable[str] = ()) -> Rubric:
    """Read a rubric from TOML text; *known* are names of further analyzers."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"{where or name}: not TOML: {error}"
        raise RubricError(msg) from error
    return from_dict(data, name, where, known=known)


def from_dict(data: Mapping[str, Any], name: str, where: str = "", *, known: Iterable[str] = ()) -> Rubric:
    """Make a rubric from the tables of a rubric file."""
    where = where or name
    _check_keys(data, _KEYS, where)
    names = {*analyzers.NAMES, *THREAD_FINDINGS, *known}
    for key in ("title", "source"):
        if not isinstance(data.get(key), str) or not data[key]:
            msg = f"{where}: a rubric needs {key!r}, a text"
            raise RubricError(msg)
    unit = data.get("unit", "message")
    if unit not in UNITS:
        msg = f"{where}: unit is message or thread, not {unit!r}"
        raise RubricError(msg)
    read_as = data.get("read_as", {})
    if not isinstance(read_as, Mapping):
        msg = f'{where}: read_as is a table of selector = selector, as in "hollow:feelings" = "empathy"'
        raise RubricError(msg)
    for selector in (*read_as, *read_as.values()):
        _check_selector(selector, names, f"{where}: read_as")
    entries = data.get("criteria", [])
    if not isinstance(entries, list) or not entries:
        msg = f"{where}: a rubric needs at least one [[criteria]]"
        raise RubricError(msg)
    criteria = tuple(_criterion(entry, names, f"{where}: criteria[{number}]") for number, entry in enumerate(entries, 1))
    if not any(criterion.role in {"required", "desired"} for criterion in criteria):
        msg = f"{where}: no criterion is required or desired, so nothing could earn a point"
        raise RubricError(msg)
    return Rubric(
        name=name, title=data["title"], source=data["source"], unit=unit, summary=str(data.get("summary", "")), read_as=dict(read_as), criteria=criteria
    )


@cache
def bundled(name: str) -> Rubric:
    """One of the rubrics that come with sorrykit.

    Raises `RubricError` for an unknown name, with the names that there are.
    """
    if name not in BUNDLED:
        near = difflib.get_close_matches(name, BUNDLED)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(BUNDLED)}; a rubric of your own is a path that ends in .toml"
        msg = f"there is no rubric {name!r}; {hint}"
        raise RubricError(msg)
    file = f"{name}.toml"
    return loads(resources.files(__package__).joinpath(file).read_text(encoding="utf-8"), name, file)


def _criterion(entry: object, names: set[str], where: str) -> Criterion:
    if not isinstance(entry, Mapping):
        msg = f"{where}: a criterion is a table, under [[criteria]]"
        raise RubricError(msg)
    _check_keys(entry, _CRITERION, where)
    if ("find" in entry) == ("metric" in entry):
        msg = f"{where}: a criterion has either 'find' or 'metric'"
        raise RubricError(msg)
    role, weight = entry.get("role"), entry.get("weight", 0 if entry.get("role") == "neutral" else 1)
    if role not in ROLES:
        msg = f"{where}: role is one of {', '.join(ROLES)}, not {role!r}"
        raise RubricError(msg)
    if isinstance(weight, bool) or not isinstance(weight, (int, float)) or weight < 0:
        msg = f"{where}: weight is a number, 0 or more, not {weight!r}"
        raise RubricError(msg)
    if not entry.get("why"):
        msg = f"{where}: a criterion needs 'why', the reason in a sentence"
        raise RubricError(msg)
    if "find" in entry:
        for part in str(entry["find"]).split("|"):
            _check_selector(part, names, where)
        if "at_least" in entry or "at_most" in entry:
            msg = f"{where}: at_least and at_most belong to a metric, not to 'find'"
            raise RubricError(msg)
    else:
        metrics = (*MESSAGE_METRICS, *THREAD_METRICS)
        if entry["metric"] not in metrics:
            msg = f"{where}: unknown metric {entry['metric']!r}; there are: {', '.join(metrics)}"
            raise RubricError(msg)
        if "at_least" not in entry and "at_most" not in entry:
            msg = f"{where}: a metric needs at_least or at_most, a number"
            raise RubricError(msg)
    return Criterion(**{"weight": weight, **entry})


@lru_cache(maxsize=1024)
def _selectors(find: str) -> tuple[tuple[str, str | None], ...]:
    """Asked for every criterion of every message, and always the same."""
    return tuple(_selector(part) for part in find.split("|")) if find else ()


def _selector(text: str) -> tuple[str, str | None]:
    name, _, kind = text.strip().partition(":")
    return name, kind or None


def _check_selector(text: object, names: set[str], where: str) -> None:
    match = _SELECTOR.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        msg = f"{where}: {text!r} is no selector; write a label, or a label and a kind as in 'remedy:choice'"
        raise RubricError(msg)
    name, kind = match.groups()
    if name not in names:
        near = difflib.get_close_matches(name, names)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        msg = f"{where}: unknown label {name!r}{hint}"
        raise RubricError(msg)
    if kind and name in analyzers.NAMES and kind not in KINDS.get(name, ()):
        kinds = ", ".join(KINDS.get(name, ())) or "none"
        msg = f"{where}: {name!r} has no kind {kind!r}; its kinds: {kinds}"
        raise RubricError(msg)


def _check_keys(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(str(key), known)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(known))}"
            msg = f"{where}: unknown key {key!r}; {hint}"
            raise RubricError(msg)
