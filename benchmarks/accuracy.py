"""How well the built-in analyzers do, as the documentation shows it.

usage: python benchmarks/accuracy.py [--write | --check]

Without an option the generated part of docs/explanation/evaluation.md is printed. --write puts it there and draws the picture beside
it; --check ends with status 1 where it would change. `sorrykit bench` measures the same, one part at a time.
"""

from __future__ import annotations

import argparse
import re
import sys

from collections.abc import Sequence
from pathlib import Path

from generated import begin_of, placed
from sorrykit import Kit, corpus, evaluation
from sorrykit.corpus import LABELS, Corpus, Label
from sorrykit.evaluation import Scores, tables
from sorrykit.evaluation.tables import Table


PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "evaluation.md"
README = Path(__file__).parent.parent / "README.md"
PICTURE = PAGE.with_name("accuracy.svg")
BEGIN = begin_of("benchmarks/accuracy.py")
# Of the weakest labels, so many; of each, so many texts that are missed and that are wrongly found.
WEAKEST, MISSED, WRONG = 4, 2, 1
ENOUGH = 8  # gold spans, for a label to be called weak

Found = dict[str, tuple[Label, ...]]


def generated(*, learn: bool = True) -> tuple[str, Scores, Scores]:
    """The generated part, and the scores and the ceiling of the picture. *learn*: run the baselines that learn, too."""
    whole, kit = corpus.load(), Kit(discover=False)
    found = evaluation.find(whole, kit)
    dev, test = whole.split("dev"), whole.split("test")
    scores = {"dev": evaluation.score(dev, found), "test": evaluation.score(test, found)}
    alone = evaluation.find([*dev, *test], Kit(discover=False, learned=False))
    shown = {**scores, "dev, phrases alone": evaluation.score(dev, alone), "test, phrases alone": evaluation.score(test, alone)}
    ceiling = evaluation.coded(test)
    names = list(evaluation.BASELINES) if learn else ["keywords", "convokit"]
    learned = [*whole.split("train"), *corpus.practice()]
    baselines = [evaluation.baseline(name, learned, test.items) for name in names]
    texts = [item.text for item in whole]
    punkt = {
        "untrained": evaluation.punkt(),
        "trained on the corpus": evaluation.punkt(texts),
        "trained, by paragraph": evaluation.punkt(texts, paragraphs=True),
    }
    unseen = whole.split("dev").items + whole.split("test").items
    parts = [
        f"Corpus {corpus.VERSION}, SHA-256 `{whole.sha256[:12]}`, the built-in analyzers alone.",
        section("At a glance", overview(shown)),
        "![F1 of each label on the test split, with 95 % intervals and the agreement of the coders](accuracy.svg)",
        section("Label by label, on test", tables.scores(scores["test"], ceiling)),
        section("Beside simpler means, on test", tables.baselines("sorrykit", scores["test"], baselines, ceiling)),
        section("The readers among themselves, on the whole corpus", tables.agreement(evaluation.agreement(whole))),
        section("The adversarial part, dev and test", tables.slices(evaluation.slices(unseen, found))),
        section("What stands where something else was expected, on dev", tables.confusion(evaluation.confusion(dev, found), 15), picture=False),
        section("Sentence boundaries, on the whole corpus", tables.sentences({name: evaluation.boundaries(texts, spans) for name, spans in punkt.items()})),
        "### The weakest labels on dev, with texts\n\n" + weakest(dev, found, scores["dev"]),
    ]
    return "\n\n".join(parts) + "\n", scores["test"], ceiling


def section(title: str, table: Table, *, picture: bool = True) -> str:
    """A table under its title."""
    text = table.markdown()
    return f"### {title}\n\n{text if picture else text.partition('```text')[0].rstrip()}"


def overview(scores: dict[str, Scores]) -> Table:
    """The splits in a line each, with the model beside the phrases and without."""

    def cells(split: str, of: Scores) -> Sequence[str]:
        low_high = [of.intervals[name] for name in ("message_micro", "message_macro", "span_micro", "span_macro")]
        values = (of.message_micro.f1, of.message_macro, of.span_micro.f1, of.span_macro)
        shown = [f"{value:.3f} [{one.low:.2f}, {one.high:.2f}]" for value, one in zip(values, low_high, strict=True)]
        return [split, str(of.messages), f"{of.message_micro.precision:.3f}", *shown[:2], f"{of.span_micro.precision:.3f}", *shown[2:], f"{of.kind or 0:.3f}"]

    columns = ("split", "messages", "P, messages", "F1 micro", "F1 macro", "P, spans", "F1 micro", "F1 macro", "kind")
    return Table(title="", columns=columns, rows=[cells(split, of) for split, of in scores.items()], note="In brackets: 95 % intervals.")


def weakest(dev: Corpus, found: Found, scores: Scores) -> str:
    """The labels with the lowest F1 on spans, each with texts."""
    rows = sorted((row for row in scores.labels if row.spans >= ENOUGH), key=lambda row: (row.span.f1, LABELS.index(row.label)))
    out = []
    for row in rows[:WEAKEST]:
        cases = evaluation.cases(dev, found, row.label)
        lines = [f"`{row.label}`: F1 {row.span.f1:.2f} on {row.spans} spans."]
        for what, field, most in (("missed", "missed", MISSED), ("found, not there", "wrong", WRONG)):
            several = [(case.item, label) for case in cases for label in getattr(case, field)]
            lines += [f"- {what}: *{plain(item.quote(label))}* (`{item.id}`)" for item, label in several[:most]]
        out.append(f"{lines[0]}\n\n" + "\n".join(lines[1:]) if lines[1:] else lines[0])
    return "\n\n".join(out)


def plain(quote: str) -> str:
    """A quote that Markdown takes as it is."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(quote.split()))


def in_short(scores: Scores, ceiling: Scores) -> str:
    """The figures of the test split in a sentence, for the README."""
    message, span = scores.message_micro, scores.span_micro
    return (
        f"On the {scores.messages} messages of the bundled corpus's test split it sees whether a message holds an act with precision"
        f" {message.precision:.2f}, recall {message.recall:.2f} and F1 {message.f1:.2f} (micro; macro {scores.message_macro:.2f}), and where, with F1"
        f" {span.f1:.2f}.\nThe two readers of the corpus reach {ceiling.message_micro.f1:.2f} with one another.\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--write", action="store_true")
    how.add_argument("--check", action="store_true")
    args = parser.parse_args()
    part, scores, ceiling = generated()
    if not (args.write or args.check):
        sys.stdout.write(part)
        return
    old = {PAGE: PAGE.read_text(encoding="utf-8"), README: README.read_text(encoding="utf-8")}
    new = {PAGE: placed(old[PAGE], part, BEGIN), README: placed(old[README], in_short(scores, ceiling), BEGIN)}
    if args.check:
        stale = [path.name for path in new if new[path] != old[path]]
        sys.exit(f"{' and '.join(stale)}: stale figures, run python benchmarks/accuracy.py --write" if stale else 0)
    for path, text in new.items():
        path.write_text(text, encoding="utf-8")
    evaluation.plot(scores, PICTURE, ceiling=ceiling, title=f"The built-in analyzers on the test split of corpus {corpus.VERSION}")


if __name__ == "__main__":
    main()
