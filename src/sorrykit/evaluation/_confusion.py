"""Which label stands where another was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import attrs

from sorrykit.corpus import LABELS, Item, Label


# Stands for "nothing was found there" and "nothing was to be found there".
NOTHING = "-"


@attrs.frozen
class Confusion:
    """Pairs (expected, found) -> how often.

    Labels overlap by right, so only mistakes are crossed: a gold span that nothing of its label met is paired with each
    wrongly found span on the same words, or with "-"; a wrongly found span that no missed one explains is paired with "-" as expected.
    Gold spans that were met stand on the diagonal.
    """

    pairs: Mapping[tuple[str, str], int]

    def mistakes(self) -> list[tuple[str, str, int]]:
        """The pairs off the diagonal as (expected, found, count), the most frequent first."""
        wrong = [(expected, found, count) for (expected, found), count in self.pairs.items() if expected != found]
        return sorted(wrong, key=lambda pair: (-pair[2], pair[0], pair[1]))

    def matrix(self) -> Any:
        """The pairs as NLTK's `ConfusionMatrix`: rows expected, columns found. Imports NLTK."""
        from nltk.metrics import ConfusionMatrix  # noqa: PLC0415 -- only for who asks

        expanded = [pair for pair, count in sorted(self.pairs.items()) for _ in range(count)]
        return ConfusionMatrix([expected for expected, _ in expanded], [found for _, found in expanded])

    def to_dict(self) -> list[dict[str, Any]]:
        """The pairs as plain data, in order."""
        return [{"expected": expected, "found": found, "count": count} for (expected, found), count in sorted(self.pairs.items())]


def confusion(gold: Iterable[Item], found: Mapping[str, Collection[Label]], *, labels: Collection[str] = LABELS) -> Confusion:
    """Count which label stands where another was expected, on overlapping spans."""
    pairs: Counter[tuple[str, str]] = Counter()
    for item in gold:
        there = [label for label in item.labels if label.label in labels]
        seen = [label for label in found.get(item.id, ()) if label.label in labels]
        missed = [one for one in there if not _met(one, seen)]
        wrong = [one for one in seen if not _met(one, there)]
        pairs.update((one.label, one.label) for one in there if _met(one, seen))
        for one in missed:
            pairs.update({(one.label, other.label) for other in wrong if one.overlaps(other)} or {(one.label, NOTHING)})
        pairs.update((NOTHING, one.label) for one in wrong if not any(map(one.overlaps, missed)))
    return Confusion(dict(pairs))


def _met(one: Label, others: Iterable[Label]) -> bool:
    return any(one.label == other.label and one.overlaps(other) for other in others)
