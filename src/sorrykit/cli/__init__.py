"""The command line. Each command is a module of its own, imported when it is called."""

from __future__ import annotations

import os
import sys

from importlib import import_module
from typing import Any

import click


# Command -> the module beside this one and the command in it. Help lists them in this order.
COMMANDS = {
    "check": "check:check",
    "compare": "compare:compare",
    "thread": "thread:thread",
    "scan": "scan:scan",
    "explain": "explain:explain",
    "list": "listing:list_",
    "bench": "bench:bench",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, and whose end is quiet.

    Ctrl-C ends with 130 and a pipe that was closed with 141, as for programs that the signal ends; neither says a word.
    """

    def __init__(self, *args: Any, lazy: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's own signature
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in self.lazy:
            return None
        module, _, name = self.lazy[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.lazy and not args[0].startswith("-") and not ctx.resilient_parsing:
            import difflib  # noqa: PLC0415 -- only a misspelling needs it

            near = difflib.get_close_matches(args[0], self.lazy, n=1)
            ctx.fail(
                f"no such command {args[0]!r}; "
                + (f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(self.lazy)}")
            )
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except KeyboardInterrupt:
            ctx.exit(130)
        except BrokenPipeError:
            _drop_output()
            ctx.exit(141)
        except OSError as error:
            from sorrykit.cli._problems import say  # noqa: PLC0415 -- a full disk is rare

            _drop_output()
            say(error)
            ctx.exit(2)


def _drop_output() -> None:
    """What is still buffered must not be written once more when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        import sorrykit  # noqa: PLC0415 -- reads the metadata of the installation

        click.echo(f"sorrykit {sorrykit.__version__}")
        ctx.exit()


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def main() -> None:
    """Read apologies as a good editor would: what the words do, where, why it matters, what to say instead."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot write a character gets an escape, not a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
