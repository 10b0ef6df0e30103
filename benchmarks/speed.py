"""How fast it is, beside packages of the neighborhood, as the documentation shows it.

usage: python benchmarks/speed.py [--write | --quick] [--rounds N] [--limit S] [--messages N] [--peers PYTHON] [--only PEER]

Everything is measured in processes of its own, on one core, in turn; figures are medians of the rounds, of the time of the processor
where nothing else is said, since other work on a machine slows the clock. Nothing here is a test. `make bench-speed` installs the
peers into .venv-peers; one that is not there is said to be missing. Needs Linux. The parts:

- speed_loads.py: what is read      - speed_contenders.py: who reads it      - speed_process.py: one measurement, in its own process
- speed_tables.py: the tables, and which goals are met                       - speed_plot.py: the picture
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import attrs

import sorrykit
import speed_loads as loads
import speed_plot
import speed_tables as tables

from generated import begin_of, placed
from speed_contenders import CONTENDERS, OURS
from speed_tables import Measured, Results


HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "explanation" / "speed.md"
PEERS = HERE.parent / ".venv-peers" / "bin" / "python"
Run = Callable[[str, float, Sequence[Path]], list[Measured]]
BEGIN = begin_of("benchmarks/speed.py")
SIZES = (1000, 10_000, 100_000, 1_000_000, 10_000_000)
ALL = 1e9  # as a limit: read all of it


@attrs.frozen
class Plan:
    """How much is measured: seconds for a peer and a load, messages of (a), characters of the longest text, starts, multiples of the phrases."""

    rounds: int = 3
    limit: float = 2.0
    number: int = 20_000
    size: int = 10_000_000
    starts: int = 10
    times: tuple[int, ...] = (1, 3, 10)


QUICK = Plan(rounds=1, limit=0.1, number=20, size=1000, starts=1, times=(1, 2))


def measured(plan: Plan, peers: Path, only: Sequence[str] = ()) -> Results:
    """Measure everything, with *only* some of the peers, or all."""
    results = Results(rounds=plan.rounds, limit=plan.limit, sizes=tuple(size for size in SIZES if size <= plan.size))
    runs = {
        name: child(sys.executable if name in tables.OURS_ALL else str(peers), name)
        for name in CONTENDERS
        if name in tables.OURS_ALL or not only or name in only
    }
    with tempfile.TemporaryDirectory() as folder:
        write = functools.partial(written, Path(folder))
        say("making the loads")
        # The sentences of (b) are those of (a), so it is read by processes that have not read (a).
        short = [
            write("a first", loads.support(7, plan.number)),
            write("a later", loads.support(8, plan.number)),
            write("a new", loads.support(9, plan.number, new=True)),
        ]
        real = [
            write("b first", itertools.islice(loads.apologies(1), plan.number)),
            write("b new", itertools.islice(loads.apologies(2, times=10, new=True), plan.number)),
        ]
        results.loads = {file.stem: load_of(file) for file in [*short, *real]}
        for turn in range(plan.rounds):
            for name, run in list(runs.items()):
                say(f"round {turn + 1} of {plan.rounds}: {name}")
                # Ours reads all of it: the first messages of a process cost more, and would weigh more in a part.
                limit = ALL if name in tables.OURS_ALL else plan.limit
                if not (results.add(name, run("messages", limit, short)) and results.add(name, run("messages", limit, real))):
                    del runs[name]
            say(f"round {turn + 1} of {plan.rounds}: the number of phrases")
            for times in plan.times:
                results.add_phrases(times, child(sys.executable, str(times))("phrases", ALL, short[2:]))
        texts = [write(str(size), several(11, size, results.long)) for size in results.sizes]
        texts += [write(loads.PROSE, [loads.prose(12, results.long)]), *(write(name, [loads.hostile(name, results.long)]) for name in loads.HOSTILE)]
        warm = write("warm", [loads.prose(13, min(results.long, 100_000))])
        for name, run in runs.items():
            say(f"long and hostile texts: {name}")
            results.add(name, read_texts(run, (100 if name in tables.OURS_ALL else 4) * plan.limit, warm, texts))
        say("memory, import and the command line")
        for number in (plan.number, 10 * plan.number):
            stream = write(str(number), loads.support(10, number, new=True))
            results.streams[number] = runs[OURS]("messages", ALL, [stream])[-1]["memory"]
    return starts(results, plan, peers)


def starts(results: Results, plan: Plan, peers: Path) -> Results:
    """How long a process takes to start, import and answer; and what an import takes of memory."""
    start = functools.partial(median_start, plan.starts)
    bare = {python: start([python, "-c", "pass"]) for python in {sys.executable, str(peers)}}
    results.bare = bare[sys.executable]
    for name in results.contenders:
        python = sys.executable if name in tables.OURS_ALL else str(peers)
        wall, cpu = start([python, "-c", CONTENDERS[name].imports])
        results.imports[name] = max(0.0, wall - bare[python][0]), max(0.0, cpu - bare[python][1])
    check = [sys.executable, "-m", "sorrykit", "check", "--text", "I'm sorry you feel that way."]
    results.check = {"cache": start(check), "no cache": start(check, SORRYKIT_CACHE="off")}
    for what in ("pass", "import sorrykit"):
        code = f"{what}; import sys; sys.path.insert(0, {str(HERE)!r}); import speed_process; print(speed_process.memory())"
        results.memory[what] = float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
    return results


def child(python: str, name: str) -> Run:
    """What measures one contender in a process of its own, and gives what it said, one file after the other."""

    def run(what: str, limit: float, files: Sequence[Path]) -> list[Measured]:
        command = [python, str(HERE / "speed_process.py"), name, what, str(limit), *map(str, files)]
        lines: list[Measured] = []
        with tempfile.TemporaryFile("w+") as wrong, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=wrong, text=True) as process:
            assert process.stdout
            late = None
            while True:
                # It ends by itself when its time is up, but where a pattern does not return.
                if limit != ALL:
                    late = threading.Timer(30 + 4 * limit, process.kill)
                    late.start()
                line = process.stdout.readline()
                if late:
                    late.cancel()
                if not line:
                    break
                lines.append(json.loads(line))
            if process.wait() and what != "texts":
                wrong.seek(0)
                sys.exit(f"{name} broke:\n{wrong.read()}")
        return lines

    return run


def read_texts(run: Run, limit: float, warm: Path, files: Sequence[Path]) -> list[Measured]:
    """Have texts read, by one process after another text; where it ends on the way, the rest by another one."""
    lines: list[Measured] = []
    while files:
        said = [line for line in run("texts", limit, [warm, *files]) if line.get("file") not in {None, warm.stem}]
        lines += said
        if len(said) < len(files):
            lines.append({"file": files[len(said)].stem, "error": "is ended"})
        files = files[len(said) + 1 :]
    return lines


def median_start(times: int, command: Sequence[str], **environment: str) -> tuple[float, float]:
    """The median time of a process by the clock, and of the processor."""
    walls, cpus = [], []
    # A user's modules are compiled once, not at every start.
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for turn in range(times + 1):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, capture_output=True, check=False, env={**clean, **environment})
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        if turn:  # the first fills caches
            walls.append(wall)
            cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(walls), statistics.median(cpus)


def written(folder: Path, name: str, messages: Iterable[str]) -> Path:
    return loads.write(folder / f"{name}.jsonl", messages)


def several(seed: int, size: int, whole: int) -> list[str]:
    """Different texts of one size, a tenth of *whole* together, or one."""
    number = max(1, whole // 10 // size)
    prose = loads.prose(seed, number * size)
    return [prose[start : start + size] for start in range(0, number * size, size)]


def load_of(file: Path) -> tables.Load:
    messages = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    apologizing = sum(bool(loads.APOLOGIZES.search(message)) for message in messages)
    return tables.Load(len(messages), sum(len(message.encode()) for message in messages), apologizing / len(messages))


def say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--write", action="store_true", help="put the tables and the picture into the documentation")
    how.add_argument("--quick", action="store_true", help="tiny loads, to see that it runs; the figures mean nothing")
    parser.add_argument("--rounds", type=int, default=Plan().rounds, help="how often everything is measured, in turn (3)")
    parser.add_argument("--limit", type=float, default=Plan().limit, help="seconds of the processor for a peer and a load (2), for a text four times that")
    parser.add_argument("--messages", type=int, default=Plan().number, help="messages of the load (a); a stream has ten times as many (20,000)")
    parser.add_argument("--peers", type=Path, default=PEERS if PEERS.exists() else Path(sys.executable), help="the Python that has the peers (.venv-peers)")
    parser.add_argument("--only", action="append", default=[], choices=[*CONTENDERS], help="measure this peer; may be given several times (all)")
    args = parser.parse_args()
    if not Path("/proc/self/status").exists():
        parser.error("it reads from /proc what memory a process takes, and so needs Linux")
    if not args.peers.exists():
        parser.error(f"there is no {args.peers}; make bench-speed installs the peers")
    if args.rounds < 1 or args.messages < 1 or args.limit <= 0:
        parser.error("there must be one round at least, one message and some time")
    plan = QUICK if args.quick else Plan(rounds=args.rounds, limit=args.limit, number=args.messages)
    results = measured(plan, args.peers, args.only)
    part = tables.report(results, sorrykit.__version__)
    if not args.write:
        sys.stdout.write(part)
        return
    PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), part, BEGIN), encoding="utf-8")
    speed_plot.draw(results, PAGE.with_name("speed.svg"))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
