"""The command line, one file per command group."""

import logging
import sys
from collections.abc import Sequence

import click

from assistant.cli import (
    catalog,
    chat,
    demo,
    devices,
    doctor,
    hear,
    models,
    orders,
    run,
    say,
    understand,
)
from assistant.core import settings as settings_sources
from assistant.core.errors import AssistantError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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
    hear.hear,
    say.say,
    devices.press,
    devices.devices,
    devices.microphone,
    orders.orders,
    catalog.catalog,
    models.models,
    doctor.doctor,
):
    commands.add_command(command)


def main() -> None:
    """Run a command; a deliberate error becomes one line and its exit code."""
    try:
        commands()
    except AssistantError as error:
        click.echo(f"assistant: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output went away, such as `assistant orders | head -1`.
        sys.stderr.close()
        sys.exit(141)
