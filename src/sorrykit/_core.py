"""The values everything else hangs on: an apology, what was seen in it, and who looks."""

from __future__ import annotations

import re

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Self

import attrs


if TYPE_CHECKING:
    from sorrykit.phrases import Hit, Phrasebook
    from sorrykit.text import Reading, Splitter


Polarity = Literal["strength", "fault", "note"]
POLARITIES = ("strength", "fault", "note")
SCHEMA = "sorrykit/report/1"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


# Converters with types of their own: a type checker cannot see through a bare `tuple`.


def _names(items: Iterable[str]) -> tuple[str, ...]:
    if isinstance(items, str):
        msg = f"a list of names is wanted, not the one text {items!r}"
        raise TypeError(msg)
    return tuple(items)


def _quotes(items: Iterable[str | None]) -> tuple[str | None, ...]:
    if isinstance(items, str):
        msg = f"a list of quotes is wanted, not the one text {items!r}"
        raise TypeError(msg)
    return tuple(items)


def _examples(items: Iterable[Example]) -> tuple[Example, ...]:
    return tuple(items)


def _findings(items: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(items)


def _failures(items: Iterable[Failure]) -> tuple[Failure, ...]:
    return tuple(items)


def _scores(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(items)


@attrs.frozen(order=True)
class Span:
    """A stretch of a text: code points, half-open, never empty.

    Raises `ValueError` for a negative start or an end that is not behind it, `TypeError` for anything but whole numbers.
    """

    start: int
    end: int

    def __attrs_post_init__(self) -> None:
        # Exactly int: a float cannot cut a text, and other integers cannot be written as JSON.
        if type(self.start) is not int or type(self.end) is not int:
            msg = f"a span is made of two int, not of {self.start!r} and {self.end!r}"
            raise TypeError(msg)
        if not 0 <= self.start < self.end:
            msg = f"a span is 0 <= start < end, not {self.start}..{self.end}"
            raise ValueError(msg)

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"


@attrs.frozen(kw_only=True)
class Finding:
    """One thing an analyzer saw.

    `span` is None for a finding about the whole text. `polarity` may be left out: the kit fills in the analyzer's.

    Raises `TypeError` for a span that is no `Span`, `ValueError` for another polarity than strength, fault and note.
    """

    analyzer: str
    message: str = ""
    span: Span | None = None
    kind: str | None = None
    advice: str = ""
    polarity: Polarity | None = None

    def __attrs_post_init__(self) -> None:
        if self.span is not None and type(self.span) is not Span:
            msg = f"a finding's span is a Span or None, not {self.span!r}"
            raise TypeError(msg)
        if self.polarity is not None and self.polarity not in POLARITIES:
            msg = f"a finding's polarity is one of {', '.join(POLARITIES)}, not {self.polarity!r}"
            raise ValueError(msg)

    def to_dict(self, text: str) -> dict[str, object]:
        """The finding as plain data, quoted from *text*."""
        span = self.span
        return {
            "analyzer": self.analyzer,
            "kind": self.kind,
            "polarity": self.polarity or "note",
            "start": span.start if span else None,
            "end": span.end if span else None,
            "quote": text[span.start : span.end] if span else None,
            "message": self.message,
            "advice": self.advice,
        }


@attrs.frozen
class Example:
    """A text and what an analyzer must find in it: the quotes, in order; nothing if there are none.

    None among the quotes stands for a finding about the whole text.
    """

    text: str
    finds: tuple[str | None, ...] = attrs.field(default=(), converter=_quotes)
    kind: str | None = None

    @classmethod
    def marked(cls, line: str, kind: str | None = None) -> Self:
        """An example with the found parts in [brackets]; ` [*]` at the end stands for the whole text."""
        whole = line.endswith(" [*]")
        line = line.removesuffix(" [*]")
        found: list[str | None] = re.findall(r"\[([^\]]*)\]", line)
        return cls(re.sub(r"[\[\]]", "", line), (*found, None) if whole else tuple(found), kind)

    @classmethod
    def of(cls, book: Phrasebook) -> tuple[Self, ...]:
        """The examples of a phrasebook, those to find before those to leave alone."""
        return (*(cls.marked(line, kind) for kind, line in book.finds), *(cls(line) for line in book.leaves))


@attrs.frozen
class Apology:
    """A text to analyze, with who spoke and when, if known. It may turn out to hold no apology at all.

    `sentences` cuts it into sentences: a function from a text to (start, end) pairs; sorrykit's own if left out.

    Raises `TypeError` for anything but text: bytes must be decoded first, and nothing is guessed.
    """

    text: str
    source: str | None = attrs.field(default=None, kw_only=True)
    speaker: str | None = attrs.field(default=None, kw_only=True)
    at: str | None = attrs.field(default=None, kw_only=True)
    sentences: Splitter | None = attrs.field(default=None, kw_only=True, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.text, str):
            hint = "; decode it first, for example text.decode('utf-8')" if isinstance(self.text, (bytes, bytearray)) else ""
            msg = f"an apology is text (str), not {type(self.text).__name__}{hint}"
            raise TypeError(msg)

    @property
    def reading(self) -> Reading:
        """Its tokens, sentences and voices, read once and shared by all analyzers."""
        read = _reader()
        return read(self.text) if self.sentences is None else read(self.text, self.sentences)


@cache
def _reader() -> Callable[..., Reading]:
    from sorrykit.text import read  # noqa: PLC0415 -- keeps `import sorrykit` cheap

    return read


class Found(Mapping[str, tuple[Finding, ...]]):
    """What an analyzer builds on: `found["remedy"]` are the findings of one it `needs`, `found.hits` the hits of its phrases.

    Raises `KeyError` for the findings of an analyzer that it does not need: its result must not hang on who ran before.
    """

    __slots__ = ("_findings", "_needs", "hits")

    def __init__(
        self, findings: Mapping[str, tuple[Finding, ...]] | None = None, hits: Sequence[Hit] = (), needs: Sequence[str] | None = None
    ) -> None:
        self._findings: Mapping[str, tuple[Finding, ...]] = {} if findings is None else findings
        self._needs: Sequence[str] | None = needs
        self.hits: Sequence[Hit] = hits

    def __getitem__(self, need: str) -> tuple[Finding, ...]:
        if self._needs is not None and need not in self._needs:
            msg = f"{need!r} is not among the needs of this analyzer: {', '.join(self._needs) or 'none'}"
            raise KeyError(msg)
        return self._findings.get(need, ())

    def __iter__(self) -> Iterator[str]:
        return iter(self._findings if self._needs is None else self._needs)

    def __len__(self) -> int:
        return len(self._findings if self._needs is None else self._needs)


@contextmanager
def reading_back(what: str, schema: str, data: Mapping[str, Any]) -> Iterator[None]:
    """Around the reading of plain data that was written as *schema*.

    Raises `ValueError` for another schema, and in place of whatever goes wrong with a key that is missing or does not fit.
    """
    try:
        if data.get("schema") != schema:
            msg = f"this is not a {what} of the schema {schema!r} but {data.get('schema')!r}"
            raise ValueError(msg)
        yield
    except (AttributeError, KeyError, TypeError) as error:
        why = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
        msg = f"this is not a {what} of the schema {schema!r}: {why}"
        raise ValueError(msg) from error


Find = Callable[..., Iterable["Finding | Hit"]]


def _is_polarity(_: object, __: object, value: object) -> None:
    if value not in POLARITIES:
        msg = f"an analyzer's polarity is one of {', '.join(POLARITIES)}, not {value!r}"
        raise ValueError(msg)


def _is_name(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        msg = f"an analyzer's {attribute.name} is lower case with hyphens, as in 'but-clause', not {value!r}"
        raise ValueError(msg)


@attrs.frozen(kw_only=True, eq=False)
class Analyzer:
    """A named pure function from an apology to findings, with all that is to be said about it.

    `find(apology)` yields findings. With `needs` or `phrases` it is called as `find(apology, found)`: `found["remedy"]`
    are the findings of an analyzer it needs, `found.hits` the hits of its own phrases; it may yield hits, which become
    findings with the phrasebook's texts. An analyzer with `phrases` is called only where one of them, or a finding that it
    needs, is there; one without is called for every text. Without `find`, every hit of its phrases is a finding.

    One that is there `by_request` is left out of a kit that does not select it by name: what it tells is for few.
    """

    name: str = attrs.field(validator=_is_name)
    summary: str
    find: Find | None = None
    polarity: Polarity = attrs.field(default="note", validator=_is_polarity)
    kinds: tuple[str, ...] = attrs.field(default=(), converter=_names)
    needs: tuple[str, ...] = attrs.field(default=(), converter=_names)
    phrases: Phrasebook | None = None
    doc: str = ""
    examples: tuple[Example, ...] = attrs.field(default=(), converter=_examples)
    by_request: bool = False

    def __attrs_post_init__(self) -> None:
        if self.find is None and self.phrases is None:
            msg = f"the analyzer {self.name!r} has neither `find` nor `phrases`; it could never find anything"
            raise ValueError(msg)

    def finding(self, hit: Hit) -> Finding:
        """A hit of this analyzer's phrases as a finding, with the texts for its kind."""
        book, kind = self.phrases, hit.kind
        messages, advice = (book.messages, book.advice) if book else ({}, {})
        return Finding(
            analyzer=self.name,
            kind=kind,
            span=Span(hit.start, hit.end),
            message=messages.get(kind) or messages.get(None, self.summary),
            advice=advice.get(kind) or advice.get(None, ""),
            polarity=self.polarity,
        )


@attrs.frozen
class Failure:
    """An analyzer that broke: its name and what it said."""

    analyzer: str
    error: str


@attrs.frozen
class Report:
    """An apology, its findings in order of position, and the failures of analyzers that broke.

    Iterating gives the findings; `report["hollow"]` those of one analyzer, an empty tuple if there are none.
    """

    apology: Apology
    findings: tuple[Finding, ...] = attrs.field(default=(), converter=_findings)
    failures: tuple[Failure, ...] = attrs.field(default=(), converter=_failures)
    scores: tuple[Any, ...] = attrs.field(default=(), converter=_scores)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, analyzer: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.analyzer == analyzer)

    @property
    def text(self) -> str:
        """The text that was analyzed, as it was given."""
        return self.apology.text

    @property
    def complete(self) -> bool:
        """Did every analyzer run? No score is made of an incomplete report."""
        return not self.failures

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that spoil the apology."""
        return tuple(finding for finding in self.findings if finding.polarity == "fault")

    def quote(self, finding: Finding) -> str:
        """The words a finding is about; the whole text if it is about all of it."""
        return self.text[finding.span.start : finding.span.end] if finding.span else self.text

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data, the documented shape `sorrykit/report/1`."""
        return {
            "schema": SCHEMA,
            "text": self.text,
            "source": self.apology.source,
            "complete": self.complete,
            "findings": [finding.to_dict(self.text) for finding in self.findings],
            "scores": [score.to_dict() if hasattr(score, "to_dict") else dict(score) for score in self.scores],
            "failures": [{"analyzer": failure.analyzer, "error": failure.error} for failure in self.failures],
        }

    def to_json(self, **options: Any) -> str:
        """The report as JSON; *options* go to `json.dumps`."""
        import json  # noqa: PLC0415 -- keeps `import sorrykit` cheap

        return json.dumps(self.to_dict(), **options)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `to_dict` gave. Scores stay plain data.

        Raises `ValueError` for another schema, for a key that is missing or of the wrong type, and for spans and quotes
        that do not fit the text.
        """
        with reading_back("report", SCHEMA, data):
            return cls._read(data)

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Self:
        apology = Apology(data["text"], source=data.get("source"))
        text, findings = apology.text, []
        for item in data["findings"]:
            span = None if item["start"] is None else Span(item["start"], item["end"])
            if span and (span.end > len(text) or text[span.start : span.end] != item["quote"]):
                msg = f"the quote {item['quote']!r} does not stand at {span} of the text"
                raise ValueError(msg)
            findings.append(
                Finding(analyzer=item["analyzer"], kind=item["kind"], span=span, message=item["message"], advice=item["advice"], polarity=item["polarity"])
            )
        failures = [Failure(item["analyzer"], item["error"]) for item in data["failures"]]
        return cls(apology, findings, failures, data.get("scores", ()))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read back what `to_json` gave."""
        import json  # noqa: PLC0415 -- keeps `import sorrykit` cheap

        return cls.from_dict(json.loads(text))

    def _repr_html_(self) -> str:
        """The text highlighted, for a notebook."""
        from sorrykit.render import html_fragment  # noqa: PLC0415 -- only a notebook asks for it

        return html_fragment(self.to_dict())
