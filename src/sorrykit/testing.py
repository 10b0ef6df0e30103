"""For authors of analyzers and phrasebooks: does it find what its examples say, and does it keep the laws?

    from sorrykit import testing

    def test_examples():
        testing.check_examples(analyzer)

    def test_laws():
        testing.check_laws(analyzer)

Both raise `AssertionError` with the text, what was wanted and what came.
"""

from __future__ import annotations

import sys

from collections.abc import Iterable, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any

from sorrykit._core import Analyzer, Apology, Example, Finding, Report
from sorrykit.hookspecs import hookimpl
from sorrykit.kit import Kit
from sorrykit.phrases import Phrasebook


if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


# A quadratic part shows in the growth of the cost from n to 2n to 4n long before it hurts: twice is linear, four times is not.
_WORDS = 60
_GROWTH = 2.4
_SEEDS = (
    "sorry", "We're sorry for the delay", "we apologize", "I'm sorry you feel that way", "but", "however,", "our fault",
    "if anyone was hurt", "any inconvenience", "you should have", "refund", "please", "mistakes were made", "thank you",
    "> sorry", "\u201csorry\u201d", "\n\n", ".", "!", "?", ",", ":", "\u2014", "\U0001f614", "\u202e", "\u200b", "\ud800", "\x00", "e\u0301", "\u0130",
)  # fmt: skip


class _Tested:
    """The analyzers under test, as a plugin that is not installed."""

    def __init__(self, *analyzers: Analyzer) -> None:
        self.analyzers = analyzers

    @hookimpl
    def sorrykit_analyzers(self) -> Iterable[Analyzer]:
        return self.analyzers


def check_examples(analyzer: Analyzer | Phrasebook, kit: Kit | None = None) -> None:
    """Check that an analyzer finds exactly what its examples say, and leaves alone what they say.

    Args:
        analyzer: The analyzer; or a phrasebook, then the analyzer it adds to must find what the phrasebook says.
        kit: The kit to run it in. If left out: the built-in analyzers and this one, and no installed plugins.

    Raises `AssertionError` that lists every text that goes wrong, with what was wanted and what came.
    """
    kit = kit or _kit(analyzer)
    examples = Example.of(analyzer) if isinstance(analyzer, Phrasebook) else analyzer.examples
    finds = [example for example in examples if example.finds]
    if not finds or len(finds) == len(examples):
        what = "a text to leave alone" if finds else "a text in which it finds something"
        msg = f"{analyzer.name!r} needs {what} among its examples"
        raise AssertionError(msg)
    wrong = [problem for example in examples if (problem := _problem(analyzer.name, example, kit))]
    if wrong:
        msg = f"{analyzer.name!r}: {len(wrong)} of {len(examples)} examples go wrong\n\n" + "\n\n".join(wrong)
        raise AssertionError(msg)


def _kit(analyzer: Analyzer | Phrasebook) -> Kit:
    if isinstance(analyzer, Phrasebook):
        return Kit(select=(analyzer.name,), phrases={analyzer.name: analyzer}, learned=False, discover=False, on_error="raise")
    extra = {"under test": _Tested(analyzer)}
    return Kit(select=(analyzer.name,), learned=False, discover=False, on_error="raise", extra=extra)


def _problem(name: str, example: Example, kit: Kit) -> str | None:
    report = kit.analyze(example.text)
    got = [_seen(report, finding) for finding in report[name]]
    # An example without a kind says nothing of kinds.
    kinds = [kind for _, kind in got] + [None] * len(example.finds)
    wanted = [(quote, example.kind or kind) for quote, kind in zip(example.finds, kinds, strict=False)]
    broken = [failure.error for failure in report.failures if failure.analyzer == name]
    if got == wanted and not broken:
        return None
    return f"  text    {example.text!r}\n  wanted  {_shown(wanted)}\n  got     {broken[0] if broken else _shown(got)}"


def _seen(report: Report, finding: Finding) -> tuple[str | None, str | None]:
    return (report.quote(finding) if finding.span else None, finding.kind)


def _shown(findings: Sequence[tuple[str | None, str | None]]) -> str:
    shown = [
        ("the whole text" if quote is None else repr(quote)) + (f" ({kind})" if kind else "") for quote, kind in findings
    ]
    return ", ".join(shown) or "nothing"


