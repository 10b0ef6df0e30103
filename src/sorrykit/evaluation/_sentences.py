"""sorrykit's sentence boundaries held against NLTK's Punkt (Kiss and Strunk 2006)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import attrs

from sorrykit.evaluation._scoring import Rates, rounded
from sorrykit.text import Splitter, read
from sorrykit.text._punkt import by_paragraph


_AROUND = 25


@attrs.frozen(kw_only=True)
class Boundaries:
    """Where sentences after the first begin, by sorrykit and by another splitter.

    `rates` take the other as gold: precision is the share of sorrykit's boundaries that the other has, recall the share of the
    other's that sorrykit has. `equal` is the share of those that both have among those that either has. `only_ours` and `only_theirs`
    show where they differ, the boundary as "|".
    """

    texts: int
    ours: int
    theirs: int
    both: int
    only_ours: tuple[str, ...] = attrs.field(repr=False)
    only_theirs: tuple[str, ...] = attrs.field(repr=False)

    @property
    def rates(self) -> Rates:
        return Rates.of(self.both, self.ours, self.both, self.theirs)

    @property
    def equal(self) -> float:
        either = self.ours + self.theirs - self.both
        return self.both / either if either else 1.0

    def to_dict(self) -> dict[str, Any]:
        """The counts and shares as plain data."""
        counts = {"texts": self.texts, "ours": self.ours, "theirs": self.theirs, "both": self.both}
        return counts | dict(rounded(attrs.asdict(self.rates) | {"equal": self.equal}))


def boundaries(texts: Iterable[str], spans: Splitter) -> Boundaries:
    """Hold sorrykit's sentences against those of *spans*, which gives (start, end) pairs as NLTK's `span_tokenize` does.

    The first sentence of a text begins where the text does for everybody, and is not counted.
    """
    texts = list(texts)
    ours = {(number, start) for number, text in enumerate(texts) for start, _ in list(read(text).sentences)[1:]}
    theirs = {(number, start) for number, text in enumerate(texts) for start, _ in list(spans(text))[1:]}

    def shown(places: set[tuple[int, int]]) -> tuple[str, ...]:
        return tuple(f"{texts[n][max(0, at - _AROUND) : at]}|{texts[n][at : at + _AROUND]}" for n, at in sorted(places))

    return Boundaries(
        texts=len(texts),
        ours=len(ours),
        theirs=len(theirs),
        both=len(ours & theirs),
        only_ours=shown(ours - theirs),
        only_theirs=shown(theirs - ours),
    )


def punkt(texts: Iterable[str] | None = None, *, paragraphs: bool = False) -> Splitter:
    """NLTK's Punkt as a function from a text to its sentences' spans: untrained, or with parameters learned from *texts*.

    With *paragraphs*, a text is cut at its empty lines first, as NLTK's readers of plain text do; Punkt itself takes an empty line
    for a space. Punkt learns without labels, and nothing is downloaded. Imports NLTK.
    """
    from nltk.tokenize.punkt import PunktSentenceTokenizer  # noqa: PLC0415 -- only for who asks

    spans: Splitter = PunktSentenceTokenizer(None if texts is None else _parameters(tuple(texts))).span_tokenize
    return (lambda text: by_paragraph(text, spans)) if paragraphs else spans


@lru_cache(maxsize=1)
def _parameters(texts: tuple[str, ...]) -> Any:
    from nltk.tokenize.punkt import PunktTrainer  # noqa: PLC0415 -- only for who asks

    trainer = PunktTrainer()
    trainer.train("\n\n".join(texts), finalize=True)
    return trainer.get_params()
