"""Who is measured, and what each is asked: its own main call, on one text. Read by `speed_process.py` in a process of its own.

Nobody else does this job: the peers tag moods, flag phrases, find patterns, cut words or sentences. They are what one would reach for,
and what they cost is what one is used to. Each is made ready in the way that its documentation gives for many texts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


Call = Callable[[str], Any]


class Contender(NamedTuple):
    """One who is measured: the package and what it is imported with, the call as it is shown, and what makes it."""

    package: str
    imports: str
    shown: str
    make: Callable[[], Call]


def _sorrykit() -> Call:
    from sorrykit import Kit

    return Kit(discover=False).analyze


def _phrases_alone() -> Call:
    from sorrykit import Kit

    return Kit(discover=False, learned=False).analyze


def _matcher_alone() -> Call:
    from sorrykit import Apology, Kit

    kit = Kit(discover=False, learned=False)
    return lambda text: kit.hits(Apology(text))


def _vader() -> Call:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer().polarity_scores


def _defluff() -> Call:
    import defluff

    lexicon = defluff.load_lexicon()
    return lambda text: defluff.detect(text, lexicon=lexicon)


def _textblob() -> Call:
    from textblob import TextBlob

    return lambda text: TextBlob(text).sentiment


def _presidio() -> Call:
    import spacy

    from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    nlp = SpacyNlpEngine()
    nlp.nlp = {"en": spacy.blank("en")}
    apology = PatternRecognizer("APOLOGY", patterns=[Pattern("apology", r"\b(?:sorry|apolog(?:y|ies|i[sz]e[ds]?|i[sz]ing))\b", 0.9)])
    registry = RecognizerRegistry([apology], supported_languages=["en"])
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"])
    return lambda text: analyzer.analyze(text, language="en")


def _proselint() -> Call:
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
    return lambda text: LintFile("message", text).lint()


def _convokit() -> Call:
    import spacy

    from convokit import PolitenessStrategies

    model = next((name for name in spacy.util.get_installed_models() if name.startswith("en_core_web_sm")), "en_core_web_sm")
    strategies, nlp = PolitenessStrategies(), spacy.load(model, disable=["ner"])
    return lambda text: strategies.transform_utterance(text, spacy_nlp=nlp)


def _words() -> Call:
    from nltk.tokenize import NLTKWordTokenizer

    return NLTKWordTokenizer().tokenize


def _punkt() -> Call:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

    return PunktSentenceTokenizer().tokenize


OURS = "sorrykit"
MATCHER = "sorrykit, matcher alone"
CONTENDERS = {
    OURS: Contender("sorrykit", "import sorrykit", "Kit().analyze(text)", _sorrykit),
    "sorrykit, phrases alone": Contender("sorrykit", "import sorrykit", "Kit(learned=False).analyze(text)", _phrases_alone),
    MATCHER: Contender("sorrykit", "import sorrykit", "Kit(learned=False).hits(Apology(text))", _matcher_alone),
    "VADER": Contender("vaderSentiment", "import vaderSentiment.vaderSentiment", "polarity_scores(text)", _vader),
    "defluff": Contender("defluff", "import defluff", "detect(text, lexicon=lexicon)", _defluff),
    "TextBlob": Contender("textblob", "import textblob", "TextBlob(text).sentiment", _textblob),
    "presidio": Contender("presidio-analyzer", "import presidio_analyzer", "analyze(text), a blank model, one pattern", _presidio),
    "proselint": Contender("proselint", "import proselint.tools, proselint.checks", "LintFile(name, text).lint()", _proselint),
    "ConvoKit": Contender("convokit", "import convokit", "PolitenessStrategies().transform_utterance(text)", _convokit),
    "NLTK words": Contender("nltk", "import nltk.tokenize", "NLTKWordTokenizer().tokenize(text)", _words),
    "NLTK Punkt": Contender("nltk", "import nltk.tokenize.punkt", "PunktSentenceTokenizer().tokenize(text)", _punkt),
}
