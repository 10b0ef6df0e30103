"""Train the model of `sorrykit.learned` anew: `python benchmarks/train_model.py --write`. Needs the extra `bench`.

Without `--write` it says whether the model that is there was trained on the texts that are there.
"""

from __future__ import annotations

import json
import sys

from pathlib import Path

from sorrykit.evaluation.training import bundled_items, digest, train
from sorrykit.learned import default_model


FILE = Path(__file__).parent.parent / "src" / "sorrykit" / "learned" / "model.json"


def main() -> int:
    """Train and write, or check."""
    letters, everyday = bundled_items()
    if "--write" in sys.argv[1:]:
        model = train(letters, everyday)
        # One weight a line would be long, one line would be unreadable in a diff: a line a letter is neither.
        FILE.write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"') + "\n", encoding="utf-8")
        print(f"{FILE.name}: {len(model['weights'])} features, {FILE.stat().st_size / 1e6:.2f} MB, {model['about']['trained_on']}")
        return 0
    fresh = FILE.exists() and default_model().about.get("hash") == digest([*letters, *everyday])
    print("the model is fresh" if fresh else "the model is stale: run with --write")
    return 0 if fresh else 1


if __name__ == "__main__":
    raise SystemExit(main())
