"""One apology, read by the analyzers of a kit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

import attrs

from sorrykit._core import Analyzer, Apology, Failure, Finding, Found, Report, Span
from sorrykit.exceptions import AnalyzerError
from sorrykit.learned import Guess, default_model
from sorrykit.phrases import Hit, Phrasebook


HOUSE = "house:"
# What the message of a finding says that comes from the model.
LEARNED = "(Judged by the wording of the sentence as a whole, not by a set phrase.)"


Places = dict[str, list[tuple[int, int]]]


def evidence(
    found: Mapping[str, Iterable[Finding]], hits: Mapping[str, Iterable[Hit]], labels: Collection[str]
) -> tuple[Places, list[tuple[str, int]]]:
    """What the model is shown of a text beside its words: where the labels were found, and each phrase with its place."""
    places = {name: [(finding.span.start, finding.span.end) for finding in several if finding.span] for name, several in found.items()}
    return places, [(f"{name}:{hit.kind}:{hit.cue}", hit.start) for name, several in hits.items() if name in labels for hit in several]


class Plan:
    """Who is asked about a text, and in which order: first those that the model knows and what they need, then the rest."""

    def __init__(
        self,
        order: Sequence[Analyzer],
        *,
        reported: frozenset[str],
        house: Mapping[str, Mapping[str, Phrasebook]],
        learned: frozenset[str],
        on_error: str,
    ) -> None:
        self.reported, self.house, self.learned, self.raises = reported, house, learned, on_error == "raise"
        self.always = frozenset(analyzer.name for analyzer in order if analyzer.find and analyzer.phrases is None)
        self.dependents = {analyzer.name: frozenset(a.name for a in order if analyzer.name in a.needs) for analyzer in order}
        first = set(learned)
        for analyzer in reversed(order):
            if analyzer.name in first:
                first.update(analyzer.needs)
        self.analyzers = {analyzer.name: analyzer for analyzer in order}
        self.first = tuple(analyzer for analyzer in order if analyzer.name in first)
        self.then = tuple(analyzer for analyzer in order if analyzer.name not in first)


class Run:
    """One text on its way through the analyzers."""

    def __init__(self, apology: Apology, hits: Mapping[str, Sequence[Hit]], plan: Plan) -> None:
        self.apology, self.hits, self.plan = apology, hits, plan
        self.found: dict[str, tuple[Finding, ...]] = {}
        self.own: dict[str, list[Finding]] = {}
        self.of_house: dict[str, list[Finding]] = {}
        self.failures: list[Failure] = []
        # Only who has something to look at is asked: whose phrases were found, and who needs what was found.
        self.asked = plan.always.union(name.rpartition(":")[2] for name in hits) if hits else plan.always

    def report(self) -> Report:
        """What all of them found."""
        plan = self.plan
        if self.asked:
            self._ask(plan.first)
            if plan.learned and self.hits:
                self._second()
            self._ask(plan.then)
        if not self.found and not self.failures:
            return Report(self.apology)
        reported = [finding for name, several in self.found.items() if name in plan.reported for finding in several]
        reported.sort(key=_by_position)
        return Report(self.apology, reported, self.failures)

    def _ask(self, analyzers: Iterable[Analyzer]) -> None:
        for analyzer in analyzers:
            name = analyzer.name
            if name not in self.asked:
                continue
            try:
                if self.failures:
                    _check_needs(analyzer, self.failures)
                findings = self._findings(analyzer)
                if name in self.plan.house:
                    self.of_house[name] = list(self._house_findings(analyzer))
            except Exception as error:
                if self.plan.raises:
                    msg = f"the analyzer {name!r} broke: {type(error).__name__}: {error}"
                    raise AnalyzerError(msg) from error
                self.failures.append(Failure(name, f"{type(error).__name__}: {error}"))
                self.asked |= self.plan.dependents[name]
                continue
            self._take(name, findings)

    def _take(self, name: str, findings: list[Finding]) -> None:
        """Keep what an analyzer found; where the house's own phrases say the same, theirs are the words that stand."""
        self.own[name] = findings
        house = self.of_house.get(name)
        if house:
            taken = _taken(house)
            findings = [finding for finding in findings if not _is_said(finding, taken)] + house
        if findings:
            self.found[name] = tuple(findings)
            self.asked |= self.plan.dependents[name]
        else:
            self.found.pop(name, None)

    def _findings(self, analyzer: Analyzer) -> list[Finding]:
        hits = self.hits.get(analyzer.name, ())
        if analyzer.find is None:
            return [analyzer.finding(hit) for hit in hits if hit.cue is None]
        if analyzer.phrases or analyzer.needs:
            results = analyzer.find(self.apology, Found(self.found, hits, analyzer.needs))
        else:
            results = analyzer.find(self.apology)
        return [_checked(analyzer, result, self.apology) for result in results]

    def _second(self) -> None:
        """The model's opinion: what it does not believe goes, what it sees besides is added, and says so.

        The house's own phrases are neither doubted nor shown to it.
        """
        own = {name: findings for name, findings in self.own.items() if findings and name in self.plan.learned}
        opinion = default_model().read(self.apology.reading, *evidence(own, self.hits, self.plan.learned))
        changed = {name: own.get(name, []) for name in {label for label, _ in opinion.doubted} | {guess.label for guess in opinion.guesses}}
        for name, findings in changed.items():
            if name in self.plan.learned:
                kept = [f for f in findings if f.span is None or (name, (f.span.start, f.span.end)) not in opinion.doubted]
                guesses = [_guessed(self.plan.analyzers[name], guess) for guess in opinion.guesses if guess.label == name]
                self._take(name, kept + guesses)

    def _house_findings(self, analyzer: Analyzer) -> Iterator[Finding]:
        for key, book in self.plan.house[analyzer.name].items():
            for hit in self.hits.get(key, ()):
                if hit.cue is None:
                    yield _house_finding(analyzer, book, hit)


