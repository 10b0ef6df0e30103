"""How fast a scan is, and what it takes of memory: `python benchmarks/scan.py`. Nothing here is a test.

- speed: 20,000 messages of one to four sentences of the bundled corpus (train), recombined with a fixed seed, to JSON Lines with one worker
  and with two, from start to end; and the two as a ratio. Best of three, taken in turn, since other work on the machine only ever slows.
  Then eight times as many, once: each worker makes its own matcher as it reads, which a short job pays for twice and a long one hardly.
  Beside it the time of the processor: what the parent takes of it bounds the ratio, however many processes there are.
- memory: the highest resident memory of the parent and of the largest worker, for so many messages and for eight times as many; with
  `--select hollow`, so that the large one is done in time. Needs Linux.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time

from pathlib import Path
from typing import NamedTuple

from sorrykit import corpus
from sorrykit.text import Reading


SEED, MESSAGES, RUNS, TIMES = 7, 20_000, 3, 8  # RUNS in turn, TIMES as many for the memory


def main(messages: int = MESSAGES) -> None:
    """Print everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "small.jsonl", messages)
        write(folder / "large.jsonl", TIMES * messages)
        compare(folder, "small.jsonl", messages, RUNS)
        compare(folder, "large.jsonl", TIMES * messages, 1)
        for file, rows in (("small.jsonl", messages), ("large.jsonl", TIMES * messages)):
            done = measured(folder, file, "--workers", "2", "--select", "hollow")
            print(f"memory for {rows:,} rows: parent {done.parent.memory:.0f} MB, worker {done.worker.memory:.0f} MB")


def compare(folder: Path, file: str, rows: int, runs: int) -> None:
    """Print how fast one worker is, and two are."""
    best: dict[int, Measured] = {}
    for _ in range(runs):
        for workers in (1, 2):
            done = measured(folder, file, "--workers", str(workers))
            best[workers] = min(done, best.get(workers, done), key=lambda one: one.seconds)
    for workers, done in best.items():
        print(f"{workers} worker{'s' if workers > 1 else ''}: {rows / done.seconds:,.0f} rows/s, {done.seconds:.1f} s for {rows:,} rows")
        print(f"  of the processor: {done.parent.cpu:.1f} s in the parent, {done.worker.cpu:.1f} s in the busiest worker")
    print(f"two workers are {best[1].seconds / best[2].seconds:.2f} times as fast as one, of {os.cpu_count()} cores")


def write(file: Path, number: int) -> None:
    """Write messages."""
    rng = random.Random(SEED)
    sentences = [item.text[start:end] for item in corpus.load().split("train") for start, end in Reading(item.text).sentences]
    with file.open("w", encoding="utf-8") as out:
        for row in range(number):
            out.write(json.dumps({"id": row, "text": " ".join(rng.choices(sentences, k=rng.randint(1, 4)))}) + "\n")


class Use(NamedTuple):
    """What a process took at most: MB of memory, seconds of the processor."""

    memory: float = 0.0
    cpu: float = 0.0


class Measured(NamedTuple):
    """A scan: seconds from start to end, what its parent took, and what the busiest of its workers took."""

    seconds: float
    parent: Use
    worker: Use


def measured(folder: Path, *arguments: str) -> Measured:
    """Run a scan and look at it five times a second."""
    command = [sys.executable, "-m", "sorrykit", "scan", *arguments, "--out", "out.jsonl", "--restart", "--quiet"]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder)
    highest = {True: Use(), False: Use()}
    while process.poll() is None:
        for pid in [process.pid, *children(process.pid)]:
            highest[pid == process.pid] = Use(*map(max, highest[pid == process.pid], use(pid)))
        time.sleep(0.2)
    assert process.returncode == 0
    return Measured(time.perf_counter() - began, highest[True], highest[False])


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def use(pid: int) -> Use:
    """What a process took so far; nothing where that cannot be said."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
        times = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return Use()
    memory = sum(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    return Use(memory, (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK"))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
