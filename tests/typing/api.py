"""Never run, only type-checked: what a user writes has the types that a user expects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, assert_type

import sorrykit

from sorrykit import Analyzer, Apology, Example, Failure, Finding, Found, Hit, Kit, Report, Span, hookimpl
from sorrykit.phrases import Phrasebook, loads
from sorrykit.testing import check_examples, check_laws


report = sorrykit.analyze("I'm sorry you feel that way.")
assert_type(report, Report)
assert_type(report["hollow"], tuple[Finding, ...])
assert_type(report.faults, tuple[Finding, ...])
assert_type(report.failures, tuple[Failure, ...])
assert_type(report.complete, bool)
assert_type(report.to_dict(), dict[str, Any])
assert_type(Report.from_dict(report.to_dict()), Report)

for finding in report:
    assert_type(finding, Finding)
    assert_type(finding.span, Span | None)
    assert_type(finding.kind, str | None)
    assert_type(report.quote(finding), str)

kit = Kit(select=("hollow", "blame"), settings={"acme": {"level": 3}}, phrases={"hollow": {"phrases": []}})
assert_type(kit.analyze(Apology("Sorry.", source="mail 7")), Report)
assert_type(kit.analyze_many(["Sorry.", Apology("Sorry.")]), Iterator[Report])
assert_type(kit["hollow"], Analyzer)


def find(apology: Apology) -> Iterator[Finding]:
    start = apology.text.find("Best regards")
    if start >= 0:
        yield Finding(analyzer="cold-close", span=Span(start, start + 12), message="A stock closing.")


def find_near(apology: Apology, found: Found) -> Iterable[Finding | Hit]:
    for hit in found.hits:
        if any(remedy.span and apology.reading.near(hit.start, remedy.span.start) for remedy in found["remedy"]):
            yield hit._replace(kind="near")


@hookimpl
def sorrykit_analyzers(settings: Mapping[str, Any]) -> Iterable[Analyzer]:
    example = Example("No. Best regards", ("Best regards",))
    return [
        Analyzer(name="cold-close", summary="Stock closings.", find=find, polarity="fault", examples=(example,)),
        Analyzer(name="near-remedy", summary="Near.", find=find_near, needs=("remedy",), phrases=book),
    ]


book = loads("[[phrases]]\nfind = 'kindly revert'", "officialese")
assert_type(book, Phrasebook)
check_examples(kit["hollow"], kit)
check_examples(book)
check_laws(kit["hollow"], kit, max_examples=10)
