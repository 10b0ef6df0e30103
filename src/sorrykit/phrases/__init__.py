"""Phrasebooks: the words that carry an act, as data, and one matcher for all of them."""

from sorrykit.phrases._book import Phrase, Phrasebook, load, loads
from sorrykit.phrases._matcher import Hit, Matcher


__all__ = ["Hit", "Matcher", "Phrase", "Phrasebook", "load", "loads"]
