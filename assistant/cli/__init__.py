"""The command line, one file per command group."""

import difflib
import errno
import importlib
import io
import itertools
import logging
import sys
from collections.abc import Mapping, Sequence
from typing import IO, Any

import click

from assistant.cli.listing import Listing
from assistant.core import settings as settings_sources
from assistant.core.errors import AssistantError, BadInputError, StorageError

SECTIONS: Mapping[str, Sequence[str]] = {
    "Start here": ("demo", "doctor", "models", "chat", "run"),
    "Orders and prices": ("orders", "why", "catalog", "watches"),
    "Devices": ("devices", "slots", "press", "microphone"),
    "Who may order": ("lock", "code", "network"),
    "The books": ("verify", "backup", "restore", "export"),
    "Sentences, sound and tests": ("understand", "intents", "say", "hear", "script", "simulate"),
}
"""Every command, as `--help` lists them."""

_FILES = {
    "backup": "books",
    "code": "lock",
    "export": "books",
    "microphone": "devices",
    "press": "devices",
    "restore": "books",
    "verify": "books",
}
"""Where a command is in a file that is called otherwise; its function has the command's name."""

EXIT_CODES = dict.fromkeys(
    (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO), StorageError.exit_code
) | dict.fromkeys(
    (errno.ENOENT, errno.EEXIST, errno.ENOTDIR, errno.EISDIR), BadInputError.exit_code
)
"""What a disk or a file that was named does to the exit code; other errors of the system are 1."""


class _Refusal(click.ClickException):
    """A deliberate error as the command line shows it: one line and its exit code."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        vars(self)["exit_code"] = exit_code  # click declares it for the whole class

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"assistant: {self.message}", file=file, err=True)


class _Commands(Listing):
    """Commands whose deliberate errors, and those of files and disks, are one line each.

    A command's file is read when it is asked for: reading takes a second on a small machine, and
    Ctrl-C must not meet it outside of click.
    """

    def sections(self, ctx: click.Context) -> Mapping[str, Sequence[str]]:  # noqa: ARG002 - the base's signature
        """The names of all commands by what they are for."""
        return SECTIONS

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(itertools.chain.from_iterable(self.sections(ctx).values()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"assistant.cli.{_FILES.get(cmd_name, cmd_name)}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was typed; one that there is not, with what was probably meant."""
        known = self.list_commands(ctx)
        if args[0] not in known and (close := difflib.get_close_matches(args[0], known, n=1)):
            ctx.fail(f"there is no command {args[0]}; did you mean {close[0]}?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AssistantError as error:
            raise _Refusal(str(error), error.exit_code) from error
        except OSError as error:
            if error.errno in {None, errno.EPIPE}:  # click ends quietly where nobody reads on
                raise
            where = f"{error.filename}: " if error.filename else ""
            exit_code = EXIT_CODES.get(error.errno, 1)
            raise _Refusal(f"{where}{error.strerror}", exit_code) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="SECTION.KEY=VALUE",
    help="Override a setting of config/assistant.toml; may be given several times.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log what happens inside.")
@click.version_option(package_name="assistant")
@click.pass_context
def commands(context: click.Context, overrides: Sequence[str], *, verbose: bool) -> None:
    """An offline, voice-first assistant in which the product is the store."""
    level, teller = (logging.INFO, "%(name)s") if verbose else (logging.WARNING, "assistant")
    logging.basicConfig(level=level, format=f"{teller}: %(message)s", stream=sys.stderr)
    context.obj = settings_sources.load(overrides=overrides)


def main() -> None:
    """Run a command and exit with its code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Korean shows ? for it
    commands()
