"""The folder beside the output in which a scan keeps what it has done until the output is whole.

It holds a plan (what is scanned, and how), the rows as far as they are written, and a state that says how many of them count.
The state is replaced as a whole, so a scan that was killed at any moment goes on behind the last rows that are surely there.
"""

from __future__ import annotations

import json
import os

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Self, TypeVar

import attrs

from sorrykit.batch import _write
from sorrykit.batch._sources import WORK, Source
from sorrykit.batch._tally import Tally
from sorrykit.exceptions import ScanError


T = TypeVar("T")


@attrs.frozen
class Plan:
    """What is scanned, and how: all that the output depends on."""

    sources: Sequence[Source]
    settings: Mapping[str, str]
    """What -> how, in words, such as "the text column" -> "body"."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"inputs": {source.path: attrs.asdict(source) for source in self.sources}, "settings": dict(self.settings)}

    def differences(self, then: Mapping[str, Any]) -> list[str]:
        """What is not as it was in another plan, in words."""
        here, there = self.to_dict()["inputs"], then["inputs"]
        told = [f"{path} {_what_happened(path, there, here)}" for path in dict.fromkeys([*there, *here]) if there.get(path) != here.get(path)]
        if not told and list(there) != list(here):
            told = ["the inputs came in another order"]
        for name in dict.fromkeys([*then["settings"], *self.settings]):
            before, now = then["settings"].get(name), self.settings.get(name)
            if before != now:
                told.append(f"{name} changed" if _is_digest(now) else f"{name}: {before or 'none'} then, {now or 'none'} now")
        return told


def _what_happened(path: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    if path not in then:
        return "is new"
    return "was changed" if path in now else "is missing"


def _is_digest(value: str | None) -> bool:
    return value is not None and len(value) == 64


@attrs.frozen
class State:
    """How far a scan has come."""

    batches: int = 0
    tally: Tally | None = None
    failed: tuple[tuple[str, str], ...] = ()
    bytes: int = 0
    """How many of the rows' bytes count."""
    whole: bool = False
    """All is done but to put the output in its place."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        tally = self.tally.to_dict() if self.tally else None
        return {"batches": self.batches, "bytes": self.bytes, "tally": tally, "failed": self.failed, "whole": self.whole}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `to_dict` gave."""
        return cls(**{**data, "tally": data["tally"] and Tally.from_dict(data["tally"]), "failed": tuple(map(tuple, data["failed"]))})


class Work:
    """The folder, locked. Raises `ScanError` wherever the disk does not let it, and says how to go on."""

    def __init__(self, out: Path, form: _write.Form, plan: Plan, *, restart: bool = False) -> None:
        self.out, self.form = out, form
        self.folder = out.with_name(out.name + WORK)
        self._plan, self._state = self.folder / "plan.json", self.folder / "state.json"
        self._rows, self._finished = self.folder / "rows", self.folder / "finished"
        self._file: IO[bytes] | None = None
        with self._writing():
            self._lock = _locked(self.folder / "lock", out)
            try:
                self.state = self._resumed(plan, restart=restart)
            except BaseException:
                self.close()
                raise

    def _resumed(self, plan: Plan, *, restart: bool) -> State:
        if restart or not self._plan.exists():
            # Without a plan, the rest is of a scan that ended while it cleaned up.
            self._clear()
            self._replace(self._plan, plan.to_dict())
            return State()
        differences = self._read(self._plan, plan.differences)
        if differences:
            raise ScanError(
                f"{self.out}: another scan was begun and not finished: {'; '.join(differences)}; give the inputs and options "
                "of that one to finish it, or --restart to begin anew"
            )
        if not self._state.exists():
            return State()
        state = self._read(self._state, State.from_dict)
        if state.whole and not self._rows.exists() and not self.out.exists():
            return State()
        if not (state.whole and not self._rows.exists()) and (not self._rows.exists() or self._rows.stat().st_size < state.bytes):
            raise ScanError(f"{self._rows}: rows are missing that were written; begin anew with --restart")
        return state

    def _read(self, file: Path, made: Callable[[Any], T]) -> T:
        try:
            return made(json.loads(file.read_bytes()))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ScanError(f"{file}: is damaged; begin anew with --restart") from error

    def open(self, head: bytes) -> None:
        """Make ready to write behind the rows that count; *head* stands before all rows."""
        with self._writing():
            self._file = self._rows.open("r+b" if self.state.bytes else "wb")
            if self.state.bytes:
                self._file.truncate(self.state.bytes)
                self._file.seek(self.state.bytes)
            else:
                self._file.write(head)

    def write(self, content: bytes) -> None:
        """Write rows; they count from the next `keep` on."""
        with self._writing():
            assert self._file
            self._file.write(content)

    def keep(self, state: State) -> None:
        """Let all that is written count: it is on the disk when the state says so."""
        with self._writing():
            assert self._file
            self._file.flush()
            os.fsync(self._file.fileno())
            self.state = attrs.evolve(state, bytes=self._file.tell())
            self._replace(self._state, self.state.to_dict())

    def finish(self) -> None:
        """Put the output in its place, whole, and remove the folder."""
        with self._writing():
            if self._file:
                self._file.close()
            # If they are gone, the last run ended behind this.
            if self._rows.exists():
                self._put_in_place()
            self._clear()

    def _put_in_place(self) -> None:
        if self.form == "jsonl":
            self._rows.replace(self.out)
        else:
            _write.finish_parquet(self._rows, self._finished)
            with self._finished.open("rb") as file:
                os.fsync(file.fileno())
            self._finished.replace(self.out)
        _settle(self.out.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder; if nothing is left to do, it is removed."""
        with suppress(OSError):
            if self._file:
                self._file.close()
        if not self._plan.exists():
            # Whoever waits for the lock sees that it is another file by then.
            with suppress(OSError):
                (self.folder / "lock").unlink()
                self.folder.rmdir()
        os.close(self._lock)

    def _clear(self) -> None:
        # The plan first: without it, nothing of the rest counts.
        for file in (self._plan, self._state, self._rows, self._finished, _new(self._plan), _new(self._state)):
            file.unlink(missing_ok=True)

    def _replace(self, file: Path, data: Any) -> None:
        with _new(file).open("w", encoding="utf-8") as new:
            json.dump(data, new)
            new.flush()
            os.fsync(new.fileno())
        _new(file).replace(file)
        _settle(self.folder)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            kept = "what is done is kept: mend that, and give the same command again" if self._plan.exists() else "nothing was begun"
            raise ScanError(f"{self.out}: cannot be written: {error.strerror or error}; {kept}") from error


def _new(file: Path) -> Path:
    return file.with_name(f"{file.name}.new")


def _settle(folder: Path) -> None:
    """Let a new name survive a power cut, where folders can be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _locked(file: Path, out: Path) -> int:
    """Lock the folder, which it makes: the descriptor of the lock, which the system lets go of when the process ends.

    Raises `ScanError` if another process has it.
    """
    while True:
        file.parent.mkdir(exist_ok=True)
        try:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        except FileNotFoundError:
            # Removed by a scan that was done at this moment.
            if not file.parent.parent.exists():
                raise
            continue
        try:
            import fcntl  # noqa: PLC0415 -- not on every system; there, two scans to one output are the user's to avoid

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            return descriptor
        except BlockingIOError as error:
            os.close(descriptor)
            raise ScanError(f"{out}: another scan is writing it; wait until it is done, or give another --out") from error
        except OSError:
            os.close(descriptor)
            raise
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), file.stat()):
                return descriptor
        os.close(descriptor)