def check_laws(analyzer: Analyzer, kit: Kit | None = None, *, max_examples: int | None = None) -> None:
    """Check the laws that every analyzer must keep, on texts that nobody would write.

    - Nothing breaks, whatever the text: lone surrogates, NUL, right-to-left marks, emoji.
    - Spans lie in the text and hold something; findings come in order of position; kinds are those it declares.
    - The same text gives the same findings.
    - The work grows with the length of the text, not with its square. Steps of Python are counted, no clock is read;
      what a regular expression does inside is not seen.

    Args:
        analyzer: The analyzer.
        kit: The kit to run it in. If left out: the built-in analyzers and this one, and no installed plugins.
        max_examples: How many texts to try; if left out, what the Hypothesis profile says.

    Raises `AssertionError` with the text, made as short as it can be. Needs Hypothesis; raises `ImportError` that says
    so if it is not installed.
    """
    try:
        import hypothesis  # noqa: PLC0415 -- an extra for who tests
    except ImportError as error:
        msg = "sorrykit.testing.check_laws needs Hypothesis, which is not installed: pip install hypothesis"
        raise ImportError(msg) from error
    kit = kit or _kit(analyzer)

    settings = hypothesis.settings(deadline=None, database=None)
    if max_examples is not None:
        settings = hypothesis.settings(settings, max_examples=max_examples)

    @hypothesis.given(_texts(analyzer))
    @settings
    def law(text: str) -> None:
        _check_findings(analyzer, kit, text)

    law()
    _check_linear(analyzer, kit)


def _texts(analyzer: Analyzer) -> SearchStrategy[str]:
    """Any text at all, and any text made of pieces that analyzers look for."""
    from hypothesis import strategies as st  # noqa: PLC0415 -- an extra for who tests

    anything = st.text(st.characters(exclude_categories=()), max_size=80)
    words = sorted({word for example in analyzer.examples for word in example.text.split()})
    pieces = st.sampled_from([*_SEEDS, *(example.text for example in analyzer.examples), *words]) | anything
    return anything | st.lists(pieces, max_size=12).map(" ".join) | st.lists(pieces, max_size=6).map("".join)


def _check_findings(analyzer: Analyzer, kit: Kit, text: str) -> None:
    report = kit.analyze(Apology(text))
    findings, length = report[analyzer.name], len(text)
    broken = [failure.error for failure in report.failures if failure.analyzer == analyzer.name]
    assert not broken, f"{analyzer.name!r} broke: {broken[0]}\n  text  {text!r}"
    starts = [finding.span.start if finding.span else length for finding in findings]
    assert starts == sorted(starts), f"findings out of order\n  text  {text!r}\n  got   {findings}"
    for finding in findings:
        span = finding.span
        assert span is None or span.end <= length, f"the span {span} does not lie in a text of {length}\n  text  {text!r}"
        assert span is None or text[span.start : span.end].strip(), f"the span {span} holds nothing\n  text  {text!r}"
        declared = finding.kind is None or finding.kind in analyzer.kinds
        assert declared, f"the kind {finding.kind!r} is not declared, kinds={analyzer.kinds}\n  text  {text!r}"
    kit.analyze(text + " sorry")
    again = kit.analyze(Apology(text))[analyzer.name]
    assert again == findings, f"two runs differ\n  text    {text!r}\n  first   {findings}\n  second  {again}"


def _check_linear(analyzer: Analyzer, kit: Kit) -> None:
    found = [example.text + " " for example in analyzer.examples if example.finds]
    for piece in ("sorry ", "sorry, but ", "Sorry. ", '"sorry ', "".join(found[:1]), "".join(found[:4])):
        times = max(4, _WORDS // max(1, len(piece.split())))
        if not piece.strip():
            continue
        texts = [piece * (times * factor) for factor in (1, 2, 4)]
        for text in texts:
            kit.analyze(text)  # what is learned on the way is learned now: a text that differs in a space is read anew
        once, twice, four = (_steps(kit, f"{text} ") for text in texts)
        assert four <= _GROWTH * twice + 20 * _WORDS, (
            f"{analyzer.name!r} is not linear: {times}, {2 * times} and {4 * times} times {piece[:60]!r}"
            f" cost {once}, {twice} and {four} steps"
        )


def _steps(kit: Kit, text: str) -> int:
    """How many instructions Python runs to analyze *text*, of whose sentences the kit has none in mind."""
    count = 0
    kit.forget()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        kit.analyze(text)
    finally:
        sys.settrace(before)
    return count