def _guessed(analyzer: Analyzer, guess: Guess) -> Finding:
    """A guess as a finding, which says that it is one."""
    finding = analyzer.finding(Hit(guess.start, guess.end, guess.kind))
    return attrs.evolve(finding, message=f"{finding.message} {LEARNED}")


def _house_finding(analyzer: Analyzer, book: Phrasebook, hit: Hit) -> Finding:
    finding = analyzer.finding(hit)
    message, advice = (texts.get(hit.kind) or texts.get(None) for texts in (book.messages, book.advice))
    return attrs.evolve(finding, message=message or finding.message, advice=advice or finding.advice)


def _taken(findings: Iterable[Finding]) -> dict[str | None, tuple[list[int], list[int]]]:
    """By kind: where findings start, in order, and how far those that start no later reach."""
    spans: dict[str | None, list[Span]] = {}
    for finding in findings:
        if finding.span:
            spans.setdefault(finding.kind, []).append(finding.span)
    return {
        kind: ([span.start for span in sorted(several)], list(accumulate((span.end for span in sorted(several)), max)))
        for kind, several in spans.items()
    }


def _is_said(finding: Finding, taken: Mapping[str | None, tuple[list[int], list[int]]]) -> bool:
    """Does one of the *taken* places of this kind overlap with the finding's?"""
    if finding.span is None or finding.kind not in taken:
        return False
    starts, ends = taken[finding.kind]
    before = bisect_left(starts, finding.span.end)
    return before > 0 and ends[before - 1] > finding.span.start


def _check_needs(analyzer: Analyzer, failures: Iterable[Failure]) -> None:
    """Findings made from half of what they build on would be wrong, so there are none."""
    broken = {failure.analyzer for failure in failures}.intersection(analyzer.needs)
    if broken:
        msg = f"it needs {', '.join(map(repr, sorted(broken)))}, which broke"
        raise RuntimeError(msg)


def _checked(analyzer: Analyzer, result: Finding | Hit, apology: Apology) -> Finding:
    finding = analyzer.finding(result) if isinstance(result, Hit) else result
    if not isinstance(finding, Finding):
        msg = f"yielded {finding!r}, which is no Finding"
        raise TypeError(msg)
    if finding.analyzer != analyzer.name:
        msg = f"yielded a finding in the name of {finding.analyzer!r}"
        raise ValueError(msg)
    if finding.span is not None and finding.span.end > len(apology.text):
        msg = f"yielded the span {finding.span} for a text of {len(apology.text)} characters"
        raise ValueError(msg)
    if finding.polarity is None:
        finding = attrs.evolve(finding, polarity=analyzer.polarity)
    return finding


def _by_position(finding: Finding) -> tuple[int, int, str, str]:
    span = finding.span
    # A finding about the whole text comes last: it is a verdict on what was read.
    return (span.start, span.end, finding.analyzer, finding.kind or "") if span else (1 << 60, 0, finding.analyzer, finding.kind or "")
