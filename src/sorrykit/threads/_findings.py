"""The findings about a thread as a whole, with what they tell the writer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sorrykit.rubrics._rubric import THREAD_FINDINGS
from sorrykit.threads._report import TurnFinding


class About(NamedTuple):
    """What is to be said of one thread finding."""

    summary: str
    message: str
    advice: str


ABOUT = {
    "double-apology": About(
        "The same thing is apologized for again.",
        "Apologizes again for the same thing. The second time says less than the first.",
        "Leave the apology out, and say what has been done.",
    ),
    "reopened-wound": About(
        "After the customer settled it, the agent goes back to it unasked.",
        "It was settled, and this goes back to it unasked: the customer has to live through it once more.",
        "It is settled. Write about what comes next, or not at all.",
    ),
    "missing-apology": About(
        "A real complaint that no answer apologizes for.",
        "The customer complained, and no answer says sorry.",
        "Apologize in the first answer to the complaint: 'I'm sorry that we ___.'",
    ),
    "double-deviation": About(
        "What was done or promised about it has failed too.",
        "What was done or promised has failed too. A second failure costs more trust than the first.",
        "Own the second failure by name, apologize for it, and do something that cannot fail the same way.",
    ),
    "over-apologizing": About(
        "Three or more turns apologize for the same thing.",
        "Apologizes for the third time or more. By now the words ask something of the customer: to console.",
        "Stop apologizing; answer what was asked.",
    ),
    "gloomy-follow-up": About(
        "A follow-up that dwells on what was bad.",
        "The follow-up tells the failure again, which nobody asked for.",
        "Ask whether all is well, and stop there.",
    ),
}
assert tuple(ABOUT) == THREAD_FINDINGS


def of_thread(
    *, apologies: Iterable[int], starts: Sequence[int], reopened: Iterable[int], missing: bool, broken: Iterable[int], gloomy: Iterable[int]
) -> tuple[TurnFinding, ...]:
    """The findings, in the order of the turns; what concerns the whole comes last."""
    found: list[tuple[str, int | None]] = []
    counts: dict[int, int] = {}
    for place in apologies:
        offense = sum(start < place for start in starts)
        counts[offense] = counts.get(offense, 0) + 1
        if counts[offense] >= 2:
            found.append(("over-apologizing" if counts[offense] >= 3 else "double-apology", place))
    found += [("reopened-wound", place) for place in reopened]
    found += [("gloomy-follow-up", place) for place in gloomy]
    found += [("double-deviation", place) for place in broken]
    if missing:
        found.append(("missing-apology", None))
    found.sort(key=lambda pair: (1 << 30 if pair[1] is None else pair[1], THREAD_FINDINGS.index(pair[0])))
    return tuple(
        TurnFinding(analyzer=name, turn=turn, message=ABOUT[name].message, advice=ABOUT[name].advice, polarity="fault") for name, turn in found
    )
