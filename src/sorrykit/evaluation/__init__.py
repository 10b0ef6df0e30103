"""How well is it done? Findings against gold, two readers against one another, and what simpler means reach.

The definitions, all in `score`: on **messages** a label counts once a message, is it there or not; on **spans** a found span is
right if it overlaps a gold span of the same label, and a gold span is met if a found one overlaps it.
"""

from sorrykit.evaluation._agreement import CODERS, Agreement, LabelAgreement, agreement, coded
from sorrykit.evaluation._baselines import BASELINES, Baseline, baseline
from sorrykit.evaluation._confusion import Confusion, confusion
from sorrykit.evaluation._found import Case, SliceScores, cases, find, slices
from sorrykit.evaluation._plot import plot
from sorrykit.evaluation._scoring import Interval, LabelScores, Rates, Scores, score
from sorrykit.evaluation._sentences import Boundaries, boundaries, punkt
from sorrykit.evaluation._threads import FieldScores, ThreadMiss, ThreadScores, threads


__all__ = [
    "BASELINES", "CODERS", "Agreement", "Baseline", "Boundaries", "Case", "Confusion", "FieldScores", "Interval", "LabelAgreement", "LabelScores", "Rates",
    "Scores", "SliceScores", "ThreadMiss", "ThreadScores", "agreement", "baseline", "boundaries", "cases", "coded", "confusion", "find", "plot", "punkt", "score", "slices", "threads",
]  # fmt: skip
