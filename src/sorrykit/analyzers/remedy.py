"""Puts this case right: a repair, something on top, a choice, or somebody at work on it.

## What it finds

Four kinds, done, being done, promised or offered, by anybody on the writer's side:

- `fix`: a concrete act for this case: a refund of what was paid, a replacement, a repair, a correction, a named
  person set to work on it, steps that help against the very failure, "it is working again";
- `compensation`: something on top: a credit, a gift, a waived fee, costs that the failure caused;
- `choice`: two or more ways to put it right, or the question which one your reader prefers;
- `vague`: looking into it, passing it on, doing one's best.

Verbs of repair ("refund", "replace", "resend") speak for themselves. Everyday acts ("send", "move", "add", "book")
are a remedy only near a failure or an apology; the same words arrange an ordinary visit elsewhere. An invitation to
write is `listening`, its purpose included ("message us so we can fix this"); what serves others or the future is
`forbearance`; a date for the next message is `follow-up`. A finding is quoted from the subject of its clause.

## Why it matters

The offer of repair is what readers miss most: Lewicki, Polin and Lount (2016) found it second only to owning the
failure, and in the source documents "make it right" and "take care of this myself" are what an apology is for. Scher
and Darley (1997) found that it adds to each of the other parts. Bitner, Booms and Tetreault (1990) describe how a
good recovery turns a failure into a memory customers like to tell. The source documents also ask for more than one
option, since choosing gives back control, and for "something on top", since the repair alone leaves the trouble
unpaid.

## Say instead

Not a fault. To make it stronger: who does what by when, and nothing for your reader to do. "We are looking into it"
says that nothing has happened yet: "Nadia is opening the parcel scanner's log now; I'll write what she found by
four."

## Known limits

- Repair is an open class. An act in words of one trade, with no sign of a failure near it, is missed: "The sole is
  glued."
- The customer who mends things alone is taken for the writer: "Sorry to bother you, I've fixed it now."
- A plain alternative after "sorry" can look like a remedy: "Sorry for the noise! Would you like me to try the other
  door?"
- Money back and money on top are told apart by the verb, not by the sum: "Sorry! I've taken the second lamp off your
  bill" is `compensation`, though it is no more than what was owed.
- In a short message with a failure, what is set for a day is taken for its repair: "Sorry about the noise last
  night. Our band leaves on Friday."

## References

- Lewicki, R. J., Polin, B. and Lount, R. B. (2016). An exploration of the structure of effective apologies.
  Negotiation and Conflict Management Research 9.
- Scher, S. J. and Darley, J. M. (1997). How effective are the things people say to apologize? Journal of
  Psycholinguistic Research 26.
- Bitner, M. J., Booms, B. H. and Tetreault, M. S. (1990). The service encounter. Journal of Marketing 54.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator

from sorrykit._core import Analyzer, Apology, Finding, Found
from sorrykit.analyzers._clause import act_start, before
from sorrykit.analyzers._make import make
from sorrykit.analyzers._stretches import Stretches
from sorrykit.phrases import Hit
from sorrykit.text._late import late


_FAULTS = ("offense", "responsibility", "agentless")
# A clause that begins so says what may be, what should have been, or what something is for.
_OPEN = late(
    r"(?:if|unless|whether|until|till|once|when|whenever|before|after|so \w+|in order|to|how|why|what|where|who"
    r"|which|than"
    r"|as soon as|as if|for us to)\b",
    re.IGNORECASE,
)
# What takes an act back, between the beginning of the clause and the verb; and whose acts repair nothing.
_NOT = late(r"\b(?:not|never|no)\b|n['’]t\b", re.IGNORECASE)
_BACK = late(
    r"\b(?:not|never|no|unable|cannot|nobody|nothing|nor|neither|none|only|should)\b|n['’]t\b"
    r"|\b(?:hope you|wish you|know you|make sure|want your|see that|understand how)\b"
    r"|\b(?:you|customers|anyone|everyone)\s*$"
    r"|\b(?:\w{3,}s|issue|problem|bug|one|thing) that\s*$"
    r"|\b(?:reported|said|told \w+|promised|announced|claimed|stated) that\b",
    re.IGNORECASE,
)
_HEARD = late(r"sorry to (?:hear|learn|see|read|know)", re.IGNORECASE)
_SORRY = late(r"\bsorry (?:for|about|that|this|we|you|to|if)\b|\bapolog", re.IGNORECASE)
# Acts of talking: an apology, a call, an update.
_TALK = late(
    r"\b(?:apolog\w+|how you|get back to you|to (?:see|check|know|hear|ask)\b(?! (?:if|what|with))|you (?:know"
    r"|posted|updated))",
    re.IGNORECASE,
)
# At a time to come: what repairs then, what was in the past, what is only talk.
_DOING = late(
    r"\b(?:brings?|drives?|ships?|leaves?|comes?|coming|lands?|goes (?:out|up|in)|enters?|travels?|returns?"
    r"|delivers?|redraws?|refunds?"
    r"|gets? in|gets? you|sends?|sees? you|runs? (?:again|in|under)|fits?|fitting|fixing|sending|bringing|new"
    r"|fresh|replacement)\b",
    re.IGNORECASE,
)
_PAST = late(
    r"\b(?:was|were|had|did|went|came|got|left|took|made|said|told|lost|forgot|broke|should|would|could|might"
    r"|may|if|been"
    r"|late|delay\w*|(?:is|are|be) (?:down|away)|cancel\w*|closed?|closes|shuts?|missed|out of|sold|sat|drove"
    r"|rang|saw|began|ran|wrote|gave|felt|stood|fell"
    r"|slept|last|every|since|ago|open(?:s|ed)?|until|till|ever|never|not|nobody|no one|how|why|what|but|mind"
    r"|in person|hand)\b"
    r"|n['\u2019]t\b|\b(?:i|we|he|she|they|it|you) \w+ed\b|\b(?:if|when|as|than|thank|hope) you\b"
    r"|\byou(?:['\u2019](?:re|ve)| (?:can|may|could|are|should|would|need|want|have|might|must|had|were)\b)|\?",
    re.IGNORECASE,
)
# What only says when; such a clause needs a verb of motion or repair.
_WHEN = late(
    r"(?:about|for|after|before|since|until|till|at|from|during|of|each|on|by|in|to|early|later?|between|than"
    r"|this|next|as|with"
    r"|today|right now)\b",
    re.IGNORECASE,
)
# What only is so today.
_STATE = late(
    r"\b(?:right now|today)$|\d ?(?:yrs?|years?)\b|\b(?:is|are|am|['\u2019](?:s|re|m)) (?:so |very |still "
    r"|currently )?(?:busy|available|full|set|due|estimated|going through|moving|here|up|there)\b"
    r"|\b(?:birthday|flight|fest\w*|due|studying|working|schedule\w*|covers|picked|exam|class|paper)\b",
    re.IGNORECASE,
)
_WORD = late(r"\b[^\W\d]\w*")
# "I'm in the office after three" says where to find the speaker.
_PRESENT_AT = late(
    r"(?:i|we)(?:['\u2019](?:m|re|ll be|ve)| am| are| (?:will|shall) be| have)\b(?!.*\b(?:yours?|you|with|off"
    r"|outside|doing)\b)",
    re.IGNORECASE,
)
_JOINED = late(r"[,;:]\s|\s(?:and|but|so|then|if|which|who|when)\s", re.IGNORECASE)
_TALKING = late(
    r"\b(?:call|ring|phone|write|message|e-?mail|text|update|post|reply|answer|check|hear|know|talk|speak"
    r"|contact|follow"
    r"|touch|get back|writing|calling|ringing|sorry|apolog\w+|hope|need|please|thank\w*)\b",
    re.IGNORECASE,
)
# Who writes to a help desk is its customer.
_TO_FIRM = late(r"\s*@\w*(?:help|support|cares?|assist|airways|airlines|service|services|air)\b", re.IGNORECASE)
# "I've been moved": what was done to a person of ours repairs nothing.
_SELF = late(r"(?:.{0,20}\s)?(?:i|we|he|she)(?:['\u2019]ve|['\u2019]s)?(?:\s\w+)?\s*", re.IGNORECASE)
# Who asks for a repair offers none.
_ASKS = late(
    r"\W*(?:is there|are there|does any\w+|do i|can i|could i|how (?:do|can|would|should) i|any (?:idea|way|chance))\b",
    re.IGNORECASE,
)
# Things do not repair.
_THING = late(r"(?:this|that|which)\s*", re.IGNORECASE)
# A repair that is only hoped for is no fix yet.
_HOPE = late(r"\b(?:hope|hopes|hoping|hopefully|expect|aim|aims|trying)\b", re.IGNORECASE)
# What the reader did, had or paid.
_OWN = late(
    r"\byou (?:took|had|have|['’]ve|paid|did|were|came|waited|always|could|should|would)\b", re.IGNORECASE
)
# "It's on us" owns up and pays nothing.
_OURS = late(r"(?:it|that|this)(?:['’]?s| is) (?:all )?(?:on|our) ", re.IGNORECASE)
# Who may be trusted to repair something by any act at all.
_WHO = late(
    r"(?:\b(?:I|we|he|she|they|who|team|crew|driver|technician|engineer|colleague|manager|plumber|electrician"
    r"|fitter|courier"
    r"|someone|somebody)|(?<=[.!?,;:] )[A-Z]\w+)(?: \w+ly| also| now| just)?\s*$",
    re.IGNORECASE,
)
# "recieve* sorry": how chats correct a word.
_TYPO = late(r"(?<!\S)(?:(?!sorry)[a-z]\w+\*|\*(?!sorry)[a-z]\w+)(?!\S)")
_CUES = {"trouble", "hint", "sorry", "said", "rights"}
_SHORT, _NEAR, _BRIEF, _FEWEST = 12, 3, 9, 3
_RANK = {"choice": 0, "compensation": 1, "fix": 2, "vague": 3}


def analyzer() -> Analyzer:
    """The analyzer of this module."""
    kinds = ("fix", "compensation", "choice", "vague")
    return make(
        __name__, polarity="strength", kinds=kinds, needs=(*_FAULTS, "forbearance", "listening", "follow-up"), find=find
    )


def find(apology: Apology, found: Found) -> Iterable[Hit | Finding]:
    """Acts of repair; everyday acts only near a failure, and no purpose of an invitation to write."""
    acts = [hit for hit in found.hits if hit.cue not in _CUES]
    if _TO_FIRM.match(apology.text):
        return
    typo = apology.text.count("*") == 1
    if not acts and not typo:
        return
    case = _Case(apology, found)
    kept = [act for hit in acts if (act := case.act(hit))]
    if typo and case.failed:
        kept += [Hit(*match.span(), "fix") for match in _TYPO.finditer(apology.text)]
    # Several acts in a sentence that offers a choice are the choice.
    index = apology.reading.sentence_index
    offered = {index(hit.start) for hit in kept if hit.kind == "choice"}
    kept = [hit._replace(kind="choice") if index(hit.start) in offered else hit for hit in kept]
    yield from _apart(apology.text, sorted(kept, key=_rank))


class _Case:
    """What of a message decides whether words are a remedy in it."""

    def __init__(self, apology: Apology, found: Found) -> None:
        self.text, self.reading = apology.text, apology.reading
        # What owns up in words ("it's on us") may stand beside the remedy; the failing itself may not.
        self.faults = Stretches(finding for name in _FAULTS for finding in found[name] if finding.kind != "explicit")
        self.later = Stretches(found["forbearance"])
        self.heard = Stretches(found["listening"])
        self.afterward = Stretches(found["follow-up"])
        index = self.reading.sentence_index
        self.failed = {index(finding.span.start) for name in _FAULTS for finding in found[name] if finding.span}
        self.rights: set[int] = set()
        # Somebody of ours failed: no mere trouble, and no sympathy alone.
        self.owned = bool(self.failed)
        self.brief = brief = len(self.reading.sentences) <= _BRIEF
        self.cues: set[str | None] = {None, "pick", "again"} if self.failed else {None}
        for hit in found.hits:
            if (hit.cue == "hint" and brief) or (hit.cue == "sorry" and not _HEARD.match(self.text, hit.start)):
                self.owned = True
            if hit.cue in {"trouble", "sorry"}:
                self.failed.add(index(hit.start))
                if hit.cue == "trouble":
                    self.cues.update(("pick", "again"))
            elif hit.cue == "hint" and brief:
                self.failed.add(index(hit.start))
                self.cues.update(("pick", "again"))
            elif hit.cue == "said":
                self.cues.add("truth")
            elif hit.cue == "rights":
                self.rights.add(index(hit.start))
        if self.failed:
            self.cues.update(("act", "open", "steps", "dated", "loose"))
        self.short = len(self.reading.sentences) <= _SHORT

    def act(self, hit: Hit) -> Hit | None:
        """The hit from the subject of its clause on, if it is an act of repair here."""
        text, number = self.text, self.reading.sentence_index(hit.start)
        if hit.cue not in self.cues or (number in self.rights and (hit.kind == "choice" or hit.cue == "steps")):
            return None
        loose = hit.cue in {"loose", "dated"}
        near = range(number - _NEAR, number + _NEAR + 1) if hit.cue else self.failed
        if not (self.short and not loose) and self.failed.isdisjoint(near):
            return None
        if loose and (not (self.brief and self.owned) or self.text.startswith("?", hit.end)):
            return None
        start = act_start(text, self.reading.sentence(hit.start)[0], hit.start)
        if hit.cue in {"act", "open", "dated", "loose"}:
            hit = self.shorter(hit)
        # A gift may stand beside a promise; an act that the promise is made of is none of this case.
        if _OPEN.match(text, start, hit.start) or self.later.meet(
            start, hit.start + 20 if hit.kind == "compensation" else hit.end
        ):
            return None
        if hit.kind == "fix" and hit.cue != "again" and _ASKS.match(text, self.reading.sentence(hit.start)[0]):
            return None
        if hit.cue == "steps":
            return None if _NOT.search(text, start, hit.start) else hit._replace(start=start)
        plain = hit.kind in {"fix", "vague"} and hit.cue not in {"again", "truth"}
        # "You're mending": the subject is the reader, in the same token.
        if plain and hit.line.startswith("{") and "ing}" in hit.line and text.startswith(("you", "You"), hit.start):
            return None
        if plain and (self.heard.meet(hit.start, hit.end) or _BACK.search(text, start, hit.start)):
            return None
        if hit.kind == "compensation" and (_OWN.search(text, start, hit.end) or _OURS.match(text, start, hit.end)):
            return None
        if hit.cue in {"act", "open", "dated", "loose"} and self.afterward.meet(hit.start, hit.end):
            return None
        if (
            hit.line.startswith(("{have} (now", "(was|were|got)"))
            and hit.cue == "loose"
            and (_SELF.fullmatch(text, start, hit.start) or _SELF.match(text, hit.start, hit.start + 5))
        ):
            return None
        if hit.cue == "dated" and not self.dated(hit, start):
            return None
        if hit.cue in {"act", "open", "loose"} and not self.everyday(hit, start):
            return None
        kind = "vague" if hit.kind == "fix" and _HOPE.search(text, start, hit.start) else hit.kind
        return hit._replace(start=start, kind=kind)

    def shorter(self, hit: Hit) -> Hit:
        """The hit up to where a promise, a fault or the next message begins in it: "it's on its way and I'll write"."""
        end = min(found.next(hit.start + 6, hit.end) for found in (self.later, self.afterward, self.faults))
        return hit if end == hit.end else hit._replace(end=before(self.text, hit.start, end))

    def dated(self, hit: Hit, start: int) -> bool:
        """Is something going to be done at that time?"""
        text = self.text
        joint = _JOINED.search(text, hit.start + 3, hit.end)
        end = joint.start() if joint else hit.end
        clause = text[start:end]
        if (
            _PAST.search(clause)
            or _TALKING.search(clause)
            or _SORRY.search(clause)
            or text.startswith("?", end)
            or len(_WORD.findall(clause)) < _FEWEST
            or self.faults.meet(start, end)
        ):
            return False
        return bool(_DOING.search(clause)) or not (
            _WHEN.match(clause) or _STATE.search(clause) or _PRESENT_AT.match(clause)
        )

    def everyday(self, hit: Hit, start: int) -> bool:
        """Is this everyday act a repair: no talk, no apology, not the failure itself, and done by somebody of ours?"""
        if _TALK.search(self.text, hit.start, hit.end) or _SORRY.search(self.text, start, hit.start):
            return False
        # What is to come may name the failure; what was done near it is the failure.
        if not hit.line.startswith(("will ", "{will} ")) and self.faults.meet(start, hit.end):
            return False
        if _THING.fullmatch(self.text, start, hit.start):
            return False
        return hit.cue in {"act", "loose"} or start == hit.start or _WHO.search(self.text, start, hit.start) is not None


def _rank(hit: Hit) -> tuple[int, int]:
    """In order of position; at one place what is surest first."""
    return hit.start, _RANK[hit.kind or "fix"] + (
        2 if hit.kind == "fix" and hit.cue in {"act", "open", "dated", "loose"} else 0
    )


def _apart(text: str, hits: Iterable[Hit]) -> Iterator[Hit]:
    """Hits of one kind that overlap are one; where another kind begins, the clause before it ends."""
    held: Hit | None = None
    for hit in hits:
        if held is None or hit.start >= held.end:
            if held:
                yield held
            held = hit
        elif hit.kind == held.kind:
            held = held._replace(end=max(held.end, hit.end))
        elif hit.start > held.start:
            yield held._replace(end=before(text, held.start, hit.start))
            held = hit
    if held:
        yield held
