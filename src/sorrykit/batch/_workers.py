"""Worker processes: batches in, judged batches out in the same order, whatever happens to a process.

A worker that dies is replaced and its batch tried again. If that one kills its worker, too, its rows are tried one by one,
and the row that kills is given an error instead of findings.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
import warnings

from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any, NoReturn

from sorrykit.batch._desk import Desk, Judged
from sorrykit.batch._read import Batch, Record
from sorrykit.batch._row import Row
from sorrykit.exceptions import PluginWarning, ScanError


# So many batches a worker may be read ahead of the oldest one that is not done.
_AHEAD = 4
# A process that cannot start will not start the next time either.
_STARTS = 3
_PATIENCE = 5
# So many rows that kill are no bad rows any more: something is broken.
DEADLY = 100


class Workers:
    """So many processes, started when there is work for them."""

    def __init__(self, desk: Desk, count: int) -> None:
        self._desk = desk
        try:
            self._pickled = pickle.dumps(desk)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise ScanError(f"the kit cannot be sent to worker processes: {error}") from error
        self._count = count
        self._workers: list[_Worker] = []
        self._failed_starts = 0
        self._deaths: Counter[int] = Counter()
        self._deadly = 0

    def run(self, batches: Iterable[Batch]) -> Generator[tuple[Batch, Judged], None, None]:
        """Judge batches: in order, with few of them in memory at a time.

        Raises `ScanError` if processes cannot be started, or too many rows kill them.
        """
        upcoming, more = iter(batches), True
        given: deque[Batch] = deque()
        waiting: deque[Batch] = deque()
        done: dict[int, Judged] = {}
        try:
            while True:
                while more and len(given) < _AHEAD * self._count and len(waiting) < self._count:
                    cut = next(upcoming, None)
                    if cut is None:
                        more = False
                    else:
                        given.append(cut)
                        waiting.append(cut)
                if not given:
                    return
                # Before anything else: nobody shall wait while what is done is written.
                self._hand_out(waiting)
                if given[0].number in done:
                    batch = given.popleft()
                    yield batch, done.pop(batch.number)
                else:
                    self._hear(waiting, done)
        finally:
            for worker in self._workers:
                worker.end()
            self._workers.clear()

    def _hand_out(self, waiting: deque[Batch]) -> None:
        idle = [worker for worker in self._workers if worker.ready and worker.batch is None]
        while waiting and idle:
            idle.pop().give(waiting.popleft())
        starting = sum(not worker.ready for worker in self._workers)
        for _ in range(min(self._count - len(self._workers), len(waiting) - starting)):
            self._workers.append(_Worker(self._pickled))

    def _hear(self, waiting: deque[Batch], done: dict[int, Judged]) -> None:
        """Wait until a worker has something to say, and deal with it."""
        by_connection = {worker.connection: worker for worker in self._workers if not worker.ready or worker.batch}
        for connection in wait(list(by_connection)):
            worker = by_connection[connection]  # type: ignore[index]
            try:
                judged = worker.hear()
            except (EOFError, OSError):
                self._workers.remove(worker)
                if batch := self._bury(worker):
                    self._deaths[batch.number] += 1
                    if self._deaths[batch.number] == 1:
                        waiting.appendleft(batch)
                    else:
                        done[batch.number] = self._one_by_one(batch)
                continue
            if judged is not None and worker.batch is not None:
                done[worker.batch.number], worker.batch = judged, None
                self._failed_starts = 0

    def _bury(self, worker: _Worker) -> Batch | None:
        """The batch of a worker that died, if it had begun one."""
        worker.end(patience=_PATIENCE)
        if worker.ready:
            return worker.batch
        self._failed_starts += 1
        if self._failed_starts == _STARTS:
            raise ScanError(
                f"worker processes cannot start: {worker.death}; in a script of your own, call scan under "
                "if __name__ == '__main__':"
            )
        return None

    def _one_by_one(self, batch: Batch) -> Judged:
        """Judge a batch that kills, so that only the row that does it is lost. All else waits: it is as rare as it is slow."""
        rows: list[tuple[Record, Row]] = []
        death: str | None = None
        while True:
            worker = _Worker(self._pickled)
            try:
                worker.hear()
                worker.give(batch, len(rows), death)
                while (row := worker.hear()) is not None:
                    rows.append(row)
            except (EOFError, OSError):
                if self._bury(worker):
                    death = worker.death
                    self._count_deadly(death)
            else:
                return self._desk.judged(batch, rows)
            finally:
                worker.end()

    def _count_deadly(self, death: str) -> None:
        self._deadly += 1
        if self._deadly > DEADLY:
            raise ScanError(
                f"more than {DEADLY} rows have ended their worker process, the last one {death}: an analyzer or the "
                "machine is broken; find out which and leave it out with --ignore"
            )


class _Worker:
    """One process, as its parent sees it."""

    def __init__(self, desk: bytes) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.connection, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_work, args=(theirs, desk), daemon=True)
        try:
            with _deaf():
                self._process.start()
        except OSError as error:
            raise ScanError(f"a worker process cannot be started: {error.strerror or error}") from error
        # Else the end of the process would not be heard.
        theirs.close()
        self.ready = False
        self.batch: Batch | None = None

    def give(self, batch: Batch, begin: int | None = None, death: str | None = None) -> None:
        """Hand it a batch, which it waits for: nothing can block but a process that died, and of that we hear."""
        self.batch = batch
        with suppress(OSError):
            self.connection.send((batch, begin, death))

    def hear(self) -> Any:
        """What it says next: what it made of its batch; None if it is ready, or at the end of rows one by one."""
        said = self.connection.recv()
        if isinstance(said, str):
            raise ScanError(said)
        self.ready = True
        return said

    @property
    def death(self) -> str:
        """How the process ended."""
        code = self._process.exitcode
        if code is not None and code < 0:
            with suppress(ValueError):
                return f"by {signal.Signals(-code).name}"
        return f"with status {code}"

    def end(self, *, patience: float = 0) -> None:
        """Make it end, and wait for that; with *patience* give it so many seconds to end by itself and say why."""
        self.connection.close()
        if patience:
            self._process.join(patience)
        if self.batch or not self.ready:
            # It may be in the middle of a batch that nobody wants any more.
            self._process.kill()
        self._process.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """Start a process that Ctrl-C does not reach, from its very beginning: it is its parent's to stop."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: Connection, pickled: bytes) -> None:
    """What a worker process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(OSError):
        # What a plugin prints must not stand between the rows.
        os.dup2(2, 1)
    # They were said by the parent.
    warnings.simplefilter("ignore", PluginWarning)
    gc.disable()
    try:
        desk: Desk = pickle.loads(pickled)  # noqa: S301 -- from the parent
    except Exception as error:  # noqa: BLE001 -- plugins may raise anything; it is told where it can be read
        connection.send(f"a worker process cannot be started: {error}")
        return
    # The kit lives as long as the process, and need not be looked through for garbage.
    gc.freeze()
    gc.enable()
    # A parent that died wants nothing any more.
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        connection.send(None)
        while True:
            batch, begin, death = connection.recv()
            if begin is None:
                connection.send(desk.judge(batch))
            else:
                for row in desk.judge_singly(batch, begin, death):
                    connection.send(row)
                connection.send(None)


def _end_with_parent() -> NoReturn:
    parent: Any = multiprocessing.parent_process()
    wait([parent.sentinel])
    os._exit(1)
