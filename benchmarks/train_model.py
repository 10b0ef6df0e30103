"""Train the model of `sorrykit.learned` anew: `python benchmarks/train_model.py --write`. Needs the extra `bench`.

Without an option it says whether the model that is there was trained on the texts that are there. With --held-out it trains another
one without every tenth letter of the practice texts, and says what phrases alone and phrases with that model find in those letters.
"""

from __future__ import annotations

import argparse
import json
import sys

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sorrykit import Kit, evaluation
from sorrykit._run import evidence
from sorrykit.corpus import LABELS, Item, Label
from sorrykit.evaluation.training import bundled_items, digest, train
from sorrykit.learned import Model, default_model
from sorrykit.learned._model import LARGE


FOLDER = Path(__file__).parent.parent / "src" / "sorrykit" / "learned"
EVERY = 10


def main() -> int:
    """Train and write, check, or look at what was left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--write", action="store_true", help="train the model and put it into the package")
    how.add_argument("--held-out", action="store_true", help="show what the model is worth on letters that it was not trained on")
    options = parser.parse_args()
    letters, everyday = bundled_items()
    if options.held_out:
        left_out = [item for item in letters if item.split == "practice"][::EVERY]
        held_out(left_out, Model.from_dict(train([item for item in letters if item not in left_out], everyday)))
        return 0
    if options.write:
        write(train(letters, everyday))
        return 0
    fresh = default_model().about.get("hash") == digest([*letters, *everyday])
    print("the model is fresh" if fresh else "the model is stale: run with --write")
    return 0 if fresh else 1


def write(model: Mapping[str, Any]) -> None:
    """Put a model into the package: what is always read into one file, what is large into another."""
    for name, parts in (("model.json", model.keys() - set(LARGE)), ("weights.json", LARGE)):
        data = {part: model[part] for part in model if part in parts}
        # One weight a line would be long, one line would be unreadable in a diff: a line a feature is neither.
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"')
        (FOLDER / name).write_text(text + "\n", encoding="utf-8")
        print(f"{name}: {len(text) / 1e6:.2f} MB")
    print(f"{len(model['weights'])} features, trained on {model['about']['trained_on']}")


def held_out(items: Sequence[Item], model: Model) -> None:
    """Print what phrases alone, and phrases with a model, find in some items."""
    kit = Kit(learned=False, discover=False)
    alone = evaluation.find(items, kit)
    for title, found in (("phrases alone", alone), ("with the model", {item.id: with_model(item, alone[item.id], kit, model) for item in items})):
        scores = evaluation.score(items, found, boot=0)
        message, span = scores.message_micro, scores.span_micro
        print(
            f"{title}, {len(items)} letters that the model was not trained on: messages P {message.precision:.3f} R {message.recall:.3f}"
            f" F1 {message.f1:.3f}, spans P {span.precision:.3f} R {span.recall:.3f} F1 {span.f1:.3f}"
        )


def with_model(item: Item, found: Sequence[Label], kit: Kit, model: Model) -> tuple[Label, ...]:
    """What phrases have found, without what the model doubts and with what it guesses."""
    report = kit.analyze(item.apology)
    opinion = model.read(item.apology.reading, *evidence({name: report[name] for name in LABELS}, kit.hits(item.apology), LABELS))
    kept = [label for label in found if (label.label, (label.start, label.end)) not in opinion.doubted]
    return (*kept, *(Label(guess.label, guess.start, guess.end, guess.kind) for guess in opinion.guesses))


if __name__ == "__main__":
    sys.exit(main())
