"""Word classes: named sub-phrases, and verbs with their inflections.

`[words]` maps a name to alternatives, separated by `|` or line ends; each is a piece of the phrase language.
`[verbs]` maps a name to verbs, one a line, irregular forms behind slashes (`break/broke/broken`); the first word is
inflected and the class can be asked for by form:

    {fail}  miss       {fail.s}  misses       {fail.ed}  missed (past)
    {fail.en}  missed (participle)            {fail.ing}  missing         {fail.any}  all of these
"""

from __future__ import annotations

import re

from collections.abc import Mapping

from sorrykit.text._late import late


FORMS = ("", ".s", ".ed", ".en", ".ing")
_DOUBLING = late(r"^(?:[^aeiou]*|qu)[aeiou][bdgklmnprtv]$")
_TWO_SYLLABLES = {"admit", "commit", "omit", "refer", "occur", "regret", "permit", "transfer", "begin", "forget", "reset", "prefer", "defer", "incur", "control", "equip", "submit", "upset"}


def inflect(verb: str) -> tuple[str, str, str, str, str]:
    """Base, third person, past, participle and gerund of a verb; `break/broke/broken` gives irregular forms."""
    base, *given = verb.split("/")
    past = given[0] if given else _past(base)
    participle = given[1] if len(given) > 1 else past
    gerund = given[2] if len(given) > 2 else _gerund(base)
    return base, _third(base), past, participle, gerund


def _third(base: str) -> str:
    if base in {"have", "be", "do", "go"}:
        return {"have": "has", "be": "is", "do": "does", "go": "goes"}[base]
    if re.search(r"(?:s|x|z|ch|sh)$", base):
        return base + "es"
    return base[:-1] + "ies" if re.search(r"[^aeiou]y$", base) else base + "s"


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return base + (base[-1] if _doubles(base) else "") + "ed"


def _gerund(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    return base + (base[-1] if _doubles(base) else "") + "ing"


def _doubles(base: str) -> bool:
    return base in _TWO_SYLLABLES or _DOUBLING.match(base) is not None


def verb_classes(name: str, lines: str) -> Mapping[str, list[str]]:
    """The classes `name`, `name.s`, `name.ed`, `name.en`, `name.ing` and `name.any` of a list of verbs."""
    classes: dict[str, list[str]] = {name + form: [] for form in (*FORMS, ".any")}
    for line in lines.splitlines():
        first, _, rest = line.strip().partition(" ")
        if not first:
            continue
        for form, word in zip(FORMS, inflect(first), strict=True):
            phrase = f"{word} {rest}".strip()
            classes[name + form].append(phrase)
            classes[name + ".any"].append(phrase)
    return classes
