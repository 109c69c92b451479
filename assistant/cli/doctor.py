"""`assistant doctor`: what works on this machine, what does not, and what to do about it."""

import click

from assistant.app import examine
from assistant.core.settings import Settings

SIGNS = {"works": ("ok ", "green"), "degraded": ("-- ", "yellow"), "broken": ("NO ", "red")}


@click.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Check the microphone, loudspeaker, models, voice, broker, catalog and data folder."""
    broken = False
    for finding in examine(settings):
        sign, colour = SIGNS[finding.state]
        click.echo(f"{click.style(sign, fg=colour)} {finding.what:<14} {finding.says}")
        if finding.mend:
            click.echo(f"{'':18} {finding.mend}")
        broken = broken or finding.state == "broken"
    if broken:
        raise click.exceptions.Exit(1)
