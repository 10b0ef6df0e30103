"""What `bench` measured, before anything is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from sorrykit import __version__, evaluation
from sorrykit import corpus as corpora
from sorrykit.analyzers import NAMES
from sorrykit.cli._problems import fail
from sorrykit.corpus import LABELS, Corpus, Label
from sorrykit.evaluation import Case, Scores, tables
from sorrykit.exceptions import ConfigurationError
from sorrykit.kit import Kit
from sorrykit.render._visible import visible


SCHEMA = "sorrykit/bench/1"
# What may be added to the scores, in the order in which it is shown.
SECTIONS = ("baselines", "agreement", "confusion", "slices", "sentences")
Progress = Callable[[Sequence[Any], str], Iterator[Any]]


def corpus(gold: Path | None, split: str | None, plugin: str | None) -> Corpus:
    """The bundled corpus or a file, and of it the split asked for."""
    if gold is None:
        whole = corpora.load()
        split = split or "dev"
    else:
        # A label of your own has to be somebody's: a misspelt one would be missed in silence.
        names = NAMES if plugin is None else [analyzer.name for analyzer in Kit().analyzers]
        try:
            whole = corpora.read(gold, labels=names)
        except OSError as error:
            fail(f"{gold}: {error.strerror or error}")
    chosen = whole if split in {None, "all"} else whole.split(str(split))
    if not len(chosen):
        fail(f"{gold or 'the corpus'}: there is nothing to score" + (f" in the split {split!r}" if split else ""))
    return chosen


def measure(corpus: Corpus, *, plugin: str | None, as_: str | None, boot: int, progress: Progress) -> Measured:
    """Run the analyzers and score them."""
    kit, name = (Kit(discover=False), "sorrykit") if plugin is None else _of_plugin(plugin)
    found = evaluation.find(corpus, kit, lambda items: progress(list(items), "reading"))
    there = {label.label for _, label in corpus.labels()}
    labels = tuple(dict.fromkeys([*LABELS, *sorted(there)]))
    if plugin is not None:
        names = {analyzer.name for analyzer in kit.analyzers}
        if as_ is not None:
            if as_ not in labels:
                fail(f"there is no label {as_!r}; there are: {', '.join(labels)}")
            found = {item: tuple(attrs.evolve(label, label=as_) for label in seen) for item, seen in found.items()}
            names = {as_}
        labels = tuple(label for label in labels if label in names)
        if not there & set(labels):
            fail(f"{corpus.name} has no gold for {', '.join(sorted(names))}; give --gold FILE, or --as LABEL to score it as another")
    scores = evaluation.score(corpus, found, labels=labels, boot=boot)
    both = any(set(evaluation.CODERS) <= set(item.coders) for item in corpus)
    ceiling = evaluation.coded(corpus, labels=labels) if both else None
    return Measured(corpus=corpus, name=name, found=found, labels=labels, scores=scores, ceiling=ceiling)


def _of_plugin(name: str) -> tuple[Kit, str]:
    whole = Kit()
    if any(analyzer.name == name for analyzer in whole.analyzers):
        return Kit(select=[name]), name
    for plugin in whole.plugins:
        if plugin.name == name:
            offered = [*(analyzer.name for analyzer in plugin.analyzers), *(book.name for book in plugin.phrasebooks)]
            if not offered:
                why = f"{plugin.state}, {plugin.why}" if plugin.why else "it offers no analyzers"
                fail(f"the plugin {name!r} cannot be benchmarked: {why}")
            return Kit(select=offered), name
    try:
        whole[name]
    except ConfigurationError as error:
        fail(f"{error}; and there is no plugin of that name")
    return whole, name


@attrs.frozen
class ErrorCase:
    """One message of `--errors`, ready to be shown: `lines` are (what, style, quote)."""

    id: str
    about: str
    text: str
    lines: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, case: Case) -> ErrorCase:
        item = case.item

        def quote(label: Label) -> str:
            kind = f"  ({label.kind})" if label.kind else ""
            return visible(item.quote(label)).replace("\n", " ") + kind

        lines = [("missed", "yellow", quote(label)) for label in case.missed]
        lines += [("wrong", "red", quote(label)) for label in case.wrong]
        lines += [("kind", "cyan", f"{quote(label)} was found as {other.kind}") for label, other in case.kinds]
        about = ", ".join(visible(part) for part in (item.domain, item.channel, item.slice) if part)
        return cls(visible(item.id), about, visible(item.text), tuple(lines))


@attrs.define
class Measured:
    """Scores and whatever was asked for beside them."""

    corpus: Corpus
    name: str
    found: dict[str, tuple[Label, ...]]
    labels: tuple[str, ...]
    scores: Scores
    ceiling: Scores | None
    sections: dict[str, Any] = attrs.field(factory=dict)
    counted: str = ""

    @property
    def title(self) -> str:
        """What was measured on what."""
        return f"{self.name} {__version__} on {visible(self.corpus.name)}: {len(self.corpus)} messages, sha256 {self.corpus.sha256[:12]}"

    def add(self, wanted: Iterable[str], progress: Progress) -> None:
        """Measure the sections asked for."""
        for name in wanted:
            self.sections[name] = getattr(self, f"_{name}")(progress)

    def errors(self, label: str) -> list[ErrorCase]:
        """The messages in which *label* is wrong; ends the command for a label that is not scored."""
        if label not in self.labels:
            fail(f"there is no label {label!r} here; there are: {', '.join(self.labels)}")
        found = evaluation.cases(self.corpus, self.found, label)
        missed, wrong, kinds = (sum(len(getattr(case, part)) for case in found) for part in ("missed", "wrong", "kinds"))
        self.counted = f"{label}: {missed} missed, {wrong} wrong and {kinds} of the wrong kind, in {len(found)} of {len(self.corpus)} messages"
        return [ErrorCase.of(case) for case in found]

    def _agreement(self, _: Progress) -> evaluation.Agreement | None:
        return evaluation.agreement(self.corpus) if self.ceiling else None

    def _baselines(self, progress: Progress) -> list[evaluation.Baseline]:
        asked = {item.id for item in self.corpus}
        train = [item for item in [*corpora.load().split("train"), *corpora.practice()] if item.id not in asked]
        runs = {"keywords", "convokit"} if not train else set(evaluation.BASELINES)
        names = [name for name in evaluation.BASELINES if name in runs]
        return [evaluation.baseline(name, train, self.corpus.items, labels=self.labels) for name in progress(names, "baselines")]

    def _slices(self, _: Progress) -> list[evaluation.SliceScores]:
        return evaluation.slices(self.corpus, self.found, labels=self.labels)

    def _confusion(self, _: Progress) -> evaluation.Confusion:
        return evaluation.confusion(self.corpus, self.found, labels=self.labels)

    def _sentences(self, _: Progress) -> dict[str, evaluation.Boundaries]:
        texts, corpus = [item.text for item in self.corpus], [item.text for item in corpora.load()]
        ways = {
            "untrained": evaluation.punkt(),
            "trained on the corpus": evaluation.punkt(corpus),
            "trained, by paragraph": evaluation.punkt(corpus, paragraphs=True),
        }
        return {name: evaluation.boundaries(texts, spans) for name, spans in ways.items()}

    def tables(self, *, intervals: bool = True) -> list[tables.Table]:
        """All that was measured, as tables."""
        out = [tables.scores(self.scores, self.ceiling, intervals=intervals)]
        for name, result in self.sections.items():
            if name == "baselines":
                out.append(tables.baselines(self.name, self.scores, result, self.ceiling))
            elif result:
                out.append(getattr(tables, name)(result))
        return out

    def markdown(self, listed: Sequence[ErrorCase] | None) -> str:
        """All that was measured, or the list of errors, as Markdown."""
        parts = [f"# {self.title}"]
        if listed is None:
            parts += [f"## {table.title}\n\n{table.markdown()}" for table in self.tables()]
        else:
            parts += [_case_markdown(case) for case in listed] + [self.counted]
        return "\n\n".join(parts) + "\n"

    def to_dict(self, listed: Sequence[ErrorCase] | None) -> dict[str, Any]:
        """All that was measured, as plain data: the shape `sorrykit/bench/1`."""
        data: dict[str, Any] = {
            "schema": SCHEMA,
            "sorrykit": __version__,
            "benchmarked": self.name,
            "corpus": {"name": self.corpus.name, "sha256": self.corpus.sha256, "messages": len(self.corpus)},
            "scores": self.scores.to_dict(),
            "ceiling": self.ceiling.to_dict() if self.ceiling else None,
        }
        data |= {name: _plain(result) for name, result in self.sections.items()}
        if listed is not None:
            data["errors"] = [attrs.asdict(case, filter=lambda attribute, _: attribute.name != "lines") | _lines(case) for case in listed]
        return data


def _plain(result: Any) -> Any:
    if isinstance(result, dict):
        return {name: _plain(value) for name, value in result.items()}
    if isinstance(result, list):
        return [_plain(value) for value in result]
    return result.to_dict() if hasattr(result, "to_dict") else result


def _lines(case: ErrorCase) -> dict[str, list[str]]:
    return {what: [quote for name, _, quote in case.lines if name == what] for what in ("missed", "wrong", "kind")}


def _case_markdown(case: ErrorCase) -> str:
    quoted = "\n".join(f"> {line}" for line in case.text.splitlines())
    lines = "\n".join(f"- {what}: {quote}" for what, _, quote in case.lines)
    return f"## {case.id}\n\n{case.about}\n\n{quoted}\n\n{lines}".replace("\n\n\n\n", "\n\n")
