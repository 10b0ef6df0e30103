"""What a corpus is made of: frozen values, equal where their contents are."""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Self, overload

import attrs

from sorrykit._core import Apology, Finding
from sorrykit.analyzers import LABELS as LABELS  # noqa: PLC0414 -- the labels are the corpus's too


# The kinds of the labels that have kinds. The analyzers say the same, and a test holds the two together.
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "empathy": ("sympathy", "understanding"),
        "responsibility": ("explicit", "implicit"),
        "remedy": ("fix", "compensation", "choice", "vague"),
        "appreciation": ("personal", "formula"),
        "hollow": ("feelings", "generic"),
        "blame": ("customer", "colleague", "third-party"),
    }
)
SPLITS = ("train", "dev", "test")
# What an item without any label is in NLTK's agreement measures: MASI has no distance between empty sets.
NOTHING = "nothing"
_NUMBERED = re.compile(r"(\d+)")


def by_id(item: Item | ThreadItem) -> tuple[tuple[int, int, str], ...]:
    """Sort key: ids in order, with the numbers in them as numbers, so that "r2" comes before "r10"."""
    parts = _NUMBERED.split(item.id)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


@attrs.frozen(order=True)
class Label:
    """An act that a reader saw: its name, where it stands (code points, half-open) and its kind, if it has kinds."""

    label: str
    start: int
    end: int
    kind: str | None = None

    @classmethod
    def of(cls, finding: Finding) -> Self | None:
        """A finding as a label, or None for a finding about the whole text."""
        span = finding.span
        return cls(finding.analyzer, span.start, span.end, finding.kind) if span else None

    def overlaps(self, other: Label) -> bool:
        """Do the two share at least one character?"""
        return self.start < other.end and other.start < self.end


def _labels(labels: Iterable[Label]) -> tuple[Label, ...]:
    return tuple(labels)


def _proxy(codings: Mapping[str, Iterable[Label]]) -> Mapping[str, tuple[Label, ...]]:
    return MappingProxyType({coder: tuple(labels) for coder, labels in codings.items()})


@attrs.frozen(kw_only=True)
class Item:
    """One message: its text, the agreed labels, and what each coder said before they agreed.

    `slice` names what an item of the adversarial part probes, and is None elsewhere. `split` is stored with the item and
    never computed. `coders` maps the name of a coder to that coder's labels.
    """

    id: str
    text: str
    labels: tuple[Label, ...] = attrs.field(default=(), converter=_labels)
    domain: str | None = None
    channel: str | None = None
    slice: str | None = None
    split: str | None = None
    coders: Mapping[str, tuple[Label, ...]] = attrs.field(factory=dict, converter=_proxy, hash=False)

    @property
    def apology(self) -> Apology:
        """The message as something to analyze."""
        return Apology(self.text, source=self.id)

    @property
    def categories(self) -> frozenset[str]:
        """The names of its agreed labels."""
        return frozenset(label.label for label in self.labels)

    def quote(self, label: Label) -> str:
        """The words that a label stands on."""
        return self.text[label.start : label.end]


def _turns(turns: Iterable[Mapping[str, str]]) -> tuple[Mapping[str, str], ...]:
    return tuple(MappingProxyType(dict(turn)) for turn in turns)


def _frozen(gold: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType({name: tuple(value) if isinstance(value, list) else value for name, value in gold.items()})


@attrs.frozen(kw_only=True)
class ThreadItem:
    """One thread and what is true of it as a whole.

    `turns` are mappings with `speaker` ("customer" or "agent"), `at` (ISO 8601) and `text`. `gold` holds `apology_turns`,
    `first_apology_turn`, `resolved_turn`, `reopened_turns`, `missing_apology`, `double_deviation`, `longest_positive_run`
    and a `note`; turns are counted from 0, None stands where there is no such turn.
    """

    id: str
    turns: tuple[Mapping[str, str], ...] = attrs.field(converter=_turns, hash=False)
    gold: Mapping[str, Any] = attrs.field(factory=dict, converter=_frozen, hash=False)
    domain: str | None = None
    split: str | None = None


def _messages(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(items)


@attrs.frozen(eq=False, repr=False)
class Corpus:
    """Messages in a stable order, with the name they came under and the SHA-256 of the bytes they were read from."""

    items: tuple[Item, ...] = attrs.field(converter=_messages)
    name: str = ""
    sha256: str = ""

    def __repr__(self) -> str:
        return f"<Corpus of {len(self)} messages: {self.name}>"

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, key: int | str) -> Item: ...

    @overload
    def __getitem__(self, key: slice) -> Self: ...

    def __getitem__(self, key: int | str | slice) -> Item | Self:
        """The item of that id or place. Raises `KeyError` or `IndexError` where there is none; a slice is a corpus."""
        if isinstance(key, slice):
            return attrs.evolve(self, items=self.items[key])
        if isinstance(key, int):
            return self.items[key]
        for item in self.items:
            if item.id == key:
                return item
        raise KeyError(key)

    def split(self, name: str) -> Self:
        """The items of one split: "train", "dev" or "test"; the last is for reporting, never for tuning.

        Raises `ValueError` for another name.
        """
        if name not in SPLITS:
            msg = f"a split is one of {', '.join(SPLITS)}, not {name!r}"
            raise ValueError(msg)
        return attrs.evolve(self, items=[item for item in self.items if item.split == name], name=f"{self.name}, {name}")

    def where(self, **fields: str | None) -> Self:
        """The items whose fields have these values, for example `where(domain="travel", channel="tweet")`.

        Raises `AttributeError` for a field that items do not have.
        """
        kept = [item for item in self.items if all(getattr(item, name) == value for name, value in fields.items())]
        return attrs.evolve(self, items=kept)

    def labels(self) -> Iterator[tuple[Item, Label]]:
        """Every agreed label, with the item it is in."""
        return ((item, label) for item in self.items for label in item.labels)

    def annotations(self, label: str | None = None) -> Iterator[tuple[str, str, frozenset[str] | str]]:
        """The raw judgements as (coder, item, label) triples, as NLTK's `AnnotationTask` takes them.

        The label is the set of what the coder saw in the message (for `masi_distance` or `jaccard_distance`), the set of
        the word "nothing" where the coder saw nothing. With *label*, it is "yes" or "no": did the coder see that one?
        """
        for item in self.items:
            for coder, labels in item.coders.items():
                names = frozenset(found.label for found in labels)
                if label is None:
                    yield coder, item.id, names or frozenset({NOTHING})
                else:
                    yield coder, item.id, "yes" if label in names else "no"
