"""Which of very many things are the most frequent, in memory that does not grow with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self


class Frequent:
    """Counts of the most frequent keys: the summary of Misra and Gries, which can be merged (Agarwal et al., 2012).

    It holds at most `2 * capacity` keys. Up to that many different keys its counts are exact. Beyond, a count is never too
    high, and too low by at most `error`, which is at most `total / (capacity + 1)`: no key that makes up a larger part than
    that is ever lost.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.counts: dict[str, int] = {}
        self.total = 0
        self.error = 0

    def add(self, key: str) -> None:
        """Count *key* once."""
        self.total += 1
        self.counts[key] = self.counts.get(key, 0) + 1
        if len(self.counts) > 2 * self.capacity:
            self._shrink()

    def merge(self, other: Self) -> None:
        """Count what *other* has counted."""
        self.total += other.total
        self.error += other.error
        for key, count in other.counts.items():
            self.counts[key] = self.counts.get(key, 0) + count
        if len(self.counts) > 2 * self.capacity:
            self._shrink()

    def _shrink(self) -> None:
        """Take from every count that of the key after the first `capacity`; what is left with nothing is forgotten."""
        cut = sorted(self.counts.values(), reverse=True)[self.capacity]
        self.error += cut
        self.counts = {key: count - cut for key, count in self.counts.items() if count > cut}

    def most(self) -> list[tuple[str, int]]:
        """Keys and counts, the highest count first, those of one count in order of the alphabet."""
        return sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"total": self.total, "error": self.error, "counts": dict(self.most())}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], capacity: int) -> Self:
        """Read back what `to_dict` gave."""
        frequent = cls(capacity)
        frequent.total, frequent.error, frequent.counts = data["total"], data["error"], dict(data["counts"])
        return frequent
