"""How fast a scan is, and what it takes of memory: `python benchmarks/scan.py`. Nothing here is a test.

- speed: 20,000 messages of one to four sentences of the bundled corpus (train), recombined with a fixed seed, to JSON Lines with one worker
  and with two, from start to end; and the two as a ratio. Best of three, taken in turn, since other work on the machine only ever slows.
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

from sorrykit import corpus
from sorrykit.text import Reading


SEED, MESSAGES, RUNS, TIMES = 7, 20_000, 3, 8


def main(messages: int = MESSAGES) -> None:
    """Print everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = write(folder / "small.jsonl", messages)
        best: dict[int, float] = {}
        for _ in range(RUNS):
            for workers in (1, 2):
                seconds, _ = measured(folder, "small.jsonl", "--workers", str(workers))
                best[workers] = min(seconds, best.get(workers, seconds))
        for workers, seconds in best.items():
            print(f"{workers} worker{'s' if workers > 1 else ''}: {messages / seconds:,.0f} rows/s, {seconds:.1f} s for {messages:,} rows, {size / 1e6:.1f} MB")
        print(f"two workers are {best[1] / best[2]:.2f} times as fast as one, of {os.cpu_count()} cores")
        write(folder / "large.jsonl", TIMES * messages)
        for file, rows in (("small.jsonl", messages), ("large.jsonl", TIMES * messages)):
            _, (parent, worker) = measured(folder, file, "--workers", "2", "--select", "hollow")
            print(f"memory for {rows:,} rows: parent {parent:.0f} MB, worker {worker:.0f} MB")


def write(file: Path, number: int) -> int:
    """Write messages; how many bytes they are."""
    rng = random.Random(SEED)
    sentences = [item.text[start:end] for item in corpus.load().split("train") for start, end in Reading(item.text).sentences]
    with file.open("w", encoding="utf-8") as out:
        for row in range(number):
            out.write(json.dumps({"id": row, "text": " ".join(rng.choices(sentences, k=rng.randint(1, 4)))}) + "\n")
    return file.stat().st_size


def measured(folder: Path, *arguments: str) -> tuple[float, tuple[float, float]]:
    """Seconds of a scan, and the highest memory of the parent and of any worker, in MB."""
    command = [sys.executable, "-m", "sorrykit", "scan", *arguments, "--out", "out.jsonl", "--restart", "--quiet"]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder)
    highest: dict[bool, float] = {True: 0.0, False: 0.0}
    while process.poll() is None:
        for pid in [process.pid, *children(process.pid)]:
            highest[pid == process.pid] = max(highest[pid == process.pid], memory(pid))
        time.sleep(0.2)
    assert process.returncode == 0
    return time.perf_counter() - began, (highest[True], highest[False])


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def memory(pid: int) -> float:
    """The highest resident memory of a process so far, in MB; 0 where that cannot be said."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
