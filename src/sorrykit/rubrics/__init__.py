"""Published ways to judge an apology, as data, and the scores they give. They disagree on purpose."""

from sorrykit.rubrics._compare import Comparison, Dispute, compare
from sorrykit.rubrics._offered import find, offered
from sorrykit.rubrics._rubric import BUNDLED, Criterion, Rubric, bundled, from_dict, load, loads
from sorrykit.rubrics._score import Judged, Point, Score, judge, metrics, score


__all__ = [
    "BUNDLED", "Comparison", "Criterion", "Dispute", "Judged", "Point", "Rubric", "Score", "bundled", "compare", "find", "from_dict", "judge", "load", "loads", "metrics", "offered", "score",
]  # fmt: skip
