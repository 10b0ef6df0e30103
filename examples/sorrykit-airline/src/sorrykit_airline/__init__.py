"""What passengers hear in an airline's apology."""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from sorrykit import Analyzer, Apology, Example, Finding, Found, Span, hookimpl


# -- start settings
@attrs.frozen
class Settings:
    """The table of this plugin, checked."""

    words: tuple[str, ...] = attrs.field(
        default=("cancelled", "canceled", "called off"),
        converter=tuple,
        validator=attrs.validators.deep_iterable(attrs.validators.instance_of(str), attrs.validators.min_len(1)),
    )
    distance: int = attrs.field(
        default=1, validator=[attrs.validators.instance_of(int), attrs.validators.ge(0)]
    )


# -- end settings
# -- start analyzer
def unrebooked(settings: Settings) -> Analyzer:
    """The analyzer, made for these settings."""
    words = "|".join(map(re.escape, settings.words))
    pattern = re.compile(rf"\b(?:your|the|this) flight [^.!?\n]{{0,40}}?\b(?:{words})\b", re.IGNORECASE)

    def find(apology: Apology, found: Found) -> Iterator[Finding]:
        reading = apology.reading
        sentences = {reading.sentence_index(remedy.span.start) for remedy in found["remedy"] if remedy.span}
        for match in pattern.finditer(apology.text):
            here = reading.sentence_index(match.start())
            near = range(here - settings.distance, here + settings.distance + 1)
            if sentences.isdisjoint(near) and reading.is_own_voice(*match.span()):
                yield Finding(
                    analyzer="unrebooked",
                    span=Span(*match.span()),
                    message="The flight is gone, and nothing is offered in its place.",
                    advice="Say in the next sentence which flight they are on now, or let them choose.",
                )

    return Analyzer(
        name="unrebooked",
        summary="A flight called off, with nothing offered in its place.",
        find=find,
        polarity="fault",
        needs=("remedy",),
        doc=DOC,
        examples=EXAMPLES,
    )


# -- end analyzer
DOC = """A flight called off, with nothing offered in its place.

## What it finds

A sentence that says a flight was called off, from the flight to the word for it.

## Why it matters

A passenger reads on for one thing: how do I get there? An apology that does not say so makes them call.

## Say instead

"Your flight was canceled. We have booked you on the 18:40, and you can change that with one click."

## Known limits

It knows only the words in its settings: "BA117 will not depart today" is missed.
"""

# -- start examples
EXAMPLES = (
    Example("Sorry, your flight to Oslo was canceled.", ("your flight to Oslo was canceled",)),
    Example("We regret that the flight has been called off.", ("the flight has been called off",)),
    Example("Your flight was cancelled. We have rebooked you on the 18:40 at no cost."),
    Example("Your subscription was canceled."),
    Example("> your flight was canceled\nWe are on it."),
)


# -- end examples
# -- start hook
@hookimpl
def sorrykit_analyzers(settings: Mapping[str, Any]) -> Iterable[Analyzer]:
    return [unrebooked(Settings(**settings))]


# -- end hook
