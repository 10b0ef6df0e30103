"""What happened in a thread, from the reports of its turns.

The rules, one function each, are those of the datasheet of the corpus: the settling turn is the first that the customer does
not take back; an apology that answers a protest reopens nothing; an agent turn that does nothing breaks a run of good acts.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta

from sorrykit._core import Finding, Report
from sorrykit.analyzers import LABELS
from sorrykit.threads import _findings
from sorrykit.threads._report import Act, LedgerEntry, Promise, ThreadReport
from sorrykit.threads._thread import Thread


STRONG = frozenset({"works", "forgiven", "closed"})
APOLOGIES = ("apology", "hollow")
FAULTS = frozenset({*LABELS, "brush-off"})
# What tells of the failure, once it is settled.
RETOLD = ("offense", "responsibility", "explanation", "agentless", "regret", "oversharing")
_QUESTION = re.compile(r"\?\W*(?:\s|$)")
_FUTURE = re.compile(r"\b(?:will|shall|going to|would|can|[a-z]+'ll|tomorrow|tonight|by (?:\w+day|noon))\b|['\u2019]ll\b", re.IGNORECASE)
_PENDING = re.compile(r"\b(?:i|we)(?: will|['\u2019]ll) (?:\w+ )?(?:check|see|wait|let you know|try|look|send|call|get back|believe)\b", re.IGNORECASE)
# A protest is answered at once; who comes back to it after a day does so by their own initiative.
_AT_ONCE = timedelta(days=1)


class Story:
    """What is asked again and again of the turns, worked out once, in this order."""

    def __init__(self, thread: Thread, reports: Sequence[Report], *, complained: bool) -> None:
        self.thread, self.reports = thread, reports
        self.agent, self.customer = thread.of("agent"), thread.of("customer")
        self.complained = complained
        self.apologies = tuple(place for place in self.agent if self._apologizes(place))
        self.settled = self._settled()
        self.broken = tuple(self._broken())
        self.resolved, self.withdrawn = self._resolved()
        self.reopened = tuple(self._reopened())
        self.offenses = self._offenses()

    def has(self, place: int, *names: str) -> bool:
        """Does the turn hold a finding of one of these analyzers?"""
        return any(finding.analyzer in names for finding in self.reports[place])

    def _apologizes(self, place: int) -> bool:
        bare = self.complained and "sorry" in self.kinds(place, "deed") and not self.has(place, "denial")
        return bare or self.has(place, *APOLOGIES)

    def kinds(self, place: int, name: str) -> set[str]:
        """The kinds of one analyzer's findings in the turn."""
        return {finding.kind or "" for finding in self.reports[place][name]}

    def asks(self, place: int) -> bool:
        """Is there a question in the turn?"""
        return bool(_QUESTION.search(self.thread[place].text))

    def before(self, place: int, speaker: str) -> tuple[int, ...]:
        """The turns of one speaker directly before this one, with none of the other's between."""
        out: list[int] = []
        for earlier in range(place - 1, -1, -1):
            if self.thread[earlier].speaker == speaker:
                out.append(earlier)
            elif out:
                break
        return tuple(out)

    def _last_word(self, place: int, kinds: AbstractSet[str]) -> bool:
        """Does the turn accept (in one of these ways), and neither complain nor ask behind it?"""
        report = self.reports[place]
        accepted = [f.span.end for f in report["acceptance"] if f.span and f.kind and f.kind in kinds]
        if not accepted:
            return False
        against = {"failure", "again", "withdrawal"}
        # "It ran for a day and now it's warm again": what works beside a second failure does not.
        if "again" in self.kinds(place, "complaint") and not self.kinds(place, "acceptance") - {"works"}:
            return False
        # A thank you is soon said, and settles nothing beside a protest, nor before it is seen what comes of it.
        if kinds.isdisjoint(STRONG) and ("protest" in self.kinds(place, "complaint") or _PENDING.search(self.thread[place].text)):
            return False
        if self.kinds(place, "complaint") & {"refusal", "withdrawal"}:
            return False
        if any(f.span and f.kind in against and f.span.start >= max(accepted) for f in report["complaint"]):
            return False
        questions = [match.start() for match in _QUESTION.finditer(self.thread[place].text)]
        return not any(question >= max(accepted) - 1 for question in questions)

    def _settled(self) -> tuple[int, ...]:
        """The customer turns that settle: those that say so outright, or where there is none, a thank you that stays the last word."""
        answered = [place for place in self.customer if any(agent < place for agent in self.agent)]
        outright = [place for place in answered if self._last_word(place, STRONG)]
        if outright:
            return tuple(outright)
        for number, place in enumerate(answered):
            if self._last_word(place, {"thanks"}) and self._rests(place, answered[number + 1 :]):
                return (place,)
        return ()

    def _rests(self, place: int, later: Iterable[int]) -> bool:
        """Does the customer say no more than thank you from here on, unless the agent comes back to it?"""
        return all(self._is_reminded(other, place) or (self.has(other, "acceptance") and not self._objects(other, place)) for other in later)

    def _objects(self, place: int, thanked: int) -> bool:
        """Does the turn ask or complain, if not because the agent came back to it?"""
        objects = self.asks(place) or bool(self.kinds(place, "complaint"))
        return objects and not self._is_reminded(place, thanked)

    def _broken(self) -> Iterator[int]:
        """The customer turns that say that what was done or promised has failed."""
        promised = False
        for place, turn in enumerate(self.thread):
            if turn.speaker == "agent":
                promised = promised or self.has(place, "remedy", "follow-up") or bool(self.kinds(place, "deed") - {"sorry"})
            elif promised and place not in self.settled and self.kinds(place, "complaint") & {"again", "failure"}:
                yield place
                promised = False

    def _resolved(self) -> tuple[int | None, tuple[int, ...]]:
        """The first settling turn that the customer does not take back, and the turns that take one back."""
        resolved: int | None = None
        withdrawn: list[int] = []
        if not (self.complained or self.apologies):
            return None, ()
        for place in self.customer:
            if place in self.settled:
                resolved = place if resolved is None else resolved
            elif resolved is not None and self._takes_back(place, resolved):
                withdrawn.append(place)
                resolved = None
        return resolved, tuple(withdrawn)

    def _takes_back(self, place: int, resolved: int) -> bool:
        takes = self.kinds(place, "complaint") & {"withdrawal", "again", "failure", "refusal"}
        return bool(takes) and not self._is_reminded(place, resolved)

    def _is_reminded(self, place: int, settled: int) -> bool:
        """Whoever is reminded of it protests against the reminder, and takes nothing back."""
        return any(earlier > settled and self._digs(earlier, settled) for earlier in self.before(place, "agent"))

    def _digs(self, place: int, resolved: int) -> bool:
        """Does the agent turn, by its own initiative, go back to what was settled?"""
        if place not in self.apologies and not self.has(place, "blame", *RETOLD):
            return False
        for asked in self.before(place, "customer"):
            if asked < resolved:
                break
            protest = self.kinds(asked, "complaint") - {"trouble"} or self.asks(asked)
            if protest and self._at_once(asked, place):
                return False
        return True

    def _at_once(self, asked: int, place: int) -> bool:
        if any(self.thread[other].speaker == "agent" for other in range(asked + 1, place)):
            return False
        was, now = self.thread[asked].at, self.thread[place].at
        return was is None or now is None or now - was <= _AT_ONCE

    def _reopened(self) -> Iterator[int]:
        resolved = self.resolved
        if resolved is not None:
            yield from (place for place in self.agent if place > resolved and self._digs(place, resolved))

    def _offenses(self) -> tuple[int, ...]:
        """Apologizing turns for each offense; a failed recovery and a withdrawal begin a new one."""
        starts = sorted({*self.broken, *self.withdrawn})
        counts = [0] * (len(starts) + 1)
        for place in self.apologies:
            counts[sum(start < place for start in starts)] += 1
        return tuple(counts)

    def ledger(self) -> tuple[LedgerEntry, ...]:
        """The agent's turns as good acts, bad ones and none, since the first customer turn."""
        if not (self.complained or self.apologies):
            return ()
        begin = self.customer[0] if self.customer else -1
        entries, run = [], 0
        for place in self.agent:
            if place > begin:
                act = _act(self.reports[place])
                run = run + 1 if act == "good" else 0
                entries.append(LedgerEntry(place, act, run))
        return tuple(entries)

    def promises(self) -> Iterator[Promise]:
        """One promise a turn at most, in its own words."""
        for place in self.agent:
            quote = _promise(self.reports[place])
            if quote:
                yield self._kept(place, quote)

    def _kept(self, place: int, quote: str) -> Promise:
        for later in range(place + 1, len(self.thread)):
            if later in self.broken:
                return Promise(place, quote, "broken", later)
            if later in self.settled or "works" in self.kinds(later, "acceptance") or "done" in self.kinds(later, "deed"):
                return Promise(place, quote, "kept", later)
        return Promise(place, quote, "open")

    def elapsed(self) -> dict[str, float]:
        """Seconds from the first customer turn."""
        begin = self.thread[self.customer[0]].at if self.customer else None
        first = self.customer[0] if self.customer else 0
        places = {
            "first-answer": next((p for p in self.agent if p > first), None),
            "first-apology": next((p for p in self.apologies if p > first), None),
            "first-empathy": next((p for p in self.agent if p > first and self.has(p, "empathy")), None),
            "settled": self.resolved,
        }
        out = {}
        for name, place in places.items():
            at = self.thread[place].at if place is not None else None
            if begin and at:
                out[name] = (at - begin).total_seconds()
        return out

    def told(self) -> ThreadReport:
        """All of it as a report."""
        # An apology that comes back is a wound reopened; gloomy is who asks, or writes about it, and cannot leave it alone.
        gloomy = [p for p in self.reopened if self.has(p, *RETOLD) and (self.has(p, "follow-up") or p not in self.apologies)]
        missing = self.complained and bool(self.agent) and not self.apologies
        return ThreadReport(
            thread=self.thread,
            reports=self.reports,
            findings=_findings.of_thread(
                apologies=self.apologies,
                starts=sorted({*self.broken, *self.withdrawn}),
                reopened=self.reopened,
                missing=missing,
                broken=self.broken,
                gloomy=gloomy,
            ),
            complained=self.complained,
            apology_turns=self.apologies,
            apologies_per_offense=self.offenses,
            resolved_turn=self.resolved,
            reopened_turns=self.reopened,
            missing_apology=missing,
            double_deviation=bool(self.broken),
            options_offered=sum(finding.kind == "choice" for place in self.agent for finding in self.reports[place]["remedy"]),
            ledger=self.ledger(),
            promises=tuple(self.promises()),
            elapsed=self.elapsed(),
        )


def _act(report: Report) -> Act:
    faults = [f for f in report if f.polarity == "fault" and f.analyzer in FAULTS and not _is_confessed(f, report)]
    if faults:
        return "bad"
    return "good" if any(f.polarity == "strength" for f in report) else "none"


def _is_confessed(finding: Finding, report: Report) -> bool:
    """A denial beside an outright apology is told, not made ("three letters in which we denied it"), unless a but takes it back."""
    return finding.analyzer == "denial" and bool(report["apology"]) and not report["but-clause"]


def _promise(report: Report) -> str:
    for finding in report:
        quote = report.quote(finding) if finding.span else ""
        future = finding.analyzer in {"follow-up", "forbearance"} or (finding.analyzer == "deed" and finding.kind == "promise")
        if finding.span and (future or (finding.analyzer == "remedy" and _FUTURE.search(quote))):
            return quote
    return ""
