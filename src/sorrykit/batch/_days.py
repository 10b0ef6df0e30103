"""On which day was that? The ways in which data says it."""

from __future__ import annotations

import re

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache


# A day outside of these is a typing mistake or a default of some machine. It also bounds how many years there can be.
_EARLIEST, _LATEST = date(1970, 1, 2), date(2099, 12, 31)
_WRITTEN = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:?\d\d.*)?", re.ASCII | re.DOTALL)
_COMPACT = re.compile(r"(\d{8})(?:T\d{4,6}.*)?", re.ASCII | re.DOTALL)
_NUMBER = re.compile(r"\d{9,13}(?:\.\d+)?", re.ASCII)
# Seconds from March 1973 to the end of 2099: smaller numbers are years, ages and row numbers.
_FIRST_SECOND, _END_SECOND = 100_000_000, 4_102_444_800
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_of(value: object) -> date | None:
    """The day that *value* names, or None if it names none between 1970 and 2099.

    It may be a date or a datetime, a text as ISO 8601 writes them (2026-03-09, 2026-03-09T14:05:00+01:00, 20260309), or
    seconds or milliseconds since 1970, as a number or in digits. The day is the one that is written, in whatever time
    zone; that of seconds is in UTC.
    """
    if isinstance(value, datetime):
        return _plausible(value.date())
    if isinstance(value, date):
        return _plausible(value)
    if isinstance(value, str):
        return _read(value.strip())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _read(str(value)) if isinstance(value, int) and 19_000_000 < value < 30_000_000 else _counted(value)
    return None


@lru_cache(maxsize=4096)
def _read(text: str) -> date | None:
    if _NUMBER.fullmatch(text):
        return _counted(float(text))
    if found := _WRITTEN.fullmatch(text) or _COMPACT.fullmatch(text):
        try:
            return _plausible(date.fromisoformat(found[1]))
        except ValueError:
            return None
    return None


def _counted(number: float) -> date | None:
    # The two ranges do not touch, so a number is never in doubt.
    for unit in (1, 1000):
        if _FIRST_SECOND * unit <= number < _END_SECOND * unit:
            return (_EPOCH + timedelta(seconds=number / unit)).date()
    return None


def _plausible(day: date) -> date | None:
    return day if _EARLIEST <= day <= _LATEST else None
