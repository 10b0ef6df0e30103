"""How fast it is, on the machine this runs on: `python benchmarks/speed.py`. Nothing here is a test.

- import: `import sorrykit` against bare Python, and one `sorrykit check --text` from start to answer, medians of ten processes
- messages: the default kit on one core, once through to warm up and once measured, on
    (a) 20,000 short support messages, a third apologizing, recombined from the sentences of the bundled corpus with a fixed seed
    (b) the bundled messages that apologize, as they are
- phrases: the matcher alone on (a), with the built-in phrases once, three times and ten times; the copies have words of their own
- length: the matcher alone on one text of 1 kB to 1 MB, and on hostile texts of 1 MB
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time

from collections.abc import Callable, Iterable

import attrs

from sorrykit import Kit, corpus
from sorrykit.phrases import Matcher, Phrasebook
from sorrykit.text import Reading


SEED, MESSAGES, RUNS = 7, 20_000, 10
HOSTILE = {
    "sorry": "sorry ",
    "sorry but": "sorry but ",
    "unclosed quotes": '"sorry ',
    "combining marks": "so\u0301\u0301\u0301rry ",
    "one word": "a",
}


def main() -> None:
    """Print everything."""
    bare = median_of_processes("pass")
    print(f"import sorrykit: {1000 * (median_of_processes('import sorrykit') - bare):.0f} ms over bare Python ({1000 * bare:.0f} ms)")
    check = [sys.executable, "-m", "sorrykit", "check", "--text", "I'm sorry you feel that way."]
    print(f"sorrykit check --text: {median_of(lambda: subprocess.run(check, capture_output=True, check=False)):.2f} s")

    short = support_messages()
    letters = [item.text for item in corpus.load() if any(label.label in {"apology", "hollow"} for label in item.labels)]
    for name, kit in (("phrases and model", Kit(discover=False)), ("phrases alone", Kit(discover=False, learned=False))):
        for what, texts in (("(a) support messages", short), ("(b) real apologies", letters * 10)):
            per_second = rate(kit.analyze, texts)
            characters = sum(map(len, texts)) / len(texts)
            print(f"{name}, {what}: {per_second:,.0f} messages/s, {per_second * characters / 1e6:.2f} MB/s, {characters:.0f} characters each")

    books = [analyzer.phrases for analyzer in Kit(discover=False).analyzers if analyzer.phrases]
    readings = [Reading(text) for text in short[:5000]]
    once = 0.0
    for times in (1, 3, 10):
        matcher = Matcher([*books, *(copy(book, number) for number in range(1, times) for book in books)])
        per_second = rate(matcher.find, readings)
        once = once or per_second
        print(f"{times:2} x the phrases ({times * sum(len(book.phrases) for book in books):,}): {per_second:,.0f} messages/s, {once / per_second:.2f} times the time")

    matcher, prose = Matcher(books), " ".join(short)
    for size in (1_000, 10_000, 100_000, 1_000_000):
        print(f"prose of {size:>9,} characters: {size / 1e6 / seconds(matcher, prose[:size]):.2f} MB/s")
    whole = seconds(matcher, prose[:1_000_000])
    for name, unit in HOSTILE.items():
        taken = seconds(matcher, (unit * (1_000_000 // len(unit) + 1))[:1_000_000])
        print(f"1 MB of {name}: {1 / taken:.2f} MB/s, {taken / whole:.2f} times the time of prose")


def support_messages() -> list[str]:
    """Short messages of one to three sentences of the corpus; in a third of them one that says sorry."""
    rng = random.Random(SEED)
    sentences = [item.text[start:end] for item in corpus.load() for start, end in Reading(item.text).sentences]
    sorry = [sentence for sentence in sentences if "sorry" in sentence.lower() or "apolog" in sentence.lower()]
    other = [sentence for sentence in sentences if sentence not in set(sorry)]
    return [" ".join([*rng.sample(sorry, rng.random() < 1 / 3), *rng.sample(other, rng.choice((1, 1, 2)))]) for _ in range(MESSAGES)]


def copy(book: Phrasebook, number: int) -> Phrasebook:
    """The same phrases, each with a word of its own in front, so that no two books share one."""
    phrases = [attrs.evolve(phrase, line=f"zq{number} {phrase.line.removeprefix('^').strip()}") for phrase in book.phrases]
    return attrs.evolve(book, name=f"{book.name}-{number}", phrases=tuple(phrases), shipped="")


def rate(do: Callable[[object], object], things: Iterable[object]) -> float:
    """How many a second, after one warm-up."""
    things = list(things)
    for thing in things:
        do(thing)
    start = time.perf_counter()
    for thing in things:
        do(thing)
    return len(things) / (time.perf_counter() - start)


def seconds(matcher: Matcher, text: str) -> float:
    """How long the matcher takes to read one text, tokens included; the second of two times."""
    taken = 0.0
    for _ in range(2):
        start = time.perf_counter()
        matcher.find(Reading(text))
        taken = time.perf_counter() - start
    return taken


def median_of_processes(code: str) -> float:
    """The median time of a Python process that runs some code."""
    return median_of(lambda: subprocess.run([sys.executable, "-c", code], check=True))


def median_of(do: Callable[[], object]) -> float:
    """The median of some runs."""
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        do()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
