"""What is measured in a process of its own: `python speed_process.py CONTENDER WHAT LIMIT FILE...`, a line of JSON for each file.

- `messages`: files of one message a line, as JSON; LIMIT seconds of the processor at most for each file, what is left is left unread
- `texts`: as `messages`, for long texts: where one file takes longer, it is given up, and its time is not known
- `phrases`: as `messages`, for the matcher of sorrykit alone; CONTENDER is how often it has the built-in phrases

It runs in the environment of the peers, too, and needs nothing but what it measures. On one core, where the system lets it say so.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import sys
import time

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from types import FrameType
from typing import Any

from speed_contenders import CONTENDERS, Call


CHUNK = 100  # messages that are read, and then measured


class TimeUpError(BaseException):
    """Not an `Exception`: the contenders may catch those."""


def main(name: str, what: str, limit: str, *files: str) -> None:
    """Measure, file by file, and say each as soon as it is known."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if what == "phrases":
        say(begun=True)
        call = matcher(int(name))
    else:
        contender = CONTENDERS[name]
        try:
            call = contender.make()
        except (ImportError, OSError) as error:
            say(missing=str(error).splitlines()[0])
            return
        say(version=metadata.version(contender.package))
    for file in files:
        say(file=Path(file).stem, **(texts if what == "texts" else messages)(call, Path(file), float(limit)))
    say(memory=memory())


def messages(call: Call, file: Path, limit: float) -> dict[str, object]:
    """Read the messages of a file until the limit; in pieces, so that they are never all in memory."""
    number = size = 0
    wall = cpu = 0.0
    with file.open(encoding="utf-8") as lines:
        while cpu < limit and (chunk := [json.loads(line) for line in itertools.islice(lines, CHUNK)]):
            before = time.perf_counter(), time.process_time()
            for message in chunk:
                call(message)
            wall, cpu = wall + time.perf_counter() - before[0], cpu + time.process_time() - before[1]
            number += len(chunk)
            size += sum(len(message.encode()) for message in chunk)
    return {"messages": number, "bytes": size, "wall": wall, "cpu": cpu}


def texts(call: Call, file: Path, limit: float) -> dict[str, object]:
    """Read long texts, each of them once; many where they are short, since no clock sees what one takes."""
    with file.open(encoding="utf-8") as lines:
        wholes = [json.loads(line) for line in lines]
    before = time.perf_counter(), time.process_time()
    try:
        with at_most(limit):
            for whole in wholes:
                call(whole)
    except TimeUpError:
        return {"error": f"> {limit:g} s"}
    except Exception as error:  # noqa: BLE001 -- whatever a peer raises is its result
        return {"error": type(error).__name__}
    wall, cpu = time.perf_counter() - before[0], time.process_time() - before[1]
    number, size = len(wholes), sum(len(whole.encode()) for whole in wholes)
    # Some clocks do not see what takes less.
    return {"messages": number, "bytes": size, "wall": max(wall, 1e-6), "cpu": max(cpu, 1e-6)}


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """End what takes more seconds of the processor."""

    def up(_: int, __: FrameType | None) -> None:
        raise TimeUpError

    signal.signal(signal.SIGPROF, up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def matcher(times: int) -> Callable[[str], object]:
    """The matcher with the built-in phrases so many times; each copy has a word of its own before every phrase, so that no two are alike."""
    import attrs

    from sorrykit import Kit
    from sorrykit.phrases import Matcher, Phrasebook
    from sorrykit.text import Reading

    def copy(book: Phrasebook, number: int) -> Phrasebook:
        phrases = [attrs.evolve(phrase, line=f"zq{number} {phrase.line.removeprefix('^').strip()}") for phrase in book.phrases]
        return attrs.evolve(book, name=f"{book.name}-{number}", phrases=tuple(phrases), shipped="")

    books = [analyzer.phrases for analyzer in Kit(discover=False).analyzers if analyzer.phrases]
    found = Matcher([*books, *(copy(book, number) for number in range(1, times) for book in books)])
    say(phrases=times * sum(len(book.phrases) for book in books))
    return lambda text: found.find(Reading(text))


def memory() -> float:
    """The highest resident memory of this process, in MB; not `ru_maxrss`, which begins with that of whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def say(**what: Any) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
