"""Where a batch is judged: records in, the bytes of the output and the counts out. It is sent to every worker process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import attrs

from sorrykit.batch import _write
from sorrykit.batch._read import Batch, Columns, Record, records
from sorrykit.batch._row import Judge, Row
from sorrykit.batch._sources import Source
from sorrykit.batch._tally import Tally


# So many rows that failed are named; all are counted, and in the output.
NAMED = 20


@attrs.frozen
class Judged:
    """What became of a batch."""

    content: bytes
    """What is written."""
    tally: Tally
    failed: tuple[tuple[str, str], ...] = ()
    """Where the first rows are that failed, and why."""


@attrs.frozen
class Desk:
    """All that is needed to judge batches."""

    judge_of_rows: Judge
    sources: Sequence[Source]
    columns: Columns
    form: _write.Form | None
    """What is written; None writes nothing."""
    shown: Sequence[str] | None = None
    """The analyzers whose findings are written and counted; None for all."""
    examples: bool = False
    """Keep quotes and ids among the counts. Without them the best and worst rows are known by file and row."""

    def judge(self, batch: Batch) -> Judged:
        """Judge a whole batch."""
        return self.judged(batch, self._rows(records(batch, self.sources[batch.source], self.columns)))

    def judge_singly(self, batch: Batch, begin: int, death: str | None) -> Iterator[tuple[Record, Row]]:
        """Judge the records of a batch from the one at *begin* on, which is not judged if it has ended a process: that was its *death*."""
        rest = islice(records(batch, self.sources[batch.source], self.columns), begin, None)
        if death is not None and (deadly := next(rest, None)):
            yield deadly, Row.broken(f"{self.sources[batch.source].path}:{deadly.row}: this row ended its worker process {death}")
        yield from self._rows(rest)

    def _rows(self, given: Iterable[Record]) -> Iterator[tuple[Record, Row]]:
        known: dict[str, Row] = {}
        for record in given:
            text = record.text
            if record.error is not None:
                row = Row.broken(record.error)
            elif not isinstance(text, str):
                row = self.judge_of_rows.row(text)
            else:
                # Many replies are the same ones.
                row = known.get(text) or known.setdefault(text, self._judge(text))
            yield record, row

    def _judge(self, text: str) -> Row:
        if self.form == "parquet" and not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                return Row.broken("the text holds half a surrogate pair, which Parquet cannot hold; write JSON Lines instead")
        row = self.judge_of_rows.row(text)
        if self.shown is None or not row.findings:
            return row
        return attrs.evolve(row, findings=tuple(finding for finding in row.findings if finding["analyzer"] in self.shown))

    def judged(self, batch: Batch, rows: Iterable[tuple[Record, Row]]) -> Judged:
        """Count and write rows of a batch."""
        path = self.sources[batch.source].path
        tally = self.tally()
        failed: list[tuple[str, str]] = []
        kept: list[tuple[Record, Row]] = []
        for record, row in rows:
            where = f"{path}:{record.row}"
            tally.add(row, id=record.id if self.examples and record.id is not None else where, at=record.time, group=record.group)
            if row.error is not None and len(failed) < NAMED:
                failed.append((where, row.error.removeprefix(f"{where}: ")))
            if self.form:
                kept.append((record, row))
        content = _write.encode(self.form, path, kept, self.judge_of_rows) if self.form else b""
        return Judged(content, tally, tuple(failed))

    def tally(self) -> Tally:
        """An empty tally for what is judged here."""
        analyzers = self.judge_of_rows.kit.analyzers
        polarities = {a.name: a.polarity for a in analyzers if self.shown is None or a.name in self.shown}
        return Tally(polarities, examples=self.examples, ends=True)
