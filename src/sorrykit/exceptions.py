"""What can go wrong, each with a message that says what to do about it."""

from __future__ import annotations


class SorrykitError(Exception):
    """The root of every error that sorrykit raises on purpose."""


class PhraseError(SorrykitError, ValueError):
    """A phrasebook says something that cannot be read or can never match.

    The message names the file, the entry and the column.
    """


class PluginError(SorrykitError):
    """Plugins contradict one another or the kit."""


class DuplicateAnalyzerError(PluginError):
    """Two plugins offer an analyzer of the same name; the message names both."""


class AnalyzerError(SorrykitError):
    """An analyzer broke while it ran; the cause is chained."""


class ConfigurationError(SorrykitError, ValueError):
    """A setting, a name in `select` or `ignore`, or a configuration file is wrong."""


class IncompleteReportError(SorrykitError):
    """A score was asked of a report from which some analyzer's findings are missing."""


class RubricError(SorrykitError, ValueError):
    """A rubric file says something that cannot be scored."""


class CorpusError(SorrykitError, ValueError):
    """A labeled file is malformed; the message names file, line and id."""


class ThreadError(SorrykitError, ValueError):
    """A thread, or a file of threads, cannot be read; the message names file and line where there is one."""


class MissingExtraError(SorrykitError, ImportError):
    """A package is not installed that an extra of sorrykit brings; the message has the command that installs it."""


class TableError(SorrykitError, ValueError):
    """A table cannot be analyzed: a column is missing, holds no text or is in the way; the message names those that there are."""


class ScanError(SorrykitError):
    """A scan cannot begin, go on or be finished; the message says why, and how to go on."""


class PluginWarning(UserWarning):
    """A plugin was left out; the message names it and says why."""
