"""The scan of files: read, judged by all cores, written whole or not at all, and continued where it was stopped."""

from __future__ import annotations

import os
import time

from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import accumulate, islice
from pathlib import Path
from typing import BinaryIO

import attrs

from sorrykit.batch import _write
from sorrykit.batch._desk import NAMED, Desk
from sorrykit.batch._read import BLOCK, Columns, batches, check_columns
from sorrykit.batch._row import Judge
from sorrykit.batch._sources import find
from sorrykit.batch._tally import Tally
from sorrykit.batch._work import Plan, State, Work
from sorrykit.batch._workers import Workers


# What was done is let count so often, in seconds; after a kill, no more than this and a few batches is done again.
KEPT_EVERY = 1.0


@attrs.frozen
class Progress:
    """How far a scan is."""

    rows: int
    position: int
    """Bytes of the inputs, as they lie on the disk, up to which all is done."""
    size: int
    """Bytes of all inputs."""
    resumed: int
    """Rows that were done already when the scan was started again."""


@attrs.frozen
class Summary:
    """What a scan has found."""

    tally: Tally
    """The counts, over all rows."""
    failed: tuple[tuple[str, str], ...]
    """Of the first 20 rows with an error: where they are, as "file:row", and the error."""
    inputs: int
    """How many files were read."""
    resumed: int
    """How many rows were done already when the scan was started again."""

    @property
    def rows(self) -> int:
        """All rows."""
        return self.tally.rows

    @property
    def errors(self) -> int:
        """Rows with an error: those that could not be analyzed, and those of which an analyzer broke."""
        return self.tally.failed + self.tally.incomplete


def scan(
    inputs: Iterable[str | os.PathLike[str]],
    *,
    judge: Judge | None = None,
    columns: Columns | None = None,
    out: str | os.PathLike[str] | BinaryIO | None = None,
    shown: Iterable[str] | None = None,
    examples: bool = False,
    workers: int | None = None,
    restart: bool = False,
    report: Callable[[Summary], None] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Analyze every row of files.

    The rows come out in the order of the inputs, and the output is the same whatever the number of workers, and however often the
    scan was stopped and started again in between. It appears under its name when it is whole; until then all that is done is
    in a folder beside it, `OUT.sorrykit-work`, from which the same call goes on. Memory does not grow with the files.

    A row that cannot be read or analyzed has its error in the output. So has a row that ends a worker process.

    Args:
        inputs: Paths of JSON Lines (.jsonl, .ndjson), CSV (.csv, .tsv), each also as .gz or .zst, and Parquet files, globs, and
            folders.
        judge: What to run; the default kit without rubrics if left out.
        columns: The names of the columns, or fields; those of `Columns()` if left out.
        out: Where to: a path that ends in .jsonl, .ndjson or .parquet; a binary file, into which JSON Lines are written as they
            come, and which cannot be continued; None for the summary alone.
        shown: The analyzers whose findings are written and counted; all that the judge reports if left out. Scores are made from
            the findings of all of them.
        examples: Keep quotes and ids among the counts; without them the best and worst rows are known by file and row.
        workers: How many processes; as many as there are cores if left out.
        restart: Begin anew, whatever was done before.
        report: Called with the summary before the output is put in its place: if it raises, the same call goes on from there.
        progress: Called after each batch.

    Raises `ScanError` for whatever keeps the scan from being whole, `MissingExtraError` where Parquet or .zst needs pyarrow.
    Processes are started by multiprocessing's "spawn": a script that calls this does so under `if __name__ == "__main__":`.
    """
    judge, columns = judge or Judge(), columns or Columns()
    stream, path = (None, Path(out)) if isinstance(out, (str, os.PathLike)) else (out, None)
    form: _write.Form | None = _write.form_of(path) if path else "jsonl" if stream is not None else None
    sources = find(inputs, out=path)
    for source in sources:
        check_columns(source, columns)
    desk = Desk(judge, sources, columns, form, None if shown is None else tuple(shown), examples)
    if path is None or form is None:
        summary = _scanned(desk, State(), cores() if workers is None else workers, stream, progress)
        if report:
            report(summary)
        return summary
    with Work(path, form, _plan(desk), restart=restart) as work:
        state = work.state
        if not state.whole:
            work.open(_write.head(form, judge))
        summary = _scanned(desk, state, cores() if workers is None else workers, work, progress)
        if report:
            report(summary)
        work.finish()
    return summary


def _scanned(desk: Desk, state: State, workers: int, out: Work | BinaryIO | None, progress: Callable[[Progress], None] | None) -> Summary:
    """Do what is not done yet."""
    tally, failed, number = state.tally or desk.tally(), state.failed, state.batches
    resumed = tally.rows
    before = [0, *accumulate(source.size for source in desk.sources)]
    upcoming = () if state.whole else islice(batches(desk.sources, desk.columns), number, None)
    kept = time.monotonic()
    with closing(Workers(desk, workers).run(upcoming)) as judging:
        for batch, judged in judging:
            number = batch.number + 1
            tally.merge(judged.tally)
            failed = (failed + judged.failed)[:NAMED]
            if out is not None:
                out.write(judged.content)
            if isinstance(out, Work) and time.monotonic() - kept >= KEPT_EVERY:
                out.keep(State(number, tally, failed))
                kept = time.monotonic()
            if progress:
                progress(Progress(tally.rows, before[batch.source] + batch.position, before[-1], resumed))
    if isinstance(out, Work) and not state.whole:
        out.keep(State(number, tally, failed, whole=True))
    return Summary(tally, failed, len(desk.sources), resumed)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _plan(desk: Desk) -> Plan:
    """All that the output depends on."""
    from importlib.metadata import version  # noqa: PLC0415 -- reads files

    settings = {f"the {what} column": repr(name) for what, name in desk.columns.named().items()}
    settings["the rubrics"] = ", ".join(rubric.name for rubric in desk.judge_of_rows.rubrics)
    settings["the analyzers shown"] = ", ".join(desk.shown or ())
    settings["what is kept for the report"] = "quotes and ids" if desk.examples else "counts"
    settings["sorrykit"] = version("sorrykit")
    settings["how analyzers, phrases, plugins or rubrics are set up"] = desk.judge_of_rows.fingerprint
    settings["the size of a batch"] = str(BLOCK)
    if "parquet" in {desk.form, *(source.form for source in desk.sources)}:
        settings["pyarrow"] = version("pyarrow")
    return Plan(desk.sources, settings)
