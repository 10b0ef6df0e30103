"""A scan is killed, interrupted, loses its workers and its disk, and its output is that of an undisturbed run."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time

from importlib.util import find_spec

import pytest

from sorrykit.batch import _workers


pytestmark = [pytest.mark.once, pytest.mark.skipif(not hasattr(os, "killpg"), reason="kills groups of processes")]

# Small batches, a state after each of them, and a line when it is there.
DRIVER = """
import json, sys

from sorrykit import Kit
from sorrykit.batch import Judge, _read, _scan, _workers, scan
from sorrykit.exceptions import SorrykitError

if __name__ == "__main__":
    options = json.loads(sys.argv[1])
    _read.BLOCK, _scan.KEPT_EVERY, _workers.DEADLY = options.pop("block", 600), options.pop("every", 0), options.pop("deadly", 100)
    if limit := options.pop("limit", None):
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    judge = Judge(Kit(select=options.pop("select"), learned=False))
    try:
        summary = scan(judge=judge, progress=lambda done: print(done.rows, flush=True), **options)
    except SorrykitError as error:
        sys.exit(str(error))
    print(json.dumps([summary.rows, summary.errors, summary.failed, summary.tally.to_dict()]))
"""
# An analyzer that does to its process what a broken extension module, or the system in want of memory, would do.
PLUGIN = """
import os, signal, sys

from pathlib import Path

from sorrykit import Analyzer, hookimpl

def find(apology):
    if "SEGV" in apology.text:
        signal.signal(signal.SIGSEGV, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGSEGV)
    if "KILL" in apology.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "EXIT" in apology.text:
        os._exit(3)
    if "RAISE" in apology.text:
        raise SystemExit(4)
    if "ONCE" in apology.text and not Path("died").exists():
        Path("died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if "SAY" in apology.text:
        print("this is no row")
    return []

@hookimpl
def sorrykit_analyzers():
    if Path("no start").exists():
        os._exit(5)
    return [Analyzer(name="deadly", summary="S.", find=find)]
"""
TEXTS = ("I'm sorry you feel that way.", "We are sorry for any inconvenience.", "It was our mistake.", "Sorry if that was unclear.")


def write_messages(path, marks=None, number=120):
    """Messages as JSON Lines, some with a mark (row -> mark)."""
    rows = ({"id": f"m{row}", "text": f"{TEXTS[row % len(TEXTS)]} {(marks or {}).get(row, '')}"} for row in range(1, number + 1))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture(name="work")
def _work(site):
    """A folder with the driver and messages."""
    (site.work / "driver.py").write_text(DRIVER, encoding="utf-8")
    write_messages(site.work / "in.jsonl")
    return site.work


@pytest.fixture(name="undisturbed", scope="module")
def _undisturbed(tmp_path_factory):
    """What is said and written by a scan that nothing happens to, by form."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "driver.py").write_text(DRIVER, encoding="utf-8")
    write_messages(folder / "in.jsonl")
    names = ["out.jsonl", *(["out.parquet"] if find_spec("pyarrow") else [])]
    return {name: (run(folder, out=name, workers=1), (folder / name).read_bytes()) for name in names}


def start(work, command=("driver.py",), **options):
    """Start a scan in a process group of its own."""
    if command == ("driver.py",):
        command = ("driver.py", json.dumps({"inputs": ["in.jsonl"], "select": ["hollow"], "out": "out.jsonl", "workers": 2, **options}))
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SORRYKIT_", "COV_"))}
    # A file that must not be long would be byte code cut short.
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(work.parent / "site"), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, *command], cwd=work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def finish(process):
    """Exit status, standard output as lines, standard error."""
    out, err = process.communicate(timeout=120)
    return process.returncode, out.splitlines(), err


def run(work, **options):
    """Run a scan to its end; what it says of its rows."""
    status, out, err = finish(start(work, **options))
    assert (0, "") == (status, err)
    return json.loads(out[-1])


def rows(content):
    """The rows of JSON Lines."""
    return [json.loads(line) for line in content.splitlines()]


def nothing_left(work):
    """Nothing but the output is there."""
    return sorted(path.name for path in work.glob("out*")) in (["out.jsonl"], ["out.parquet"])


