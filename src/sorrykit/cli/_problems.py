"""What is said on stderr, one line each, and counted."""

from __future__ import annotations

import warnings

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from sorrykit.exceptions import PluginWarning, SorrykitError
from sorrykit.render._visible import visible


class Problem:
    """Something that could not be read: where, and why. The rest goes on."""

    __slots__ = ("where", "why")

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


def say(problem: object) -> None:
    """Write a problem to stderr; nothing in it can reach the terminal as a control character."""
    click.echo(f"sorrykit: {visible(str(problem))}", err=True)


def fail(why: object) -> NoReturn:
    """End the command with status 2 and say why."""
    raise _Wrong(visible(str(why)))


class _Wrong(click.ClickException):
    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002 -- click's own signature
        say(self.message)


@contextmanager
def told() -> Iterator[None]:
    """Turn the library's errors into the end of the command, and its warnings into lines on stderr."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", PluginWarning)
        try:
            yield
        except SorrykitError as error:
            fail(error)
        finally:
            for warning in caught:
                say(f"warning: {warning.message}")
