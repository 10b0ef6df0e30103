"""How many rows a second Spark makes on this machine: `python benchmarks/spark.py --rows 1000000 --cores 1 2`. Nothing here is a test.

The messages are short: one to three sentences of the train split of the bundled corpus, put together anew with a fixed seed, in a
third of them one that says sorry, and the number of a case, so that no two are the same: equal texts in a batch would be judged
once. They are written to Parquet files first, which does not count. For each number of cores a Spark of
its own, `local[N]`, reads the files, analyzes the column and throws the rows away; it is warmed up with a few rows of its own, so that
the start of Java and of the kits does not count either. That start is shown beside it.

On a machine that does other things at the same time, rows a second say little. So on Linux the processor's time is shown, too: that of
Java and of the workers, which is what a cluster is paid for.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from pyarrow import parquet

from sorrykit import batch, corpus, spark
from sorrykit.text import Reading


SEED, FILES, WARM_UP, ALONE = 7, 16, 2_000, 10_000
BILLION = 1_000_000_000


def main() -> None:
    """Print everything."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--cores", type=int, nargs="+", default=[1, 2])
    asked.add_argument("--rubrics", nargs="*", default=["save"])
    asked.add_argument("--files", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.files:
        measure(given.files, given.cores[0], given.rubrics)
        return
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), given.rows)
        alone(given.rubrics)
        for cores in given.cores:
            # A process of its own: Java is started with the number of its cores.
            again = [sys.executable, __file__, "--files", folder, "--cores", str(cores), "--rubrics", *given.rubrics]
            subprocess.run(again, check=True, env={**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_HOSTNAME": "localhost"})


def messages(count: int) -> Iterator[str]:
    """Short messages, a third of them apologizing."""
    rng = random.Random(SEED)
    texts = [item.text for item in corpus.load().split("train")]
    sentences = [text[start:end] for text in texts for start, end in Reading(text).sentences]
    sorry = [sentence for sentence in sentences if "sorry" in sentence.lower() or "apolog" in sentence.lower()]
    other = [sentence for sentence in sentences if sentence not in set(sorry)]
    for number in range(count):
        yield " ".join([*rng.sample(sorry, rng.random() < 1 / 3), *rng.sample(other, rng.choice((1, 1, 2))), f"Case {number}."])


def write(folder: Path, rows: int) -> None:
    """Write the messages to files, and say what they are."""
    texts, characters = messages(rows), 0
    (folder / "warm").mkdir()
    (folder / "all").mkdir()
    for number in range(FILES):
        part = [next(texts) for _ in range(rows * (number + 1) // FILES - rows * number // FILES)]
        characters += sum(map(len, part))
        parquet.write_table(pa.table({"body": part}), folder / "all" / f"{number}.parquet")
        parquet.write_table(pa.table({"body": part[:WARM_UP // FILES]}), folder / "warm" / f"{number}.parquet")
    print(f"{rows:,} rows, {characters / rows:.0f} characters each, in {FILES} files")


def alone(rubrics: list[str]) -> None:
    """What one process makes without Spark."""
    table = pa.table({"text": list(messages(ALONE))})
    batch.analyze(table.slice(0, WARM_UP), rubrics=rubrics)
    start, used = time.perf_counter(), time.process_time()
    batch.analyze(table, rubrics=rubrics)
    taken, used = time.perf_counter() - start, time.process_time() - used
    print(f"without Spark, one process: {ALONE / taken:,.0f} rows/s, {ALONE / used:,.0f} a second of the processor's time", flush=True)


def measure(folder: Path, cores: int, rubrics: list[str]) -> None:
    """What Spark makes with so many cores."""
    from pyspark.sql import SparkSession  # only the process that measures starts it

    start = time.perf_counter()
    session = SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", value=False).config("spark.ui.showConsoleProgress", value=False).getOrCreate()
    session.sparkContext.setLogLevel("OFF")

    def run(name: str) -> float:
        begun = time.perf_counter()
        found = spark.analyze(session.read.parquet(str(folder / name)), "body", rubrics)
        found.write.format("noop").mode("overwrite").save()
        return time.perf_counter() - begun

    run("warm")
    started = time.perf_counter() - start
    rows = sum(parquet.read_metadata(file).num_rows for file in sorted((folder / "all").iterdir()))
    before = processor_time()
    taken = run("all")
    # Processes that were not there before have used none before.
    used = {name: seconds - before.get(name, 0) for name, seconds in processor_time().items()}
    print(f"Spark {session.version}, {cores} core{'s' if cores > 1 else ''}: {rows / taken:,.0f} rows/s ({taken:.0f} s; {started:.0f} s to start and warm up)", flush=True)
    if used:
        each = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in used.items() if seconds >= 0.5)
        total = sum(used.values())
        print(f"    {rows / total:,.0f} rows a second of the processor's time ({each}); a billion rows: {BILLION * total / rows / 3600:,.0f} core hours")
    session.stop()


def processor_time() -> dict[str, float]:
    """The seconds that Java and the workers below this process have used, by program; nothing where there is no /proc."""
    parents: dict[int, int] = {}
    used: dict[int, tuple[str, float]] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, fields = file.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue    # it has ended meanwhile
        numbers = fields.split()
        process = int(file.parent.name)
        parents[process] = int(numbers[1])
        used[process] = name, (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")
    found: dict[str, float] = {}
    for process, (name, seconds) in used.items():
        ancestor = parents[process]
        while ancestor in parents and ancestor != os.getpid():
            ancestor = parents[ancestor]
        if ancestor == os.getpid():
            found[name] = found.get(name, 0) + seconds
    return found


if __name__ == "__main__":
    main()
