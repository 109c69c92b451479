"""`assistant script`: play conversations and see what came of them."""

import sys
import time
from pathlib import Path

import click

from assistant.core.settings import Settings
from assistant.scripting.play import play
from assistant.scripting.script import Channel, load_script


@click.command()
@click.option(
    "--channel",
    type=click.Choice(["text", "audio", "mqtt"]),
    help="What to play through; each script names its own otherwise.",
)
@click.option("-q", "--quiet", is_flag=True, help="Show only what went otherwise.")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.pass_obj
def script(
    settings: Settings, files: tuple[Path, ...], channel: Channel | None, *, quiet: bool
) -> None:
    """Play conversation scripts, each on a household of its own that is gone afterwards.

    The exit code is 1 where something went otherwise than expected.
    """
    failed = 0
    for file in files:
        read = load_script(file)
        for through in (channel,) if channel else read.channels:
            began = time.perf_counter()
            verdict = play(read, through, settings)
            took_s = time.perf_counter() - began
            if not (quiet and verdict.passed):
                result = "passed" if verdict.passed else "FAILED"
                click.echo(f"{file} [{through}] {result}, {took_s:.1f} s")
                click.echo(str(verdict))
            failed += not verdict.passed
    if failed:
        sys.exit(1)
