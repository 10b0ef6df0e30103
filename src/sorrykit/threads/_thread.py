"""Messages in time between a customer and an agent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Self, overload

import attrs

from sorrykit.exceptions import ThreadError


SPEAKERS = ("customer", "agent")


def _time(at: str | datetime | None) -> datetime | None:
    if at is None or at == "":
        return None
    try:
        moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    except (TypeError, ValueError) as error:
        msg = f"the time of a turn is ISO 8601, as in '2026-01-31T09:30:00Z', or a datetime, not {at!r}"
        raise ThreadError(msg) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


@attrs.frozen
class Turn:
    """What one of them said: speaker "customer" or "agent", the text, and when, if known.

    `at` is a `datetime` or ISO 8601 text; without a time zone it is taken as UTC.

    Raises `ThreadError` for another speaker or for a time that cannot be read, `TypeError` for anything but text.
    """

    speaker: str
    text: str
    at: datetime | None = attrs.field(default=None, converter=_time)

    def __attrs_post_init__(self) -> None:
        if self.speaker not in SPEAKERS:
            msg = f"a turn is spoken by 'customer' or 'agent', not by {self.speaker!r}; `sorrykit.threads.read` can map other names"
            raise ThreadError(msg)
        if not isinstance(self.text, str):
            msg = f"the text of a turn is str, not {type(self.text).__name__}"
            raise TypeError(msg)

    def to_dict(self) -> dict[str, Any]:
        """The turn as plain data."""
        return {"speaker": self.speaker, "at": self.at.isoformat() if self.at else None, "text": self.text}


def _turns(turns: Iterable[Turn | Mapping[str, Any]]) -> tuple[Turn, ...]:
    return tuple(turn if isinstance(turn, Turn) else _turn(turn) for turn in turns)


def _turn(data: object) -> Turn:
    if not isinstance(data, Mapping):
        msg = f"a thread is made of turns, not of {data!r}; write Turn('customer', 'Where is it?')"
        raise ThreadError(msg)
    for key in ("speaker", "text"):
        if key not in data:
            msg = f"a turn needs {key!r}; it has {', '.join(map(repr, data)) or 'nothing'}"
            raise ThreadError(msg)
    return Turn(data["speaker"], data["text"], data.get("at"))


@attrs.frozen
class Thread:
    """Turns in the order of time, counted from 0.

    *turns* are `Turn` values or mappings with `speaker`, `text` and `at`.

    Raises `ThreadError` where there is no turn, or where one is earlier than the turn before it.
    """

    turns: tuple[Turn, ...] = attrs.field(converter=_turns)
    id: str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.turns:
            raise ThreadError("a thread has at least one turn")
        last: datetime | None = None
        for number, turn in enumerate(self.turns):
            if turn.at and last and turn.at < last:
                msg = f"turn {number} is earlier ({turn.at.isoformat()}) than a turn before it ({last.isoformat()}); sort the turns by time"
                raise ThreadError(msg)
            last = turn.at or last

    def __iter__(self) -> Iterator[Turn]:
        return iter(self.turns)

    def __len__(self) -> int:
        return len(self.turns)

    @overload
    def __getitem__(self, place: int) -> Turn: ...

    @overload
    def __getitem__(self, place: slice) -> Self: ...

    def __getitem__(self, place: int | slice) -> Turn | Self:
        """One turn; a slice is a thread."""
        return attrs.evolve(self, turns=self.turns[place]) if isinstance(place, slice) else self.turns[place]

    def of(self, speaker: str) -> tuple[int, ...]:
        """The places of the turns of one speaker."""
        return tuple(place for place, turn in enumerate(self.turns) if turn.speaker == speaker)