@pytest.mark.parametrize("out", ["out.jsonl", "out.parquet"])
def test_killed(work, undisturbed, out):
    """Killed ten times at random points and started again, in both forms: the same bytes and counts as if nothing had been."""
    if out == "out.parquet":
        pytest.importorskip("pyarrow")
    said, expected = undisturbed[out]
    choose = random.Random(f"{out} 7")
    kills, batches, interrupted = 0, len(range(0, 120 * 70, 600)), []
    while kills < 10:
        process = start(work, out=out, workers=choose.choice([1, 2]))
        # After so many batches from here on, and a moment: within reading, writing or the last steps.
        lines = [process.stdout.readline() for _ in range(choose.randrange(batches // 3))]
        time.sleep(choose.random() / 50)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        lines += finish(process)[1]
        kills += process.returncode == -signal.SIGKILL
        interrupted.append((work / f"{out}.sorrykit-work" / "rows").exists())
        if process.returncode == 0:
            assert [said[:3], expected] == [json.loads([line for line in lines if line][-1])[:3], (work / out).read_bytes()]
            (work / out).unlink()
    again = run(work, out=out)

    assert said == again
    assert expected == (work / out).read_bytes()
    assert nothing_left(work)
    # Not all of them came before anything was done.
    assert any(interrupted)


def test_parent_alone_is_killed(work, undisturbed):
    """Workers whose parent was killed end by themselves, and the next run is not disturbed by them."""
    process = start(work)
    process.stdout.readline()
    process.kill()
    # It ends when nobody holds the pipes any more: the workers are gone, too.
    finish(process)

    assert undisturbed["out.jsonl"] == (run(work), (work / "out.jsonl").read_bytes())


def test_dying_workers(site, work, undisturbed):
    """A row that ends its worker is named and costs itself alone, however it does it and wherever it stands."""
    site.install("deadly", PLUGIN)
    # Alone in its batch, two in one, and the last one.
    marks = {3: "SEGV", 50: "KILL", 51: "EXIT", 120: "RAISE"}
    deaths = {3: "by SIGSEGV", 50: "by SIGKILL", 51: "with status 3", 120: "with status 4"}
    write_messages(work / "in.jsonl", marks)
    count, errors, failed, _ = run(work, select=["hollow", "deadly"], block=1500)
    expected, found = rows(undisturbed["out.jsonl"][1]), rows((work / "out.jsonl").read_bytes())

    assert (120, 4) == (count, errors)
    assert [[f"in.jsonl:{row}", f"this row ended its worker process {death}"] for row, death in deaths.items()] == failed
    assert [(f"m{row}", f"in.jsonl:{row}: this row ended its worker process {death}") for row, death in deaths.items()] == [
        (row["id"], row["error"]) for row in found if row["error"]
    ]
    assert [row for row in expected if row["row"] not in marks] == [row for row in found if row["row"] not in marks]


def test_worker_dies_once(site, work, undisturbed):
    """A worker that dies of something else than its row is replaced, and nothing shows it."""
    site.install("deadly", PLUGIN)
    write_messages(work / "in.jsonl", {50: "ONCE"})
    count, errors, _, _ = run(work, select=["hollow", "deadly"])

    assert (work / "died").exists()
    assert (120, 0) == (count, errors)
    assert undisturbed["out.jsonl"][1] == (work / "out.jsonl").read_bytes()


def test_printing_plugin(site, work, undisturbed):
    """What a plugin prints does not come between rows on standard output."""
    site.install("deadly", PLUGIN)
    write_messages(work / "in.jsonl", {50: "SAY"})
    status, out, err = finish(start(work, ("-m", "sorrykit", "scan", "in.jsonl", "--select", "hollow,deadly", "--out", "-", "--quiet")))

    assert (0, "this is no row\n") == (status, err)
    assert rows(undisturbed["out.jsonl"][1]) == [json.loads(line) for line in out]


def test_all_rows_deadly(site, work):
    """Where rows kill and kill, something is broken, and the scan says so."""
    site.install("deadly", PLUGIN)
    write_messages(work / "in.jsonl", dict.fromkeys(range(1, 10), "KILL"), 10)
    status, _, err = finish(start(work, select=["deadly"], deadly=3, workers=1))

    assert 1 == status
    assert (
        "more than 3 rows have ended their worker process, the last one by SIGKILL: an analyzer or the machine is broken; find "
        "out which and leave it out with --ignore" in err
    )


def test_workers_cannot_start(work):
    """Processes that do not even start are an error, not an endless loop."""
    (work / "driver.py").write_text(DRIVER.replace('if __name__ == "__main__":', "if True:"), encoding="utf-8")
    status, _, err = finish(start(work))

    assert 1 == status
    assert "worker processes cannot start: with status 1; in a script of your own, call scan under if __name__ == '__main__':" in err


def test_other_kit_in_workers(site, work):
    """A plugin that is another one in the workers is an error that says so."""
    site.install("deadly", PLUGIN)
    changing = DRIVER.replace("    try:", f"    import shutil; judge.fingerprint; shutil.rmtree({str(site.path)!r})\n    try:", 1)
    (work / "driver.py").write_text(changing, encoding="utf-8")
    status, _, err = finish(start(work))

    assert 1 == status
    assert "a worker process cannot be started: the kit of this process is not the one it was sent: " in err
    assert "'deadly'" in err


def test_kit_that_cannot_be_sent(work):
    """A kit that cannot travel to other processes is an error, before anything is done."""
    (work / "driver.py").write_text(DRIVER.replace("learned=False", "sentences=lambda text: [(0, len(text))]"), encoding="utf-8")
    status, _, err = finish(start(work))

    assert 1 == status
    assert err.startswith("the kit cannot be sent to worker processes: ")


def test_interrupted(work):
    """Ctrl-C ends with 130 and says how to go on; going on, nothing is lost and nothing twice."""
    write_messages(work / "in.jsonl", number=1200)
    command = ("-m", "sorrykit", "scan", "in.jsonl", "--select", "hollow", "--out", "out.jsonl")
    process = start(work, command)
    plan = work / "out.jsonl.sorrykit-work" / "rows"
    while not plan.exists() and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    status, out, err = finish(process)

    assert (130, []) == (status, out)
    assert "sorrykit: stopped; what is done is kept in out.jsonl.sorrykit-work, and the same command goes on from there\n" == err
    assert 0 == finish(start(work, command))[0]
    assert list(range(1, 1201)) == [row["row"] for row in rows((work / "out.jsonl").read_bytes())]


@pytest.mark.parametrize("out", ["out.jsonl", "out.parquet"])
def test_full_disk(work, undisturbed, out):
    """A disk that is full is an error that says how to go on; with more space, the scan goes on to the same bytes."""
    if out == "out.parquet":
        pytest.importorskip("pyarrow")
    status, lines, err = finish(start(work, out=out, limit=25_000))

    assert 1 == status
    assert f"{out}: cannot be written: File too large; what is done is kept: mend that, and give the same command again\n" == err
    assert not (work / out).exists()
    assert 0 < int(lines[-1]) < 120
    assert undisturbed[out] == (run(work, out=out), (work / out).read_bytes())
    assert nothing_left(work)


def test_changed_between(site, work):
    """Inputs and options that changed since are an error that names them; --restart begins anew, and so ends well."""
    command = ("-m", "sorrykit", "scan", "in.jsonl", "--out", "out.jsonl", "--quiet", "--select")
    process = start(work)
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGKILL)
    finish(process)
    status, _, err = finish(start(work, (*command, "hollow,blame")))

    assert 2 == status
    assert "how analyzers, phrases, plugins or rubrics are set up changed" in err
    assert "or --restart to begin anew" in err
    write_messages(work / "in.jsonl", number=8)
    status, _, err = finish(start(work, (*command, "hollow")))
    assert 2 == status
    assert "another scan was begun and not finished: in.jsonl was changed; " in err
    assert (0, [], "") == finish(start(work, (*command, "hollow", "--restart")))
    assert 8 == len(rows((work / "out.jsonl").read_bytes()))
    assert nothing_left(work)


def test_limits():
    """The numbers that the documentation names."""
    assert (100, 3) == (_workers.DEADLY, _workers._STARTS)
