"""Write one page for each bundled rubric, and how they disagree, from the rubrics themselves, whenever the docs are built.

The pages go to `docs/rubrics`, which is not kept: they cannot grow stale.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pages import write_pages

from sorrykit.rubrics import BUNDLED, Rubric, bundled


ROLES = {"required": "It requires", "desired": "It likes to see", "forbidden": "It forbids", "neutral": "It takes no offense at"}
CELLS = {"required": "++", "desired": "+", "forbidden": "−", "neutral": "0"}
# What the sources say, in our words; the criteria below each say the rest.
ABOUT = {
    "three-sorrys": "A household rule brought to work: first imagine what it was like for the customer, then say sorry for your part, then make it better. "
    "Who was really at fault does not matter to the apology, because whoever answers speaks for the whole house. It is strict about what spoils an apology: "
    "being sorry for their feelings, handing out blame, and everything behind a but. Your own side of the story has its time, later.",
    "five-steps": "A manager who had been told by counsel to be sorry for feelings alone, and was uneasy with it, describes what worked instead: talk to the "
    "customer, let them tell it although you have gathered the facts, apologize and accept that you failed them, offer more than one way out so that they "
    "choose, and come back afterwards to see whether it was enough. Most of it happens over several messages.",
    "empathy-first": "What calms people is that somebody is quickly and genuinely sorry it happened to them, whoever was at fault. The customer is not always "
    "right, and is still the customer: never argue, never explain why it was their doing, and keep your logic to yourself. 'Sorry you feel this way' is meant "
    "as empathy here, and counts as such.",
    "save": "Sympathize, act, vindicate, eat something. Show that you see why they are upset, say what you yourself are going to do, let them know that it is "
    "not business as usual, and give them something. The rubric follows the readers where they objected to the original example: it names a colleague, and "
    "they would have none of that. They also hold that apologies for trifles, and apologies in place of a repair, are worth nothing.",
    "one-apology": "A forum asks how often one must say sorry. Once, is its answer: then put it right beyond what was asked, tell little of how things work "
    "inside, and when you follow up, ask whether all is well as if nothing had gone wrong. The colleague who is made to ring up and confess reopens what was "
    "healed. One reader adds a rule at third hand, that eight good acts in a row make a bad one neutral and sixteen make it good; nobody has measured it.",
    "liability-aware": "The cautious view, held by one reader of S.A.V.E. and by the lawyers in 5 Steps: sympathy and help, and no word that could be read as "
    "an admission. It is here because people are told to write so, and want to see what it costs. **It is not legal advice.** In many places the law keeps "
    "an apology, or at least sympathy, from being used as evidence; where it matters, ask counsel.",
    "ccsarp": "The set of strategies by which linguists code apologies: the words themselves, an account, responsibility, repair, a promise. They describe what "
    "people do, in many languages, and do not say that more is better; that each added strategy makes an apology more of one was found by Scher and Darley.",
    "lewicki": "Six components, weighted by how people ranked them in two experiments: responsibility first, then the offer of repair; regret, explanation and "
    "repentance share the third place, and the request for forgiveness comes last.",
    "sorrywatch": "Six steps and a half by two watchers of public apologies: say you are sorry, for what you did, show that you see why it was bad, explain only "
    "if you must and do not excuse, say why it will not happen again, make up for it, and listen. With what Lazare found that makes acknowledgments fail: the "
    "vague, the passive, the conditional, the shrunken.",
}


def setup(app: Any) -> Mapping[str, Any]:
    """Hook into the build."""
    app.connect("builder-inited", lambda app: write(Path(app.srcdir) / "rubrics"))
    return {"parallel_read_safe": True}


def write(folder: Path) -> list[str]:
    """Write all pages into *folder*; the names of the rubrics."""
    rubrics = [bundled(name) for name in BUNDLED]
    pages = {f"{rubric.name}.md": page(rubric) for rubric in rubrics}
    pages["index.md"] = index(rubrics)
    write_pages(folder, pages)
    return [rubric.name for rubric in rubrics]


def page(rubric: Rubric) -> str:
    """The page of one rubric, in MyST Markdown."""
    unit = "a message" if rubric.unit == "message" else "a thread; of a message by itself, what can be judged of it"
    parts = [f"# {rubric.name}", f"*{escaped(rubric.title)}*", ABOUT[rubric.name], f"Source: {escaped(rubric.source)}.", f"It judges {unit}."]
    parts += [f"It reads `{selector}` as `{other}`." for selector, other in rubric.read_as.items()]
    for role, title in ROLES.items():
        chosen = [criterion for criterion in rubric.criteria if criterion.role == role]
        if chosen:
            rows = [f"| {_linked(c.name, bool(c.find))} | {c.weight:g} | {escaped(c.why)} | {escaped(c.say)} | {escaped(c.source)} |" for c in chosen]
            parts.append("\n".join([f"## {title}\n", "| what | points | why | what it says | in the words of the source |", "|---|--:|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _linked(name: str, is_label: bool) -> str:
    from sorrykit.analyzers import NAMES  # noqa: PLC0415 -- only here

    if not is_label:
        return f"`{name}`"
    return " or ".join(f"[`{one}`](../rules/{one.partition(':')[0]}.md)" if one.partition(":")[0] in NAMES else f"`{one}`" for one in name.split("|"))


def index(rubrics: Iterable[Rubric]) -> str:
    """The list of all rubrics, and the matrix of what they want."""
    rubrics = list(rubrics)
    lines = [
        "# Rubrics",
        ("Each page is made from the rubric itself. Which one to take is said in [Which rubric should I use](../explanation/rubrics.md), "
        "how to write one in [The rubric format](../reference/rubrics.md)."),
        "| rubric | judges | |\n|---|---|---|\n" + "\n".join(f"| [{r.name}]({r.name}.md) | a {r.unit} | {escaped(r.summary)} |" for r in rubrics),
        "## Where they disagree",
        matrix(rubrics),
        ("++ it requires it, + it likes to see it, − it forbids it, 0 it takes no offense at it, = it reads it as something else; an empty cell is no "
        "opinion. In bold: one wants what another forbids."),
        "```{toctree}\n:hidden:\n\n" + "\n".join(r.name for r in rubrics) + "\n```",
    ]
    return "\n\n".join(lines) + "\n"


def matrix(rubrics: Iterable[Rubric]) -> str:
    """What each rubric says of each label, as a table in Markdown."""
    rubrics = list(rubrics)
    cells: dict[str, dict[str, str]] = {}
    for rubric in rubrics:
        for criterion in rubric.criteria:
            for name in criterion.find.split("|") if criterion.find else [criterion.name]:
                cells.setdefault(name.strip(), {}).setdefault(rubric.name, CELLS[criterion.role])
        for selector, other in rubric.read_as.items():
            cells.setdefault(selector, {})[rubric.name] = f"= {other}"
    rows = []
    for name, row in cells.items():
        signs = set(row.values())
        disputed = "−" in signs and any(sign[0] in "+=" for sign in signs)
        rows.append(f"| {'**' if disputed else ''}{name}{'**' if disputed else ''} | " + " | ".join(row.get(rubric.name, "") for rubric in rubrics) + " |")
    return "\n".join(["| | " + " | ".join(rubric.name for rubric in rubrics) + " |", "|---|" + ":-:|" * len(rubrics), *rows])


def escaped(text: str) -> str:
    """*text* as it is, whatever a table in Markdown would make of it."""
    return re.sub(r"([\\`*_{}\[\]<>|~$])", r"\\\1", " ".join(text.split()))
