"""A picture of what costs what. Needs matplotlib, of the extra `bench`."""

from __future__ import annotations

from pathlib import Path

from speed_contenders import CONTENDERS, OURS
from speed_tables import Results, length


# Of Okabe and Ito's palette, told apart by all eyes; ours first, dark and thick.
_COLORS = ("#0072B2", "#56B4E9", "#8FD0F5", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#777777", "#000000", "#999999", "#B8860B")
_MARKS = "oo.Ds^vPX*<"


def draw(results: Results, file: Path) -> None:
    """Draw MB/s against the length of a text for everybody, and the time of the matcher against the number of its phrases."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # Not through pyplot, which would look for a screen. Letters stay letters, so the file stays small.
    with rc_context({"svg.hashsalt": "sorrykit", "svg.fonttype": "none"}):
        figure = Figure(figsize=(11, 4.2), layout="constrained")
        FigureCanvasAgg(figure)
        left, right = figure.subplots(1, 2, width_ratios=(2, 1))
        for name, color, mark in zip(CONTENDERS, _COLORS, _MARKS, strict=True):
            points = [(size, rate / 1e6) for size in results.sizes if (rate := results.rate(name, str(size), what="bytes"))]
            if points:
                style = {"linewidth": 3 if name == OURS else 1.3, "zorder": 3 if name == OURS else 2, "markersize": 5}
                left.plot(*zip(*points, strict=True), color=color, marker=mark, label=name, **style)
        left.set_xscale("log")
        left.set_yscale("log")
        left.set_xticks(results.sizes, [length(size) for size in results.sizes])
        left.minorticks_off()
        left.yaxis.set_major_formatter("{x:g}")
        left.set_title("MB/s of one text, by its length; one core", fontsize=10, loc="left")
        times = sorted(results.phrases)
        right.axhline(1.3, color="#777777", linestyle="--", linewidth=1)
        right.annotate("the goal: 1.3 times", (times[0], 1.3), xytext=(0, 4), textcoords="offset points", fontsize=8, color="#555555")
        right.plot(times, [results.cost(number) for number in times], "o-", color=_COLORS[0], linewidth=3)
        right.set_ylim(0, max(2.0, 1.1 * results.cost(times[-1])))
        right.set_xticks(times, [f"{number} x\n{results.how_many[number]:,}" for number in times])
        right.set_title("time of the matcher, by its phrases", fontsize=10, loc="left")
        for axes in (left, right):
            axes.grid(color="#e5e5e5")
            axes.set_axisbelow(True)
            for side in ("top", "right"):
                axes.spines[side].set_visible(False)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=5, frameon=False, fontsize=9)
        figure.savefig(file, metadata={"Date": None})
