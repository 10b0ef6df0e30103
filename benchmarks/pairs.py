"""Do the rubrics order pairs of messages as their sources would?

usage: python benchmarks/pairs.py [--write | --check]

Without an option the figures are printed, and every pair that a rubric orders otherwise. --write puts the table into
docs/explanation/rubrics.md; --check ends with status 1 where it would change.
"""

from __future__ import annotations

import argparse
import sys
import tomllib

from pathlib import Path
from typing import Any

from generated import begin_of, placed
from sorrykit import Kit, Thread, Turn, analyze_thread, score
from sorrykit.rubrics import BUNDLED


HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "explanation" / "rubrics.md"
BEGIN = begin_of("benchmarks/pairs.py")


def load() -> list[dict[str, Any]]:
    """The pairs, as they are written."""
    return tomllib.loads(HERE.joinpath("pairs.toml").read_text(encoding="utf-8"))["pairs"]


def read(text: str | list[str], kit: Kit) -> Any:
    """The report of a message, or of a thread in which the customer begins."""
    if isinstance(text, str):
        return kit.analyze(text)
    return analyze_thread(Thread([Turn(("customer", "agent")[number % 2], line) for number, line in enumerate(text)]), kit)


def ordered(pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each pair, rubric -> (the scores of a and b, is the order that of the source)."""
    kit = Kit(discover=False)
    out = []
    for pair in pairs:
        a, b = read(pair["a"], kit), read(pair["b"], kit)
        results = {}
        for rubric, better in pair["orders"].items():
            scores = score(a, rubric).total, score(b, rubric).total
            results[rubric] = (scores, scores[0] > scores[1] if better == "a" else scores[1] > scores[0])
        out.append({**pair, "results": results})
    return out


def table(results: list[dict[str, Any]]) -> str:
    """The figures, rubric by rubric and in sum."""
    plain, disputes = [r for r in results if "dispute" not in r], [r for r in results if "dispute" in r]
    lines = ["| rubric | pairs | ordered as its source would | of these, disputed |", "|---|--:|--:|--:|"]
    for rubric in BUNDLED:
        judged = [r["results"][rubric][1] for r in results if rubric in r["results"]]
        disputed = [r["results"][rubric][1] for r in disputes if rubric in r["results"]]
        lines.append(f"| `{rubric}` | {len(judged)} | {sum(judged)} | {sum(disputed)} of {len(disputed)} |")
    sums = [f"{sum(_all(r) for r in group)} of {len(group)}" for group in (plain, disputes)]
    lines += ["", f"Ordered rightly by every rubric whose source has a view: {sums[0]} pairs, and {sums[1]} disputed pairs."]
    return "\n".join(lines) + "\n"


def _all(result: dict[str, Any]) -> bool:
    return all(right for _, right in result["results"].values())


def main() -> int:
    """Print, write or check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true", help="put the table into the documentation")
    what.add_argument("--check", action="store_true", help="end with status 1 where the documentation says something else")
    options = parser.parse_args()
    results = ordered(load())
    text = table(results)
    if options.write or options.check:
        page = PAGE.read_text(encoding="utf-8")
        fresh = placed(page, text, BEGIN)
        if options.check:
            return int(fresh != page)
        PAGE.write_text(fresh, encoding="utf-8")
        return 0
    print(text)
    for result in results:
        for rubric, (scores, right) in result["results"].items():
            if not right:
                print(f"{rubric} gives a {scores[0]} and b {scores[1]}, and should prefer {result['orders'][rubric]}:\n  a {result['a']}\n  b {result['b']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
