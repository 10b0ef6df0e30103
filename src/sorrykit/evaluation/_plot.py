"""A picture of the scores. Needs matplotlib, of the extra `bench`."""

from __future__ import annotations

import os

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sorrykit.evaluation._scoring import Interval, LabelScores, Rates, Scores


# Blue and orange of Okabe and Ito's palette, told apart by all eyes, and gray.
_OURS, _CODERS, _GRAY = "#0072B2", "#D55E00", "#777777"


def plot(scores: Scores, file: str | os.PathLike[str], *, ceiling: Scores | None = None, title: str = "") -> None:
    """Draw F1 per label on messages and on spans, with 95 % intervals and the agreement of the coders as the *ceiling*.

    The ending of *file* says the format: .png, .svg or .pdf. Raises `ImportError` without matplotlib and `ValueError` for another
    ending.
    """
    from matplotlib import rc_context  # noqa: PLC0415 -- of the extra `bench`
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    # Not through pyplot, which would look for a screen.
    figure = Figure(figsize=(11, 1.9 + 0.31 * len(scores.labels)), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2, sharey=True)
    _side(left, scores, ceiling, "messages", lambda row: (row.message, row.message_interval, row.messages))
    _side(right, scores, ceiling, "spans", lambda row: (row.span, row.span_interval, row.spans))
    left.set_yticks(range(len(scores.labels)), [row.label for row in scores.labels])
    left.invert_yaxis()
    figure.suptitle(title, fontsize=10)
    handles, names = left.get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=len(names), frameon=False, fontsize=9)
    # The same scores give the same bytes: no date, no random ids.
    dated = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(Path(file).suffix.lower())
    with rc_context({"svg.hashsalt": "sorrykit"}):
        figure.savefig(Path(file), dpi=150, metadata=dated)


def _side(
    axes: Any,
    scores: Scores,
    ceiling: Scores | None,
    what: str,
    of: Callable[[LabelScores], tuple[Rates, Interval | None, int]],
) -> None:
    micro = scores.message_micro if what == "messages" else scores.span_micro
    macro = scores.message_macro if what == "messages" else scores.span_macro
    axes.axvline(micro.f1, color=_GRAY, linewidth=1, linestyle="--", zorder=1, label="micro F1")
    for place, row in enumerate(scores.labels):
        rates, interval, support = of(row)
        if interval:
            axes.plot([interval.low, interval.high], [place, place], color=_OURS, linewidth=5, alpha=0.3, solid_capstyle="butt", zorder=2)
        axes.plot(rates.f1, place, "o", color=_OURS, markersize=6, zorder=4)
        axes.annotate(f"{rates.f1:.2f}   n={support}", (1.03, place), va="center", fontsize=8, color="#333333", annotation_clip=False)
        limit = next((of(other)[0].f1 for other in ceiling.labels if other.label == row.label), None) if ceiling else None
        if limit is not None:
            axes.plot(limit, place, "|", color=_CODERS, markersize=13, markeredgewidth=2, zorder=3)
    # Empty plots, for the legend alone.
    if scores.intervals:
        axes.plot([], [], color=_OURS, linewidth=5, alpha=0.3, label="95 % interval")
    axes.plot([], [], "o", color=_OURS, markersize=6, label="F1")
    if ceiling:
        axes.plot([], [], "|", color=_CODERS, markersize=13, markeredgewidth=2, label="the two coders with one another (an upper bound)")
    axes.set_title(f"{what}: F1 micro {micro.f1:.2f}, macro {macro:.2f}", fontsize=10, loc="left")
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    axes.grid(axis="x", color="#e5e5e5")
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
