"""The command line, one file per command group."""

import errno
import logging
import sys
from collections.abc import Sequence
from typing import IO, Any

import click

from assistant.cli import (
    baskets,
    books,
    catalog,
    chat,
    demo,
    devices,
    devices_learn,
    doctor,
    hear,
    intents,
    lock,
    models,
    network,
    orders,
    run,
    say,
    script,
    simulate,
    slots,
    understand,
    watches,
    why,
)
from assistant.core import settings as settings_sources
from assistant.core.errors import AssistantError, StorageError

DISK_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


class _Refusal(click.ClickException):
    """A deliberate error as the command line shows it: one line and its exit code."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        vars(self)["exit_code"] = exit_code  # click declares it for the whole class

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"assistant: {self.message}", file=file, err=True)


class _Commands(click.Group):
    """Commands whose deliberate errors, and those of files and disks, are one line each."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AssistantError as error:
            raise _Refusal(str(error), error.exit_code) from error
        except OSError as error:
            if error.errno in {None, errno.EPIPE}:  # click ends quietly where nobody reads on
                raise
            where = f"{error.filename}: " if error.filename else ""
            exit_code = StorageError.exit_code if error.errno in DISK_ERRORS else 1
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
    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, format="%(name)s: %(message)s", stream=sys.stderr)
    context.obj = settings_sources.load(overrides=overrides)


for command in (
    run.run,
    chat.chat,
    demo.demo,
    understand.understand,
    script.script,
    intents.intents,
    hear.hear,
    say.say,
    devices.press,
    devices.devices,
    devices.microphone,
    simulate.simulate,
    orders.orders,
    slots.slots,
    books.verify,
    books.backup,
    books.restore,
    books.export,
    network.network,
    lock.lock,
    lock.code,
    catalog.catalog,
    watches.watches,
    models.models,
    why.why,
    doctor.doctor,
):
    commands.add_command(command)
for command in (baskets.baskets, baskets.goes_with):
    catalog.catalog.add_command(command)
for command in (network.register, network.revoke):
    devices.devices.add_command(command)


for command in (devices_learn.learn, devices_learn.buttons, devices_learn.forget):
    devices.devices.add_command(command)


def main() -> None:
    """Run a command and exit with its code."""
    commands()
